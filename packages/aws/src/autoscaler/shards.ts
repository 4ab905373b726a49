import { type KinesisClient, SplitShardCommand } from "@aws-sdk/client-kinesis";
import { ObservationError, type ShardsPort } from "@headroom/controller";
import { type OpenShard, openShardPages, rangesOf } from "./open-shards.ts";
import { describeError, refusalOf } from "./stream.ts";

export interface KinesisShardsOptions {
	/** For reads: the SDK may retry them. */
	readonly client: KinesisClient;
	/** For SplitShard, which is sent once: after a lost answer, a second one gets "in use", or finds the shard closed. */
	readonly singleAttemptClient: KinesisClient;
}

/** The shards of a stream, over ListShards and SplitShard. */
export function kinesisShards({ client, singleAttemptClient }: KinesisShardsOptions): ShardsPort {
	return {
		async listOpen(streamName) {
			const ranges = rangesOf(await listAll(client, streamName));
			if (ranges !== undefined) return ranges;
			throw new ObservationError(`kinesis:ListShards lists shards of stream ${streamName} without their hash keys.`, {
				code: "observation.unavailable",
				retryable: false,
				streamName,
			});
		},

		async split(streamName, shardId, newStartingHashKey) {
			try {
				await singleAttemptClient.send(
					new SplitShardCommand({ StreamName: streamName, ShardToSplit: shardId, NewStartingHashKey: newStartingHashKey }),
				);
				return { kind: "accepted" };
			} catch (error) {
				return refusalOf(error, "kinesis:SplitShard", streamName);
			}
		},
	};
}

async function listAll(client: KinesisClient, streamName: string): Promise<readonly OpenShard[]> {
	try {
		const openShards: OpenShard[] = [];
		for await (const page of openShardPages(client, streamName)) openShards.push(...page);
		return openShards;
	} catch (error) {
		throw describeError(error, "kinesis:ListShards", streamName);
	}
}
