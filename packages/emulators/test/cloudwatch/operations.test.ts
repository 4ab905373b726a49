import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cloudWatchQueryErrorCode, ServiceError } from "../../src/index.ts";
import { ACCOUNT_ID, type Answer, datum, fastAlarm, listOf, REGION, START_MS, TOPIC_ARN, type World, world } from "./build.ts";

const SEED = 20261123;
const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
const at = (afterMs: number) => new Date(START_MS + afterMs);

function refusal(perform: () => unknown): ServiceError {
	try {
		perform();
	} catch (error) {
		if (error instanceof ServiceError) return error;
		throw error;
	}
	throw new Error("nothing was refused");
}

const metric = (id: string, overrides: object = {}, query: object = {}) => ({
	Id: id,
	MetricStat: {
		Metric: { Namespace: "Headroom", MetricName: "WriteThrottles", Dimensions: [{ Name: "StreamName", Value: "votes" }] },
		Period: 60,
		Stat: "Sum",
		...overrides,
	},
	...query,
});

/** Ten minutes of `WriteThrottles`: 1 in the first minute, 2 in the second …; the clock stands after them. */
function tenMinutes(): World {
	const w = world();
	for (let minute = 0; minute < 10; minute += 1) {
		w.cloudWatch.putMetric(datum({ timestampMs: START_MS + minute * MINUTE_MS, value: minute + 1 }));
	}
	w.clock.advanceBy(10 * MINUTE_MS);
	return w;
}

const getData = (w: World, queries: object[], overrides: object = {}): Answer[] =>
	listOf(
		w.call("GetMetricData", { MetricDataQueries: queries, StartTime: at(0), EndTime: at(10 * MINUTE_MS), ...overrides }),
		"MetricDataResults",
	);

describe("PutMetricData", () => {
	const put = (data: object, w = world()) => w.call("PutMetricData", { Namespace: "Shop", MetricData: [data] });
	const read = (w: World, stats: string[]) =>
		listOf(
			w.call("GetMetricStatistics", {
				Namespace: "Shop",
				MetricName: "m",
				StartTime: at(0),
				EndTime: at(MINUTE_MS),
				Period: 60,
				Statistics: stats,
			}),
			"Datapoints",
		);

	it.each([
		{ title: "a value", data: { Value: 3 }, expected: { SampleCount: 1, Sum: 3, Minimum: 3, Maximum: 3, Average: 3 } },
		{ title: "values", data: { Values: [1, 2, 6] }, expected: { SampleCount: 3, Sum: 9, Minimum: 1, Maximum: 6, Average: 3 } },
		{
			title: "values with counts",
			data: { Values: [1, 2], Counts: [3, 1] },
			expected: { SampleCount: 4, Sum: 5, Minimum: 1, Maximum: 2, Average: 1.25 },
		},
		{
			title: "a statistic set",
			data: { StatisticValues: { SampleCount: 4, Sum: 20, Minimum: 2, Maximum: 9 } },
			expected: { SampleCount: 4, Sum: 20, Minimum: 2, Maximum: 9, Average: 5 },
		},
	])("takes $title", ({ data, expected }) => {
		const w = world();
		put({ MetricName: "m", ...data }, w);
		expect(read(w, Object.keys(expected))).toEqual([{ Timestamp: at(0), Unit: "None", ...expected }]);
	});

	it("is visible after the delay of the settings, not before", () => {
		const w = world({ putMetricDataDelayMs: 2_000 });
		put({ MetricName: "m", Value: 1 }, w);
		w.clock.advanceBy(1_999);
		expect(read(w, ["Sum"])).toEqual([]);
		w.clock.advanceBy(1);
		expect(read(w, ["Sum"])).toHaveLength(1);
	});

	it("leaves nothing behind when one datum of many is refused", () => {
		const w = world();
		const bad = () =>
			w.call("PutMetricData", {
				Namespace: "Shop",
				MetricData: [
					{ MetricName: "m", Value: 1 },
					{ MetricName: "m", Value: Number.NaN },
				],
			});
		expect(refusal(bad).code).toBe("InvalidParameterValueException");
		expect(listOf(w.call("ListMetrics"), "Metrics")).toEqual([]);
	});

	it.each([
		{
			title: "no namespace",
			input: { MetricData: [] },
			code: "MissingRequiredParameterException",
			message: "The parameter Namespace is required.",
		},
		{
			title: "no data",
			input: { Namespace: "Shop" },
			code: "MissingRequiredParameterException",
			message: "The parameter MetricData is required.",
		},
		{
			title: "a namespace of AWS",
			input: { Namespace: "AWS/Kinesis", MetricData: [] },
			code: "InvalidParameterValueException",
			message: "The value AWS/Kinesis for parameter Namespace is invalid: the AWS/ prefix is reserved for the metrics of AWS services.",
		},
		{
			title: "too many data",
			input: { Namespace: "Shop", MetricData: Array.from({ length: 1_001 }, () => ({ MetricName: "m", Value: 1 })) },
			code: "ValidationError",
			message:
				"1 validation error detected: Value 'a list of 1001' at 'metricData' failed to satisfy constraint: Member must have length less than or equal to 1000",
		},
	])("refuses $title", ({ input, code, message }) => {
		expect(refusal(() => world().call("PutMetricData", input))).toMatchObject({ code, message, statusCode: 400 });
	});

	it.each([
		{
			title: "no name",
			data: { Value: 1 },
			code: "MissingRequiredParameterException",
			message: "The parameter MetricData.member.1.MetricName is required.",
		},
		{
			title: "no value",
			data: { MetricName: "m" },
			code: "MissingRequiredParameterException",
			message: "One of MetricData.member.1.Value,",
		},
		{
			title: "two kinds of value",
			data: { MetricName: "m", Value: 1, Values: [1] },
			code: "InvalidParameterCombinationException",
			message: "mutually exclusive",
		},
		{
			title: "infinity",
			data: { MetricName: "m", Value: Number.POSITIVE_INFINITY },
			code: "InvalidParameterValueException",
			message: "must be finite",
		},
		{
			title: "infinity among values",
			data: { MetricName: "m", Values: [1, Number.NEGATIVE_INFINITY] },
			code: "InvalidParameterValueException",
			message: "2^360",
		},
		{ title: "a number too large", data: { MetricName: "m", Value: 2 ** 361 }, code: "InvalidParameterValueException", message: "2^360" },
		{
			title: "a text for a number",
			data: { MetricName: "m", Value: "1" },
			code: "SerializationException",
			message: "Value must be a number, is 1",
		},
		{ title: "no values", data: { MetricName: "m", Values: [] }, code: "InvalidParameterValueException", message: "at least one value" },
		{
			title: "too few counts",
			data: { MetricName: "m", Values: [1, 2], Counts: [1] },
			code: "InvalidParameterValueException",
			message: "must be of the same size",
		},
		{
			title: "a negative count",
			data: { MetricName: "m", Values: [1], Counts: [-1] },
			code: "InvalidParameterValueException",
			message: "positive",
		},
		{
			title: "too many values",
			data: { MetricName: "m", Values: Array(151).fill(1) },
			code: "ValidationError",
			message: "less than or equal to 150",
		},
		{
			title: "a set whose ends are the wrong way round",
			data: { MetricName: "m", StatisticValues: { SampleCount: 1, Sum: 1, Minimum: 2, Maximum: 1 } },
			code: "InvalidParameterValueException",
			message: "must not be greater than Maximum",
		},
		{
			title: "a resolution of ten",
			data: { MetricName: "m", Value: 1, StorageResolution: 10 },
			code: "InvalidParameterValueException",
			message: "must be 1 or 60",
		},
		{
			title: "an unknown unit",
			data: { MetricName: "m", Value: 1, Unit: "Votes" },
			code: "ValidationError",
			message: "enum value set: [Seconds,",
		},
		{
			title: "a time long past",
			data: { MetricName: "m", Value: 1, Timestamp: at(-15 * 86_400_000) },
			code: "InvalidParameterValueException",
			message: "two weeks",
		},
		{
			title: "a time far ahead",
			data: { MetricName: "m", Value: 1, Timestamp: at(3 * 3_600_000) },
			code: "InvalidParameterValueException",
			message: "two hours",
		},
		{
			title: "no time",
			data: { MetricName: "m", Value: 1, Timestamp: new Date(Number.NaN) },
			code: "SerializationException",
			message: "timestamp",
		},
		{
			title: "a dimension twice",
			data: {
				MetricName: "m",
				Value: 1,
				Dimensions: [
					{ Name: "a", Value: "1" },
					{ Name: "a", Value: "2" },
				],
			},
			code: "InvalidParameterValueException",
			message: 'names the dimension "a" twice',
		},
		{
			title: "too many dimensions",
			data: { MetricName: "m", Value: 1, Dimensions: Array.from({ length: 31 }, (_, i) => ({ Name: `${i}`, Value: "1" })) },
			code: "ValidationError",
			message: "less than or equal to 30",
		},
	])("refuses $title", ({ data, code, message }) => {
		const { code: found, message: said } = refusal(() => put(data));
		expect({ code: found, said }).toEqual({ code, said: expect.stringContaining(message) });
	});
});

