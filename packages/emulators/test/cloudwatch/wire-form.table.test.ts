import { describe, expect, it } from "vitest";
import { fastAlarm, listOf, START_MS, world } from "./build.ts";

/** `fastAlarm` as the query protocol has it. */
const textAlarm = (overrides: object = {}) =>
	fastAlarm({
		ActionsEnabled: "false",
		DatapointsToAlarm: "1",
		Dimensions: [{ Name: "Kind", Value: "7" }],
		EvaluationPeriods: "1",
		OKActions: "",
		Period: "10",
		Threshold: "0.5",
		...overrides,
	});

describe("values that are text, as in the query protocol", () => {
	it("are read as what the model has there: numbers, booleans, lists, and texts that look like numbers", () => {
		const { cloudWatch, stateOf } = world();
		cloudWatch.handle("PutMetricAlarm", textAlarm(), "text");
		expect(stateOf("headroom-votes-fast")).toMatchObject({
			ActionsEnabled: false,
			DatapointsToAlarm: 1,
			Dimensions: [{ Name: "Kind", Value: "7" }],
			EvaluationPeriods: 1,
			OKActions: [],
			Period: 10,
			Threshold: 0.5,
		});
	});

	it("are an empty list where they are empty, whichever the member", () => {
		const { call, cloudWatch } = world();
		call("PutMetricAlarm", fastAlarm());
		const answer = { ...cloudWatch.handle("DescribeAlarms", { AlarmNames: "", MaxRecords: "5" }, "text") };
		expect(listOf(answer, "MetricAlarms")).toHaveLength(1);
	});

	it.each([
		{ title: "a word for a number", given: { Period: "ten" }, code: "SerializationException", message: "Period must be a number, is ten" },
		{ title: "nothing for a number", given: { Threshold: "" }, code: "SerializationException", message: "Threshold must be a number, is " },
		{
			title: "a fraction for a whole number",
			given: { Period: "10.5" },
			code: "SerializationException",
			message: "Period must be an integer, is 10.5",
		},
		{
			title: "infinity",
			given: { Threshold: "Infinity" },
			code: "InvalidParameterValueException",
			message: "The value Infinity for parameter Threshold is invalid: it must be finite.",
		},
		{
			title: "a word for a boolean",
			given: { ActionsEnabled: "yes" },
			code: "SerializationException",
			message: "ActionsEnabled must be a boolean, is yes",
		},
		{
			title: "a word for a list",
			given: { AlarmActions: "none" },
			code: "SerializationException",
			message: "AlarmActions must be a list, is none",
		},
	])("are refused by name: $title", ({ code, given, message }) => {
		const { cloudWatch } = world();
		expect(() => cloudWatch.handle("PutMetricAlarm", textAlarm(given), "text")).toThrow(expect.objectContaining({ code, message }));
	});

	it("are not numbers elsewhere", () => {
		const { cloudWatch } = world();
		expect(() => cloudWatch.handle("PutMetricAlarm", fastAlarm({ Period: "10" }))).toThrow("Period must be a number, is 10");
	});
});

describe("a moment", () => {
	const putAt = (Timestamp: unknown) => {
		const w = world();
		w.call("PutMetricData", { Namespace: "Shop", MetricData: [{ MetricName: "m", Value: 1, Timestamp }] });
		const range = { StartTime: new Date(START_MS - 60_000), EndTime: new Date(START_MS + 60_000), Period: 60, Statistics: ["Sum"] };
		return listOf(w.call("GetMetricStatistics", { Namespace: "Shop", MetricName: "m", ...range }), "Datapoints");
	};

	it.each([
		{ title: "a Date", given: new Date(START_MS) },
		{ title: "epoch seconds", given: START_MS / 1000 + 0.25 },
		{ title: "ISO 8601", given: new Date(START_MS).toISOString() },
	])("is $title", ({ given }) => {
		expect(putAt(given)).toMatchObject([{ Timestamp: new Date(START_MS), Sum: 1 }]);
	});

	it.each([
		{ title: "a text of no moment", given: "noon", is: "noon" },
		{ title: "seconds beyond all time", given: 1e300, is: "a structure" },
		{ title: "a boolean", given: true, is: "true" },
	])("is not $title", ({ given, is }) => {
		expect(() => putAt(given)).toThrow(`MetricData.member.1.Timestamp must be a timestamp, is ${is}`);
	});
});
