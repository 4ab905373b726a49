import { describe, expect, it } from "vitest";
import { readTrace, TraceError, type TraceOptions } from "../../src/trace/index.ts";

const OPTIONS: TraceOptions = { name: "votes" };
const T = ["2026-11-23T12:00:00+00:00", "2026-11-23T12:01:00+00:00", "2026-11-23T12:02:00+00:00"];
const result = (Label: string, Values: unknown, Timestamps: unknown = T, more: object = {}) => ({
	Id: Label[0]?.toLowerCase() + Label.slice(1),
	Label,
	Timestamps,
	Values,
	StatusCode: "Complete",
	...more,
});
const answer = (...MetricDataResults: unknown[]) => JSON.stringify({ MetricDataResults, Messages: [] }, undefined, 4);

const readTraceOf = async (json: string, options: Partial<TraceOptions> = {}) =>
	(await readTrace([json], { ...OPTIONS, ...options })).trace;

async function faultsOf(json: string, options: Partial<TraceOptions> = {}) {
	const error = await readTrace([json], { ...OPTIONS, ...options }).catch((thrown: unknown) => thrown);
	expect(error).toBeInstanceOf(TraceError);
	return (error as TraceError).faults.map(({ where, reason }) => `${where}: ${reason}`);
}

describe("what aws cloudwatch get-metric-data prints", () => {
	it("is the offered load: incoming and throttled, with the size of the mean record", async () => {
		const trace = await readTraceOf(
			answer(
				result("IncomingRecords", [600, 1_200, 6_000]),
				result("IncomingBytes", [60_000, 240_000, 1_800_000]),
				result("WriteProvisionedThroughputExceeded", [0, 0, 3_000]),
			),
			{ writeAttemptsPerRecord: 1 },
		);
		expect(trace).toMatchObject({ startMs: Date.UTC(2026, 10, 23, 12), bucketSeconds: 60 });
		expect([...trace.recordsPerSecond]).toEqual([10, 20, 150]);
		expect([...(trace.bytesPerRecord as Float64Array)]).toEqual([100, 200, 300]);
	});

	it("is read in any order, newest first as CloudWatch gives it, and in parts", async () => {
		const newestFirst = answer(result("IncomingRecords", [180, 120, 60], T.toReversed()));
		const parts = answer(
			result("IncomingRecords", [180], [T[2]], { StatusCode: "PartialData" }),
			result("IncomingRecords", [60, 120], T.slice(0, 2)),
		);
		for (const json of [newestFirst, parts]) {
			expect([...(await readTraceOf(json, { ...OPTIONS, bytesPerRecord: 100 })).recordsPerSecond]).toEqual([1, 2, 3]);
		}
	});

	it("counts a throttled record once, if producers tried it three times", async () => {
		const json = answer(result("IncomingRecords", [60, 60, 60]), result("WriteProvisionedThroughputExceeded", [0, 180, 0]));
		const trace = await readTraceOf(json, { ...OPTIONS, bytesPerRecord: 100, writeAttemptsPerRecord: 3 });
		expect([...trace.recordsPerSecond]).toEqual([1, 2, 1]);
	});

	it("a minute in which all was throttled has only the throttles; its records are as large as the others", async () => {
		const json = answer(
			result("IncomingRecords", [60, 60], [T[0], T[2]]),
			result("IncomingBytes", [6_000, 12_000], [T[0], T[2]]),
			result("WriteProvisionedThroughputExceeded", [600], [T[1]]),
		);
		const trace = await readTraceOf(json, { writeAttemptsPerRecord: 1 });
		expect([...trace.recordsPerSecond]).toEqual([1, 10, 1]);
		expect([...(trace.bytesPerRecord as Float64Array)]).toEqual([100, 150, 200]);
	});

	it("metrics may have other ids and labels, if it is said which is which", async () => {
		const json = answer({ Id: "q1", Label: "votes in", Timestamps: T, Values: [60, 60, 60], StatusCode: "Complete" });
		expect((await faultsOf(json, { bytesPerRecord: 100 }))[0]).toContain(
			'IncomingRecords: is not in the file; the series are "q1"; if one of them is it, say --metric <series>=IncomingRecords',
		);
		const trace = await readTraceOf(json, { ...OPTIONS, bytesPerRecord: 100, metricsById: { q1: "IncomingRecords" } });
		expect([...trace.recordsPerSecond]).toEqual([1, 1, 1]);
	});

	it("an idle minute has no datapoint: it is no load, unless gaps are refused", async () => {
		const json = answer(result("IncomingRecords", [60, 60, 60], [T[0], T[1], "2026-11-23T12:04:00+00:00"]));
		expect(await faultsOf(json, { bytesPerRecord: 100, gaps: "refuse" })).toEqual([
			"2026-11-23T12:04:00.000Z: 2 buckets of 60 s missing after 2026-11-23T12:01:00.000Z; say --gaps zero, hold or linear to fill gaps",
		]);
		expect([...(await readTraceOf(json, { ...OPTIONS, bytesPerRecord: 100 })).recordsPerSecond]).toEqual([1, 1, 0, 0, 1]);
	});

	it.each([
		{ title: "not JSON", json: "{", fault: "the whole: is not JSON: " },
		{ title: "another JSON", json: "[1]", fault: "the whole: is no object: expected what aws cloudwatch get-metric-data" },
		{ title: "no results", json: "{}", fault: "the whole: has neither MetricDataResults nor Datapoints" },
		{ title: "an empty list", json: answer(), fault: "IncomingRecords: is not in the file; the series are none" },
		{ title: "no values", json: answer(result("IncomingRecords", [], [])), fault: "the whole: there is no data" },
		{ title: "one value", json: answer(result("IncomingRecords", [1], [T[0]])), fault: "2026-11-23T12:00:00.000Z: is the only value" },
		{
			title: "fewer values than times",
			json: answer(result("IncomingRecords", [1])),
			fault: "MetricDataResults[0]: has 3 Timestamps and 1 Values",
		},
		{
			title: "a time twice",
			json: answer(result("IncomingRecords", [1, 2, 3], [T[0], T[1], T[1]])),
			fault: "MetricDataResults[0].Timestamps[2]: incomingRecords has two values at 2026-11-23T12:01:00.000Z",
		},
		{
			title: "a negative value",
			json: answer(result("IncomingRecords", [1, -2, 3])),
			fault: "MetricDataResults[0].Values[1]: -2 is negative",
		},
		{
			title: "no number",
			json: answer(result("IncomingRecords", [1, null, 3])),
			fault: "MetricDataResults[0].Values[1]: is null, not a number",
		},
		{
			title: "no time",
			json: answer(result("IncomingRecords", [1, 2, 3], [T[0], "noon", T[2]])),
			fault: 'MetricDataResults[0].Timestamps[1]: "noon" is not a time',
		},
		{
			title: "mixed spacing",
			json: answer(result("IncomingRecords", [1, 2, 3], [T[0], T[1], "2026-11-23T12:02:30+00:00"])),
			fault: "2026-11-23T12:02:30.000Z: is 90 s after 2026-11-23T12:01:00.000Z; buckets are 60 s long",
		},
		{
			title: "an answer that is not complete",
			json: answer(result("IncomingRecords", [1, 2, 3], T, { StatusCode: "InternalError" })),
			fault: "MetricDataResults[0]: has StatusCode InternalError",
		},
		{
			title: "a part without the rest",
			json: answer(result("IncomingRecords", [1, 2, 3], T, { StatusCode: "PartialData" })),
			fault: "MetricDataResults[0]: has StatusCode PartialData",
		},
		{
			title: "a page of several",
			json: JSON.stringify({ MetricDataResults: [result("IncomingRecords", [1, 2, 3])], NextToken: "more" }),
			fault: "NextToken: shows that this is not all",
		},
		{
			title: "records without bytes",
			json: answer(result("IncomingRecords", [1, 2, 3]), result("IncomingBytes", [1, 2], T.slice(0, 2))),
			fault: "2026-11-23T12:02:00.000Z: has IncomingRecords but no IncomingBytes",
		},
	])("$title is refused", async ({ json, fault }) => {
		expect((await faultsOf(json, { bytesPerRecord: 100 }))[0]).toContain(fault);
	});

	it("without IncomingBytes the size of a record must be given", async () => {
		expect(await faultsOf(answer(result("IncomingRecords", [1, 2, 3])))).toEqual([
			"IncomingBytes: is not given, and a number of records does not show how large they are: export it too, or say --bytes-per-record <count>",
		]);
	});
});

describe("what aws cloudwatch get-metric-statistics prints", () => {
	const datapoints = (...values: unknown[]) =>
		JSON.stringify({
			Label: "IncomingRecords",
			Datapoints: values.map((Sum, index) => ({ Timestamp: T[index], Sum, Unit: "Count" })).toReversed(),
		});

	it("is read, in any order", async () => {
		expect([...(await readTraceOf(datapoints(60, 120, 180), { ...OPTIONS, bytesPerRecord: 100 })).recordsPerSecond]).toEqual([1, 2, 3]);
	});

	it("another statistic than Sum is refused", async () => {
		expect(await faultsOf(datapoints(60, undefined, 180), { bytesPerRecord: 100 })).toEqual([
			"Datapoints[1].Sum: is absent: ask for the statistic Sum",
		]);
	});
});