describe("GetMetricData", () => {
	it("answers the newest first unless asked otherwise", () => {
		const w = tenMinutes();
		const [newest] = getData(w, [metric("m1")], { StartTime: at(7 * MINUTE_MS) });
		expect(newest).toEqual({
			Id: "m1",
			Label: "WriteThrottles",
			Timestamps: [at(9 * MINUTE_MS), at(8 * MINUTE_MS), at(7 * MINUTE_MS)],
			Values: [10, 9, 8],
			StatusCode: "Complete",
		});
		const [oldest] = getData(w, [metric("m1")], { StartTime: at(7 * MINUTE_MS), ScanBy: "TimestampAscending" });
		expect(oldest?.["Values"]).toEqual([8, 9, 10]);
	});

	it("includes the start and excludes the end", () => {
		const [line] = getData(tenMinutes(), [metric("m1")], { StartTime: at(2 * MINUTE_MS), EndTime: at(4 * MINUTE_MS) });
		expect(line?.["Timestamps"]).toEqual([at(3 * MINUTE_MS), at(2 * MINUTE_MS)]);
	});

	it("computes expressions over metrics and over other expressions, and shows only what returns data", () => {
		const lines = getData(
			tenMinutes(),
			[
				metric("m1", {}, { ReturnData: false }),
				{ Id: "twice", Expression: "m1 * 2", ReturnData: false },
				{ Id: "more", Expression: "twice + PERIOD(m1)", Label: "More" },
			],
			{ StartTime: at(8 * MINUTE_MS) },
		);
		expect(lines.map(({ Id, Label, Values }) => ({ Id, Label, Values }))).toEqual([{ Id: "more", Label: "More", Values: [80, 78] }]);
	});

	it("answers an array of time series with a line for each", () => {
		const queries = [
			metric("m1", {}, { ReturnData: false }),
			metric("m2", { Stat: "SampleCount" }, { ReturnData: false }),
			{ Id: "e", Expression: "METRICS()" },
		];
		const lines = getData(tenMinutes(), queries, { StartTime: at(9 * MINUTE_MS) });
		expect(lines.map(({ Id, Label, Values }) => ({ Id, Label, Values }))).toEqual([
			{ Id: "e", Label: "e 1", Values: [10] },
			{ Id: "e", Label: "e 2", Values: [1] },
		]);
	});

	it("brings metrics of different periods to the longest of them", () => {
		const queries = [
			metric("m1", {}, { ReturnData: false }),
			metric("m5", { Period: 300 }, { ReturnData: false }),
			{ Id: "e", Expression: "m5 - m1" },
		];
		const [line] = getData(tenMinutes(), queries);
		expect(line).toMatchObject({ Timestamps: [at(5 * MINUTE_MS), at(0)], Values: [0, 0] });
	});

	it("answers a metric nobody has heard of with an empty, complete line", () => {
		const [line] = getData(tenMinutes(), [metric("m1", { Stat: "Average", Metric: { Namespace: "x", MetricName: "y" } })]);
		expect(line).toMatchObject({ Timestamps: [], Values: [], StatusCode: "Complete" });
	});

	it("does not run away over a range of a hundred years", () => {
		const [line] = getData(tenMinutes(), [metric("m1", {}, { ReturnData: false }), { Id: "e", Expression: "FILL(m1, 0)" }], {
			StartTime: new Date(0),
			EndTime: new Date(START_MS * 2),
		});
		const values = line?.["Values"];
		expect(Array.isArray(values) && values.length).toBeLessThanOrEqual((15 * 24 + 2) * 60 + 1);
	});

	it("does not compute a chain of doublings exponentially", () => {
		const doublings = Array.from({ length: 100 }, (_, index) => ({
			Id: `e${index + 1}`,
			Expression: index === 0 ? "m1 + m1" : `e${index} + e${index}`,
			ReturnData: index === 99,
		}));
		const [line] = getData(tenMinutes(), [metric("m1", {}, { ReturnData: false }), ...doublings], { StartTime: at(9 * MINUTE_MS) });
		expect(line?.["Values"]).toEqual([10 * 2 ** 100]);
	});

	it("gives every datapoint exactly once over all pages, whatever their size", () => {
		const w = tenMinutes();
		const queries = [
			metric("a"),
			metric("none", { Stat: "Sum", Metric: { Namespace: "x", MetricName: "y" } }),
			metric("b", { Stat: "SampleCount" }),
			metric("c", { Period: 300 }),
		];
		const input = { MetricDataQueries: queries, StartTime: at(0), EndTime: at(10 * MINUTE_MS) };
		const collect = (maxDatapoints: number) => {
			const points: string[] = [];
			let token: unknown;
			for (let pages = 0; pages < 50; pages += 1) {
				const answer = w.call("GetMetricData", {
					...input,
					MaxDatapoints: maxDatapoints,
					...(token !== undefined && { NextToken: token }),
				});
				for (const { Id, Timestamps, Values } of listOf(answer, "MetricDataResults")) {
					if (!Array.isArray(Timestamps) || !Array.isArray(Values)) throw new Error("no lists");
					points.push(...Timestamps.map((time, index) => `${Id} ${time.toISOString()} ${Values[index]}`));
				}
				token = answer["NextToken"];
				if (token === undefined) return points;
			}
			throw new Error("the pages have no end");
		};
		const all = collect(100_800);
		expect(all).toHaveLength(22);
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 25 }), (size) => {
				expect(collect(size)).toEqual(all);
			}),
			{ seed: SEED },
		);
	});

	it("a page that is exactly full is the last one", () => {
		const answer = tenMinutes().call("GetMetricData", {
			MetricDataQueries: [metric("m1")],
			StartTime: at(0),
			EndTime: at(10 * MINUTE_MS),
			MaxDatapoints: 10,
		});
		expect(answer).not.toHaveProperty("NextToken");
	});

	it("says which lines go on with the next page", () => {
		const lines = getData(tenMinutes(), [metric("a"), metric("b")], { MaxDatapoints: 12 });
		expect(lines.map(({ Id, StatusCode }) => ({ Id, StatusCode }))).toEqual([
			{ Id: "a", StatusCode: "Complete" },
			{ Id: "b", StatusCode: "PartialData" },
		]);
	});

	it.each([
		{ title: "an id in capitals", queries: [metric("M1")], message: "not matching the expected pattern" },
		{ title: "an id twice", queries: [metric("m1"), metric("m1")], message: 'not unique: "m1"' },
		{
			title: "neither metric nor expression",
			queries: [{ Id: "m1" }],
			message: 'The query "m1" must have either MetricStat or Expression.',
		},
		{ title: "both", queries: [metric("m1", {}, { Expression: "1" })], message: "must have either MetricStat or Expression" },
		{
			title: "a period of 45 s",
			queries: [metric("m1", { Period: 45 })],
			message: "a period is 1, 5, 10, 20, 30 or a multiple of 60 seconds",
		},
		{ title: "no period", queries: [metric("m1", { Period: undefined })], message: "MetricStat.Period is required" },
		{
			title: "a trimmed mean",
			queries: [metric("m1", { Stat: "tm99" })],
			message: "The value tm99 for parameter MetricDataQueries.member.1.MetricStat.Stat is not supported.",
		},
		{
			title: "a circle",
			queries: [
				{ Id: "a", Expression: "b" },
				{ Id: "b", Expression: "a" },
			],
			message: "Error in expression 'a': it refers to itself (a → b → a).",
		},
		{
			title: "an unknown id",
			queries: [{ Id: "a", Expression: "m1 + 1" }],
			message: "Error in expression 'a': there is no query with the id \"m1\".",
		},
		{
			title: "a scalar",
			queries: [metric("m1"), { Id: "a", Expression: "MAX(m1)" }],
			message: "Error in expression 'a': the result must be a time series, it is a scalar.",
		},
		{
			title: "nonsense",
			queries: [{ Id: "a", Expression: "1 +" }],
			message: "Error in expression 'a': expected a value, found the end at character 4.",
		},
		{
			title: "SEARCH",
			queries: [{ Id: "a", Expression: "SEARCH('{AWS/EC2}', 'Sum')" }],
			message: "SEARCH and SELECT expressions are not supported here",
		},
		{
			title: "the period of an expression",
			queries: [metric("m1"), { Id: "a", Expression: "m1 * 1" }, { Id: "b", Expression: "m1 * PERIOD(a)" }],
			message: 'PERIOD takes the id of one metric, "a" is none',
		},
	])("refuses $title", ({ queries, message }) => {
		const { code, message: said } = refusal(() => getData(tenMinutes(), queries));
		expect({ code, said }).toEqual({ code: "ValidationError", said: expect.stringContaining(message) });
	});

	it.each([
		{ title: "made up", token: "bm9uc2Vuc2U" },
		{ title: "not even base64", token: "***" },
		{ title: "of another question", token: undefined },
	])("refuses a token that is $title", ({ token }) => {
		const w = tenMinutes();
		const other = w.call("GetMetricData", {
			MetricDataQueries: [metric("other")],
			StartTime: at(0),
			EndTime: at(10 * MINUTE_MS),
			MaxDatapoints: 1,
		});
		expect(refusal(() => getData(w, [metric("m1")], { NextToken: token ?? other["NextToken"] })).code).toBe("InvalidNextToken");
	});
});

