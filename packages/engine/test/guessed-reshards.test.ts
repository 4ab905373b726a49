import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { callAllowance, decide, explain, whenCallAllowed } from "../src/index.ts";
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

	it("count for the ten, and are known, where this account was measured to count splits and merges", () => {
		const merges = ELEVEN_MERGES.map((made) => ({ ...made, operation: "MergeShards" as const }));
		expect(decide(observation(THROTTLED), policy(), history({ reshards: merges })).kind).toBe("scale-out");
		const measured = { ...history({ reshards: merges }), splitsAndMergesCount: true };
		const decision = decide(observation(THROTTLED), policy(), measured);
		expect(decision).toMatchObject({ kind: "blocked", blockedBy: "reshard-quota", budget: { used: 11, left: 0 } });
		expect(decision.budget).not.toHaveProperty("guessed");
		expect(decide(observation(THROTTLED), policy(), { ...measured, splitsAndMergesCount: false }).kind).toBe("scale-out");
	});
});

describe("a merge of somebody else that the lineage shows", () => {
	it("is no try of ours, also in an account that counts merges", () => {
		const guessed = ELEVEN_MERGES.slice(0, 10);
		const known = { ...reshard({ agoMs: MINUTE_MS }), startedBy: "observed" as const, operation: "MergeShards" as const };
		const without = callAllowance({ ...history({ reshards: guessed }), splitsAndMergesCount: true }, NOW_MS);
		expect(without.kind).toBe("try");
		expect(callAllowance({ ...history({ reshards: [...guessed, known] }), splitsAndMergesCount: true }, NOW_MS).kind).toBe("try");
	});
});

describe("after the day's one try was made", () => {
	const COUNTED_MS = DAY_MS + MINUTE_MS;
	const triedAgoMs = 30 * MINUTE_MS;
	const fifteen = reshards(15, HOUR_MS, 5 * MINUTE_MS).map((made) => ({ ...made, startedBy: "observed" as const }));
	const tried = { ...history({ reshards: fifteen }), lastRefusedAtMs: NOW_MS - triedAgoMs };
	const tenthEndsMs = NOW_MS - HOUR_MS - 9 * 5 * MINUTE_MS + COUNTED_MS;

	it("the next call is possible when the tenth entry is a day old, to the millisecond", () => {
		expect(decide(observation(THROTTLED), policy(), tried)).toMatchObject({ kind: "blocked", untilMs: tenthEndsMs });
		expect(whenCallAllowed(tried, NOW_MS, true)).toBe(tenthEndsMs);
		expect(callAllowance(tried, tenthEndsMs - 1).kind).toBe("tried");
		expect(callAllowance(tried, tenthEndsMs).kind).toBe("free");
	});

	it("or when the try itself is a day old, if that is sooner: entries have come since", () => {
		const early = reshards(10, 23 * HOUR_MS, MINUTE_MS).map((made) => ({ ...made, startedBy: "observed" as const }));
		const late = reshards(12, HOUR_MS, MINUTE_MS).map((made) => ({ ...made, startedBy: "observed" as const }));
		const lastRefusedAtMs = NOW_MS - 22 * HOUR_MS;
		const crowded = { ...history({ reshards: [...early, ...late] }), lastRefusedAtMs };
		const backMs = lastRefusedAtMs + COUNTED_MS;
		expect(whenCallAllowed(crowded, NOW_MS, true)).toBe(backMs);
		expect(callAllowance(crowded, backMs - 1).kind).toBe("tried");
		expect(callAllowance(crowded, backMs).kind).toBe("try");
		expect(decide(observation(THROTTLED), policy(), crowded)).toMatchObject({ kind: "blocked", untilMs: backMs });
		// Nobody else may try: without a throttle it takes the tenth entry's end.
		expect(whenCallAllowed(crowded, NOW_MS, false)).toBeGreaterThan(backMs);
	});

	it("a call is never possible before it is said to be, nor forbidden from then on", () => {
		const entry = fc.record({ agoMs: fc.integer({ min: 31_000, max: 2 * DAY_MS }), isOurs: fc.boolean() });
		fc.assert(
			fc.property(fc.array(entry, { maxLength: 30 }), fc.option(fc.integer({ min: 1, max: 2 * DAY_MS })), (entries, refusedAgoMs) => {
				const made = entries.map(({ agoMs, isOurs }) => reshard({ agoMs, startedBy: isOurs ? "headroom" : "observed" }));
				const refused = refusedAgoMs === null ? {} : { lastRefusedAtMs: NOW_MS - refusedAgoMs };
				const given = { ...history({ reshards: made }), ...refused };
				const isAllowed = (atMs: number) => ["free", "try"].includes(callAllowance(given, atMs).kind);
				const atMs = whenCallAllowed(given, NOW_MS, true);
				expect(atMs === undefined).toBe(isAllowed(NOW_MS));
				if (atMs === undefined) return;
				expect(isAllowed(atMs)).toBe(true);
				expect(isAllowed(atMs - 1)).toBe(false);
			}),
			{ seed: 20261127 },
		);
	});
});

it("a scale in counts guessed entries, since it can wait, and says so", () => {
	const quiet = observation({ openShardCount: 8, utilization: 0.05 });
	const eight = reshards(8, HOUR_MS, 5 * MINUTE_MS).map((made) => ({ ...made, startedBy: "observed" as const }));
	const decision = decide(quiet, policy(), history({ reshards: eight }));
	expect(decision).toMatchObject({ kind: "blocked", blockedBy: "reshard-reserve" });
	expect(explain(decision)).toContain("2 of 10 reshards are left (8 of those used are guessed, and count for a scale in)");
	const known = decide(quiet, policy(), history({ reshards: eight.map((made) => ({ ...made, operation: "MergeShards" as const })) }));
	expect(known.kind).toBe("scale-in");
});
