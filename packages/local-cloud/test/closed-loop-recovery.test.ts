import { describe, expect, it } from "vitest";
import type { CrashPoint } from "./support/virtual-loop/crash.ts";
import { ProcessDied } from "./support/virtual-loop/crash.ts";
import { expectOneNotificationPerAct } from "./support/virtual-loop/expectations.ts";
import { RUN_TIMEOUT_MS, START_MS, VirtualLoop } from "./support/virtual-loop/virtual-loop.ts";

const crowd = (elapsed: number) => ({ recordsPerSecond: elapsed < 5 ? 300 : 1_300 });

describe("a process that dies", { timeout: RUN_TIMEOUT_MS }, () => {
	/** `withinSeconds`: until UpdateShardCount is accepted, from the crowd on. */
	const points: { readonly point: CrashPoint; readonly withinSeconds: number; readonly title: string }[] = [
		{
			title: "after it wrote the intent, before it called: the intent is taken back after two minutes, and the call made",
			point: { port: "stream", method: "updateShardCount", when: "before" },
			withinSeconds: 200,
		},
		{
			title: "after the call was accepted, its answer unread: the intent is settled by what the stream shows",
			point: { port: "stream", method: "updateShardCount", when: "after" },
			withinSeconds: 30,
		},
		{
			title: "before the settlement is written",
			point: { port: "history", method: "settleIntent", when: "before" },
			withinSeconds: 30,
		},
		{
			title: "after the settlement is written, before people are told",
			point: { port: "history", method: "settleIntent", when: "after" },
			withinSeconds: 30,
		},
		{
			title: "before the next look is asked for",
			point: { port: "recheck", method: "schedule", when: "before" },
			withinSeconds: 30,
		},
		{
			title: "after it claimed the message, before people are told",
			point: { port: "notifier", method: "publish", when: "before" },
			withinSeconds: 30,
		},
		{
			title: "after people were told, before that is known",
			point: { port: "history", method: "confirmClaim", when: "before" },
			withinSeconds: 30,
		},
		{
			title: "when the reshard is over, before that is written",
			point: { port: "history", method: "recordReshard", when: "before" },
			withinSeconds: 30,
		},
	];

	it.each(points)("leaves what the next sweep finishes: $title", async ({ point, withinSeconds }) => {
		const loop = new VirtualLoop({ recordWeight: 10 }).offer(crowd).crashAt(point);
		await loop.runFor(420);
		expect(loop.failures.length).toBeGreaterThan(0);
		for (const failure of loop.failures) expect(rootOf(failure)).toBeInstanceOf(ProcessDied);

		expect(loop.timeline.steps()).toEqual([[1, 2]]);
		expect(loop.timeline.refused).toEqual([]);
		expect(((loop.timeline.accepted[0]?.atMs ?? Number.NaN) - START_MS) / 1000).toBeLessThanOrEqual(withinSeconds);
		const { history, intent } = await loop.history.load("votes", loop.nowMs());
		expect(intent).toBeUndefined();
		expect(history.reshards).toMatchObject([
			{ fromShardCount: 1, toShardCount: 2, startedBy: "headroom", settledAtMs: expect.any(Number) },
		]);
		// A second one where a process died before it knew that people were told.
		const ended = loop.notifier.published.filter(({ subject }) => subject.endsWith("ACTIVE with 2 shards"));
		expect(ended.length).toBeGreaterThanOrEqual(1);
		expect(ended.length).toBeLessThanOrEqual(2);
	});
});

describe("somebody else's reshard", { timeout: RUN_TIMEOUT_MS }, () => {
	it("is seen, told once, counted as one of the ten, and neither undone nor repeated", async () => {
		const loop = new VirtualLoop({ recordWeight: 10, shardCount: 2 }).offer(() => ({ recordsPerSecond: 1_200 }));
		await loop.runFor(300);
		loop.reshardByHand(3);
		await loop.runFor(900);
		expect(loop.timeline.steps()).toEqual([[2, 3]]);
		expect(loop.timeline.refused).toEqual([]);
		expect(loop.failures).toEqual([]);
		const { history } = await loop.history.load("votes", loop.nowMs());
		expect(history.reshards).toMatchObject([{ fromShardCount: 2, toShardCount: 3, startedBy: "observed" }]);
		expect(loop.telemetry.observations.at(-1)).toMatchObject({ openShardCount: 3, reshardsLeft: 9 });
		expect(loop.notifier.published.map(({ kind }) => kind)).toEqual(["settled"]);
	});

	it("under way when the stream is first met, holds the loop up without a refused call, and the loop goes on from where it ends", async () => {
		const loop = new VirtualLoop({ recordWeight: 10, kinesisSettings: { reshardBaseMs: 60_000 } }).offer((elapsed) => ({
			recordsPerSecond: elapsed < 5 ? 300 : 2_500,
		}));
		loop.reshardByHand(2);
		await loop.runFor(600);
		expect(loop.timeline.steps().slice(0, 2)).toEqual([
			[1, 2],
			[2, 4],
		]);
		expect(loop.timeline.refused).toEqual([]);
		expect(loop.failures).toEqual([]);
		const { history } = await loop.history.load("votes", loop.nowMs());
		expect(history.reshards.map(({ startedBy }) => startedBy)).toEqual(["observed", "headroom"]);
	});

	it("that uses up nine of the ten, the first of them under way when the stream is first met, leaves the loop one, and never an eleventh", async () => {
		const loop = new VirtualLoop({ recordWeight: 10, shardCount: 4 }).offer((elapsed) => ({
			recordsPerSecond: elapsed < 1_500 ? 2_000 : 9_000,
		}));
		for (let count = 1; count <= 9; count += 1) {
			loop.reshardByHand(count % 2 === 1 ? 5 : 4);
			await loop.runFor(150);
		}
		await loop.runFor(900);
		expect(loop.timeline.accepted).toHaveLength(10);
		expect(loop.timeline.refused).toEqual([]);
		expect(loop.failures).toEqual([]);
		expect(
			loop.notifier.published.filter(({ decision }) => decision?.kind === "blocked" && decision.blockedBy === "reshard-quota"),
		).toHaveLength(1);
	});
});

describe("a calm stream", { timeout: RUN_TIMEOUT_MS }, () => {
	it("is left alone, and people hear nothing", async () => {
		const loop = new VirtualLoop({ recordWeight: 10, shardCount: 2 }).offer(() => ({ recordsPerSecond: 1_000 }));
		await loop.runFor(3_600);
		expect(loop.timeline.accepted).toEqual([]);
		expectOneNotificationPerAct(loop);
	});
});

function rootOf(error: unknown): unknown {
	if (error instanceof AggregateError) return rootOf(error.errors[0]);
	return error instanceof Error && error.cause !== undefined ? rootOf(error.cause) : error;
}