/** One datum of each: 60,000 ms and 60 s are the same time, which CloudWatch does not know. */
function severalUnits(...units: readonly { readonly unit?: string; readonly value: number }[]): World {
	const w = world();
	for (const each of units) w.cloudWatch.putMetric(datum(each));
	return w;
}

describe("units", () => {
	const milliseconds = { unit: "Milliseconds", value: 60_000 };
	const seconds = { unit: "Seconds", value: 60 };
	const count = { unit: "Count", value: 5 };

	// As recorded in AWS in 2025, for each protocol.
	it.each([
		{ data: [milliseconds, seconds], values: [60_000], named: "Milliseconds, Seconds" },
		{ data: [seconds, milliseconds, milliseconds], values: [120_000], named: "Milliseconds, Seconds" },
		{ data: [milliseconds, seconds, count], values: [5], named: "Count, Milliseconds, Seconds" },
		{ data: [{ value: 1 }, seconds], values: [60], named: "Seconds, None" },
	])("are never added together by GetMetricData, which takes one of $named and says so", ({ data, named, values }) => {
		const [line] = getData(severalUnits(...data), [metric("m1")]);
		expect(line).toMatchObject({
			Values: values,
			StatusCode: "Complete",
			Messages: [{ Code: "MultipleUnits", Value: `Multiple units returned: '[${named}]'` }],
		});
	});

	it("need no message where the query names one, or where the metric has one", () => {
		const [named] = getData(severalUnits(milliseconds, seconds), [metric("m1", { Unit: "Seconds" })]);
		expect(named).toMatchObject({ Values: [60] });
		expect(named).not.toHaveProperty("Messages");
		expect(getData(severalUnits(seconds), [metric("m1")])[0]).not.toHaveProperty("Messages");
		expect(getData(severalUnits(seconds), [metric("m1", { Unit: "Count" })])[0]).toMatchObject({ Values: [] });
	});

	it("have datapoints of their own in GetMetricStatistics", () => {
		const input = { Namespace: "Headroom", MetricName: "WriteThrottles", Dimensions: [{ Name: "StreamName", Value: "votes" }], Period: 60 };
		const window = { StartTime: at(-MINUTE_MS), EndTime: at(MINUTE_MS) };
		const w = severalUnits(count, { unit: "Seconds", value: 1 }, { value: 10 });
		expect(listOf(w.call("GetMetricStatistics", { ...input, ...window, Statistics: ["Average"] }), "Datapoints")).toEqual([
			{ Timestamp: at(0), Average: 5, Unit: "Count" },
			{ Timestamp: at(0), Average: 1, Unit: "Seconds" },
			{ Timestamp: at(0), Average: 10, Unit: "None" },
		]);
		const ofOne = w.call("GetMetricStatistics", { ...input, ...window, Statistics: ["Sum"], Unit: "Seconds" });
		expect(listOf(ofOne, "Datapoints")).toEqual([{ Timestamp: at(0), Sum: 1, Unit: "Seconds" }]);
	});
});

