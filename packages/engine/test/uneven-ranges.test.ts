import { describe, expect, it } from "vitest";
import {
	decide,
	explainSteps,
	measureRanges,
	type ShardLoads,
	shortLivedShardsFrom,
	shortLivedShardsNeeded,
	summarize,
} from "../src/index.ts";
import { fastThrottles, history, observation, policy, shardRanges, steadyMinutes, throttledShards } from "./build.ts";
import { table } from "./decision-table.ts";

/** A stream that was split by hand: one shard has half of the hash keys, four have an eighth each. */
const SPLIT_BY_HAND = shardRanges([4, 1, 1, 1, 1]);
/** 2,500 records/s with random keys: half of them go to shard 0, which takes 1,000 and throttles 250. */
const RANDOM_KEYS = steadyMinutes({ recordsPerSecond: 2_250, throttledPerSecond: 250, minuteCount: 5 });

describe("throttles on a stream whose hash-key ranges are uneven", () => {
	table([
		{
			title: "random keys, and all throttles on the shard with half of the hash keys: one uniform reshard",
			world: { openShardCount: 5, minutes: RANDOM_KEYS, shardRanges: SPLIT_BY_HAND, shardThrottles: throttledShards({ 0: 75_000 }) },
			expected: { kind: "scale-out", targetShardCount: 6, trigger: "uneven-ranges" },
			says:
				"250 writes per second are throttled, 100 % of them on shardId-000000000000, which has 50 % of the hash keys (2.5 times an even share), " +
				"with 50 % of 5 shards in use: uneven hash-key ranges, and one uniform reshard makes them even.",
		},
		{
			title: "nothing names the throttled shard, but half of the load is more than it takes",
			world: { openShardCount: 5, minutes: RANDOM_KEYS, shardRanges: SPLIT_BY_HAND },
			expected: { kind: "scale-out", targetShardCount: 6, trigger: "uneven-ranges" },
			says:
				"250 writes per second are throttled, and shardId-000000000000 has 50 % of the hash keys (2.5 times an even share), " +
				"with 50 % of 5 shards in use: uneven hash-key ranges, and one uniform reshard makes them even.",
		},
		{
			title: "the same throttles while the ranges are unknown: a hot key, as before",
			world: { openShardCount: 5, minutes: RANDOM_KEYS, shardThrottles: throttledShards({ 0: 75_000 }) },
			expected: { kind: "diagnose", finding: "hot-key" },
		},
		{
			title: "the same throttles on even ranges: a hot key",
			world: {
				openShardCount: 5,
				minutes: RANDOM_KEYS,
				shardRanges: shardRanges([1, 1, 1, 1, 1]),
				shardThrottles: throttledShards({ 0: 75_000 }),
			},
			expected: { kind: "diagnose", finding: "hot-key", hotShardIds: ["shardId-000000000000"] },
		},
		{
			title: "a key with more than a shard takes on the wide range: a hot key",
			world: {
				openShardCount: 5,
				minutes: steadyMinutes({ recordsPerSecond: 1_500, throttledPerSecond: 1_000, minuteCount: 5 }),
				shardRanges: SPLIT_BY_HAND,
				shardThrottles: throttledShards({ 0: 300_000 }),
			},
			expected: { kind: "diagnose", finding: "hot-key" },
		},
		{
			title: "throttles on a narrow range while the wide one is calm: a hot key",
			world: { openShardCount: 5, minutes: RANDOM_KEYS, shardRanges: SPLIT_BY_HAND, shardThrottles: throttledShards({ 3: 75_000 }) },
			expected: { kind: "diagnose", finding: "hot-key", hotShardIds: ["shardId-000000000003"] },
		},
		{
			title: "throttles that the metrics do not show yet, on one of two wide ranges while the other is calm: a hot key, and no doubling",
			world: {
				openShardCount: 5,
				minutes: steadyMinutes({ recordsPerSecond: 1_200, minuteCount: 5 }),
				fastWindow: fastThrottles(300),
				shardRanges: shardRanges([4, 4, 1, 1, 1]),
				shardThrottles: throttledShards({ 0: 3_000 }),
			},
			expected: { kind: "diagnose", finding: "hot-key", hotShardIds: ["shardId-000000000000"] },
		},
		{
			title: "throttles on one wide range while an even wider one is calm: a hot key",
			world: {
				openShardCount: 6,
				minutes: RANDOM_KEYS,
				shardRanges: shardRanges([5, 3, 1, 1, 1, 1]),
				shardThrottles: throttledShards({ 1: 75_000 }),
			},
			expected: { kind: "diagnose", finding: "hot-key" },
		},
		{
			title: "bursts on the wide range, whose mean is low: one uniform reshard",
			world: {
				openShardCount: 5,
				minutes: steadyMinutes({ recordsPerSecond: 450, throttledPerSecond: 10, minuteCount: 5 }),
				shardRanges: SPLIT_BY_HAND,
				shardThrottles: throttledShards({ 0: 3_000 }),
			},
			expected: { kind: "scale-out", trigger: "uneven-ranges" },
		},
		{
			title: "producers report the surge before the metrics do: as many shards as the wide range's load foretells",
			world: {
				openShardCount: 5,
				minutes: steadyMinutes({ recordsPerSecond: 900, minuteCount: 5 }),
				fastWindow: fastThrottles(1_000),
				shardRanges: SPLIT_BY_HAND,
				shardThrottles: throttledShards({ 0: 10_000 }),
			},
			expected: { kind: "scale-out", targetShardCount: 6, trigger: "uneven-ranges" },
		},
		{
			title: "two of four ranges are wide, and both throttle",
			world: {
				openShardCount: 4,
				minutes: steadyMinutes({ recordsPerSecond: 2_600, throttledPerSecond: 100, minuteCount: 5 }),
				shardRanges: shardRanges([4, 4, 1, 1]),
				shardThrottles: throttledShards({ 0: 16_000, 1: 14_000 }),
			},
			expected: { kind: "scale-out", targetShardCount: 5, trigger: "uneven-ranges" },
		},
		{
			title: "the policy's maximum leaves no reshard: it says so, and that the ranges are the cause",
			world: { openShardCount: 5, minutes: RANDOM_KEYS, shardRanges: SPLIT_BY_HAND, shardThrottles: throttledShards({ 0: 75_000 }) },
			policy: { maxShardCount: 5 },
			expected: { kind: "blocked", blockedBy: "max-shard-count", trigger: "uneven-ranges" },
		},
		{
			title: "the short-lived shards of uneven ranges are counted: six even ranges share two boundaries with these five",
			world: {
				openShardCount: 5,
				minutes: RANDOM_KEYS,
				shardRanges: SPLIT_BY_HAND,
				shardThrottles: throttledShards({ 0: 75_000 }),
				account: { kind: "known", shardLimit: 8, openShardCount: 5 },
			},
			expected: { kind: "blocked", blockedBy: "account-shard-quota" },
		},
		...[Number.POSITIVE_INFINITY, 1e308, Number.NaN, -5].map((faulty) => ({
			title: `a shard's throttles are ${faulty}: no evidence of anything, and a whole number of shards`,
			world: {
				openShardCount: 5,
				minutes: steadyMinutes({ recordsPerSecond: 2_250 }),
				fastWindow: fastThrottles(500),
				shardRanges: SPLIT_BY_HAND,
				shardThrottles: throttledShards({ 0: faulty, 1: 20, 2: 1e308 }),
			},
			expected: { kind: "scale-out", trigger: "write-throttle" },
		})),
		{
			title: "busy keys on narrow neighbours do not make a wide range's load a hot key's",
			world: {
				openShardCount: 3,
				minutes: steadyMinutes({ recordsPerSecond: 1_800, throttledPerSecond: 250, minuteCount: 5 }),
				shardRanges: shardRanges([18, 1, 1]),
				shardThrottles: throttledShards({ 0: 75_000 }),
			},
			expected: { kind: "scale-out", trigger: "uneven-ranges" },
		},
		...[
			{ title: "a reshard is half done: fewer ranges than open shards", ranges: SPLIT_BY_HAND.slice(1) },
			{ title: "a range is listed twice", ranges: [...SPLIT_BY_HAND.slice(0, 4), ...SPLIT_BY_HAND.slice(3, 4)] },
			{ title: "a hash key is no number", ranges: SPLIT_BY_HAND.map((range) => ({ ...range, endingHashKey: "ff" })) },
			{
				title: "the ranges leave a gap",
				ranges: SPLIT_BY_HAND.map((range, index) => (index === 1 ? { ...range, startingHashKey: "9".repeat(38) } : range)),
			},
		].map(({ ranges, title }) => ({
			title: `${title}: the ranges are unknown`,
			world: { openShardCount: 5, minutes: RANDOM_KEYS, shardRanges: ranges, shardThrottles: throttledShards({ 0: 75_000 }) },
			expected: { kind: "diagnose", finding: "hot-key" },
		})),
	]);

	it("says the key range of a hot key, and what a split can and cannot do", () => {
		const world = { openShardCount: 5, minutes: RANDOM_KEYS, shardRanges: SPLIT_BY_HAND, shardThrottles: throttledShards({ 3: 75_000 }) };
		const decision = decide(observation(world), policy(), history());
		expect(summarize(decision)).toContain("100 % of them on shardId-000000000003, which has 13 % of the hash keys, with");
		expect(explainSteps(decision).at(-1)?.says).toContain(
			" The hash keys of shardId-000000000003 are 255211775190703847597530955573826158592 to 297747071055821155530452781502797185023." +
				" If many keys share them, `headroom split votes --shard shardId-000000000003` halves its load; a single key stays on one shard.",
		);
	});
});

