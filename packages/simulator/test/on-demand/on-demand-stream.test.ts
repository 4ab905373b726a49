import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type OnDemandOptions, OnDemandScaling } from "../../src/on-demand/on-demand-stream.ts";

/** Capacity after each minute of these means. */
function play(means: readonly number[], options: OnDemandOptions = {}): number[] {
	const stream = new OnDemandScaling(options);
	return means.map((meanShards, minute) => {
		stream.onMinute({ startMs: minute * 60_000, peakShards: meanShards, meanShards, throttledRecords: 0 });
		return stream.capacityShards;
	});
}

const minutes = (count: number, mean: number) => Array.from({ length: count }, () => mean);
const DAY = 24 * 60;

describe("an on-demand stream", () => {
	it.each([
		{ title: "stays there for small loads", means: minutes(60, 1.9), last: 4 },
		{ title: "takes twice a peak after 15 minutes", means: minutes(16, 3.5), last: 7 },
		{ title: "and not sooner", means: minutes(15, 3.5), last: 4 },
		{ title: "doubles every 15 minutes at most: what it throttled is no peak", means: minutes(33, 100), last: 16 },
		{ title: "keeps a peak for 30 days", means: [...minutes(1, 4), ...minutes(30 * DAY, 0.1)], last: 8 },
		{ title: "and forgets it then", means: [...minutes(1, 4), ...minutes(30 * DAY + 16, 0.1)], last: 4 },
		{ title: "knows the peak before the load begins", means: minutes(1, 1), options: { previousPeakShards: 12 }, last: 24 },
		{ title: "is as warm as it was made (Advantage)", means: minutes(60, 1), options: { warmShards: 40 }, last: 40 },
		{ title: "goes to 10 GB/s and no further", means: minutes(16, 9_000), options: { previousPeakShards: 6_000 }, last: 10_000 },
	])("$title", ({ means, options, last }) => {
		expect(play(means, options).at(-1)).toBe(last);
	});

	it("a new one takes 4 shards' worth before its first minute", () => {
		expect(new OnDemandScaling().capacityShards).toBe(4);
	});

	it("never grows beyond double within 15 minutes, never falls below 4", () => {
		fc.assert(
			fc.property(fc.array(fc.double({ min: 0, max: 500, noNaN: true }), { minLength: 20, maxLength: 200 }), (means) => {
				const capacities = play(means);
				capacities.forEach((capacity, minute) => {
					expect(capacity).toBeGreaterThanOrEqual(4);
					expect(capacity).toBeLessThanOrEqual(2 * (capacities[minute - 15] ?? 4));
				});
			}),
			{ seed: 9 },
		);
	});
});
