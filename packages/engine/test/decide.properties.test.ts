import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
	type Decision,
	decide,
	explain,
	explainSteps,
	type History,
	type LoadDatapoint,
	type Observation,
	type Policy,
	RESHARDS_PER_ROLLING_DAY,
	type ReshardRecord,
	recommendShardCount,
	shortLivedShardsNeeded,
	summarize,
	writtenDecision,
} from "../src/index.ts";
import { histories, minutes, observations, openShardCounts, policies, RUNS } from "./arbitraries.ts";
import { DAY_MS, deepFreeze, fastThrottles, history, MINUTE_MS, NOW_MS, observation, policy, steadyMinutes } from "./build.ts";

/** Where the stream stands once the decision is carried out. */
function shardCountAfter(decision: Decision): number {
	return decision.kind === "scale-out" || decision.kind === "scale-in" ? decision.targetShardCount : decision.openShardCount;
}

function anyDecision(check: (decision: Decision, given: { o: Observation; p: Policy; h: History }) => void): void {
	fc.assert(
		fc.property(observations, policies, histories, (o, p, h) => {
			check(decide(o, p, h), { o, p, h });
		}),
		RUNS,
	);
}

/** Every text in a value, however deep. */
function textsIn(value: unknown): string[] {
	if (typeof value === "string") return [value];
	return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

describe("whatever is observed", () => {
	it("equal inputs give equal decisions, and are not changed", () => {
		fc.assert(
			fc.property(observations, policies, histories, (o, p, h) => {
				const frozen = [deepFreeze(o), deepFreeze(p), deepFreeze(h)] as const;
				expect(decide(...frozen)).toEqual(decide(structuredClone(o), structuredClone(p), structuredClone(h)));
			}),
			RUNS,
		);
	});

	it("a decision survives being logged and read back", () => {
		anyDecision((decision) => expect(JSON.parse(JSON.stringify(decision))).toEqual(decision));
	});

	it("a target is at most double, at least half, and never beyond 10,000", () => {
		anyDecision((decision) => {
			const target = shardCountAfter(decision);
			expect(Number.isSafeInteger(target)).toBe(true);
			expect(target).toBeLessThanOrEqual(decision.openShardCount * 2);
			expect(target).toBeGreaterThanOrEqual(Math.ceil(decision.openShardCount / 2));
			expect(target).toBeLessThanOrEqual(10_000);
			if (decision.kind === "scale-out") expect(target).toBeGreaterThan(decision.openShardCount);
			if (decision.kind === "scale-in") expect(target).toBeLessThan(decision.openShardCount);
		});
	});

	it("a target does not leave the policy's bounds: one outside them comes nearer", () => {
		anyDecision((decision, { p }) => {
			if (decision.kind === "scale-out") expect(decision.targetShardCount).toBeLessThanOrEqual(p.maxShardCount);
			if (decision.kind === "scale-in") expect(decision.targetShardCount).toBeGreaterThanOrEqual(p.minShardCount);
		});
	});

	it("every step of a plan is legal, begins where the last ended, and the first is the target", () => {
		anyDecision((decision) => {
			if (decision.kind !== "scale-out" && decision.kind !== "scale-in") return;
			expect(decision.plan[0]).toMatchObject({ fromShardCount: decision.openShardCount, toShardCount: decision.targetShardCount });
			let current = decision.openShardCount;
			for (const { fromShardCount, toShardCount } of decision.plan) {
				expect(fromShardCount).toBe(current);
				expect(toShardCount).toBeLessThanOrEqual(fromShardCount * 2);
				expect(toShardCount).toBeGreaterThanOrEqual(Math.ceil(fromShardCount / 2));
				expect(toShardCount).not.toBe(fromShardCount);
				current = toShardCount;
			}
		});
	});

	it("the account holds a reshard with its short-lived shards", () => {
		anyDecision((decision, { o }) => {
			if (o.account.kind === "no-data" || (decision.kind !== "scale-out" && decision.kind !== "scale-in")) return;
			const room = Math.max(0, o.account.shardLimit - o.account.openShardCount);
			expect(shortLivedShardsNeeded(decision.openShardCount, decision.targetShardCount)).toBeLessThanOrEqual(room);
		});
	});

	it("nothing is asked of a stream that is not ACTIVE and PROVISIONED, or that a person holds", () => {
		anyDecision((decision, { o, h }) => {
			const isHeld = h.override.kind !== "none" && h.override.untilMs > o.observedAtMs;
			if (o.stream.streamStatus === "ACTIVE" && o.stream.streamMode === "PROVISIONED" && !isHeld) return;
			expect(["scale-in", "scale-out"]).not.toContain(decision.kind);
		});
	});

	it("a refusal's end lies ahead", () => {
		anyDecision((decision) => {
			if (decision.kind !== "blocked" || decision.untilMs === undefined) return;
			expect(decision.untilMs).toBeGreaterThan(NOW_MS);
		});
	});

	it("has a sentence for every step, and none of them is nonsense", () => {
		anyDecision((decision) => {
			expect(decision.steps.length).toBeGreaterThanOrEqual(1);
			for (const says of [summarize(decision), ...explainSteps(decision).map((step) => step.says)]) {
				expect(says).toMatch(/^[A-Z0-9].*\.$/);
				expect(says).not.toMatch(/NaN|Infinity|undefined|\[object|unknown time/);
			}
		});
	});

	it("has the same words for the same decision, also once it was stored and read", () => {
		anyDecision((decision) => {
			const read: Decision = JSON.parse(JSON.stringify(decision));
			expect(explain(read)).toBe(explain(decision));
			expect(writtenDecision(read)).toEqual(writtenDecision(decision));
		});
	});

	it("carries no sentence: no text in its steps but names, ids and the words of people", () => {
		anyDecision((decision) => {
			for (const text of textsIn(decision.steps)) expect(text).toMatch(/^[\w-]+$|^load test$/);
		});
	});

	it("is written down with its summary first, a sentence a step, and the numbers that it has", () => {
		anyDecision((decision) => {
			const { steps, ...facts } = decision;
			const written = writtenDecision(decision);
			expect(written.trail.map(({ says }) => says)).toEqual([summarize(decision), ...explainSteps(decision).map(({ says }) => says)]);
			expect(written).toMatchObject("plan" in facts ? { ...facts, plan: facts.plan.map(({ limits: _, ...step }) => step) } : facts);
			expect(written).not.toHaveProperty("steps");
		});
	});
});

describe("load", () => {
	const scaled = (datapoints: readonly LoadDatapoint[], factor: number): LoadDatapoint[] =>
		datapoints.map((datapoint) => ({
			...datapoint,
			incomingRecords: datapoint.incomingRecords * factor,
			incomingBytes: datapoint.incomingBytes * factor,
			throttledRecords: 0,
		}));

	it("more of it, in every minute, never means fewer shards", () => {
		fc.assert(
			fc.property(minutes, openShardCounts, policies, fc.double({ min: 1, max: 20, noNaN: true }), (given, openShardCount, p, factor) => {
				const decided = (datapoints: LoadDatapoint[]) =>
					shardCountAfter(decide(observation({ openShardCount, minutes: datapoints }), p, history()));
				expect(decided(scaled(given, factor))).toBeGreaterThanOrEqual(decided(scaled(given, 1)));
			}),
			RUNS,
		);
	});

	it("more throttled writes than the metrics show never means fewer shards", () => {
		const rates = fc.integer({ min: 0, max: 100_000 });
		fc.assert(
			fc.property(openShardCounts, policies, rates, rates, (openShardCount, p, a, b) => {
				const decided = (throttledPerSecond: number) =>
					shardCountAfter(
						decide(observation({ openShardCount, minutes: [], fastWindow: fastThrottles(throttledPerSecond) }), p, history()),
					);
				expect(decided(Math.max(a, b))).toBeGreaterThanOrEqual(decided(Math.min(a, b)));
			}),
			RUNS,
		);
	});

	it("a target that no limit shaped brings utilization to the target", () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 0, max: 1_000_000 }),
				fc.integer({ min: 0, max: 1_000_000_000 }),
				fc.double({ min: 0.1, max: 1, noNaN: true }),
				(offeredRecordsPerSecond, offeredBytesPerSecond, targetUtilization) => {
					const count = recommendShardCount({ offeredRecordsPerSecond, offeredBytesPerSecond, targetUtilization });
					const utilization = (n: number) => Math.max(offeredRecordsPerSecond / 1_000, offeredBytesPerSecond / 1_000_000) / n;
					expect(utilization(count)).toBeLessThanOrEqual(targetUtilization + 1e-6);
					if (count > 1) expect(utilization(count - 1)).toBeGreaterThan(targetUtilization - 1e-6);
				},
			),
			RUNS,
		);
	});

	it("a steady one leads to hold: nothing flaps, whatever the policy", () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 200 }),
				fc.integer({ min: 0, max: 300_000 }),
				policies,
				(openShardCount, recordsPerSecond, p) => {
					let current = openShardCount;
					let directions = "";
					// 1 → 10,000 takes 14 doublings; what still moves after 16 reshards never comes to rest.
					for (let reshardsMade = 0; reshardsMade < 16; reshardsMade += 1) {
						const world = observation({
							openShardCount: current,
							minutes: steadyMinutes({ recordsPerSecond, minuteCount: 125 }),
							account: { kind: "no-data", reason: "not asked" },
						});
						const decision = decide(world, p, history());
						if (decision.kind !== "scale-in" && decision.kind !== "scale-out") return;
						directions += decision.kind === "scale-in" ? "i" : "o";
						// Out, then in, or in, then out, would be flapping. A count above the maximum may come down and want more: blocked.
						expect(directions).toMatch(/^(i*|o*)$/);
						current = decision.targetShardCount;
					}
					expect.unreachable(`still moving at ${current} shards`);
				},
			),
			RUNS,
		);
	});
});

