import { integer, optional, structure } from "../request-reader.ts";
import type { KinesisAccount } from "./account.ts";
import { invalidArgument } from "./errors.ts";
import { DESCRIBE_STREAM_DEFAULT_LIMIT, LIST_STREAMS_DEFAULT_LIMIT } from "./limits.ts";
import { openToken, sealToken } from "./opaque-token.ts";
import { namedStream, nextToken, parseInput, shardId, streamName, toWireTimestamp } from "./request.ts";
import { describeShard } from "./shard-description.ts";
import type { Stream } from "./stream.ts";

const describeStreamInput = structure({ ...namedStream, Limit: optional(integer(1, 10_000)), ExclusiveStartShardId: optional(shardId) });
const describeStreamSummaryInput = structure(namedStream);
const describeLimitsInput = structure({});
const listStreamsInput = structure({
	Limit: optional(integer(1, 10_000)),
	ExclusiveStartStreamName: optional(streamName),
	NextToken: optional(nextToken),
});

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DescribeStream.html */
export function describeStream(account: KinesisAccount, input: unknown): object {
	const request = parseInput(describeStreamInput, input);
	const stream = account.requireStream(request);
	stream.dropExpiredShards(account.nowMs());
	const start = request.ExclusiveStartShardId;
	// "If you specify a value greater than 100, at most 100 results are returned."
	const limit = Math.min(request.Limit ?? DESCRIBE_STREAM_DEFAULT_LIMIT, DESCRIBE_STREAM_DEFAULT_LIMIT);
	const remaining = stream.listedShards.filter((shard) => start === undefined || shard.shardId > start);
	return {
		StreamDescription: {
			...describeCommon(stream),
			Shards: remaining.slice(0, limit).map((shard) => describeShard(shard, stream.sequenceNumbers)),
			HasMoreShards: remaining.length > limit,
		},
	};
}

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DescribeStreamSummary.html */
export function describeStreamSummary(account: KinesisAccount, input: unknown): object {
	const stream = account.requireStream(parseInput(describeStreamSummaryInput, input));
	return {
		StreamDescriptionSummary: {
			...describeCommon(stream),
			OpenShardCount: stream.open.count,
			ConsumerCount: stream.consumers.size,
			MaxRecordSizeInKiB: stream.maxRecordSizeKiB,
		},
	};
}

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DescribeLimits.html */
export function describeLimits(account: KinesisAccount, input: unknown): object {
	parseInput(describeLimitsInput, input);
	return {
		ShardLimit: account.settings.shardLimit,
		OpenShardCount: account.openShardCount(),
		OnDemandStreamCount: account.onDemandStreamCount(),
		OnDemandStreamCountLimit: account.settings.onDemandStreamLimit,
	};
}

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ListStreams.html */
export function listStreams(account: KinesisAccount, input: unknown): object {
	const request = parseInput(listStreamsInput, input);
	const start = request.NextToken === undefined ? request.ExclusiveStartStreamName : streamNameOfToken(request.NextToken);
	const limit = request.Limit ?? LIST_STREAMS_DEFAULT_LIMIT;
	const remaining = [...account.streams.values()]
		.filter((stream) => start === undefined || stream.streamName > start)
		.sort((a, b) => (a.streamName < b.streamName ? -1 : 1));
	const page = remaining.slice(0, limit);
	const last = page.at(-1);
	const hasMoreStreams = remaining.length > limit;
	return {
		StreamNames: page.map((stream) => stream.streamName),
		HasMoreStreams: hasMoreStreams,
		...(hasMoreStreams && last !== undefined ? { NextToken: sealToken("list-streams", [last.streamName]) } : {}),
		StreamSummaries: page.map((stream) => ({
			StreamName: stream.streamName,
			StreamARN: stream.streamArn,
			StreamStatus: stream.status,
			StreamModeDetails: { StreamMode: stream.mode },
			StreamCreationTimestamp: toWireTimestamp(stream.createdAtMs),
		})),
	};
}

function streamNameOfToken(token: string): string {
	const start = openToken("list-streams", token)?.[0];
	if (typeof start !== "string") throw invalidArgument("Invalid NextToken.");
	return start;
}

function describeCommon(stream: Stream): object {
	return {
		StreamName: stream.streamName,
		StreamARN: stream.streamArn,
		StreamStatus: stream.status,
		StreamModeDetails: { StreamMode: stream.mode },
		RetentionPeriodHours: stream.retentionHours,
		StreamCreationTimestamp: toWireTimestamp(stream.createdAtMs),
		EnhancedMonitoring: [{ ShardLevelMetrics: [...stream.shardLevelMetrics] }],
		...(stream.encryptionKeyId === undefined ? { EncryptionType: "NONE" } : { EncryptionType: "KMS", KeyId: stream.encryptionKeyId }),
	};
}
