import { type KinesisClient, ListShardsCommand } from "@aws-sdk/client-kinesis";
import type { ShardRange } from "@headroom/engine";

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ListShards.html MaxResults, read 2026-11-23 */
const SHARDS_PER_PAGE = 1_000;

/** An open shard; its hash keys are absent only from an answer that AWS does not document. */
export type OpenShard = Partial<ShardRange> & Pick<ShardRange, "shardId">;

/** A stream's open shards, a page at a time. @throws what the client throws */
export async function* openShardPages(kinesis: KinesisClient, streamName: string): AsyncGenerator<readonly OpenShard[]> {
	let nextToken: string | undefined;
	do {
		const page = await kinesis.send(
			new ListShardsCommand({
				MaxResults: SHARDS_PER_PAGE,
				// The service takes a stream or a token, never both.
				...(nextToken === undefined ? { StreamName: streamName, ShardFilter: { Type: "AT_LATEST" } } : { NextToken: nextToken }),
			}),
		);
		yield (page.Shards ?? []).flatMap(({ HashKeyRange, ShardId }): OpenShard[] => {
			if (ShardId === undefined) return [];
			const { EndingHashKey: endingHashKey, StartingHashKey: startingHashKey } = HashKeyRange ?? {};
			const isKnown = startingHashKey !== undefined && endingHashKey !== undefined;
			return [isKnown ? { shardId: ShardId, startingHashKey, endingHashKey } : { shardId: ShardId }];
		});
		nextToken = page.NextToken;
	} while (nextToken !== undefined);
}

/** The ranges of all of them; `undefined` if one is unknown. */
export function rangesOf(openShards: readonly OpenShard[]): readonly ShardRange[] | undefined {
	return openShards.every(hasRange) ? openShards : undefined;
}

function hasRange(shard: OpenShard): shard is ShardRange {
	return shard.startingHashKey !== undefined && shard.endingHashKey !== undefined;
}