describe("silence", () => {
	it("never scales in", () => {
		anyDecision((_, { o, p, h }) => {
			const silent = { ...o, load: { ...o.load, minutes: [] } };
			expect(decide(silent, p, h).kind).not.toBe("scale-in");
		});
	});

	it("in the newest five minutes never scales in", () => {
		anyDecision((_, { o, p, h }) => {
			const stale = o.load.minutes.filter(({ startMs }) => startMs + MINUTE_MS < NOW_MS - 5 * MINUTE_MS);
			expect(decide({ ...o, load: { ...o.load, minutes: stale } }, p, h).kind).not.toBe("scale-in");
		});
	});
});

describe("over days", () => {
	it("no call is made that known entries forbid, and at most one a day against guessed ones, whatever the load does, and up to a minute late", () => {
		const tick = fc.record({
			waitMs: fc.integer({ min: 1_000, max: 4 * 60 * MINUTE_MS }),
			recordsPerSecond: fc.integer({ min: 0, max: 40_000 }),
			fastPerSecond: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 20_000 })),
			isForeign: fc.integer({ min: 0, max: 9 }).map((n) => n === 0),
			acceptedAfterMs: fc.integer({ min: 0, max: MINUTE_MS }),
		});
		fc.assert(
			fc.property(fc.array(tick, { minLength: 20, maxLength: 120 }), policies, (ticks, p) => {
				let nowMs = NOW_MS;
				let openShardCount = p.minShardCount;
				const made: ReshardRecord[] = [];
				// As the service counts: from its own moment, which the ledger does not know.
				const acceptedAtMs: number[] = [];
				const triedAtMs: number[] = [];
				const usedByService = (atMs: number) => acceptedAtMs.filter((earlier) => earlier + DAY_MS > atMs).length;
				for (const { waitMs, recordsPerSecond, fastPerSecond, isForeign, acceptedAfterMs } of ticks) {
					nowMs += waitMs;
					const used = made.filter(({ atMs }) => atMs + DAY_MS + MINUTE_MS > nowMs).length;
					if (isForeign && usedByService(nowMs) < RESHARDS_PER_ROLLING_DAY) {
						acceptedAtMs.push(nowMs);
						made.push({ atMs: nowMs, fromShardCount: openShardCount, toShardCount: openShardCount + 1, startedBy: "observed" });
						openShardCount += 1;
						continue;
					}
					const world = observation({
						nowMs,
						openShardCount,
						minutes: steadyMinutes({ recordsPerSecond, minuteCount: 125, nowMs }),
						fastWindow: fastThrottles(fastPerSecond, nowMs),
					});
					const decision = decide(world, p, history({ reshards: made }));
					expect(decision.budget.used).toBe(used);
					if (decision.kind !== "scale-in" && decision.kind !== "scale-out") continue;
					const known = made.filter(({ atMs, startedBy }) => startedBy !== "observed" && atMs + DAY_MS + MINUTE_MS > nowMs).length;
					expect(known).toBeLessThan(RESHARDS_PER_ROLLING_DAY);
					if (used >= RESHARDS_PER_ROLLING_DAY) {
						expect(decision).toMatchObject({ kind: "scale-out", trigger: expect.stringMatching(/^(write-throttle|burst)$/) });
						expect(triedAtMs.filter((atMs) => atMs + DAY_MS > nowMs)).toEqual([]);
						triedAtMs.push(nowMs);
					} else {
						expect(usedByService(nowMs)).toBeLessThan(RESHARDS_PER_ROLLING_DAY);
					}
					acceptedAtMs.push(nowMs + acceptedAfterMs);
					if (decision.kind === "scale-in") {
						expect(used + 1).toBeLessThanOrEqual(RESHARDS_PER_ROLLING_DAY - p.reshardsReservedForScaleOut);
					}
					const { targetShardCount, trigger } = decision;
					made.push({
						atMs: nowMs,
						fromShardCount: openShardCount,
						toShardCount: targetShardCount,
						startedBy: "headroom",
						trigger,
						settledAtMs: nowMs + 500,
					});
					openShardCount = targetShardCount;
				}
			}),
			{ ...RUNS, numRuns: 200 },
		);
	});

	it("a blocked reshard is not blocked for the same reason once its time has come", () => {
		anyDecision((_, { o, p, h: { reshards, override } }) => {
			// What is told of the future becomes the last reshard, or its end, when its time comes, which no refusal foresees.
			const h = { reshards: reshards.filter(({ atMs, settledAtMs = atMs }) => settledAtMs <= NOW_MS), override };
			const decision = decide(o, p, h);
			if (decision.kind !== "blocked" || decision.untilMs === undefined) return;
			const { untilMs, blockedBy } = decision;
			const shiftMs = untilMs - o.observedAtMs;
			const later = {
				...o,
				observedAtMs: untilMs,
				load: { ...o.load, minutes: o.load.minutes.map((datapoint) => ({ ...datapoint, startMs: datapoint.startMs + shiftMs })) },
			};
			const again = decide(later, p, h);
			if (again.kind === "blocked") expect(again.blockedBy).not.toBe(blockedBy);
		});
	});
});

it("the arbitraries reach every kind of decision, so that the properties above speak of all of them", () => {
	const kinds = new Set<string>();
	const blockers = new Set<string>();
	anyDecision((decision) => {
		kinds.add(decision.kind);
		if (decision.kind === "blocked") blockers.add(decision.blockedBy);
	});
	expect([...kinds].sort()).toEqual(["blocked", "diagnose", "hold", "scale-in", "scale-out"]);
	expect(blockers.size).toBeGreaterThanOrEqual(9);
	expect(policy().scaleInUtilization).toBeLessThan(policy().targetUtilization);
});
