import { describe, expect, it } from "vitest";
import { scaleStream } from "../src/index.ts";
import { type CrashPoint, crashPoints, dyingPorts } from "./dying-ports.ts";
import { ManualWorld } from "./manual-world.ts";
import { RECHECK } from "./world.ts";

const REQUEST = { streamName: "votes", targetShardCount: 4, by: "ana", reason: "sale at noon" } as const;

async function scaleAndDie(world: ManualWorld, point: CrashPoint, calls: string[] = []): Promise<void> {
	const ports = { ...world.manualPorts(), ...dyingPorts(world.manualPorts(), point, calls) };
	// What a dead process would have said or thrown is nobody's to see.
	await scaleStream(ports, REQUEST).catch(() => undefined);
}

const calls: string[] = [];
await scaleAndDie(new ManualWorld({}, 1), { call: Number.POSITIVE_INFINITY, when: "before" }, calls);

describe("a person's reshard of two steps", () => {
	it("makes its calls in the order that the crash points rely on", () => {
		const isNoLook = (call: string): boolean => call !== "stream.describe" && call !== "stream.describeAccount";
		expect(calls.filter(isNoLook).slice(0, 12)).toEqual([
			"history.load",
			"history.recordObservedShardCount",
			"history.load",
			"history.acquireLease",
			"history.load",
			"history.recordIntent",
			"stream.updateShardCount",
			"history.settleIntent",
			"history.claim",
			"history.recordDecision",
			"notifier.publish",
			"history.confirmClaim",
		]);
		expect(calls.filter((call) => call === "stream.updateShardCount")).toHaveLength(2);
		expect(calls.slice(-3)).toEqual(["history.releaseLease", "history.claim", "recheck.schedule"]);
	});

	it.each(crashPoints(calls))(
		"killed $when call $call, $name: the next run finishes it, and every reshard is counted once",
		async (point) => {
			const world = new ManualWorld({}, 1);
			await scaleAndDie(world, point);
			const first = world.accepted.length;
			// The lease of the dead run ends by itself; two minutes later an intent without a trace is known never to have been sent.
			world.clock.advanceSeconds(125);
			expect(await world.scaleTo(4, { by: "ben" })).toMatchObject({
				end: { kind: first === 2 ? "nothing-to-do" : "done" },
				openShardCount: 4,
			});
			expect(world.accepted.map(({ toShardCount }) => toShardCount)).toEqual([2, 4]);
			const { history, intent, lease } = await world.history();
			expect(history.reshards.map(({ toShardCount }) => toShardCount)).toEqual([2, 4]);
			expect(history.reshards.every(({ settledAtMs }) => settledAtMs !== undefined)).toBe(true);
			expect(intent).toBeUndefined();
			expect(lease === undefined || lease.untilMs <= world.clock.nowMs()).toBe(true);
		},
	);

	it.each(crashPoints(calls))("killed $when call $call, $name: the autoscaler alone settles and counts it", async (point) => {
		const world = new ManualWorld({}, 1);
		await scaleAndDie(world, point);
		for (let minute = 0; minute < 4; minute += 1) {
			await world.evaluate(RECHECK);
			world.clock.advanceSeconds(60);
		}
		const { history, intent } = await world.history();
		expect(intent).toBeUndefined();
		expect(history.reshards.map(({ toShardCount }) => toShardCount)).toEqual(world.accepted.map(({ toShardCount }) => toShardCount));
		expect(history.reshards.every(({ by, settledAtMs }) => by === "ana" && settledAtMs !== undefined)).toBe(true);
	});
});
