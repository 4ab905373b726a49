import type { Operate } from "../../../src/endpoint/handle.ts";

interface Shards {
	readonly Shards: readonly { readonly ShardId: string }[];
}

/**
 * Reads every open shard at its tip, so that the service measures an iterator age of 0. Without a consumer the age is not known, and
 * nothing is then scaled in.
 */
export function readAtTheTip(kinesis: Operate, streamName: string): void {
	const { Shards } = kinesis("ListShards", { StreamName: streamName, ShardFilter: { Type: "AT_LATEST" } }) as Shards;
	for (const { ShardId } of Shards) {
		const { ShardIterator } = kinesis("GetShardIterator", { StreamName: streamName, ShardId, ShardIteratorType: "LATEST" }) as {
			readonly ShardIterator: string;
		};
		kinesis("GetRecords", { ShardIterator });
	}
}