describe("labels of queries that name none", () => {
	// As recorded in AWS in 2025.
	it.each([
		{ title: "the metric alone", queries: [metric("a")], labels: ["WriteThrottles"] },
		{
			title: "the statistic, where it differs",
			queries: [metric("a"), metric("b", { Stat: "Minimum" })],
			labels: ["WriteThrottles Sum", "WriteThrottles Minimum"],
		},
		{
			title: "the period, where it differs",
			queries: [metric("a"), metric("b", { Period: 30 })],
			labels: ["WriteThrottles 60", "WriteThrottles 30"],
		},
		{
			title: "both, where both differ",
			queries: [metric("a"), metric("b", { Stat: "Minimum", Period: 30 })],
			labels: ["WriteThrottles Sum 60", "WriteThrottles Minimum 30"],
		},
		{
			title: "neither, where only the unit differs",
			queries: [metric("a", { Unit: "Seconds" }), metric("b", { Unit: "Milliseconds" })],
			labels: ["WriteThrottles", "WriteThrottles"],
		},
		{
			title: "neither beside another metric, and a label that is given",
			queries: [metric("a", { Metric: { Namespace: "x", MetricName: "y" }, Stat: "Maximum" }), metric("b", {}, { Label: "mine" })],
			labels: ["y", "mine"],
		},
	])("say $title", ({ labels, queries }) => {
		expect(getData(tenMinutes(), queries).map(({ Label }) => Label)).toEqual(labels);
	});
});

