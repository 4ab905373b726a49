import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { snapUp } from "../src/constrain/limit-target.ts";
import {
	monthlyCostDifference,
	monthlyOnDemandAdvantageCost,
	monthlyOnDemandCost,
	monthlyProvisionedCost,
	monthlyShardCost,
	planReshard,
	recommendShardCount,
	reshardBudget,
	shortLivedShardsNeeded,
} from "../src/index.ts";
import { openShardCounts, RUNS } from "./arbitraries.ts";
import { DAY_MS, HOUR_MS, history, MINUTE_MS, NOW_MS, reshard, reshards } from "./build.ts";

describe("planReshard", () => {
	it("takes the fewest legal steps", () => {
		fc.assert(
			fc.property(openShardCounts, openShardCounts, (from, to) => {
				const steps = planReshard(from, to);
				expect([from, ...steps.map(({ toShardCount }) => toShardCount)].at(-1)).toBe(to);
				const fewest = to > from ? Math.ceil(Math.log2(to / from)) : halvings(from, to);
				expect(steps).toHaveLength(to === from ? 0 : fewest);
			}),
			RUNS,
		);
	});

	it("ends at the maximum that is given, and says so", () => {
		expect(planReshard(8, 40, { maxShardCount: 20 })).toEqual([
			{ fromShardCount: 8, toShardCount: 16, limits: [{ limit: "double" }] },
			{ fromShardCount: 16, toShardCount: 20, limits: [{ limit: "maximum", shardCount: 20 }] },
		]);
	});

	it("finds no way from so many shards that half of them is not below 10,000", () => {
		expect(planReshard(24_000, 100)).toEqual([]);
	});

	it("comes below 10,000 at once, since 10,000 itself is refused", () => {
		expect(planReshard(12_000, 10_000)).toEqual([{ fromShardCount: 12_000, toShardCount: 9_999, limits: [{ limit: "below-maximum" }] }]);
	});

	it.each([
		{ from: 0, to: 2, says: "planReshard: fromShardCount must be a whole number of at least 1, is 0" },
		{ from: 2, to: 1.5, says: "planReshard: toShardCount must be a whole number of at least 1, is 1.5" },
		{ from: Number.NaN, to: 2, says: "planReshard: fromShardCount must be a whole number of at least 1, is NaN" },
	])("refuses $from → $to", ({ from, to, says }) => {
		expect(() => planReshard(from, to)).toThrow(new RangeError(says));
	});
});

function halvings(from: number, to: number): number {
	let steps = 0;
	for (let current = from; current > to; current = Math.max(to, Math.ceil(current / 2))) steps += 1;
	return steps;
}

describe("reshardBudget", () => {
	it.each([
		{ title: "all ten are left where none was made", made: [], expected: { used: 0, left: 10 } },
		{
			title: "a reshard of 24 h ago is not free yet: the service may have accepted it later than it was asked for",
			made: [reshard({ agoMs: DAY_MS })],
			expected: { used: 1, left: 9, nextFreeAtMs: NOW_MS + MINUTE_MS },
		},
		{
			title: "a reshard of 24 h and a minute ago is free again",
			made: [reshard({ agoMs: DAY_MS + MINUTE_MS })],
			expected: { used: 0, left: 10 },
		},
		{
			title: "a reshard of a millisecond less is not",
			made: [reshard({ agoMs: DAY_MS + MINUTE_MS - 1 })],
			expected: { used: 1, left: 9, nextFreeAtMs: NOW_MS + 1 },
		},
		{
			title: "others' reshards may be more than ten",
			made: reshards(12, HOUR_MS),
			expected: { used: 12, left: 0, nextFreeAtMs: NOW_MS + 12 * HOUR_MS + MINUTE_MS },
		},
	])("$title", ({ made, expected }) => {
		expect(reshardBudget(history({ reshards: made }), NOW_MS)).toEqual(expected);
	});
});

