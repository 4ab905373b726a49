import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { MetricAggregate } from "../../src/cloudwatch/metric-aggregate.ts";
import { type MetricIdentity, MetricStore } from "../../src/cloudwatch/metric-store.ts";
import { parseStatistic, takeStatistic } from "../../src/cloudwatch/statistic.ts";
import type { MetricDatum } from "../../src/index.ts";
import { datum, START_MS } from "./build.ts";

const SEED = 20261123;
const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const METRIC: MetricIdentity = { namespace: "Headroom", metricName: "WriteThrottles", dimensions: { StreamName: "votes" } };

function store(nowMs = START_MS) {
	const time = { nowMs };
	return { time, metrics: new MetricStore(() => time.nowMs) };
}

/** The sums of the periods that have data, by the seconds after START_MS at which they start. */
function sums(metrics: MetricStore, endAfterMs: number, periodSeconds: number, metric = METRIC): Record<number, number> {
	const range = { startMs: START_MS, endMs: START_MS + endAfterMs, periodSeconds };
	return Object.fromEntries([...metrics.read(metric, range)].map(([atMs, { sum }]) => [(atMs - START_MS) / SECOND_MS, sum]));
}

describe("resolution", () => {
	it("keeps high-resolution data by the second and adds them up to any period", () => {
		const { metrics, time } = store();
		time.nowMs += HOUR_MS;
		for (const second of [0, 1, 9, 10, 61]) metrics.put(datum({ timestampMs: START_MS + second * SECOND_MS + 500 }));
		expect(sums(metrics, 2 * MINUTE_MS, 1)).toEqual({ 0: 1, 1: 1, 9: 1, 10: 1, 61: 1 });
		expect(sums(metrics, 2 * MINUTE_MS, 10)).toEqual({ 0: 3, 10: 1, 60: 1 });
		expect(sums(metrics, 2 * MINUTE_MS, 60)).toEqual({ 0: 4, 60: 1 });
		expect(sums(metrics, 2 * MINUTE_MS, 120)).toEqual({ 0: 5 });
	});

	it("keeps standard data by the minute: shorter periods have its value where it begins, and nothing in between", () => {
		const { metrics, time } = store();
		time.nowMs += HOUR_MS;
		for (const second of [0, 59, 61]) metrics.put(datum({ storageResolutionSeconds: 60, timestampMs: START_MS + second * SECOND_MS }));
		for (const periodSeconds of [1, 5, 10, 20, 30, 60]) expect(sums(metrics, 2 * MINUTE_MS, periodSeconds)).toEqual({ 0: 2, 60: 1 });
	});
});

describe("visibility", () => {
	it("shows a datum from its moment on, in the period it speaks of", () => {
		const { metrics, time } = store();
		metrics.put(datum({ availableAtMs: START_MS + 90 * SECOND_MS }));
		time.nowMs = START_MS + 90 * SECOND_MS - 1;
		expect(sums(metrics, MINUTE_MS, 60)).toEqual({});
		expect(metrics.list()).toEqual([]);
		time.nowMs += 1;
		expect(sums(metrics, MINUTE_MS, 60)).toEqual({ 0: 1 });
		expect(metrics.list()).toHaveLength(1);
	});

	it("settles what has become visible also when nobody reads for long", () => {
		const { metrics, time } = store();
		for (let index = 0; index < 50_000; index += 1) {
			time.nowMs += 1;
			metrics.put(datum({ timestampMs: time.nowMs, availableAtMs: time.nowMs + 2_500 }));
		}
		time.nowMs += 2_500;
		const total = Object.values(sums(metrics, HOUR_MS, 60)).reduce((a, b) => a + b, 0);
		expect(total).toBe(50_000);
	});
});

describe("retention", () => {
	it("forgets seconds after 3 hours and minutes after 15 days", () => {
		const { metrics, time } = store();
		metrics.put(datum());
		time.nowMs = START_MS + 3 * HOUR_MS;
		expect(sums(metrics, SECOND_MS, 1)).toEqual({ 0: 1 });
		time.nowMs += 1;
		expect(sums(metrics, SECOND_MS, 1)).toEqual({});
		time.nowMs = START_MS + 15 * DAY_MS;
		expect(sums(metrics, MINUTE_MS, 60)).toEqual({ 0: 1 });
		time.nowMs += 1;
		expect(sums(metrics, MINUTE_MS, 60)).toEqual({});
	});

	it("lists a metric for two weeks after its newest datum", () => {
		const { metrics, time } = store();
		metrics.put(datum());
		time.nowMs = START_MS + 14 * DAY_MS;
		expect(metrics.list()).toHaveLength(1);
		time.nowMs += 1;
		expect(metrics.list()).toEqual([]);
	});
});

