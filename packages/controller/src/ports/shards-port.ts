import type { ShardRange } from "@headroom/engine";
import type { ReshardAnswer } from "./stream-port.ts";

/** The shards of a stream, one by one. */
export interface ShardsPort {
	/**
	 * The open shards with their hash keys, in any order. While a reshard is under way they may not cover all hash keys.
	 * @throws ObservationError `observation.stream-not-found`, `observation.access-denied`, `observation.rate-exceeded`, `observation.unavailable`
	 */
	listOpen(streamName: string): Promise<readonly ShardRange[]>;
	/**
	 * Ask to split a shard, once.
	 * @param newStartingHashKey begins the second half
	 * @throws ReshardError as `updateShardCount` of the stream does
	 */
	split(streamName: string, shardId: string, newStartingHashKey: string): Promise<ReshardAnswer>;
}
