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
 * From when on the stream had the shards that the reshard gave it: when it was seen ACTIVE. Where that is unknown or cannot be true, when
 * the reshard was asked for.
 */
export function effectiveFromMs({ atMs, settledAtMs }: ReshardRecord, nowMs: number): number {
	return settledAtMs !== undefined && settledAtMs >= atMs && settledAtMs <= nowMs ? settledAtMs : atMs;
}

/** The shard count of a record; 0 where it is impossible, as in a record that was made by hand. */
export function recordedShardCount(shardCount: number): number {
	return Number.isInteger(shardCount) && shardCount > 0 && shardCount <= MAX_SHARDS_PER_STREAM ? shardCount : 0;
}
