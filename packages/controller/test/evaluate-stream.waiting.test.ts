import { describe, expect, it } from "vitest";
import { type Ports, ReshardError } from "../src/index.ts";
import { FAST_ALARM, FAST_ALARM_OK, RECHECK, RESHARD_MS, replacing, SWEEP, throttledWorld, type World } from "./world.ts";

const OWN = "accepted: Headroom: votes: scaling out 1 -> 2 shards";
const BLOCKED_OUT = "blocked: Headroom: votes: 1 -> 3 shards blocked by reshard-in-progress";
const REFUSED_OUT = "refused: Headroom: votes: the service refused 1 -> 2 shards";

/** Seen at an evaluation before its reshard, as a stream that has been managed for a while is. */
async function knownWorld(): Promise<World> {
	const world = throttledWorld();
	await world.ports.history.recordObservedShardCount("votes", 1, world.clock.nowMs() - 3_600_000);
	return world;
}

/** In the console, past the loop. */
async function reshardByHand(world: World, targetShardCount: number): Promise<void> {
	expect(await world.ports.stream.updateShardCount("votes", targetShardCount)).toMatchObject({ kind: "accepted" });
}

function blockedInLog(world: World): unknown[] {
	return world.ports.telemetry.lines.filter(({ fields }) => fields["blockedBy"] === "reshard-in-progress").map(({ event }) => event);
}

describe("while a reshard of ours is under way", () => {
	it("what wakes the loop is in the log, and people are not told that it waits", async () => {
		const world = await knownWorld();
		await world.evaluate(FAST_ALARM);
		for (const trigger of [FAST_ALARM, RECHECK, SWEEP, FAST_ALARM_OK]) {
			world.clock.advanceSeconds(5);
			world.throttle(800);
			expect((await world.evaluate(trigger)).outcome).toMatchObject({ kind: "blocked", decision: { blockedBy: "reshard-in-progress" } });
		}
		expect(world.told()).toEqual([OWN]);
		expect(blockedInLog(world)).toEqual(Array.from({ length: 4 }, () => "stream.evaluated"));
		expect(world.ports.history.decisions).toHaveLength(1);
	});

	it("nor where a person asked for it", async () => {
		const world = await knownWorld();
		await reshardByHand(world, 2);
		const reshard = { atMs: world.clock.nowMs(), fromShardCount: 1, toShardCount: 2, startedBy: "person", trigger: "person" } as const;
		await world.ports.history.recordReshard("votes", reshard);
		expect((await world.evaluate(FAST_ALARM)).outcome.kind).toBe("blocked");
		expect(world.told()).toEqual([]);
	});

	it("nor where only its intent is known: another evaluation, whose clock is ahead, is about to settle it", async () => {
		const world = await knownWorld();
		await reshardByHand(world, 2);
		const { revision } = await world.history();
		const intent = {
			streamName: "votes",
			intentId: "another's",
			atMs: world.clock.nowMs() + 500,
			fromShardCount: 1,
			targetShardCount: 2,
			trigger: "write-throttle",
			startedBy: "headroom",
		} as const;
		await world.ports.history.recordIntent(intent, revision);
		expect((await world.evaluate(FAST_ALARM)).outcome.kind).toBe("blocked");
		expect(world.told()).toEqual([]);
		expect((await world.history()).intent).toEqual(intent);
	});

	it("nor where the answer to it never came: that was told, and then that it had happened", async () => {
		const world = await knownWorld();
		const { stream } = world.ports;
		const lost: Ports = {
			...world.ports,
			stream: replacing(stream, {
				updateShardCount: async (name, target) => {
					await stream.updateShardCount(name, target);
					throw new ReshardError("socket hang up", { code: "reshard.unknown-outcome", retryable: true });
				},
			}),
		};
		await world.evaluate(FAST_ALARM, lost);
		for (const trigger of [RECHECK, SWEEP]) {
			world.clock.advanceSeconds(5);
			world.throttle(800);
			expect((await world.evaluate(trigger)).outcome.kind).toBe("blocked");
		}
		expect(world.told()).toEqual([
			"failed: Headroom: votes: no answer to 1 -> 2 shards",
			"settled: Headroom: votes: resharding 1 -> 2 shards",
		]);
	});
});

describe("while somebody else's reshard is under way", () => {
	it("people are told once that it is in the way, whatever wakes the loop and whatever is wanted", async () => {
		const world = await knownWorld();
		await reshardByHand(world, 2);
		for (const trigger of [FAST_ALARM, RECHECK, SWEEP, FAST_ALARM_OK]) {
			world.clock.advanceSeconds(5);
			world.throttle(800);
			expect((await world.evaluate(trigger)).outcome).toMatchObject({ kind: "blocked", decision: { wanted: "scale-out" } });
		}
		expect(world.told()).toEqual([BLOCKED_OUT]);
		expect(world.ports.history.decisions).toHaveLength(1);
	});

	it("a call that met it and the UPDATING stream after it are one thing to tell", async () => {
		const world = await knownWorld();
		const { stream } = world.ports;
		// It begins between the description and the call.
		const overtaken: Ports = {
			...world.ports,
			stream: replacing(stream, {
				updateShardCount: async (name, target) => {
					await reshardByHand(world, 2);
					return stream.updateShardCount(name, target);
				},
			}),
		};
		expect((await world.evaluate(FAST_ALARM, overtaken)).outcome).toMatchObject({ kind: "refused", refusal: "reshard-in-progress" });
		world.clock.advanceSeconds(15);
		world.throttle(800);
		expect((await world.evaluate(RECHECK)).outcome.kind).toBe("blocked");
		expect(world.told()).toEqual([REFUSED_OUT]);
	});

	it("the next one, within the hour, is told anew", async () => {
		const world = await knownWorld();
		await reshardByHand(world, 2);
		await world.evaluate(FAST_ALARM);
		world.clock.advanceSeconds(RESHARD_MS / 1000);
		world.offer({ recordsPerSecond: 1_300 });
		await world.evaluate(SWEEP);
		await reshardByHand(world, 3);
		world.offer({ recordsPerSecond: 2_000 });
		world.throttle(1_600);
		expect((await world.evaluate(FAST_ALARM)).outcome.kind).toBe("blocked");
		expect(world.told()).toEqual([
			BLOCKED_OUT,
			"settled: Headroom: votes: somebody else resharded 1 -> 2",
			expect.stringMatching(/^blocked: Headroom: votes: 2 -> \d+ shards blocked by reshard-in-progress$/),
		]);
	});

	it("one that takes hours is told again after each", async () => {
		const world = await knownWorld();
		world.ports.stream.describe = async () => ({ streamStatus: "UPDATING", streamMode: "PROVISIONED", openShardCount: 1 });
		for (let minute = 0; minute <= 120; minute += 1) {
			world.offer({ recordsPerSecond: 1_000 });
			world.throttle(800);
			await world.evaluate(SWEEP);
			world.clock.advanceSeconds(60);
		}
		expect(world.told()).toEqual([BLOCKED_OUT, BLOCKED_OUT, BLOCKED_OUT]);
	});
});
