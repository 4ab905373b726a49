import { describe, expect, it } from "vitest";
import { decide, explain } from "../src/index.ts";
import {
	DAY_MS,
	fastThrottles,
	HOUR_MS,
	history,
	MINUTE_MS,
	NOW_MS,
	observation,
	policy,
	reshard,
	reshards,
	shardRanges,
	steadyMinutes,
	throttledShards,
} from "./build.ts";

const THROTTLED = { openShardCount: 4, minutes: steadyMinutes({ recordsPerSecond: 3_600 }), fastWindow: fastThrottles(500) };
const FULL = { openShardCount: 4, minutes: steadyMinutes({ recordsPerSecond: 3_600 }) };

/** Eleven MergeShards by hand, a change of the shard count each, the newest an hour ago. */
const ELEVEN_MERGES = reshards(11, HOUR_MS, 5 * MINUTE_MS).map((made) => ({ ...made, startedBy: "observed" as const }));
const OLDEST_MERGE_AGO_MS = HOUR_MS + 10 * 5 * MINUTE_MS;

describe("eleven changes of the shard count that nobody saw being called", () => {
	it("leave a throttled scale out one try, which says what it is", () => {
		const decision = decide(observation(THROTTLED), policy(), history({ reshards: ELEVEN_MERGES }));
		expect(decision).toMatchObject({ kind: "scale-out", budget: { used: 11, guessed: 11, left: 0 } });
		expect(decision.steps.at(-1)).toEqual({ step: "gate", kind: "open", reshardsLeft: 0, triedAgainst: 11 });
		expect(explain(decision)).toContain("11 entries of the ledger are guessed");
		expect(explain(decision)).toContain("This is the one try a day");
	});

	it("leave it to a scale out that ends throttles on uneven ranges, too: of a stream that was split and merged by hand", () => {
		const world = {
			openShardCount: 5,
			minutes: steadyMinutes({ recordsPerSecond: 2_250, throttledPerSecond: 250, minuteCount: 5 }),
			shardRanges: shardRanges([4, 1, 1, 1, 1]),
			shardThrottles: throttledShards({ 0: 75_000 }),
		};
		const decision = decide(observation(world), policy(), history({ reshards: ELEVEN_MERGES }));
		expect(decision).toMatchObject({ kind: "scale-out", trigger: "uneven-ranges", targetShardCount: 6 });
		expect(decision.steps.at(-1)).toMatchObject({ step: "gate", kind: "open", triedAgainst: 11 });
	});

	it.each([
		{
			title: "no second try after one that was accepted",
			world: THROTTLED,
			more: [reshard({ agoMs: 30 * MINUTE_MS, fromShardCount: 2, toShardCount: 4 })],
			refused: {},
		},
		{
			title: "no second try after one that was refused",
			world: THROTTLED,
			more: [],
			refused: { lastRefusedAtMs: NOW_MS - 30 * MINUTE_MS },
		},
		{ title: "no try to a scale out that no throttle asks for", world: FULL, more: [], refused: {} },
	])("leave $title, and say which are guessed", ({ world, more, refused }) => {
		const decision = decide(observation(world), policy(), { ...history({ reshards: [...ELEVEN_MERGES, ...more] }), ...refused });
		expect(decision).toMatchObject({ kind: "blocked", blockedBy: "reshard-quota" });
		expect(explain(decision)).toContain("11 guessed from a changed shard count");
	});

	it.each([
		{ title: "a refusal before the entries were ten was no try", lastRefusedAtMs: NOW_MS - OLDEST_MERGE_AGO_MS - 1, kind: "scale-out" },
		{ title: "a refusal of more than a day ago is forgotten", lastRefusedAtMs: NOW_MS - DAY_MS - MINUTE_MS, kind: "scale-out" },
	])("$title", ({ kind, lastRefusedAtMs }) => {
		expect(decide(observation(THROTTLED), policy(), { ...history({ reshards: ELEVEN_MERGES }), lastRefusedAtMs }).kind).toBe(kind);
	});

	it("change nothing where ten known entries count: no call is made", () => {
		const decision = decide(
			observation(THROTTLED),
			policy(),
			history({ reshards: [...ELEVEN_MERGES, ...reshards(10, 2 * HOUR_MS, HOUR_MS)] }),
		);
		expect(decision).toMatchObject({ kind: "blocked", blockedBy: "reshard-quota", budget: { used: 21, guessed: 11 } });
	});

	it("count splits of a shard for nothing, neither for the ten nor for the try", () => {
		const splits = reshards(12, HOUR_MS, 5 * MINUTE_MS).map((made) => ({
			...made,
			startedBy: "person" as const,
			operation: "SplitShard" as const,
		}));
		const alone = decide(observation(THROTTLED), policy(), history({ reshards: splits }));
		expect(alone).toMatchObject({ kind: "scale-out", budget: { used: 0, left: 10 } });
		expect(JSON.stringify(alone.steps)).not.toContain("triedAgainst");
		const beside = decide(observation(THROTTLED), policy(), history({ reshards: [...ELEVEN_MERGES, ...splits] }));
		expect(beside.steps.at(-1)).toMatchObject({ step: "gate", kind: "open", triedAgainst: 11 });
	});
});