describe("identity", () => {
	it("is the namespace, the name and the dimensions in any order, and nothing less", () => {
		const { metrics } = store();
		metrics.put(datum({ dimensions: { StreamName: "votes", ShardId: "1" } }));
		const two = { ...METRIC, dimensions: { ShardId: "1", StreamName: "votes" } };
		expect(sums(metrics, MINUTE_MS, 60, two)).toEqual({ 0: 1 });
		expect(sums(metrics, MINUTE_MS, 60)).toEqual({});
		expect(sums(metrics, MINUTE_MS, 60, { ...two, metricName: "writeThrottles" })).toEqual({});
	});

	it("does not confuse names that look alike when joined", () => {
		const { metrics } = store();
		metrics.put(datum({ dimensions: { a: 'b","c' } }));
		expect(sums(metrics, MINUTE_MS, 60, { ...METRIC, dimensions: { a: "b", c: "" } })).toEqual({});
	});

	it("keeps units apart, and answers whoever names none by one of them", () => {
		const { metrics } = store();
		metrics.put(datum({ unit: "Percent", value: 10 }));
		metrics.put(datum({ unit: "Count", value: 1 }));
		const range = { startMs: START_MS, endMs: START_MS + MINUTE_MS, periodSeconds: 60 };
		const sumOf = (unit?: string) => metrics.read(METRIC, { ...range, ...(unit !== undefined && { unit }) }).get(START_MS)?.sum;
		expect([sumOf("Count"), sumOf("Percent"), sumOf("Bytes"), sumOf()]).toEqual([1, 10, undefined, 1]);
		expect(metrics.unitsOf(METRIC, range)).toEqual(["Count", "Percent"]);
		expect(metrics.unitsOf(METRIC, { ...range, endMs: START_MS })).toEqual([]);
	});
});

function aggregateOf(data: readonly Partial<MetricDatum>[]): MetricAggregate {
	const { metrics } = store();
	for (const each of data) metrics.put(datum(each));
	const aggregate = metrics.read(METRIC, { startMs: START_MS, endMs: START_MS + MINUTE_MS, periodSeconds: 60 }).get(START_MS);
	if (aggregate === undefined) throw new Error("no data");
	return aggregate;
}

function statistic(aggregate: MetricAggregate, text: string): number | undefined {
	const parsed = parseStatistic(text);
	if (parsed === undefined) throw new Error(`no statistic: ${text}`);
	return takeStatistic(aggregate, parsed);
}

const single = (value: number) => ({ statistics: { sampleCount: 1, sum: value, minimum: value, maximum: value } });

describe("statistics", () => {
	const oneToHundred = aggregateOf(Array.from({ length: 100 }, (_, index) => single(index + 1)));
	it.each([
		["SampleCount", 100],
		["Sum", 5_050],
		["Average", 50.5],
		["Minimum", 1],
		["Maximum", 100],
		["p0", 1],
		["p50", 50],
		["p90", 90],
		["p99", 99],
		["p99.9", 100],
		["p100", 100],
	])("%s of 1 to 100 is %d", (text, value) => {
		expect(statistic(oneToHundred, text)).toBe(value);
	});

	it.each(["p101", "p", "p-1", "p5.", "tm90", "IQM", "sum", "", "constructor"])("%j is no statistic of the emulator", (text) => {
		expect(parseStatistic(text)).toBeUndefined();
	});

	it("percentiles of single values with counts are exact", () => {
		const values = [
			{ value: 10, count: 98 },
			{ value: 500, count: 2 },
		];
		const aggregate = aggregateOf([{ statistics: { sampleCount: 100, sum: 1_980, minimum: 10, maximum: 500 }, values }]);
		expect([statistic(aggregate, "p98"), statistic(aggregate, "p98.1")]).toEqual([10, 500]);
	});

	it("percentiles of a statistic set are those of its ends and the mean of the rest", () => {
		const aggregate = aggregateOf([{ statistics: { sampleCount: 10, sum: 100, minimum: 1, maximum: 19 } }]);
		expect(["p10", "p50", "p90", "p100"].map((text) => statistic(aggregate, text))).toEqual([1, 10, 10, 19]);
	});

	it("there is no percentile of negative values", () => {
		expect(statistic(aggregateOf([single(-1), single(5)]), "p50")).toBeUndefined();
	});

	it("count, sum, minimum and maximum survive any order and any period", () => {
		const samples = fc.array(fc.record({ second: fc.integer({ min: 0, max: 599 }), value: fc.integer({ min: -1_000, max: 1_000 }) }), {
			minLength: 1,
			maxLength: 60,
		});
		fc.assert(
			fc.property(samples, fc.constantFrom(1, 5, 10, 30, 60, 300), (all, periodSeconds) => {
				const { metrics, time } = store();
				time.nowMs += HOUR_MS;
				for (const { second, value } of all) metrics.put(datum({ timestampMs: START_MS + second * SECOND_MS, value }));
				const range = { startMs: START_MS, endMs: START_MS + 600 * SECOND_MS, periodSeconds };
				const aggregates = [...metrics.read(METRIC, range).values()];
				expect(aggregates.reduce((count, each) => count + each.sampleCount, 0)).toBe(all.length);
				expect(aggregates.reduce((sum, each) => sum + each.sum, 0)).toBe(all.reduce((sum, each) => sum + each.value, 0));
				expect(Math.min(...aggregates.map((each) => each.minimum))).toBe(Math.min(...all.map((each) => each.value)));
				expect(Math.max(...aggregates.map((each) => each.maximum))).toBe(Math.max(...all.map((each) => each.value)));
			}),
			{ seed: SEED },
		);
	});

	it("a percentile is a sample that at least that share does not exceed, within 0.5 %", () => {
		const values = fc.array(fc.integer({ min: 0, max: 1_000_000 }), { minLength: 1, maxLength: 3_000, size: "max" });
		fc.assert(
			fc.property(values, fc.integer({ min: 0, max: 100 }), (all, percent) => {
				const found = statistic(aggregateOf(all.map(single)), `p${percent}`) ?? Number.NaN;
				const sorted = all.toSorted((a, b) => a - b);
				const exact = sorted[Math.max(0, Math.ceil((percent / 100) * all.length) - 1)] ?? Number.NaN;
				expect(Math.abs(found - exact)).toBeLessThanOrEqual(exact * 0.005);
			}),
			{ seed: SEED, numRuns: 30 },
		);
	});
});
