import { describe, expect, it } from "vitest";
import type { Wakeup } from "../src/index.ts";
import { FAST_ALARM, FAST_ALARM_OK, PERSON, RECHECK, RESHARD_MS, replacing, START_MS, SWEEP, throttledWorld, World } from "./world.ts";

describe("every trigger", () => {
	const triggers: readonly { title: string; trigger: Wakeup }[] = [
		{ title: "an alarm in ALARM", trigger: FAST_ALARM },
		{ title: "an alarm that went to OK: a hint like any other", trigger: FAST_ALARM_OK },
		{ title: "a re-check", trigger: RECHECK },
		{ title: "the sweep", trigger: SWEEP },
		{ title: "a person", trigger: PERSON },
	];

	it.each(triggers)("reshards a throttled stream: $title", async ({ trigger }) => {
		const world = throttledWorld();
		const { outcome, recheck } = await world.evaluate(trigger);
		expect(outcome.kind).toBe("accepted");
		expect(world.ports.stream.calls).toEqual([{ streamName: "votes", targetShardCount: 2, atMs: START_MS }]);
		expect(world.told()).toEqual(["accepted: Headroom: votes: scaling out 1 -> 2 shards"]);
		expect(recheck).toEqual({ streamName: "votes", reason: "more-steps", delaySeconds: 15 });
		const { history, intent } = await world.history();
		expect(intent).toBeUndefined();
		expect(history.reshards).toEqual([
			{ atMs: START_MS, fromShardCount: 1, toShardCount: 2, startedBy: "headroom", trigger: "write-throttle", toldAtMs: START_MS },
		]);
		expect(world.ports.history.decisions.map(({ decision, wakeup }) => [decision.kind, wakeup])).toEqual([["scale-out", trigger]]);
	});

	it.each(triggers)("leaves a calm stream alone and says nothing: $title", async ({ trigger }) => {
		const world = new World({}, 2);
		world.offer({ recordsPerSecond: 1_400 });
		const { outcome } = await world.evaluate(trigger);
		expect(outcome.kind).toBe("held");
		expect(world.ports.stream.calls).toEqual([]);
		expect(world.told()).toEqual([]);
		expect(world.ports.history.decisions).toEqual([]);
	});
});

describe("the whole loop", () => {
	it("goes from throttled over UPDATING to ACTIVE, tells each once, and holds when the load fits", async () => {
		const world = throttledWorld();
		await world.evaluate(FAST_ALARM);

		world.clock.advanceSeconds(15);
		const meanwhile = await world.evaluate(RECHECK);
		expect(meanwhile.decision.kind).toBe("blocked");
		expect(meanwhile.recheck).toEqual({ streamName: "votes", reason: "reshard-in-progress", delaySeconds: 15 });

		world.clock.advanceSeconds(15);
		world.offer({ recordsPerSecond: 1_300 });
		const after = await world.evaluate(RECHECK);
		expect(after.settlements.map(({ kind }) => kind)).toEqual(["shard-count-observed", "reshard-settled"]);
		expect(after.outcome.kind).toBe("held");
		expect(world.told()).toEqual([
			"accepted: Headroom: votes: scaling out 1 -> 2 shards",
			"settled: Headroom: votes: ACTIVE with 2 shards",
		]);
		expect((await world.history()).history.reshards).toMatchObject([{ atMs: START_MS, settledAtMs: START_MS + RESHARD_MS }]);
		expect(world.ports.stream.calls).toHaveLength(1);
	});

	it("tells that somebody else's reshard holds up what is wanted, which its own never does", async () => {
		const own = throttledWorld();
		await own.evaluate(SWEEP);
		await own.evaluate(SWEEP);
		expect(own.told()).toEqual(["accepted: Headroom: votes: scaling out 1 -> 2 shards"]);

		const foreign = throttledWorld();
		foreign.ports.stream.describe = async () => ({ streamStatus: "UPDATING", streamMode: "PROVISIONED", openShardCount: 1 });
		await foreign.evaluate(SWEEP);
		await foreign.evaluate(SWEEP);
		expect(foreign.told()).toEqual(["blocked: Headroom: votes: 1 -> 3 shards blocked by reshard-in-progress"]);
	});

	it("does one thing for the same alarm transition delivered twice", async () => {
		const world = throttledWorld();
		const first = await world.evaluate(FAST_ALARM);
		const second = await world.evaluate(FAST_ALARM);
		expect([first.outcome.kind, second.outcome.kind]).toEqual(["accepted", "blocked"]);
		expect(world.ports.stream.calls).toHaveLength(1);
	});

	it("does not act again while the accepted reshard is not yet to be seen", async () => {
		const world = throttledWorld();
		await world.evaluate(FAST_ALARM);
		// Described as it was before: eventual consistency, for some seconds.
		world.ports.stream.describe = async () => ({ streamStatus: "ACTIVE", streamMode: "PROVISIONED", openShardCount: 1 });
		world.clock.advanceSeconds(5);
		const { outcome } = await world.evaluate(RECHECK);
		expect(outcome).toMatchObject({ kind: "blocked", decision: { blockedBy: "reshard-in-progress" } });
		expect(world.ports.stream.calls).toHaveLength(1);
	});

	it("believes in the end that an accepted reshard changed nothing, says so, and decides anew", async () => {
		const world = throttledWorld();
		await world.evaluate(FAST_ALARM);
		world.ports.stream.describe = async () => ({ streamStatus: "ACTIVE", streamMode: "PROVISIONED", openShardCount: 1 });
		world.clock.advanceSeconds(120);
		world.offer({ recordsPerSecond: 1_000 });
		world.throttle(800);
		const { outcome, settlements } = await world.evaluate(SWEEP);
		expect(settlements.map(({ kind }) => kind)).toEqual(["reshard-settled"]);
		expect(world.told()).toContain("settled: Headroom: votes: still 1 shard after 1 -> 2");
		expect(outcome.kind).toBe("accepted");
		expect((await world.history()).history.reshards).toHaveLength(2);
	});
});

