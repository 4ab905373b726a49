import { describe, expect, it } from "vitest";
import { secondsThrottledAfterActive } from "./support/virtual-loop/expectations.ts";
import { RUN_TIMEOUT_MS, VirtualLoop } from "./support/virtual-loop/virtual-loop.ts";

/** One shard with half of the hash keys, four with an eighth each. */
const SPLIT_BY_HAND = [0.5, 0.625, 0.75, 0.875];

describe("a stream that was split by hand, every record put under a key of its own", { timeout: RUN_TIMEOUT_MS }, () => {
	it("throttles at a half of its capacity, gets one uniform reshard, and throttles no longer", async () => {
		const loop = new VirtualLoop({ splitsAt: SPLIT_BY_HAND, recordWeight: 1 }).offer(() => ({ recordsPerSecond: 2_500 }));
		await loop.runUntil(() => loop.timeline.becameActive.length === 1, 300);
		await loop.runFor(60);
		expect(loop.timeline.steps()).toEqual([[5, 6]]);
		expect(secondsThrottledAfterActive(loop)).toBeLessThanOrEqual(5);
		expect(loop.failures).toEqual([]);
		const [accepted] = loop.notifier.published.filter(({ kind }) => kind === "accepted");
		expect(accepted?.body).toContain("uneven hash-key ranges, and one uniform reshard makes them even");
	});

	it("keeps its shards where one key has more than a shard takes: the finding names its hash keys", async () => {
		const loop = new VirtualLoop({ splitsAt: SPLIT_BY_HAND, recordWeight: 10 }).offer(() => ({
			recordsPerSecond: 1_000,
			hotKeyRecordsPerSecond: 1_500,
		}));
		await loop.runFor(400);
		const findings = loop.notifier.published.filter(({ kind }) => kind === "finding");
		expect(findings.at(-1)?.body).toContain("a hot key, and more shards would not help");
		expect(findings.at(-1)?.body).toMatch(/The hash keys of shardId-\d+ are \d+ to \d+\./);
		expect(loop.timeline.steps().length).toBeLessThanOrEqual(1);
	});
});
