import type { OpenShardRange } from "@headroom/emulators";

export const HASH_KEY_SPACE = 2n ** 128n;
/** Boundaries that differ by less are the same one: even ranges of different counts are rounded differently. */
const SAME_BOUNDARY = HASH_KEY_SPACE / 10n ** 9n;

/** One SplitShard or MergeShards. */
export type ShardChange =
	| { readonly kind: "merge"; readonly shardId: string; readonly adjacentShardId: string }
	| { readonly kind: "split"; readonly shardId: string; readonly newStartingHashKey: bigint };

/**
 * The next step on the way to so many even shards, one split or merge at a time from the lowest hash key up: a range that is too
 * wide is split at its end; one that is too narrow is merged with the next, which is split before where it reaches too far.
 *
 * @param openShards in order of their hash keys, covering all of them
 * @returns undefined if they are even already
 */
export function evenOut(openShards: readonly OpenShardRange[], targetShardCount: number): ShardChange | undefined {
	const endOf = (index: number) => openShards[index + 1]?.startingHashKey ?? HASH_KEY_SPACE;
	for (let index = 0; index < openShards.length; index++) {
		const wanted = (BigInt(index + 1) * HASH_KEY_SPACE) / BigInt(targetShardCount);
		const [shard, next] = [openShards[index], openShards[index + 1]];
		if (shard === undefined || isSame(endOf(index), wanted)) continue;
		if (endOf(index) > wanted) return { kind: "split", shardId: shard.shardId, newStartingHashKey: wanted };
		if (next === undefined) return undefined;
		const reachesTooFar = endOf(index + 1) > wanted && !isSame(endOf(index + 1), wanted);
		if (reachesTooFar) return { kind: "split", shardId: next.shardId, newStartingHashKey: wanted };
		return { kind: "merge", shardId: shard.shardId, adjacentShardId: next.shardId };
	}
	return undefined;
}

function isSame(left: bigint, right: bigint): boolean {
	const distance = left > right ? left - right : right - left;
	return distance < SAME_BOUNDARY;
}