describe("GetMetricStatistics", () => {
	const input = {
		Namespace: "Headroom",
		MetricName: "WriteThrottles",
		Dimensions: [{ Name: "StreamName", Value: "votes" }],
		StartTime: at(0),
		EndTime: at(10 * MINUTE_MS),
		Period: 300,
	};

	it("answers percentiles beside each other", () => {
		const [first] = listOf(tenMinutes().call("GetMetricStatistics", { ...input, ExtendedStatistics: ["p50", "p100"] }), "Datapoints");
		expect(first).toEqual({ Timestamp: at(0), Unit: "None", ExtendedStatistics: { p50: 3, p100: 5 } });
	});

	it.each([
		{ title: "no statistic", overrides: {}, code: "InvalidParameterCombinationException" },
		{ title: "both kinds", overrides: { Statistics: ["Sum"], ExtendedStatistics: ["p1"] }, code: "InvalidParameterCombinationException" },
		{ title: "an unknown statistic", overrides: { Statistics: ["p50"] }, code: "InvalidParameterValueException" },
		{ title: "an unknown percentile", overrides: { ExtendedStatistics: ["p101"] }, code: "ValidationError" },
		{ title: "an odd period", overrides: { Statistics: ["Sum"], Period: 61 }, code: "InvalidParameterValueException" },
		{ title: "no period", overrides: { Statistics: ["Sum"], Period: undefined }, code: "MissingRequiredParameterException" },
		{ title: "an end before the start", overrides: { Statistics: ["Sum"], EndTime: at(-1) }, code: "InvalidParameterValueException" },
		{
			title: "more than 1,440 datapoints",
			overrides: { Statistics: ["Sum"], Period: 60, EndTime: at(1_441 * MINUTE_MS) },
			code: "InvalidParameterCombinationException",
		},
	])("refuses $title", ({ overrides, code }) => {
		expect(refusal(() => world().call("GetMetricStatistics", { ...input, ...overrides })).code).toBe(code);
	});
});

describe("ListMetrics", () => {
	it("finds by namespace, name, dimension and activity", () => {
		const w = world();
		w.cloudWatch.putMetric(datum());
		w.cloudWatch.putMetric(datum({ dimensions: { StreamName: "votes", ShardId: "shardId-000000000001" } }));
		w.cloudWatch.putMetric(datum({ namespace: "AWS/Kinesis", metricName: "IncomingBytes", timestampMs: START_MS - 4 * 3_600_000 }));
		const count = (input: object) => listOf(w.call("ListMetrics", input), "Metrics").length;
		expect(count({})).toBe(3);
		expect(count({ Namespace: "Headroom" })).toBe(2);
		expect(count({ MetricName: "IncomingBytes" })).toBe(1);
		expect(count({ Dimensions: [{ Name: "ShardId" }] })).toBe(1);
		expect(count({ Dimensions: [{ Name: "StreamName", Value: "other" }] })).toBe(0);
		expect(count({ RecentlyActive: "PT3H" })).toBe(2);
	});

	it("gives 500 at a time", () => {
		const w = world();
		for (let index = 0; index < 1_201; index += 1) w.cloudWatch.putMetric(datum({ dimensions: { StreamName: `s${index}` } }));
		const sizes: number[] = [];
		let token: unknown;
		do {
			const answer = w.call("ListMetrics", token === undefined ? {} : { NextToken: token });
			sizes.push(listOf(answer, "Metrics").length);
			token = answer["NextToken"];
		} while (token !== undefined && sizes.length < 10);
		expect(sizes).toEqual([500, 500, 201]);
	});
});

