import { describe } from "vitest";
import { dayThatPeaksAt, fastThrottles, HOUR_MS, history, minute, reshard, reshards, throttledShards } from "./build.ts";
import { table } from "./decision-table.ts";

/** The newest minutes' records per second, oldest first. */
const rising = (recordsPerSecond: readonly number[]) =>
	recordsPerSecond.map((rate, index) => minute({ minutesAgo: recordsPerSecond.length + 1 - index, recordsPerSecond: rate }));

describe("a crowd whose size nobody knows", () => {
	table([
		{
			title: "doubles while many writes are throttled, however many reshards are left",
			world: { openShardCount: 8, minutes: [], fastWindow: fastThrottles(500) },
			history: history({ reshards: reshards(2) }),
			expected: { kind: "scale-out", recommendedShardCount: 16 },
			says: "500 throttled per second; raised to 16: doubled, because the load surges and its size is unknown.",
		},
		{
			title: "doubles while few writes are throttled and the load rises",
			world: { openShardCount: 8, minutes: rising([5_500, 5_700, 5_900, 6_100, 6_300]), fastWindow: fastThrottles(100) },
			expected: { kind: "scale-out", recommendedShardCount: 16 },
		},
		{
			title: "goes by the load while few writes are throttled and it does not rise",
			world: { openShardCount: 8, utilization: 0.79, fastWindow: fastThrottles(100) },
			expected: { kind: "scale-out", trigger: "write-throttle", recommendedShardCount: 10 },
			says: "6,320 records/s offered to 8 shards (79 % of capacity), 100 throttled per second.",
		},
		{
			title: "does not double for a hot key on a stream that is rather full",
			world: {
				openShardCount: 4,
				utilization: 0.78,
				fastWindow: fastThrottles(1_000),
				shardThrottles: throttledShards({ 0: 1_000, 1: 10 }),
			},
			expected: { kind: "scale-out", recommendedShardCount: 5 },
		},
		{
			title: "does not double a large stream for a handful of throttles while the load rises",
			world: { openShardCount: 8, minutes: rising([5_500, 5_700, 5_900, 6_100, 6_300]), fastWindow: fastThrottles(39) },
			expected: { kind: "scale-out", trigger: "write-throttle", recommendedShardCount: 10 },
		},
		{
			title: "doubles from one throttle in two hundred records of capacity on",
			world: { openShardCount: 8, minutes: rising([5_500, 5_700, 5_900, 6_100, 6_300]), fastWindow: fastThrottles(40) },
			expected: { kind: "scale-out", recommendedShardCount: 16 },
		},
		{
			title: "doubles no further than the policy's maximum",
			world: { openShardCount: 8, minutes: [], fastWindow: fastThrottles(500) },
			policy: { maxShardCount: 14 },
			expected: { kind: "scale-out", recommendedShardCount: 16, targetShardCount: 14 },
			says: "doubled, because the load surges and its size is unknown; wanted 16, capped at the maximum of 14.",
		},
		{
			title: "says what was doubled where it may not be done",
			world: { openShardCount: 8, minutes: [], fastWindow: fastThrottles(500), streamStatus: "UPDATING" },
			expected: { kind: "blocked", recommendedShardCount: 16 },
			says: "500 throttled per second; raised to 16: doubled, because the load surges and its size is unknown.",
		},
		{
			title: "reaches a floor above twice the shards",
			world: { openShardCount: 4, minutes: [], fastWindow: fastThrottles(500) },
			policy: { minShardCount: 10 },
			expected: { kind: "scale-out", recommendedShardCount: 10, targetShardCount: 8 },
			says: "raised to 10: the floor that applies now; wanted 10, capped at double.",
		},
		...[3, 29, 58, 116].map((openShardCount) => ({
			title: `takes exactly 5 % of ${openShardCount} shards for a crowd, whatever the last bit of a double says`,
			world: { openShardCount, minutes: [], fastWindow: fastThrottles(openShardCount * 50) },
			policy: { maxShardCount: 1_000 },
			expected: { kind: "scale-out", recommendedShardCount: openShardCount * 2 },
		})),
		{
			title: "says that a floor raised the step for a burst",
			world: { openShardCount: 4, utilization: 0.3, fastWindow: fastThrottles(100) },
			policy: { minShardCount: 7 },
			expected: { kind: "scale-out", trigger: "burst", recommendedShardCount: 7 },
			says: "bursts shorter than the metric's period; raised to 7: the floor that applies now.",
		},
		{
			title: "takes what the load takes where that is more than double",
			world: { openShardCount: 4, minutes: [], fastWindow: fastThrottles(2_000) },
			expected: { kind: "scale-out", recommendedShardCount: 9 },
			says: "2,000 throttled per second; wanted 9, capped at double.",
		},
	]);
});

