import { describe, expect, it } from "vitest";
import {
	expectNoForbiddenCall,
	expectOneNotificationPerAct,
	secondsThrottledAfterActive,
	secondsToFirstReshard,
} from "./support/virtual-loop/expectations.ts";
import { type LoadShape, RUN_TIMEOUT_MS, VirtualLoop } from "./support/virtual-loop/virtual-loop.ts";

/** Calm, then more than one shard takes and two take easily. */
const crowdFrom =
	(onsetSeconds: number): LoadShape =>
	(elapsed) => ({ recordsPerSecond: elapsed < onsetSeconds ? 300 : 1_300 });

/** Run until one reshard is over, then long enough to see whether the throttling is. */
async function untilResharded(loop: VirtualLoop, withinSeconds: number): Promise<VirtualLoop> {
	await loop.runUntil(() => loop.timeline.becameActive.length === 1, withinSeconds);
	await loop.runFor(60);
	return loop;
}

describe("with the producers' count and its alarm", { timeout: RUN_TIMEOUT_MS }, () => {
	// A bucket of one second's worth is empty after three; the alarm is evaluated every ten seconds, the sweep and the service's minutes every sixty.
	const onsets = [5, 9, 17, 31, 44, 58].map((onsetSeconds) => ({ onsetSeconds }));

	it.each(onsets)(
		"reshards within 20 s of the first throttled write, throttled ≤ 5 s after ACTIVE (crowd at second $onsetSeconds)",
		async ({ onsetSeconds }) => {
			const loop = await untilResharded(new VirtualLoop({ recordWeight: 10 }).offer(crowdFrom(onsetSeconds)), 180);
			expect(loop.timeline.steps()).toEqual([[1, 2]]);
			expect(secondsToFirstReshard(loop)).toBeLessThanOrEqual(20);
			expect(secondsThrottledAfterActive(loop)).toBeLessThanOrEqual(5);
			expectNoForbiddenCall(loop);
			expectOneNotificationPerAct(loop);
		},
	);

	it("does so with every single record put under a key of its own, and with the alarm alone: no sweep, no re-check", async () => {
		const loop = new VirtualLoop({ triggers: { sweep: false, rechecks: false } }).offer(crowdFrom(5));
		await untilResharded(loop, 180);
		expect(loop.timeline.steps()).toEqual([[1, 2]]);
		expect(secondsToFirstReshard(loop)).toBeLessThanOrEqual(20);
		expect(secondsThrottledAfterActive(loop)).toBeLessThanOrEqual(5);
		expectNoForbiddenCall(loop);
	});

	it("does so when bytes, not records, are too many", async () => {
		const loop = new VirtualLoop().offer((elapsed) => ({ recordsPerSecond: elapsed < 5 ? 10 : 26, recordBytes: 50_000 }));
		await untilResharded(loop, 180);
		expect(loop.timeline.steps()).toEqual([[1, 2]]);
		expect(secondsToFirstReshard(loop)).toBeLessThanOrEqual(20);
		expectNoForbiddenCall(loop);
	});
});

describe("with a foreign producer, which publishes nothing", { timeout: RUN_TIMEOUT_MS }, () => {
	// Worst case: a minute that has just begun (60 s), its metrics as late as they come (90 s), an alarm or a sweep that has just looked (60 s).
	const BOUND_SECONDS = 210;
	const phases = [5, 20, 35, 50].map((onsetSeconds) => ({ onsetSeconds }));

	it.each(phases)(
		`closes on the service's alarm alone within ${BOUND_SECONDS} s (crowd at second $onsetSeconds)`,
		async ({ onsetSeconds }) => {
			const triggers = { alarms: true, rechecks: false, sweep: false };
			const loop = new VirtualLoop({ recordWeight: 10, producersPublish: false, triggers }).offer(crowdFrom(onsetSeconds));
			await untilResharded(loop, 400);
			expect(loop.timeline.steps()).toEqual([[1, 2]]);
			expect(secondsToFirstReshard(loop)).toBeLessThanOrEqual(BOUND_SECONDS);
			expect(secondsThrottledAfterActive(loop)).toBeLessThanOrEqual(5);
			expectNoForbiddenCall(loop);
		},
	);

	it.each(phases)(
		`closes on the sweep alone, all alarms' deliveries dropped, within ${BOUND_SECONDS} s (crowd at second $onsetSeconds)`,
		async ({ onsetSeconds }) => {
			const triggers = { alarms: false, rechecks: false, sweep: true };
			const loop = new VirtualLoop({ recordWeight: 10, producersPublish: false, triggers, sweepPhaseMs: 37_000 }).offer(
				crowdFrom(onsetSeconds),
			);
			await untilResharded(loop, 400);
			expect(loop.timeline.steps()).toEqual([[1, 2]]);
			expect(secondsToFirstReshard(loop)).toBeLessThanOrEqual(BOUND_SECONDS);
			expect(secondsThrottledAfterActive(loop)).toBeLessThanOrEqual(5);
			expectNoForbiddenCall(loop);
		},
	);
});

describe("with all alarms' deliveries dropped", { timeout: RUN_TIMEOUT_MS }, () => {
	it.each([
		{ onsetSeconds: 5, sweepPhaseMs: 0 },
		{ onsetSeconds: 5, sweepPhaseMs: 13_000 },
		{ onsetSeconds: 41, sweepPhaseMs: 37_000 },
	])(
		"closes on the next sweep that sees the producers' count: crowd at second $onsetSeconds, sweep at $sweepPhaseMs ms",
		async ({ onsetSeconds, sweepPhaseMs }) => {
			const loop = new VirtualLoop({ recordWeight: 10, triggers: { alarms: false }, sweepPhaseMs }).offer(crowdFrom(onsetSeconds));
			await untilResharded(loop, 180);
			expect(loop.timeline.steps()).toEqual([[1, 2]]);
			// A minute between sweeps, and what the log takes to become a metric.
			expect(secondsToFirstReshard(loop)).toBeLessThanOrEqual(63);
			expect(secondsThrottledAfterActive(loop)).toBeLessThanOrEqual(5);
			expectNoForbiddenCall(loop);
			expectOneNotificationPerAct(loop);
		},
	);
});