describe("PutMetricAlarm", () => {
	const math = (...queries: object[]) => ({
		...fastAlarm(),
		Namespace: undefined,
		MetricName: undefined,
		Dimensions: undefined,
		Statistic: undefined,
		Period: undefined,
		Metrics: queries,
	});
	const hidden = (id: string, overrides: object = {}) => metric(id, overrides, { ReturnData: false });

	it("shows what it was given", () => {
		const w = world();
		w.call("PutMetricAlarm", fastAlarm({ OKActions: [TOPIC_ARN], Unit: "Count" }));
		expect(listOf(w.call("DescribeAlarms"), "MetricAlarms")).toEqual([
			{
				...fastAlarm({ OKActions: [TOPIC_ARN], Unit: "Count" }),
				ActionsEnabled: true,
				InsufficientDataActions: [],
				AlarmArn: `arn:aws:cloudwatch:${REGION}:${ACCOUNT_ID}:alarm:headroom-votes-fast`,
				AlarmConfigurationUpdatedTimestamp: at(0),
				StateValue: "INSUFFICIENT_DATA",
				StateReason: "Unchecked: Initial alarm creation",
				StateUpdatedTimestamp: at(0),
				StateTransitionedTimestamp: at(0),
			},
		]);
	});

	it.each([
		{
			title: "no name",
			input: fastAlarm({ AlarmName: undefined }),
			message: "Value null at 'alarmName' failed to satisfy constraint: Member must not be null",
		},
		{ title: "a name that is too long", input: fastAlarm({ AlarmName: "a".repeat(256) }), message: "length less than or equal to 255" },
		{ title: "no threshold", input: fastAlarm({ Threshold: undefined }), message: "at 'threshold'" },
		{
			title: "a threshold that is no number",
			input: fastAlarm({ Threshold: Number.NaN }),
			message: "must be finite",
			code: "InvalidParameterValueException",
		},
		{ title: "a period of 5 s", input: fastAlarm({ Period: 5 }), message: "Period must be 10, 20, 30 or a multiple of 60, is 5." },
		{ title: "no period at all", input: fastAlarm({ Period: 0 }), message: "greater than or equal to 1" },
		{
			title: "half an evaluation period",
			input: fastAlarm({ EvaluationPeriods: 1.5 }),
			message: "must be an integer",
			code: "SerializationException",
		},
		{
			title: "M above N",
			input: fastAlarm({ DatapointsToAlarm: 2 }),
			message: "DatapointsToAlarm (2) must be less than or equal to EvaluationPeriods (1).",
		},
		{
			title: "more than a day",
			input: fastAlarm({ Period: 60, EvaluationPeriods: 1_441 }),
			message: "more than a day (EvaluationPeriods * Period must be <= 86400)",
		},
		{ title: "more than a week", input: fastAlarm({ Period: 3_600, EvaluationPeriods: 169 }), message: "more than seven days" },
		{ title: "two statistics", input: fastAlarm({ ExtendedStatistic: "p99" }), message: "Exactly one of Statistic and ExtendedStatistic" },
		{ title: "no statistic", input: fastAlarm({ Statistic: undefined }), message: "Exactly one of Statistic and ExtendedStatistic" },
		{
			title: "an operator of anomaly detection",
			input: fastAlarm({ ComparisonOperator: "GreaterThanUpperThreshold" }),
			message: "enum value set",
		},
		{
			title: "an unknown treatment",
			input: fastAlarm({ TreatMissingData: "notbreaching" }),
			message: "enum value set: [breaching, notBreaching, ignore, missing]",
		},
		{ title: "six actions", input: fastAlarm({ AlarmActions: Array(6).fill(TOPIC_ARN) }), message: "less than or equal to 5" },
		{ title: "an action that is no ARN", input: fastAlarm({ AlarmActions: ["autoscaler"] }), message: "Invalid arn syntax: autoscaler" },
		{
			title: "low samples of a sum",
			input: fastAlarm({ EvaluateLowSampleCountPercentile: "ignore" }),
			message: "valid only for percentile statistics",
		},
		{ title: "an anomaly band", input: fastAlarm({ ThresholdMetricId: "ad1" }), message: "ThresholdMetricId is not supported here" },
		{
			title: "a metric beside Metrics",
			input: { ...math(metric("m1")), Namespace: "Headroom" },
			message: "Metrics list and Namespace cannot be specified together.",
		},
		{
			title: "nothing that returns data",
			input: math(hidden("m1")),
			message: "Exactly one element of the metrics list should return data.",
		},
		{
			title: "two that return data",
			input: math(metric("m1"), metric("m2")),
			message: "Exactly one element of the metrics list should return data.",
		},
		{ title: "no metric", input: math({ Id: "e", Expression: "TIME_SERIES(1)" }), message: "must watch at least one metric" },
		{
			title: "eleven metrics",
			input: math(...Array.from({ length: 11 }, (_, i) => hidden(`m${i}`)), { Id: "e", Expression: "SUM(METRICS())" }),
			message: "at most 10 metrics, not 11",
		},
		{
			title: "an array",
			input: math(hidden("m1"), { Id: "e", Expression: "[m1]" }),
			message: "Error in expression 'e': an alarm watches one time series, not an array of them.",
		},
		{ title: "a scalar", input: math(hidden("m1"), { Id: "e", Expression: "SUM(m1)" }), message: "the result must be a time series" },
		{
			title: "two periods",
			input: math(hidden("m1"), hidden("m2", { Period: 300 }), { Id: "e", Expression: "m1 + m2" }),
			message: "the same period, not 60 and 300 seconds",
		},
		{
			title: "SEARCH",
			input: math({ Id: "e", Expression: 'SUM(SEARCH("{Headroom}", "Sum", 60))' }),
			message: "SEARCH and SELECT expressions are not supported here",
		},
	])("refuses $title", ({ input, message, code = "ValidationError" }) => {
		const w = world();
		const { code: found, message: said } = refusal(() => w.call("PutMetricAlarm", input));
		expect({ code: found, said }).toEqual({ code, said: expect.stringContaining(message) });
		expect(listOf(w.call("DescribeAlarms"), "MetricAlarms")).toEqual([]);
	});

	it.each([
		{ title: "a day of minutes", input: fastAlarm({ Period: 60, EvaluationPeriods: 1_440, DatapointsToAlarm: 1_440 }) },
		{ title: "a week of hours", input: fastAlarm({ Period: 3_600, EvaluationPeriods: 168 }) },
		{
			title: "ten metrics",
			input: math(...Array.from({ length: 10 }, (_, i) => hidden(`m${i}`)), { Id: "e", Expression: "SUM(METRICS())" }),
		},
	])("takes $title", ({ input }) => {
		const w = world();
		w.call("PutMetricAlarm", input);
		expect(listOf(w.call("DescribeAlarms"), "MetricAlarms")).toHaveLength(1);
	});

	it("a metric math alarm sees a filled minute that has no data of its own", () => {
		const w = world();
		w.call("PutMetricAlarm", { ...math(hidden("m1"), { Id: "e", Expression: "FILL(m1, 5)" }), AlarmName: "filled", Threshold: 4 });
		w.clock.advanceBy(MINUTE_MS);
		expect(w.stateOf("filled")["StateValue"]).toBe("ALARM");
	});

	it("a percentile of few samples is not evaluated if the alarm says so", () => {
		const states = (["evaluate", "ignore"] as const).map((EvaluateLowSampleCountPercentile) => {
			const w = world();
			w.call(
				"PutMetricAlarm",
				fastAlarm({ AlarmName: "p", Statistic: undefined, ExtendedStatistic: "p90", EvaluateLowSampleCountPercentile }),
			);
			w.cloudWatch.putMetric(datum({ value: 9 }));
			w.clock.advanceBy(10 * SECOND_MS);
			return w.stateOf("p")["StateValue"];
		});
		expect(states).toEqual(["ALARM", "INSUFFICIENT_DATA"]);
	});
});

