import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fullShardsAtPercentile, scaleTrace, type Trace, traceLoad } from "../../src/trace/index.ts";

const trace = (rates: readonly number[], more: Partial<Trace> = {}): Trace => ({
	name: "votes",
	startMs: Date.UTC(2026, 10, 23, 12, 0, 53),
	bucketSeconds: 60,
	recordsPerSecond: Float64Array.from(rates),
	bytesPerRecord: 200,
	...more,
});

describe("scaling a trace", () => {
	it("multiplies by a factor", () => {
		expect([...scaleTrace(trace([1, 2, 3]), { kind: "factor", factor: 10 }).recordsPerSecond]).toEqual([10, 20, 30]);
	});

	it.each([
		{ title: "small records count", bytesPerRecord: 200, peak: 8_000 },
		{ title: "large records weigh", bytesPerRecord: 4_000, peak: 2_000 },
	])("makes a percentile fill so many shards: $title", ({ bytesPerRecord, peak }) => {
		const hundred = trace(
			Array.from({ length: 100 }, (_, index) => index + 1),
			{ bytesPerRecord },
		);
		const scaled = scaleTrace(hundred, { kind: "percentile", percentile: 99, shardCount: 8 });
		expect(scaled.recordsPerSecond[98]).toBeCloseTo(peak, 6);
	});

	it("a percentile that is scaled to so many shards fills so many", () => {
		fc.assert(
			fc.property(
				fc.array(fc.double({ min: 0.001, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 50 }),
				fc.double({ min: 0, max: 100, noNaN: true }),
				fc.integer({ min: 1, max: 500 }),
				(rates, percentile, shardCount) => {
					const scaled = scaleTrace(trace(rates), { kind: "percentile", percentile, shardCount });
					expect(fullShardsAtPercentile(scaled, percentile) / shardCount).toBeCloseTo(1, 9);
				},
			),
			{ seed: 7 },
		);
	});

	it.each([
		{ title: "a factor of 0", scale: { kind: "factor", factor: 0 } as const },
		{ title: "a factor that is not a number", scale: { kind: "factor", factor: Number.NaN } as const },
		{ title: "a percentile that is idle", scale: { kind: "percentile", percentile: 10, shardCount: 8 } as const },
		{ title: "a percentile over 100", scale: { kind: "percentile", percentile: 101, shardCount: 8 } as const },
	])("$title is refused", ({ scale }) => {
		expect(() => scaleTrace(trace([0, 0, 5]), scale)).toThrow(RangeError);
	});
});

describe("a trace as a load", () => {
	it("starts at a whole minute and keeps a bucket's rate through the bucket", () => {
		const load = traceLoad(trace([10, 30]));
		expect([load.startMs, load.durationSeconds]).toEqual([Date.UTC(2026, 10, 23, 12), 120]);
		expect([0, 59, 60, 119].map((second) => load.at(second).recordsPerSecond)).toEqual([10, 10, 30, 30]);
		expect(load.at(0).bytesPerRecord).toBe(200);
	});

	it("goes in lines from middle to middle, if asked to", () => {
		const load = traceLoad(trace([10, 30]), "lines");
		expect(load.at(0).recordsPerSecond).toBe(10);
		expect(load.at(59).recordsPerSecond).toBeCloseTo(19.83, 2);
		expect(load.at(60).recordsPerSecond).toBeCloseTo(20.17, 2);
		expect(load.at(119).recordsPerSecond).toBe(30);
	});

	it("takes each bucket's own record size", () => {
		const load = traceLoad(trace([10, 30], { bytesPerRecord: Float64Array.of(100, 300) }));
		expect([load.at(59).bytesPerRecord, load.at(60).bytesPerRecord]).toEqual([100, 300]);
	});
});
