import { describe, expect, it } from "vitest";
import type { Ports } from "../src/index.ts";
import { CONFIRM_CLAIM_WITHIN_MS } from "../src/notify/notify-once.ts";
import { Crash, type CrashPoint, crashPoints, dyingPorts } from "./dying-ports.ts";
import { FAST_ALARM, RECHECK, replacing, throttledWorld, World } from "./world.ts";

/** The calls of an evaluation that does not die. */
async function allCalls(arrange: () => Promise<World>, changed: (ports: Ports) => Ports = (ports) => ports): Promise<string[]> {
	const world = await arrange();
	const calls: string[] = [];
	await world.evaluate(FAST_ALARM, dyingPorts(changed(world.ports), { call: Number.POSITIVE_INFINITY, when: "before" }, calls));
	return calls;
}

/** What would come by itself: the sweep, every minute, while writes are throttled until a reshard is ACTIVE. */
async function surviveMinutes(world: World, minutes: number): Promise<void> {
	for (let minute = 0; minute < minutes; minute += 1) {
		const { openShardCount } = await world.ports.stream.describe("votes");
		world.offer({ recordsPerSecond: openShardCount === 1 ? 1_000 : 1_300 });
		if (openShardCount === 1) world.throttle(800);
		await world.evaluate(RECHECK);
		world.clock.advanceSeconds(60);
	}
}

const throttled = async (): Promise<World> => throttledWorld();

/** Accepted, and half a minute later ACTIVE: the next evaluation settles. */
const justActive = async (): Promise<World> => {
	const world = throttledWorld();
	await world.evaluate(FAST_ALARM);
	world.clock.advanceSeconds(30);
	world.offer({ recordsPerSecond: 1_300 });
	return world;
};

describe("an evaluation that acts", async () => {
	const calls = await allCalls(throttled);

	it("makes its calls in the order that the crash points rely on", () => {
		expect(calls).toEqual([
			"stream.describe",
			"history.load",
			"history.recordObservedShardCount",
			"history.load",
			"stream.describeAccount",
			"load.read",
			"history.recordIntent",
			"stream.updateShardCount",
			"history.settleIntent",
			"history.claim",
			"history.recordDecision",
			"notifier.publish",
			"history.confirmClaim",
			"history.recordTold",
			"history.claim",
			"recheck.schedule",
		]);
	});

	it.each(crashPoints(calls))("and dies $when call $call, $name: one reshard in the end, in the ledger once, and told", async (point) => {
		const world = await throttled();
		await world.evaluate(FAST_ALARM, dyingPorts(world.ports, point, [])).catch(expectCrash);
		world.clock.advanceSeconds(15);
		await surviveMinutes(world, 6);

		expect(world.ports.stream.calls).toHaveLength(1);
		const { intent, history } = await world.history();
		expect(intent).toBeUndefined();
		expect(history.reshards).toMatchObject([{ fromShardCount: 1, toShardCount: 2, startedBy: "headroom", trigger: "write-throttle" }]);
		expect(history.reshards[0]?.settledAtMs).toBeDefined();
		expect(world.told().filter((line) => line.endsWith("ACTIVE with 2 shards"))).toHaveLength(1);
		const begun = world.told().filter((line) => line.startsWith("accepted") || line.includes("resharding 1 -> 2"));
		// Whoever dies between the message and its confirmation has told people, and nobody knows that.
		const mayRepeat =
			`${point.when} ${point.name}` === "after notifier.publish" || `${point.when} ${point.name}` === "before history.confirmClaim";
		expect(begun.length).toBeGreaterThanOrEqual(1);
		expect(begun.length).toBeLessThanOrEqual(mayRepeat ? 2 : 1);
	});

	it.each(crashPoints(calls))(
		"and dies $when call $call, $name: a reshard that outlasts the claim is told of when it begins",
		async (point) => {
			const world = throttledWorld(600_000);
			await world.evaluate(FAST_ALARM, dyingPorts(world.ports, point, [])).catch(expectCrash);
			world.clock.advanceSeconds(15);
			await surviveMinutes(world, 6);

			const begun = world.told().filter((line) => line.startsWith("accepted") || line.includes("resharding 1 -> 2"));
			expect(begun.length).toBeGreaterThanOrEqual(1);
			expect(begun.length).toBeLessThanOrEqual(mayBeSaidTwice(calls, point) ? 2 : 1);
		},
	);
});

