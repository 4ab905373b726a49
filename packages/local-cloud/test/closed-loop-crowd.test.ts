import { describe, expect, it } from "vitest";
import {
	expectNoForbiddenCall,
	expectOneNotificationPerAct,
	secondsThrottledAfterActive,
	secondsToFirstReshard,
} from "./support/virtual-loop/expectations.ts";
import { RUN_TIMEOUT_MS, VirtualLoop } from "./support/virtual-loop/virtual-loop.ts";

describe("a flash crowd ten times as large", { timeout: RUN_TIMEOUT_MS }, () => {
	const tenfold = (elapsed: number) => ({ recordsPerSecond: elapsed < 60 ? 600 : 6_000 });

	it.each([
		{ producersPublish: true, withinSeconds: 20 },
		{ producersPublish: false, withinSeconds: 210 },
	])(
		"is met in legal steps, each accepted, whether or not producers publish ($producersPublish)",
		async ({ producersPublish, withinSeconds }) => {
			const loop = new VirtualLoop({ recordWeight: 20, producersPublish }).offer(tenfold);
			await loop.runFor(900);
			expect(secondsToFirstReshard(loop)).toBeLessThanOrEqual(withinSeconds);
			expect(loop.timeline.accepted.length).toBeGreaterThan(2);
			for (const [from, to] of loop.timeline.steps()) expect(to).toBeLessThanOrEqual(2 * from);
			// Six full shards are offered.
			expect(loop.openShardCount()).toBeGreaterThanOrEqual(7);
			expect(secondsThrottledAfterActive(loop)).toBeLessThanOrEqual(5);
			expectNoForbiddenCall(loop);
			expectOneNotificationPerAct(loop);
		},
	);

	it("is met step after step: while writes are throttled the next call comes within half a minute of ACTIVE", async () => {
		// At most 15 s until ACTIVE is seen, and 15 s more where only the producers' seconds since then can tell how much is still missing.

		const loop = new VirtualLoop({ recordWeight: 20 }).offer(tenfold);
		await loop.runFor(600);
		const { accepted, becameActive } = loop.timeline;
		const lastThrottleAtMs = loop.timeline.lastThrottleAtMs();
		const pauses = accepted
			.slice(1)
			.map(({ atMs }, index) => ({ activeAtMs: becameActive[index]?.atMs ?? Number.NaN, atMs }))
			.filter(({ activeAtMs }) => activeAtMs < lastThrottleAtMs)
			.map(({ activeAtMs, atMs }) => (atMs - activeAtMs) / 1000);
		expect(pauses.length).toBeGreaterThanOrEqual(2);
		for (const pause of pauses) expect(pause).toBeLessThanOrEqual(31);
	});

	it("stops where the account's quota has no room for a reshard's short-lived shards, and says so once", async () => {
		// 4 → 5 would end at the limit, but has eight shards open on the way.
		const loop = new VirtualLoop({ recordWeight: 20, kinesisSettings: { shardLimit: 5 } }).offer(tenfold);
		await loop.runFor(900);
		expect(loop.openShardCount()).toBe(4);
		expect(blockedSubjects(loop)).toEqual([expect.stringMatching(/^Headroom: votes: 4 -> \d+ shards blocked by account-shard-quota$/)]);
		expectNoForbiddenCall(loop);
	});

	it("stops at the policy's maximum, and says so once", async () => {
		const loop = new VirtualLoop({ recordWeight: 20, policy: { maxShardCount: 4 } }).offer(tenfold);
		await loop.runFor(900);
		expect(loop.openShardCount()).toBe(4);
		expect(blockedSubjects(loop)).toEqual([expect.stringMatching(/^Headroom: votes: 4 -> \d+ shards blocked by max-shard-count$/)]);
		expectNoForbiddenCall(loop);
	});
});

function blockedSubjects({ notifier }: VirtualLoop): string[] {
	return notifier.published.filter(({ kind }) => kind === "blocked").map(({ subject }) => subject);
}

describe("a hot key on four shards that are otherwise calm", { timeout: RUN_TIMEOUT_MS }, () => {
	const hotKey = (elapsed: number) => ({ recordsPerSecond: 1_600, hotKeyRecordsPerSecond: elapsed < 60 ? 0 : 900 });

	it("is no reason to reshard, and is said once in an hour, not once a minute", async () => {
		const loop = new VirtualLoop({ recordWeight: 20, tickMs: 250, shardCount: 4 }).offer(hotKey);
		await loop.runFor(40 * 60);
		expect(loop.timeline.steps()).toEqual([]);
		expect(loop.notifier.published.map(({ kind, subject }) => `${kind}: ${subject}`)).toEqual([
			"finding: Headroom: votes: hot key, more shards would not help",
		]);
		expectNoForbiddenCall(loop);
	});

	it("costs one smallest step where nobody says which shard it is, and is then suspected and left alone", async () => {
		const loop = new VirtualLoop({ recordWeight: 20, tickMs: 250, shardCount: 4, producersPublish: false }).offer(hotKey);
		await loop.runFor(40 * 60);
		expect(loop.timeline.steps()).toEqual([[4, 5]]);
		expect(loop.notifier.published.map(({ kind }) => kind)).toEqual(["accepted", "settled", "finding"]);
		expect(loop.notifier.published.at(-1)?.subject).toBe("Headroom: votes: hot key suspected");
		expectNoForbiddenCall(loop);
	});
});

describe("bursts shorter than the metrics' period", { timeout: RUN_TIMEOUT_MS }, () => {
	it("are met by steps that grow until there are no throttles any more", async () => {
		// Three seconds in each minute are more than two shards take, and the minute's mean is a quarter of it.
		const burst = (elapsed: number) => ({ recordsPerSecond: elapsed >= 60 && elapsed % 60 < 3 ? 3_000 : 400 });
		const loop = new VirtualLoop({ recordWeight: 20, shardCount: 2 }).offer(burst);
		await loop.runFor(1_200);
		expect(loop.timeline.accepted.length).toBeGreaterThanOrEqual(1);
		expect(secondsThrottledAfterActive(loop)).toBeLessThanOrEqual(5);
		expectNoForbiddenCall(loop);
		expectOneNotificationPerAct(loop);
	});
});
