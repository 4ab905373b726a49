import { type KinesisClient, ListShardsCommand, type ShardFilter } from "@aws-sdk/client-kinesis";
import { ObservationError, type StreamPort } from "@headroom/controller";
import type { LineageShard } from "@headroom/engine";
import { sdkFault } from "../shared/sdk-errors.ts";

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ListShards.html MaxResults, read 2026-11-27 */
const SHARDS_PER_PAGE = 1_000;
/** A stream of 10,000 shards that were all replaced twice within a day has thirty pages. The bound ends the loop if the service's tokens never end. */
const MAX_PAGES = 50;

/**
 * The shards that were open at a time, and all shards since: two listings.
 *
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ShardFilter.html AT_TIMESTAMP, FROM_TIMESTAMP, read 2026-11-27
 */
export function shardLineage(client: KinesisClient): StreamPort["lineageSince"] {
	return async (streamName, sinceMs) => {
		const Timestamp = new Date(sinceMs);
		try {
			const [then, since] = await Promise.all([
				listed(client, streamName, { Type: "AT_TIMESTAMP", Timestamp }),
				listed(client, streamName, { Type: "FROM_TIMESTAMP", Timestamp }),
			]);
			return { openThen: then.map(({ shardId }) => shardId), shards: since };
		} catch (error) {
			const { name, message } = sdkFault(error);
			return { kind: "no-data", reason: `ListShards: ${name}: ${message}` };
		}
	};
}

async function listed(client: KinesisClient, streamName: string, ShardFilter: ShardFilter): Promise<readonly LineageShard[]> {
	const shards: LineageShard[] = [];
	let nextToken: string | undefined;
	for (let page = 1; page <= MAX_PAGES; page += 1) {
		const answer = await client.send(
			new ListShardsCommand({
				MaxResults: SHARDS_PER_PAGE,
				// The service takes a stream or a token, never both.
				...(nextToken === undefined ? { StreamName: streamName, ShardFilter } : { NextToken: nextToken }),
			}),
		);
		for (const { AdjacentParentShardId, HashKeyRange, ParentShardId, ShardId } of answer.Shards ?? []) {
			const { EndingHashKey, StartingHashKey } = HashKeyRange ?? {};
			if (ShardId === undefined || StartingHashKey === undefined || EndingHashKey === undefined)
				throw unlisted(streamName, "a shard without hash keys");
			const parentShardIds = [ParentShardId, AdjacentParentShardId].filter((id) => id !== undefined);
			shards.push({ shardId: ShardId, startingHashKey: StartingHashKey, endingHashKey: EndingHashKey, parentShardIds });
		}
		nextToken = answer.NextToken;
		if (nextToken === undefined) return shards;
	}
	throw unlisted(streamName, `no end after ${MAX_PAGES} pages`);
}

function unlisted(streamName: string, why: string): ObservationError {
	return new ObservationError(`kinesis:ListShards of stream ${streamName} has ${why}.`, {
		code: "observation.unavailable",
		retryable: false,
		streamName,
	});
}
