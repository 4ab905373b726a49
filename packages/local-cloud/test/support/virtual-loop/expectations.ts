import { expect } from "vitest";
import { START_MS, type VirtualLoop } from "./virtual-loop.ts";

/** UpdateShardCount per stream in a rolling 24 h. @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateShardCount.html (read 2026-11-23) */
const RESHARDS_PER_ROLLING_DAY = 10;

/** What must hold at the end of every run, by the service's own account. */
export function expectNoForbiddenCall({ failures, timeline }: VirtualLoop): void {
	expect(timeline.refused, "calls that the service refused").toEqual([]);
	expect(timeline.mostReshardsInARollingDay(), "reshards in a rolling 24 h").toBeLessThanOrEqual(RESHARDS_PER_ROLLING_DAY);
	expect(failures, "what evaluations threw").toEqual([]);
}

/** People hear of each reshard twice, when it is asked for and when it is done, and of nothing else. */
export function expectOneNotificationPerAct({ notifier, timeline }: VirtualLoop): void {
	const said = notifier.published.map(({ kind, subject }) => `${kind}: ${subject.replace(/^Headroom: votes: /, "")}`);
	expect(said).toEqual(
		timeline.accepted.flatMap(({ currentShardCount, targetShardCount }) => [
			`accepted: scaling ${targetShardCount > currentShardCount ? "out" : "in"} ${currentShardCount} -> ${shards(targetShardCount)}`,
			`settled: ACTIVE with ${shards(targetShardCount)}`,
		]),
	);
}

/** From the first throttled write to the first accepted UpdateShardCount. */
export function secondsToFirstReshard({ timeline }: VirtualLoop): number {
	const [first] = timeline.accepted;
	if (first === undefined) throw new Error("The stream was not resharded.");
	return (first.atMs - timeline.firstThrottleAtMs()) / 1000;
}

/** From the last ACTIVE to the last throttled write: negative when the throttling ended before. */
export function secondsThrottledAfterActive({ timeline }: VirtualLoop): number {
	const last = timeline.becameActive.at(-1);
	if (last === undefined) throw new Error("The stream did not become ACTIVE.");
	return (timeline.lastThrottleAtMs() - last.atMs) / 1000;
}

export function elapsedSeconds(atMs: number): number {
	return (atMs - START_MS) / 1000;
}

function shards(count: number): string {
	return count === 1 ? "1 shard" : `${count} shards`;
}
