import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decide, explain, type History, type LoadDatapoint, type Observation, type Policy } from "../src/index.ts";
import { RUNS } from "./arbitraries.ts";
import {
	DAY_MS,
	fastThrottles,
	HOUR_MS,
	history,
	MINUTE_MS,
	minute,
	NOW_MS,
	observation,
	policy,
	reshard,
	reshards,
	steadyMinutes,
	throttledShards,
} from "./build.ts";

const NONSENSE_COUNTS = [Number.NaN, Number.POSITIVE_INFINITY, -1, 0, 2.5, 1e9] as const;
const NONSENSE = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, -1, 1e300] as const;

describe("a faulty datapoint is a missing one, and the trail says so", () => {
	const fields = ["startMs", "periodSeconds", "incomingRecords", "incomingBytes", "throttledRecords"] as const;
	const rows = fields.flatMap((field) => NONSENSE.map((value) => ({ field, value })));
	it.each(rows.filter(({ field, value }) => !(field === "startMs" && value === -1)))("$field is $value", ({ field, value }) => {
		const sound = steadyMinutes({ recordsPerSecond: 2_000 });
		const faulty: LoadDatapoint = { ...minute({ minutesAgo: 1, recordsPerSecond: 2_000 }), [field]: value };
		const decision = decide(observation({ minutes: [...sound, faulty] }), policy(), history());
		expect(decision).toMatchObject({ kind: "hold", measured: { kind: "measured", utilization: 0.5 } });
		expect(explain(decision)).toContain("Faulty datapoints, treated as missing: 1.");
	});

	it("a stream of nothing but faulty datapoints is one without data", () => {
		const faulty = steadyMinutes({ recordsPerSecond: Number.NaN });
		expect(decide(observation({ minutes: faulty }), policy(), history())).toMatchObject({ kind: "hold", measured: { kind: "no-data" } });
	});

	it("datapoints from the future, as after a clock was set back, are no data", () => {
		const minutes = steadyMinutes({ recordsPerSecond: 9_000, nowMs: NOW_MS + 3 * HOUR_MS });
		expect(decide(observation({ minutes }), policy(), history())).toMatchObject({ kind: "hold", measured: { kind: "no-data" } });
	});
});

describe("order and duplicates", () => {
	it("datapoints in any order give one decision", () => {
		const minutes = Array.from({ length: 65 }, (_, index) => minute({ minutesAgo: 66 - index, recordsPerSecond: 100 + index * 40 }));
		const inOrder = decide(observation({ minutes }), policy(), history());
		fc.assert(
			fc.property(fc.shuffledSubarray(minutes, { minLength: minutes.length }), (shuffled) => {
				expect(decide(observation({ minutes: shuffled }), policy(), history())).toEqual(inOrder);
			}),
			{ ...RUNS, numRuns: 50 },
		);
	});

	it("of a minute told twice the heavier one counts, once", () => {
		const minutes = [minute({ minutesAgo: 2, recordsPerSecond: 3_900 }), minute({ minutesAgo: 2, recordsPerSecond: 100 })];
		expect(decide(observation({ minutes }), policy(), history())).toMatchObject({
			kind: "scale-out",
			measured: { windowSeconds: 60, utilization: 0.975 },
		});
	});

	it("a minute told twice does not cover the stabilization window twice", () => {
		const half = steadyMinutes({ recordsPerSecond: 100, minuteCount: 30 });
		expect(decide(observation({ minutes: [...half, ...half] }), policy(), history()).kind).toBe("hold");
	});

	it("reshards in any order give one decision", () => {
		const made = reshards(9, 3 * MINUTE_MS, 2 * HOUR_MS);
		const inOrder = decide(observation({ utilization: 0.9 }), policy(), history({ reshards: made }));
		const backwards = decide(observation({ utilization: 0.9 }), policy(), history({ reshards: [...made].reverse() }));
		expect(backwards).toEqual(inOrder);
	});
});