describe("DescribeAlarms", () => {
	const three = () => {
		const w = world();
		for (const AlarmName of ["b-2", "a-1", "b-1"]) w.call("PutMetricAlarm", fastAlarm({ AlarmName }));
		w.call("SetAlarmState", { AlarmName: "b-1", StateValue: "ALARM", StateReason: "a drill" });
		return w;
	};
	const names = (w: World, input: object) => listOf(w.call("DescribeAlarms", input), "MetricAlarms").map(({ AlarmName }) => AlarmName);

	it.each([
		{ title: "all, by name", input: {}, expected: ["a-1", "b-1", "b-2"] },
		{ title: "some by name", input: { AlarmNames: ["b-2", "nobody"] }, expected: ["b-2"] },
		{ title: "by prefix", input: { AlarmNamePrefix: "b" }, expected: ["b-1", "b-2"] },
		{ title: "by state", input: { StateValue: "ALARM" }, expected: ["b-1"] },
		{ title: "by prefix and state", input: { AlarmNamePrefix: "a", StateValue: "ALARM" }, expected: [] },
		{ title: "by action", input: { ActionPrefix: "arn:aws:sns" }, expected: [] },
		{ title: "composite alarms, of which there are none", input: { AlarmTypes: ["CompositeAlarm"] }, expected: [] },
	])("finds $title", ({ input, expected }) => {
		expect(names(three(), input)).toEqual(expected);
	});

	it("pages", () => {
		const w = three();
		const first = w.call("DescribeAlarms", { MaxRecords: 2 });
		expect(listOf(first, "MetricAlarms")).toHaveLength(2);
		expect(names(w, { MaxRecords: 2, NextToken: first["NextToken"] })).toEqual(["b-2"]);
		expect(refusal(() => w.call("DescribeAlarms", { MaxRecords: 2, StateValue: "OK", NextToken: first["NextToken"] })).code).toBe(
			"InvalidNextToken",
		);
	});

	it("refuses names together with a prefix, and more than 100 records", () => {
		expect(refusal(() => world().call("DescribeAlarms", { AlarmNames: ["a"], AlarmNamePrefix: "a" })).code).toBe("ValidationError");
		expect(refusal(() => world().call("DescribeAlarms", { MaxRecords: 101 })).message).toContain(
			"at 'maxRecords' failed to satisfy constraint",
		);
	});

	it("finds the alarms of a metric", () => {
		const w = three();
		const of = (input: object) =>
			listOf(w.call("DescribeAlarmsForMetric", { Namespace: "Headroom", MetricName: "WriteThrottles", ...input }), "MetricAlarms").length;
		const Dimensions = [{ Name: "StreamName", Value: "votes" }];
		expect([of({ Dimensions }), of({}), of({ Dimensions, Period: 60 }), of({ Dimensions, Statistic: "Sum" })]).toEqual([3, 0, 0, 3]);
	});
});

describe("DescribeAlarmHistory", () => {
	it("tells what happened, the newest first, also to what is deleted", () => {
		const w = world();
		w.call("PutMetricAlarm", fastAlarm());
		w.clock.advanceBy(SECOND_MS);
		w.call("SetAlarmState", {
			AlarmName: "headroom-votes-fast",
			StateValue: "ALARM",
			StateReason: "a drill",
			StateReasonData: '{"who":"me"}',
		});
		w.clock.advanceBy(SECOND_MS);
		w.call("DeleteAlarms", { AlarmNames: ["headroom-votes-fast"] });
		const items = listOf(w.call("DescribeAlarmHistory", { AlarmName: "headroom-votes-fast" }), "AlarmHistoryItems");
		expect(items.map(({ HistoryItemType, HistorySummary, Timestamp }) => ({ HistoryItemType, HistorySummary, Timestamp }))).toEqual([
			{ HistoryItemType: "ConfigurationUpdate", HistorySummary: 'Alarm "headroom-votes-fast" deleted', Timestamp: at(2_000) },
			{
				HistoryItemType: "Action",
				HistorySummary: `Successfully executed action arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:autoscaler`,
				Timestamp: at(1_000),
			},
			{ HistoryItemType: "StateUpdate", HistorySummary: "Alarm updated from INSUFFICIENT_DATA to ALARM", Timestamp: at(1_000) },
			{ HistoryItemType: "ConfigurationUpdate", HistorySummary: 'Alarm "headroom-votes-fast" created', Timestamp: at(0) },
		]);
		const [update] = listOf(w.call("DescribeAlarmHistory", { HistoryItemType: "StateUpdate" }), "AlarmHistoryItems");
		expect(JSON.parse(String(update?.["HistoryData"]))).toEqual({
			version: "1.0",
			oldState: { stateValue: "INSUFFICIENT_DATA", stateReason: "Unchecked: Initial alarm creation" },
			newState: { stateValue: "ALARM", stateReason: "a drill", stateReasonData: { who: "me" } },
		});
	});

	it("keeps to dates, and pages in either order", () => {
		const w = world();
		for (let index = 0; index < 5; index += 1) {
			w.call("PutMetricAlarm", fastAlarm({ AlarmName: `a${index}` }));
			w.clock.advanceBy(SECOND_MS);
		}
		const names = (input: object) =>
			listOf(w.call("DescribeAlarmHistory", { HistoryItemType: "ConfigurationUpdate", ...input }), "AlarmHistoryItems").map(
				(item) => item["AlarmName"],
			);
		expect(names({ StartDate: at(1_000), EndDate: at(3_000) })).toEqual(["a3", "a2", "a1"]);
		const first = w.call("DescribeAlarmHistory", { HistoryItemType: "ConfigurationUpdate", ScanBy: "TimestampAscending", MaxRecords: 3 });
		expect(names({ ScanBy: "TimestampAscending", MaxRecords: 3, NextToken: first["NextToken"] })).toEqual(["a3", "a4"]);
	});
});