describe("the day's highest count, where few reshards are left", () => {
	table([
		{
			title: "takes a step for load that fits while four are left",
			world: { openShardCount: 8, utilization: 0.85 },
			history: history({ reshards: dayThatPeaksAt(14, 6) }),
			expected: { kind: "scale-out", recommendedShardCount: 10 },
			says: "6,800 records/s offered to 8 shards (85 % of capacity).",
		},
		{
			title: "goes at once to what the last 24 h needed, with three left",
			world: { openShardCount: 8, utilization: 0.85 },
			history: history({ reshards: dayThatPeaksAt(14, 7) }),
			expected: { kind: "scale-out", recommendedShardCount: 14 },
			says: "(85 % of capacity); raised to 14: few reshards are left, so Headroom goes towards the daily peak at once.",
		},
		{
			title: "goes towards it as far as one call does",
			world: { openShardCount: 8, utilization: 0.85 },
			history: history({ reshards: dayThatPeaksAt(40, 7) }),
			expected: { kind: "scale-out", recommendedShardCount: 16, targetShardCount: 16 },
		},
		{
			title: "does not go by a count that can be none",
			world: { openShardCount: 8, utilization: 0.85 },
			history: history({ reshards: [...reshards(6), reshard({ agoMs: 3 * HOUR_MS, fromShardCount: Number.NaN, toShardCount: 1e9 })] }),
			expected: { kind: "scale-out", recommendedShardCount: 10 },
		},
		{
			title: "leaves out a count that a person set, and what it was scaled in to afterwards",
			world: { openShardCount: 8, utilization: 0.85 },
			history: history({
				reshards: [
					reshard({ agoMs: 9 * HOUR_MS, fromShardCount: 8, toShardCount: 40, startedBy: "person", trigger: "person" }),
					reshard({ agoMs: 6 * HOUR_MS, fromShardCount: 40, toShardCount: 20, trigger: "utilization-low" }),
					reshard({ agoMs: 5 * HOUR_MS, fromShardCount: 20, toShardCount: 8, trigger: "utilization-low" }),
					...reshards(4, 15 * HOUR_MS),
				],
			}),
			expected: { kind: "scale-out", recommendedShardCount: 10 },
			says: "6,800 records/s offered to 8 shards (85 % of capacity).",
		},
		{
			title: "leaves out a person's count on the day after, too, while the older record is there",
			world: { openShardCount: 8, utilization: 0.85 },
			history: history({
				reshards: [
					reshard({ agoMs: 25 * HOUR_MS, fromShardCount: 8, toShardCount: 40, startedBy: "person", trigger: "person" }),
					reshard({ agoMs: 23 * HOUR_MS, fromShardCount: 40, toShardCount: 20, trigger: "utilization-low" }),
					reshard({ agoMs: 22 * HOUR_MS, fromShardCount: 20, toShardCount: 8, trigger: "utilization-low" }),
					...reshards(5, 10 * HOUR_MS),
				],
			}),
			expected: { kind: "scale-out", recommendedShardCount: 10 },
		},
		...(["scheduled-floor", "policy-bounds"] as const).map((trigger) => ({
			title: `leaves out a count that ${trigger} asked for`,
			world: { openShardCount: 8, utilization: 0.85 },
			history: history({
				reshards: [...reshards(6, 15 * HOUR_MS), reshard({ agoMs: 9 * HOUR_MS, fromShardCount: 8, toShardCount: 14, trigger })],
			}),
			expected: { kind: "scale-out", recommendedShardCount: 10 },
		})),
		{
			title: "leaves out a count that somebody else set",
			world: { openShardCount: 8, utilization: 0.85 },
			history: history({
				reshards: [
					...reshards(6, 15 * HOUR_MS),
					reshard({ agoMs: 9 * HOUR_MS, fromShardCount: 8, toShardCount: 14, startedBy: "observed" }),
				],
			}),
			expected: { kind: "scale-out", recommendedShardCount: 10 },
		},
		{
			title: "goes by what load took on top of a person's count, in whatever order the reshards are told",
			world: { openShardCount: 8, utilization: 0.85 },
			history: history({
				reshards: [
					reshard({ agoMs: 7 * HOUR_MS, fromShardCount: 12, toShardCount: 15, trigger: "utilization-high" }),
					reshard({ agoMs: 8 * HOUR_MS, fromShardCount: 6, toShardCount: 12, startedBy: "person", trigger: "person" }),
					...reshards(5, 15 * HOUR_MS),
				],
			}),
			expected: { kind: "scale-out", recommendedShardCount: 15 },
		},
	]);
});

describe("the smallest step", () => {
	table([
		{
			title: "is a quarter of the shards, and said",
			world: { openShardCount: 5, utilization: 0.82 },
			expected: { kind: "scale-out", recommendedShardCount: 7 },
			says: "4,100 records/s offered to 5 shards (82 % of capacity); raised to 7: the smallest step is 25 %, rounded up.",
		},
	]);
});
