import { DEFAULT_POLICY } from "@headroom/engine";
import { describe, expect, it } from "vitest";
import { elapsedSeconds, expectNoForbiddenCall, expectOneNotificationPerAct } from "./support/virtual-loop/expectations.ts";
import { RUN_TIMEOUT_MS, START_MS, VirtualLoop } from "./support/virtual-loop/virtual-loop.ts";

const HOUR_SECONDS = 3_600;
const DAY_SECONDS = 24 * HOUR_SECONDS;
/** A day of writes in seconds of a test's: each record stands for 250, and a second's are put together. */
const DAY = { recordWeight: 250, tickMs: 1_000 };
const CROWD_FROM_SECONDS = 23.5 * HOUR_SECONDS;

describe("over a day", { timeout: RUN_TIMEOUT_MS }, () => {
	it("does not flap under a steady load with a little noise", async () => {
		// Five per cent up and down, with periods that have nothing to do with a minute.
		const noise = (elapsed: number) => Math.sin(elapsed / 47) * 0.03 + Math.sin(elapsed / 311) * 0.02;
		const loop = new VirtualLoop({ ...DAY, shardCount: 2 }).offer((elapsed) => ({ recordsPerSecond: 1_300 * (1 + noise(elapsed)) }));
		await loop.runFor(DAY_SECONDS);
		expect(loop.timeline.accepted.length).toBeLessThanOrEqual(1);
		expectNoForbiddenCall(loop);
		expectOneNotificationPerAct(loop);
	});

	it("makes no eleventh reshard under a load made to use up the ten, and says so hourly, not at each refusal", async () => {
		// For six hours teeth that grow, with valleys between: each tooth asks for a scale out, each valley for a scale in. A calm day, then a crowd.
		const sawtooth = (elapsed: number) => {
			if (elapsed >= CROWD_FROM_SECONDS) return { recordsPerSecond: 40_000 };
			const tooth = Math.floor(elapsed / 2_400);
			return { recordsPerSecond: elapsed < 6 * HOUR_SECONDS && elapsed % 2_400 < 900 ? 900 * 1.25 ** tooth : 300 };
		};
		const eager = {
			stabilizationWindowSeconds: 600,
			scaleInCooldownSeconds: 60,
			scaleOutCooldownSeconds: 60,
			reshardsReservedForScaleOut: 1,
		};
		const loop = new VirtualLoop({ ...DAY, recordWeight: 100, policy: eager }).offer(sawtooth);
		await loop.runFor(DAY_SECONDS);
		expect(loop.timeline.accepted).toHaveLength(10);
		expect(loop.timeline.throttledRecords(START_MS + CROWD_FROM_SECONDS * 1000, loop.nowMs())).toBeGreaterThan(0);
		expect(blockReasons(loop)).toContain("reshard-quota");
		expect(secondsBetweenRepeats(loop)).toBeGreaterThanOrEqual(HOUR_SECONDS);

		// The first of the ten leaves the window; what is still wanted is done then, and is the tenth again.
		await loop.runFor(600);
		expect(loop.timeline.accepted).toHaveLength(11);
		expectNoForbiddenCall(loop);
	});

	it("goes down to the minimum when the load is gone: by halves, past the stabilization window, the reserve untouched", async () => {
		const goneAtSeconds = 10 * 60;
		const loop = new VirtualLoop({ ...DAY, shardCount: 8, policy: { minShardCount: 2 } }).offer((elapsed) => ({
			recordsPerSecond: elapsed < goneAtSeconds ? 4_000 : 200,
		}));
		await loop.runFor(4 * HOUR_SECONDS);
		expect(loop.openShardCount()).toBe(2);
		for (const [from, to] of loop.timeline.steps()) expect(to).toBeGreaterThanOrEqual(from / 2);
		// 4,000 records a second at 70 %: six shards are the least that an hour of which it is a part allows.
		const belowSix = loop.timeline.accepted.filter(({ targetShardCount }) => targetShardCount < 6);
		expect(elapsedSeconds(belowSix[0]?.atMs ?? 0)).toBeGreaterThanOrEqual(goneAtSeconds + DEFAULT_POLICY.stabilizationWindowSeconds);
		const reserve = DEFAULT_POLICY.reshardsReservedForScaleOut;
		expect(10 - loop.timeline.accepted.length).toBeGreaterThan(reserve);
		expectNoForbiddenCall(loop);
	});
});

function blockReasons({ notifier }: VirtualLoop): (string | undefined)[] {
	return notifier.published.map(({ decision }) => (decision?.kind === "blocked" ? decision.blockedBy : undefined));
}

/** The shortest time in which people were told the same refusal twice; infinite where none was. */
function secondsBetweenRepeats({ notifiedAtMs, notifier }: VirtualLoop): number {
	const lastAtMs = new Map<string, number>();
	let shortestMs = Number.POSITIVE_INFINITY;
	notifier.published.forEach(({ decision }, index) => {
		const atMs = notifiedAtMs[index] ?? Number.NaN;
		if (decision?.kind !== "blocked") return;
		const what = `${decision.blockedBy} ${decision.wanted}`;
		shortestMs = Math.min(shortestMs, atMs - (lastAtMs.get(what) ?? Number.NEGATIVE_INFINITY));
		lastAtMs.set(what, atMs);
	});
	return shortestMs / 1000;
}