describe("a refusal of the service", () => {
	it("is told, withdrawn and believed: the ledger has room, and still the quota is not hammered", async () => {
		const world = throttledWorld();
		let calls = 0;
		world.ports.stream.updateShardCount = async () => {
			calls += 1;
			return { kind: "refused", refusal: "reshard-quota", message: "LimitExceededException: ten in 24 hours." };
		};
		const { outcome, recheck } = await world.evaluate(FAST_ALARM);
		expect(outcome).toMatchObject({ kind: "refused", refusal: "reshard-quota" });
		expect(recheck).toEqual({ streamName: "votes", reason: "blocked", delaySeconds: 900 });
		expect((await world.history()).intent).toBeUndefined();
		expect((await world.history()).history.reshards).toEqual([]);

		for (let minute = 1; minute < 60; minute += 1) {
			world.clock.advanceSeconds(60);
			world.throttle(800);
			const again = await world.evaluate(SWEEP);
			expect(again.outcome).toMatchObject({ kind: "blocked", decision: { blockedBy: "reshard-quota", budget: { left: 0 } } });
		}
		expect(calls).toBe(1);
		expect(world.told()).toEqual([
			"refused: Headroom: votes: the service refused 1 -> 2 shards",
			"blocked: Headroom: votes: 1 -> 3 shards blocked by reshard-quota",
		]);

		world.clock.advanceSeconds(60);
		world.throttle(800);
		await world.evaluate(SWEEP);
		expect(calls).toBe(2);
	});

	it("because of somebody else's reshard is looked at again soon", async () => {
		const world = throttledWorld();
		world.ports.stream.updateShardCount = async () => ({
			kind: "refused",
			refusal: "reshard-in-progress",
			message: "ResourceInUseException",
		});
		const { recheck } = await world.evaluate(FAST_ALARM);
		expect(recheck).toEqual({ streamName: "votes", reason: "reshard-in-progress", delaySeconds: 15 });
	});
});

describe("a standing refusal of ours", () => {
	it("is one notification and one history entry an hour, however often it is looked at", async () => {
		const world = new World({ maxShardCount: 1 });
		for (let minute = 0; minute <= 60; minute += 1) {
			world.offer({ recordsPerSecond: 1_000 });
			world.throttle(800);
			await world.evaluate(SWEEP);
			world.clock.advanceSeconds(60);
		}
		expect(world.told()).toEqual([
			"blocked: Headroom: votes: 1 -> 3 shards blocked by max-shard-count",
			"blocked: Headroom: votes: 1 -> 3 shards blocked by max-shard-count",
		]);
		expect(world.ports.history.decisions).toHaveLength(2);
		expect(world.ports.stream.calls).toEqual([]);
	});
});