describe("clocks", () => {
	it("a reshard from the future counts against the ten", () => {
		const made = reshards(10).map((record) => ({ ...record, atMs: NOW_MS + 5 * MINUTE_MS }));
		const decision = decide(observation({ utilization: 0.9 }), policy(), history({ reshards: made }));
		expect(decision).toMatchObject({ kind: "blocked", blockedBy: "reshard-quota", untilMs: NOW_MS + 6 * MINUTE_MS + DAY_MS });
	});

	it("a reshard from the future starts no cooldown", () => {
		const made = [reshard({ agoMs: -HOUR_MS, settledAtMs: NOW_MS + HOUR_MS })];
		expect(decide(observation({ utilization: 0.9 }), policy(), history({ reshards: made }))).toMatchObject({
			kind: "scale-out",
			budget: { used: 1 },
		});
	});

	it("a reshard that settled in the future, or before it was made, is taken from when it was made", () => {
		for (const settledAtMs of [NOW_MS + DAY_MS, NOW_MS - DAY_MS]) {
			const made = [reshard({ agoMs: 60_000, settledAtMs })];
			const decision = decide(observation({ utilization: 0.9 }), policy(), history({ reshards: made }));
			expect(decision).toMatchObject({ blockedBy: "cooldown", untilMs: NOW_MS - 60_000 + 120_000 });
		}
	});

	it.each(NONSENSE.filter((value) => !Number.isFinite(value)))("a reshard at %s is on no day", (atMs) => {
		const decision = decide(observation({ utilization: 0.9 }), policy(), history({ reshards: [reshard({ agoMs: HOUR_MS, atMs })] }));
		expect(decision).toMatchObject({ kind: "scale-out", budget: { used: 0, left: 10 } });
	});

	it.each(NONSENSE.filter((value) => !Number.isFinite(value)))("an observation at %s holds", (observedAtMs) => {
		const decision = decide({ ...observation({ utilization: 2 }), observedAtMs }, policy(), history());
		expect(decision.kind).toBe("hold");
		expect(explain(decision)).toContain("observedAtMs");
	});

	it("an override whose end is no number stands, and nobody can say until when", () => {
		const override = { kind: "pause", untilMs: Number.NaN, by: "ada", reason: "migration" } as const;
		const decision = decide(observation({ utilization: 0.9 }), policy(), history({ override }));
		expect(decision).toMatchObject({ kind: "blocked", blockedBy: "pause" });
		expect(decision).not.toHaveProperty("untilMs");
	});
});

describe("shard counts", () => {
	it.each([0, -3, 2.5, Number.NaN, Number.POSITIVE_INFINITY])("a stream of %s open shards is asked for nothing", (openShardCount) => {
		const decision = decide(observation({ openShardCount, minutes: [], fastWindow: fastThrottles(900) }), policy(), history());
		expect(decision).toMatchObject({ kind: "blocked", blockedBy: "stream-not-active", recommendedShardCount: 1 });
		expect(explain(decision)).toContain("open shards");
	});

	it.each([
		{ shardLimit: Number.NaN, openShardCount: 4 },
		{ shardLimit: 100, openShardCount: -1 },
		{ shardLimit: Number.POSITIVE_INFINITY, openShardCount: 4 },
	])("an account of $openShardCount of $shardLimit shards is one that nobody knows", (account) => {
		const decision = decide(observation({ utilization: 0.9, account: { kind: "known", ...account } }), policy(), history());
		expect(decision.kind).toBe("scale-out");
		expect(explain(decision)).toContain("The account's quota is unknown");
	});

	it("an account that is beyond its limit has no room", () => {
		const account = { kind: "known", shardLimit: 10, openShardCount: 12 } as const;
		expect(decide(observation({ utilization: 0.9, account }), policy(), history())).toMatchObject({ blockedBy: "account-shard-quota" });
	});

	it("a load beyond all measure is capped like any other", () => {
		const minutes = [{ ...minute({ minutesAgo: 2, recordsPerSecond: 1 }), incomingRecords: Number.MAX_SAFE_INTEGER - 1e6 }];
		expect(decide(observation({ minutes }), policy(), history())).toMatchObject({ kind: "scale-out", targetShardCount: 8 });
	});
});

describe("throttle evidence", () => {
	it.each([
		{ title: "counts are negative", window: { ...fastThrottles(-10) } },
		{ title: "counts are no numbers", window: fastThrottles(Number.NaN) },
		{ title: "lasts no time", window: fastThrottles(900, NOW_MS, 0) },
		{ title: "begins in the future", window: fastThrottles(900, NOW_MS + MINUTE_MS) },
	])("a fast window whose story is impossible is none: $title", ({ window }) => {
		const decision = decide(observation({ openShardCount: 1, minutes: [], fastWindow: window }), policy(), history());
		expect(decision.kind).toBe("hold");
		expect(explain(decision)).toContain("Faulty datapoints, treated as missing: 1.");
	});

	it.each([
		{ title: "more shards than are open", shardThrottles: throttledShards({ 0: 900, 1: 1, 2: 1, 3: 1, 4: 1 }) },
		{ title: "a negative count", shardThrottles: throttledShards({ 0: 900, 1: -1 }) },
		{ title: "a count that is no number", shardThrottles: throttledShards({ 0: 900, 1: Number.NaN }) },
	])("evidence that cannot be true accuses no key: $title", ({ shardThrottles }) => {
		const decision = decide(observation({ utilization: 0.3, fastWindow: fastThrottles(90), shardThrottles }), policy(), history());
		expect(decision).toMatchObject({ kind: "scale-out", trigger: "burst" });
	});

	it("an iterator age that is no number is not small", () => {
		const world = observation({ utilization: 0.1, iteratorAge: { kind: "known", maxMs: Number.NaN } });
		expect(decide(world, policy(), history())).toMatchObject({ kind: "blocked", blockedBy: "backlog" });
	});
});

