import type { SequenceNumbers } from "./sequence-number.ts";
import type { Shard } from "./shard.ts";

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_Shard.html */
export function describeShard(shard: Shard, sequenceNumbers: SequenceNumbers): object {
	const [parentShardId, adjacentParentShardId] = shard.parentShardIds;
	const closing = shard.closing;
	return {
		ShardId: shard.shardId,
		...(parentShardId === undefined ? {} : { ParentShardId: parentShardId }),
		...(adjacentParentShardId === undefined ? {} : { AdjacentParentShardId: adjacentParentShardId }),
		HashKeyRange: describeHashKeyRange(shard),
		SequenceNumberRange: {
			StartingSequenceNumber: sequenceNumbers.format(shard.startingOrdinal, shard.openedAtMs, shard.shardIndex),
			...(closing === undefined
				? {}
				: { EndingSequenceNumber: sequenceNumbers.format(closing.endingOrdinal, closing.closedAtMs, shard.shardIndex) }),
		},
	};
}

export function describeHashKeyRange(shard: Shard): object {
	return { StartingHashKey: shard.startingHashKey.toString(), EndingHashKey: shard.endingHashKey.toString() };
}