describe("the other operations on alarms", () => {
	it.each([
		{
			operation: "SetAlarmState",
			input: { AlarmName: "nobody", StateValue: "OK", StateReason: "" },
			code: "ResourceNotFound",
			statusCode: 404,
		},
		{
			operation: "SetAlarmState",
			input: { AlarmName: "a", StateValue: "BROKEN", StateReason: "" },
			code: "ValidationError",
			statusCode: 400,
		},
		{
			operation: "SetAlarmState",
			input: { AlarmName: "a", StateValue: "OK", StateReason: "", StateReasonData: "{" },
			code: "InvalidFormatFault",
			statusCode: 400,
		},
		{ operation: "DeleteAlarms", input: { AlarmNames: ["nobody"] }, code: "ResourceNotFound", statusCode: 404 },
		{ operation: "DeleteAlarms", input: {}, code: "ValidationError", statusCode: 400 },
		{
			operation: "TagResource",
			input: { ResourceARN: "arn:aws:cloudwatch:us-east-1:1:alarm:nobody", Tags: [] },
			code: "ResourceNotFoundException",
			statusCode: 404,
		},
		{ operation: "PutDashboard", input: {}, code: "UnknownOperationException", statusCode: 400 },
		{ operation: "constructor", input: {}, code: "UnknownOperationException", statusCode: 400 },
	])("$operation refuses with $code", ({ operation, input, code, statusCode }) => {
		expect(refusal(() => world().call(operation, input))).toMatchObject({ code, statusCode });
	});

	it("SetAlarmState of an alarm that does not exist is refused without a word, as recorded in AWS in 2025", () => {
		const input = { AlarmName: "nobody", StateValue: "OK", StateReason: "test" };
		expect(refusal(() => world().call("SetAlarmState", input))).toMatchObject({ code: "ResourceNotFound", message: "", statusCode: 404 });
	});

	it("an alarm that was deleted has no tags, as recorded in AWS in 2026", () => {
		const w = world();
		const ResourceARN = `arn:aws:cloudwatch:${REGION}:${ACCOUNT_ID}:alarm:headroom-votes-fast`;
		w.call("PutMetricAlarm", fastAlarm({ Tags: [{ Key: "team", Value: "votes" }] }));
		w.call("DeleteAlarms", { AlarmNames: ["headroom-votes-fast"] });
		expect(w.call("ListTagsForResource", { ResourceARN })).toEqual({ Tags: [] });
	});

	it("DeleteAlarms deletes the names it knows", () => {
		const w = world();
		w.call("PutMetricAlarm", fastAlarm());
		w.call("DeleteAlarms", { AlarmNames: ["nobody", "headroom-votes-fast"] });
		expect(listOf(w.call("DescribeAlarms"), "MetricAlarms")).toEqual([]);
	});

	it("tags are set at creation, added, replaced, listed and taken away", () => {
		const w = world();
		const ResourceARN = `arn:aws:cloudwatch:${REGION}:${ACCOUNT_ID}:alarm:headroom-votes-fast`;
		w.call("PutMetricAlarm", fastAlarm({ Tags: [{ Key: "team", Value: "votes" }] }));
		w.call("PutMetricAlarm", fastAlarm({ Tags: [{ Key: "ignored", Value: "on an update" }] }));
		w.call("TagResource", {
			ResourceARN,
			Tags: [
				{ Key: "team", Value: "polls" },
				{ Key: "stage", Value: "test" },
			],
		});
		w.call("UntagResource", { ResourceARN, TagKeys: ["stage", "never-there"] });
		expect(w.call("ListTagsForResource", { ResourceARN })).toEqual({ Tags: [{ Key: "team", Value: "polls" }] });
	});
});

describe("error codes of the query protocol", () => {
	it.each([
		["InvalidParameterValueException", "InvalidParameterValue"],
		["InvalidParameterCombinationException", "InvalidParameterCombination"],
		["MissingRequiredParameterException", "MissingParameter"],
		["LimitExceededFault", "LimitExceeded"],
		["InvalidFormatFault", "InvalidFormat"],
		["InvalidNextToken", "InvalidNextToken"],
		["ResourceNotFound", "ResourceNotFound"],
		["ValidationError", "ValidationError"],
		["SomethingElse", "SomethingElse"],
		["constructor", "constructor"],
	])("%s is %s", (code, queryCode) => {
		expect(cloudWatchQueryErrorCode(code)).toBe(queryCode);
	});
});