describe("a policy that config would never let through holds, and says what is wrong", () => {
	const rows: readonly { readonly given: Partial<Policy>; readonly says: string }[] = [
		{ given: { minShardCount: 0 }, says: "shard counts are 0 to 64" },
		{ given: { minShardCount: 5, maxShardCount: 4 }, says: "shard counts are 5 to 4" },
		{ given: { maxShardCount: Number.NaN }, says: "shard counts are 1 to NaN" },
		{ given: { targetUtilization: 0 }, says: "has 0.35, 0, 0.8" },
		{ given: { targetUtilization: Number.NaN }, says: "has 0.35, NaN, 0.8" },
		{ given: { scaleInUtilization: 0.9 }, says: "has 0.9, 0.7, 0.8" },
		{ given: { scaleOutUtilization: Number.POSITIVE_INFINITY }, says: "scaleOutUtilization is Infinity" },
		{ given: { lookAheadSeconds: -1 }, says: "a duration or the reserve" },
		{ given: { stabilizationWindowSeconds: 0 }, says: "stabilizationWindowSeconds is 0" },
		{ given: { writeAttemptsPerRecord: 0 }, says: "writeAttemptsPerRecord is 0" },
		{
			given: { scheduledFloors: [{ name: "odd", daysOfWeek: [], fromMinuteOfDay: 0, toMinuteOfDay: 0, minShardCount: 2.5 }] },
			says: 'scheduled floor "odd" asks for 2.5 shards',
		},
	];
	it.each(rows)("$says", ({ given, says }) => {
		const decision = decide(observation({ utilization: 2 }), policy(given), history());
		expect(decision.kind).toBe("hold");
		expect(explain(decision)).toContain(says);
	});
});

it("numbers of any kind, anywhere, never make it throw or ask for a count that is none", () => {
	const number = fc.oneof(
		fc.double(),
		fc.integer(),
		fc.constantFrom(...NONSENSE, 0, -0, Number.MAX_VALUE, Number.MIN_VALUE, NOW_MS, NOW_MS - 2 * MINUTE_MS),
	);
	const wild = <Shape extends object>(shape: Shape): fc.Arbitrary<Shape> =>
		fc.record(
			Object.fromEntries(
				Object.entries(shape).map(([key, value]) => [
					key,
					typeof value === "number" ? fc.oneof(fc.constant(value), number) : fc.constant(value),
				]),
			),
		) as unknown as fc.Arbitrary<Shape>;
	const load = fc.record({
		minutes: fc.array(wild(minute({ minutesAgo: 2, recordsPerSecond: 900 })), { maxLength: 5 }),
		fastWindow: wild(fastThrottles(900)),
		iteratorAge: wild({ kind: "known", maxMs: 1 } as const),
		shardThrottles: fc.record({
			kind: fc.constant("measured" as const),
			windowSeconds: number,
			shards: fc.array(wild({ shardId: "shardId-000000000000", throttledRecords: 100 }), { maxLength: 3 }),
		}),
	});
	const account = wild({ kind: "known", shardLimit: 100, openShardCount: 4 } as const);
	const made = fc.array(wild(reshard({ agoMs: HOUR_MS })), { maxLength: 12 });
	fc.assert(
		fc.property(load, account, made, number, number, wild(policy()), (loadGiven, accountGiven, reshardsGiven, openShardCount, atMs, p) => {
			for (const count of [openShardCount, 4]) {
				for (const observedAtMs of [atMs, NOW_MS]) {
					const world: Observation = { ...observation({ minutes: [] }), observedAtMs, account: accountGiven, load: loadGiven };
					const given: History = history({ reshards: reshardsGiven });
					const decision = decide({ ...world, stream: { ...world.stream, openShardCount: count } }, p, given);
					if (decision.kind !== "scale-out" && decision.kind !== "scale-in") continue;
					expect(Number.isSafeInteger(decision.targetShardCount)).toBe(true);
					expect(decision.targetShardCount).toBeGreaterThanOrEqual(Math.ceil(count / 2));
					expect(decision.targetShardCount).toBeLessThanOrEqual(2 * count);
				}
			}
		}),
		{ ...RUNS, numRuns: 3_000 },
	);
});

describe("a reshard's record whose counts can be none", () => {
	const triggers = ["burst", "write-throttle"] as const;
	it.each(triggers.flatMap((trigger) => NONSENSE_COUNTS.map((toShardCount) => ({ trigger, toShardCount }))))(
		"says nothing of bursts: twice $trigger to $toShardCount",
		({ trigger, toShardCount }) => {
			const twice = [9, 6].flatMap((hours) => [
				reshard({ agoMs: hours * HOUR_MS, fromShardCount: 4, toShardCount, trigger }),
				reshard({ agoMs: (hours - 1) * HOUR_MS, fromShardCount: toShardCount, toShardCount: 8, trigger: "utilization-low" }),
			]);
			const world = observation({ openShardCount: 8, utilization: 0.1 });
			expect(decide(world, policy(), history({ reshards: twice }))).toMatchObject({ kind: "scale-in", targetShardCount: 4 });
		},
	);
});
