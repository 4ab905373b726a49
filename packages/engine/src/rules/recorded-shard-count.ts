import { MAX_SHARDS_PER_STREAM } from "../kinesis-limits.ts";

/** A count that a reshard's record tells; 0 where it can be none, as of a record that was made by hand. */
export function recordedShardCount(shardCount: number): number {
	return Number.isInteger(shardCount) && shardCount > 0 && shardCount <= MAX_SHARDS_PER_STREAM ? shardCount : 0;
}