describe("an evaluation that is refused", async () => {
	const refusing = (ports: Ports): Ports => ({
		...ports,
		stream: replacing(ports.stream, {
			updateShardCount: async () => ({ kind: "refused", refusal: "reshard-quota", message: "LimitExceededException: ten in 24 hours." }),
		}),
	});
	const calls = await allCalls(throttled, refusing);
	// Before the answer nobody knows of a refusal; and it is remembered before it is told.
	const afterRefusal = crashPoints(calls).filter(({ call }) => call > calls.indexOf("history.recordRefusal") + 1);

	it.each(afterRefusal)("and dies $when call $call, $name: the refusal is not silent for an hour", async (point) => {
		const world = await throttled();
		await world.evaluate(FAST_ALARM, dyingPorts(refusing(world.ports), point, [])).catch(expectCrash);
		world.clock.advanceSeconds(15);
		await surviveMinutes(world, 6);
		expect(world.told().filter((line) => line.startsWith("refused") || line.startsWith("blocked")).length).toBeGreaterThanOrEqual(1);
	});
});

describe("an evaluation that settles", async () => {
	const calls = await allCalls(justActive);

	it.each(crashPoints(calls))(
		"and dies $when call $call, $name: the reshard is settled once, and not counted as somebody else's",
		async (point) => {
			const world = await justActive();
			await world.evaluate(RECHECK, dyingPorts(world.ports, point, [])).catch(expectCrash);
			world.clock.advanceSeconds(15);
			await surviveMinutes(world, 3);

			const { history, lastObservedShardCount } = await world.history();
			expect(history.reshards).toHaveLength(1);
			expect(history.reshards[0]?.settledAtMs).toBeDefined();
			expect(lastObservedShardCount?.openShardCount).toBe(2);
			expect(world.ports.stream.calls).toHaveLength(1);
			const told = world.told().filter((line) => line.endsWith("ACTIVE with 2 shards"));
			expect(told.length).toBeGreaterThanOrEqual(1);
			expect(told.length).toBeLessThanOrEqual(mayBeSaidTwice(calls, point) ? 2 : 1);
		},
	);
});

describe("an evaluation that sees somebody else's reshard", async () => {
	const arrange = async (): Promise<World> => {
		const world = throttledWorld();
		world.offer({ recordsPerSecond: 2_600 });
		await world.ports.history.recordObservedShardCount("votes", 2, world.clock.nowMs());
		world.ports.stream.put("votes", { openShardCount: 4 });
		world.clock.advanceSeconds(1);
		return world;
	};
	const calls = await allCalls(arrange);

	it.each(crashPoints(calls))("and dies $when call $call, $name: it is in the ledger once, and told", async (point) => {
		const world = await arrange();
		await world.evaluate(RECHECK, dyingPorts(world.ports, point, [])).catch(expectCrash);
		world.clock.advanceSeconds(5);
		await world.evaluate(RECHECK);
		world.clock.advanceSeconds(30);
		await world.evaluate(RECHECK);
		const told = world.told().filter((line) => line.endsWith("somebody else resharded 2 -> 4"));
		expect(told.length).toBeGreaterThanOrEqual(1);
		expect(told.length).toBeLessThanOrEqual(mayBeSaidTwice(calls, point) ? 2 : 1);
		expect((await world.history()).history.reshards).toMatchObject([{ fromShardCount: 2, toShardCount: 4, startedBy: "observed" }]);
	});
});

describe("what another evaluation is about to tell", () => {
	it("is neither written nor acted on until its claim ends: then it is told, written and counted, and only then acted on", async () => {
		const world = new World();
		await world.ports.history.recordObservedShardCount("votes", 1, world.clock.nowMs());
		world.ports.stream.put("votes", { openShardCount: 2 });
		world.offer({ recordsPerSecond: 3_000, throttledPerSecond: 500 });
		world.clock.advanceSeconds(1);
		await world.ports.history.claim("votes", "observed#1#2", world.clock.nowMs(), 60_000, CONFIRM_CLAIM_WITHIN_MS);

		const meanwhile = await world.evaluate();
		expect(meanwhile.outcome.kind).toBe("lost-race");
		expect(meanwhile.recheck?.delaySeconds).toBe(15);
		expect(world.ports.stream.calls).toEqual([]);
		expect((await world.history()).history.reshards).toEqual([]);

		world.clock.advanceSeconds(CONFIRM_CLAIM_WITHIN_MS / 1000);
		const after = await world.evaluate();
		expect(after.outcome.kind).toBe("accepted");
		expect(after.decision.budget.used).toBe(1);
		expect(world.told()[0]).toBe("settled: Headroom: votes: somebody else resharded 1 -> 2");
	});
});

/** Said, and nobody knows that it was: the claim ends, and it is said again. */
function mayBeSaidTwice(calls: readonly string[], { call, when }: CrashPoint): boolean {
	const keep = calls.indexOf("history.confirmClaim") + 1;
	return (call === keep && when === "before") || (call === keep - 1 && when === "after");
}

/** Whoever dies reports nothing of its own: what its caller sees is the crash, or what wraps it. */
function expectCrash(error: unknown): void {
	const isIncomplete = error instanceof Error && "code" in error && error.code === "evaluation.incomplete";
	expect(error instanceof Crash || isIncomplete).toBe(true);
}
