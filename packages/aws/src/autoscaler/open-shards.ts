import { type KinesisClient, ListShardsCommand } from "@aws-sdk/client-kinesis";

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ListShards.html MaxResults, read 2026-11-23 */
const SHARDS_PER_PAGE = 1_000;

/** Ids of a stream's open shards, a page at a time. @throws what the client throws */
export async function* openShardPages(kinesis: KinesisClient, streamName: string): AsyncGenerator<readonly string[]> {
	let nextToken: string | undefined;
	do {
		const page = await kinesis.send(
			new ListShardsCommand({
				MaxResults: SHARDS_PER_PAGE,
				// The service takes a stream or a token, never both.
				...(nextToken === undefined ? { StreamName: streamName, ShardFilter: { Type: "AT_LATEST" } } : { NextToken: nextToken }),
			}),
		);
		yield (page.Shards ?? []).flatMap(({ ShardId }) => (ShardId === undefined ? [] : [ShardId]));
		nextToken = page.NextToken;
	} while (nextToken !== undefined);
}