describe("the short-lived shards of a uniform reshard", () => {
	it("from even ranges, are those of the counts", () => {
		for (let from = 1; from <= 24; from += 1) {
			const ranges = measureRanges(shardRanges(Array(from).fill(1)), from);
			for (let to = 1; to <= 48; to += 1) {
				expect(ranges && shortLivedShardsFrom(ranges, to), `${from} to ${to}`).toBe(shortLivedShardsNeeded(from, to));
			}
		}
	});

	it("from uneven ranges, are the boundaries that are not there yet", () => {
		const ranges = measureRanges(SPLIT_BY_HAND, 5);
		// At 1/2, 5/8, 6/8, 7/8: of six even ranges only the boundary at 1/2 is there.
		expect(ranges && shortLivedShardsFrom(ranges, 6)).toBe(4);
		expect(ranges && shortLivedShardsFrom(ranges, 8)).toBe(3);
	});
});

describe("where enhanced monitoring measures each shard", () => {
	/** One range of eight is 1.3 times as wide as an even one. Its shard accepts 300 records/s and throttles for seconds; each other accepts 50. */
	const widths = shardRanges([13, 10, 10, 10, 9, 9, 9, 10]);
	const observed = observation({
		openShardCount: 8,
		minutes: steadyMinutes({ recordsPerSecond: 650, throttledPerSecond: 200, minuteCount: 5 }),
		shardRanges: widths,
		shardThrottles: throttledShards({ 0: 60_000 }),
	});
	const shards = widths.map(({ shardId }, index) => {
		const incomingRecords = (index === 0 ? 300 : 50) * 300;
		return { shardId, incomingRecords, incomingBytes: incomingRecords * 300 };
	});
	const decisionWith = (shardLoads: ShardLoads) => decide({ ...observed, load: { ...observed.load, shardLoads } }, policy(), history());

	it("the share of the load is compared, and not what a full shard would have: one shard more does, not three", () => {
		expect(decide(observed, policy(), history())).toMatchObject({ kind: "scale-out", trigger: "uneven-ranges", recommendedShardCount: 11 });
		expect(decisionWith({ windowSeconds: 300, shards })).toMatchObject({ trigger: "uneven-ranges", recommendedShardCount: 9 });
	});

	it("loads that are no numbers are none", () => {
		const unmeasured = decide(observed, policy(), history());
		expect(decisionWith({ windowSeconds: Number.NaN, shards })).toEqual(unmeasured);
		expect(decisionWith({ windowSeconds: 300, shards: shards.map((shard) => ({ ...shard, incomingBytes: Number.NaN })) })).toEqual(
			unmeasured,
		);
	});
});
