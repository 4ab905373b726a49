import type { History, ReshardRecord } from "../history.ts";
import { MAX_SHARDS_PER_STREAM } from "../kinesis-limits.ts";

/** The newest reshard that is not from the future, or `undefined`. */
export function lastReshard(history: History, nowMs: number): ReshardRecord | undefined {
	let newest: ReshardRecord | undefined;
	for (const reshard of history.reshards) {
		if (reshard.atMs <= nowMs && (newest === undefined || reshard.atMs > newest.atMs)) newest = reshard;
	}
	return newest;
}

/**
 * Since when the stream has the shards of the reshard: when Headroom saw it ACTIVE. If that moment is unknown or impossible, when Headroom
 * asked for the reshard.
 */
export function effectiveFromMs({ atMs, settledAtMs }: ReshardRecord, nowMs: number): number {
	return settledAtMs !== undefined && settledAtMs >= atMs && settledAtMs <= nowMs ? settledAtMs : atMs;
}

/** The shard count of a record; 0 if it is impossible, for example in a hand-made record. */
export function recordedShardCount(shardCount: number): number {
	return Number.isInteger(shardCount) && shardCount > 0 && shardCount <= MAX_SHARDS_PER_STREAM ? shardCount : 0;
}
