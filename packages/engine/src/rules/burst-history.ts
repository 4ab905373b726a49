import type { ReshardRecord } from "../history.ts";
import { RESHARD_WINDOW_MS } from "../kinesis-limits.ts";

/** From so many on bursts are no accident. */
const RECURRING_BURSTS = 2;
/** How much longer than the stabilization window shards may be kept that were a burst's: the time of the burst, the reshard and the metrics. */
const GONE_WITHIN_SECONDS = 600;

/** How many steps for a burst were made in the last 24 h. */
export function burstReshards(reshards: readonly ReshardRecord[], nowMs: number): number {
	let count = 0;
	for (const reshard of reshards) {
		if (reshard.trigger === "burst" && isOfLastDay(reshard, nowMs)) count += 1;
	}
	return count;
}

/**
 * The most shards that a burst of the last 24 h was answered with, where bursts came back after a first answer; else 0. The minutes' means
 * call the smaller count enough, and the bursts have shown twice that it is not. Once may be the foot of a crowd.
 *
 * What was taken for a crowd and given back as soon as the stabilization window allowed was a burst, too: without this a level load with a
 * burst every hour or two would be doubled and halved until no reshard is left for either.
 */
export function burstShardCount(reshards: readonly ReshardRecord[], nowMs: number, stabilizationWindowSeconds: number): number {
	const goneWithinMs = (stabilizationWindowSeconds + GONE_WITHIN_SECONDS) * 1_000;
	const ofLastDay = reshards.filter((reshard) => isOfLastDay(reshard, nowMs)).sort((a, b) => a.atMs - b.atMs);
	let bursts = 0;
	let highest = 0;
	let crowd: { readonly sinceMs: number; readonly shardCount: number } | undefined;
	for (const { atMs, fromShardCount, toShardCount, trigger } of ofLastDay) {
		if (trigger === "burst") {
			bursts += 1;
			highest = Math.max(highest, toShardCount);
		} else if (trigger === "write-throttle") {
			crowd = { sinceMs: crowd?.sinceMs ?? atMs, shardCount: toShardCount };
		} else {
			if (crowd !== undefined && toShardCount < fromShardCount && atMs - crowd.sinceMs <= goneWithinMs) {
				bursts += 1;
				highest = Math.max(highest, crowd.shardCount);
			}
			crowd = undefined;
		}
	}
	return bursts < RECURRING_BURSTS ? 0 : highest;
}

function isOfLastDay({ atMs }: ReshardRecord, nowMs: number): boolean {
	return atMs <= nowMs && atMs + RESHARD_WINDOW_MS > nowMs;
}