describe("changes by somebody else", () => {
	it("go into the ledger once, count against the ten, and are told", async () => {
		const world = new World({ scaleInCooldownSeconds: 3_600 });
		await world.evaluate(SWEEP);
		world.ports.stream.put("votes", { openShardCount: 4 });
		world.clock.advanceSeconds(60);
		const { decision } = await world.evaluate(SWEEP);
		world.clock.advanceSeconds(60);
		await world.evaluate(SWEEP);
		expect((await world.history()).history.reshards).toEqual([
			{ atMs: START_MS + 60_000, fromShardCount: 1, toShardCount: 4, startedBy: "observed", settledAtMs: START_MS + 60_000 },
		]);
		expect(decision.budget).toMatchObject({ used: 1, left: 9 });
		expect(world.told().filter((line) => line.startsWith("settled"))).toEqual(["settled: Headroom: votes: somebody else resharded 1 -> 4"]);
	});

	it("are no reshards on an on-demand stream, which the service scales by itself", async () => {
		const world = new World();
		world.ports.stream.put("votes", { openShardCount: 4, streamMode: "ON_DEMAND" });
		await world.evaluate(SWEEP);
		world.ports.stream.put("votes", { openShardCount: 8 });
		world.clock.advanceSeconds(60);
		await world.evaluate(SWEEP);
		expect((await world.history()).history.reshards).toEqual([]);
		expect((await world.history()).lastObservedShardCount?.openShardCount).toBe(8);
	});
});

describe("re-checks", () => {
	it("are not multiplied by alarms and sweeps that come while one is on its way", async () => {
		const world = new World({ maxShardCount: 1 });
		for (let second = 0; second < 55; second += 5) {
			world.throttle(800);
			await world.evaluate(second % 2 === 0 ? FAST_ALARM : SWEEP);
			world.clock.advanceSeconds(5);
		}
		expect(world.ports.recheck.waiting()).toHaveLength(1);
	});

	it("follow one another to the end of a long reshard, ever further apart, with no sweep between them", async () => {
		const world = throttledWorld();
		await world.evaluate(FAST_ALARM);
		const updating = replacing(world.ports.stream, {
			describe: async () => ({ streamStatus: "UPDATING", streamMode: "PROVISIONED", openShardCount: 1 }),
		});
		const afterSeconds: number[] = [];
		for (let second = 1; second <= 900; second += 1) {
			world.clock.advanceSeconds(1);
			for (const { reason } of world.ports.recheck.takeDue()) {
				afterSeconds.push(second);
				await world.evaluate({ kind: "recheck", reason }, { ...world.ports, stream: updating });
			}
		}
		expect(afterSeconds).toEqual([15, 30, 45, 60, 75, 94, 118, 148, 185, 231, 289, 361, 451, 564, 684, 804]);
		expect(world.ports.recheck.waiting()).toHaveLength(1);
	});

	it("come soon when an alarm says throttled and the metrics do not yet", async () => {
		const world = new World();
		const { outcome, recheck } = await world.evaluate(FAST_ALARM);
		expect(outcome.kind).toBe("held");
		expect(recheck).toEqual({ streamName: "votes", reason: "still-throttled", delaySeconds: 15 });
	});
});

describe("what is measured", () => {
	it("becomes metrics and one log line an evaluation", async () => {
		const world = throttledWorld();
		await world.evaluate(FAST_ALARM);
		expect(world.ports.telemetry.observations).toEqual([{ streamName: "votes", openShardCount: 1, reshardsLeft: 10, utilization: 1.8 }]);
		expect(world.ports.telemetry.lines).toMatchObject([
			{
				level: "info",
				event: "stream.evaluated",
				fields: {
					streamName: "votes",
					trigger: FAST_ALARM,
					outcome: "accepted",
					openShardCount: 1,
					targetShardCount: 2,
					reshardsLeft: 10,
					recheckReason: "more-steps",
				},
			},
		]);
	});

	it("does not stop an act when telemetry breaks its promise and throws", async () => {
		const world = throttledWorld();
		const fail = (): never => {
			throw new Error("disk full");
		};
		const { outcome } = await world.evaluate(FAST_ALARM, { ...world.ports, telemetry: { observed: fail, log: fail } });
		expect(outcome.kind).toBe("accepted");
	});
});
