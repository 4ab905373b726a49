import { decodeFromCompressedBase64 } from "hdr-histogram-js";
import { describe, expect, it } from "vitest";
import { LatencyHistogram } from "../src/drive/latency.ts";

function recorded(latenciesMs: readonly number[]): LatencyHistogram {
	const histogram = new LatencyHistogram();
	for (const latencyMs of latenciesMs) histogram.record(latencyMs);
	return histogram;
}

describe("latencies", () => {
	it("are kept to a thousandth of themselves", () => {
		const summary = recorded(Array.from({ length: 1000 }, (_, index) => index + 1)).summary();
		expect(summary?.p50).toBeCloseTo(500, -1);
		expect(summary?.p95).toBeCloseTo(950, -1);
		expect(summary?.max).toBeCloseTo(1000, -1);
		expect(summary?.mean).toBeCloseTo(500.5, -1);
	});

	it("have no summary when there are none, and can be longer than anything that is waited for", () => {
		expect(recorded([]).summary()).toBeUndefined();
		expect(recorded([0, 10_000_000]).summary()).toMatchObject({ max: expect.closeTo(120_000, -3) });
	});

	it("are encoded as every HdrHistogram library reads them", () => {
		const decoded = decodeFromCompressedBase64(recorded([1, 2, 3]).encode());
		expect(decoded.totalCount).toBe(3);
	});
});

describe("coordinated omission", () => {
	/**
	 * A user who asks every second, and a target that answers in a millisecond for 100 s, then hangs for 100 s. Measured as it was sent that is one slow answer in
	 * 101; of the moments at which the user wanted an answer, half were slow.
	 */
	const latenciesMs = [...Array.from({ length: 100 }, () => 1), 100_000];

	it("hides a hanging target in a plain percentile, and is corrected with the requests that were not sent", () => {
		const histogram = recorded(latenciesMs);
		expect(histogram.summary()?.p95).toBeLessThan(2);
		const corrected = histogram.correctedForCoordinatedOmission(1000).summary();
		expect(corrected?.p50).toBeLessThan(1100);
		expect(corrected?.p95).toBeCloseTo(90_000, -4);
		expect(corrected?.max).toBeCloseTo(100_000, -3);
	});

	it("changes nothing where nobody had to wait longer than between two requests", () => {
		const histogram = recorded([5, 10, 20, 900]);
		const { mean, p50, p95 } = histogram.summary() ?? expect.unreachable("nothing was recorded");
		expect(histogram.correctedForCoordinatedOmission(1000).summary()).toMatchObject({ mean, p50, p95: expect.closeTo(p95, 0) });
	});
});