describe("short-lived shards", () => {
	it("are as many as the boundaries that two even divisions do not share, at the worst moment", () => {
		fc.assert(
			fc.property(fc.integer({ min: 1, max: 60 }), fc.integer({ min: 1, max: 60 }), (from, to) => {
				// Boundaries as whole numbers of 1 / (from · to): both divisions' at once, duplicates once.
				const boundaries = new Set<number>();
				for (let index = 0; index < from; index += 1) boundaries.add(index * to);
				for (let index = 0; index < to; index += 1) boundaries.add(index * from);
				expect(shortLivedShardsNeeded(from, to)).toBe(boundaries.size - from);
			}),
			RUNS,
		);
	});
});

describe("rounding up to a multiple of 25 %", () => {
	it("never lowers a target, never adds more than an eighth, and lands on a multiple where it adds", () => {
		fc.assert(
			fc.property(openShardCounts, fc.double({ min: 0.5, max: 2, noNaN: true }), (openShardCount, factor) => {
				const target = Math.ceil(openShardCount * factor);
				const snapped = snapUp(openShardCount, target);
				expect(snapped).toBeGreaterThanOrEqual(target);
				expect(snapped).toBeLessThanOrEqual(target * 1.125);
				if (snapped !== target) expect((snapped * 4) % openShardCount).toBe(0);
			}),
			RUNS,
		);
	});
});

describe("recommendShardCount", () => {
	it("does not add a shard for the last bit of a double: 2.1 ÷ 0.7 is 3", () => {
		expect(recommendShardCount({ offeredRecordsPerSecond: 2_100, offeredBytesPerSecond: 0, targetUtilization: 0.7 })).toBe(3);
	});
});

describe("cost", () => {
	const load = { recordsPerSecond: 1_000, bytesPerSecond: 300_000, consumerCount: 1 };

	it.each([
		{ title: "a shard is 0.015 × 730", cost: monthlyShardCost(1), usdPerMonth: 10.95 },
		{ title: "a scale out adds its shards", cost: monthlyCostDifference(4, 6), usdPerMonth: 21.9 },
		{ title: "a scale in saves its shards", cost: monthlyCostDifference(6, 4), usdPerMonth: -21.9 },
		// 1,000 × 2,628,000 s = 2,628 million units × 0.014, and two shards.
		{ title: "writes are billed by PUT payload units", cost: monthlyProvisionedCost(2, load), usdPerMonth: 36.792 + 21.9 },
		// 29.2 for the stream; 1,024,000 B/s in and 300,000 B/s out for 2,628,000 s, by GB of 2^30.
		{
			title: "on-demand rounds each record up to 1 KB",
			cost: monthlyOnDemandCost(load),
			usdPerMonth: 29.2 + 200.50048828125 + 29.3701171875,
		},
		{
			title: "an idle on-demand stream costs its hours",
			cost: monthlyOnDemandCost({ recordsPerSecond: 0, bytesPerSecond: 0, consumerCount: 2 }),
			usdPerMonth: 29.2,
		},
		// 25 MiB/s for 2,628,000 s are 64,160.16 GB: × 0.032 in, × 0.016 out.
		{
			title: "on-demand advantage bills 25 MiB/s in and out at least",
			cost: monthlyOnDemandAdvantageCost(load),
			usdPerMonth: 2_053.125 + 1_026.5625,
		},
		// 102.4 MB/s in, each record rounded up to 1 KB, and 60 MB/s out.
		{
			title: "and beyond that what goes in and out",
			cost: monthlyOnDemandAdvantageCost({ recordsPerSecond: 100_000, bytesPerSecond: 30_000_000, consumerCount: 2 }),
			usdPerMonth: 8_020.01953125 + 2_349.61509704589,
		},
	])("$title", ({ cost, usdPerMonth }) => {
		expect(cost).toEqual({ kind: "known", usdPerMonth: expect.closeTo(usdPerMonth, 2) });
	});

	it.each([
		{ title: "a Region without a price", cost: monthlyShardCost(4, "eu-north-9"), reason: "Headroom has no prices for Region eu-north-9." },
		{ title: "a negative count", cost: monthlyShardCost(-1), reason: "A quantity is -1; it must be a number of at least 0." },
		{
			title: "a rate that is no number",
			cost: monthlyOnDemandCost({ ...load, recordsPerSecond: Number.NaN }),
			reason: "A quantity is NaN; it must be a number of at least 0.",
		},
	])("is unknown, never 0, for $title", ({ cost, reason }) => {
		expect(cost).toEqual({ kind: "unknown", reason });
	});
});
