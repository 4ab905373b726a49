import { describe, expect, it } from "vitest";
import { type ManualReshardRequest, scaleStream } from "../src/index.ts";
import { type CrashPoint, crashPoints, dyingPorts } from "./dying-ports.ts";
import { ManualWorld } from "./manual-world.ts";
import { RECHECK, START_MS } from "./world.ts";

const HOUR_MS = 3_600_000;
const REQUEST = { streamName: "votes", targetShardCount: 4, by: "ana", reason: "sale at noon" } as const;
const HOLD = { holdUntilMs: START_MS + HOUR_MS };

type Wish = Pick<ManualReshardRequest, "holdUntilMs">;

async function scaleAndDie(world: ManualWorld, wish: Wish, point: CrashPoint, calls: string[] = []): Promise<void> {
	const ports = { ...world.manualPorts(), ...dyingPorts(world.manualPorts(), point, calls) };
	// What a dead process would have said or thrown is nobody's to see.
	await scaleStream(ports, { ...REQUEST, ...wish }).catch(() => undefined);
}

async function callsOf(wish: Wish): Promise<string[]> {
	const calls: string[] = [];
	await scaleAndDie(new ManualWorld({}, 1), wish, { call: Number.POSITIVE_INFINITY, when: "before" }, calls);
	return calls;
}

const plainCalls = await callsOf({});
const heldCalls = await callsOf(HOLD);

describe("the calls of a person's reshard of two steps", () => {
	it("come in the order that the crash points rely on", () => {
		const isNoLook = (call: string): boolean => call !== "stream.describe" && call !== "stream.describeAccount";
		expect(plainCalls.filter(isNoLook).slice(0, 12)).toEqual([
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
		expect(plainCalls.filter((call) => call === "stream.updateShardCount")).toHaveLength(2);
		expect(plainCalls.slice(-3)).toEqual(["history.releaseLease", "history.claim", "recheck.schedule"]);
	});

	it("set the hold before people get a message of the first step, and once", () => {
		const accepted = heldCalls.indexOf("history.settleIntent");
		expect(heldCalls.slice(accepted, accepted + 3)).toEqual(["history.settleIntent", "history.load", "history.putOverride"]);
		expect(heldCalls.filter((call) => call === "history.putOverride")).toHaveLength(1);
	});
});

const WISHES: readonly { title: string; wish: Wish; calls: readonly string[] }[] = [
	{ title: "a person's reshard of two steps", wish: {}, calls: plainCalls },
	{ title: "a person's reshard of two steps and a hold", wish: HOLD, calls: heldCalls },
];

describe.each(WISHES)("$title", ({ calls, wish }) => {
	it.each(crashPoints(calls))(
		"killed $when call $call, $name: the next run finishes it, and every reshard is counted once",
		async (point) => {
			const world = new ManualWorld({}, 1);
			await scaleAndDie(world, wish, point);
			const first = world.accepted.length;
			// The lease of the dead run ends by itself; two minutes later an intent without a trace is known never to have been sent.
			world.clock.advanceSeconds(125);
			const result = await world.scaleTo(4, { by: "ben", ...wish });
			expect(result).toMatchObject({ end: { kind: first === 2 ? "nothing-to-do" : "done" }, openShardCount: 4 });
			expect(result.heldUntilMs).toBe(wish.holdUntilMs);
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
		await scaleAndDie(world, wish, point);
		for (let minute = 0; minute < 4; minute += 1) {
			await world.evaluate(RECHECK);
			world.clock.advanceSeconds(60);
		}
		const { history, intent } = await world.history();
		expect(intent).toBeUndefined();
		expect(history.reshards.map(({ toShardCount }) => toShardCount)).toEqual(world.accepted.map(({ toShardCount }) => toShardCount));
		expect(history.reshards.every(({ by, settledAtMs }) => by === "ana" && settledAtMs !== undefined)).toBe(true);
		// A run that came to nothing holds nothing.
		if (world.accepted.length === 0) expect(history.override).toEqual({ kind: "none" });
	});
});
