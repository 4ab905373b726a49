import { describe, expect, it } from "vitest";
import type { KinesisSettings } from "../../src/index.ts";
import { base64, STREAM_ARN, World } from "./build.ts";

const HOUR_MS = 3_600_000;

interface Row {
	readonly title: string;
	/** Shards of the stream `votes`; 0 for none. */
	readonly shardCount?: number;
	readonly settings?: Partial<KinesisSettings>;
	/** What happened before. */
	readonly given?: (world: World) => void;
	readonly operation: string;
	readonly input: object;
	readonly code: string;
	readonly message: RegExp | string;
}

const target = (TargetShardCount: number) => ({ StreamName: "votes", TargetShardCount, ScalingType: "UNIFORM_SCALING" });
const counts = (current: number, wanted: number) => `Current open shard count: ${current} Target shard count: ${wanted}`;
const repeat = (times: number, operation: string, input: object) => (world: World) => {
	for (let call = 0; call < times; call++) world.call(operation, input);
};

/** Ten accepted reshards an hour apart, 1 and 2 shards in turn. */
function tenReshards(world: World): void {
	for (let reshard = 0; reshard < 10; reshard++) {
		world.scaleTo(reshard % 2 === 0 ? 2 : 1);
		world.clock.advanceBy(HOUR_MS);
	}
}

const TOO_MANY_CHANGING =
	"This request would have exceed the limit on the number of streams that can simultaneously be in CREATING or DELETING. Limit: 5";
const INVALID_TAG = "Some tags contain invalid characters. Valid characters: Unicode letters, digits, white space, _ . / = + - % @.";
const LONG_PATTERN_CONSTRAINT = "failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+";

const rows: readonly Row[] = [
	{
		title: "UpdateShardCount refuses more than double",
		operation: "UpdateShardCount",
		input: target(3),
		code: "LimitExceededException",
		message: `UpdateShardCount cannot scale up over double your current open shard count. ${counts(1, 3)}`,
	},
	{
		title: "UpdateShardCount refuses less than half",
		shardCount: 8,
		operation: "UpdateShardCount",
		input: target(3),
		code: "LimitExceededException",
		message: `UpdateShardCount cannot scale down below half your current open shard count. ${counts(8, 3)}`,
	},
	{
		title: "UpdateShardCount takes half of an odd count rounded up",
		shardCount: 5,
		operation: "UpdateShardCount",
		input: target(2),
		code: "LimitExceededException",
		message: `UpdateShardCount cannot scale down below half your current open shard count. ${counts(5, 2)}`,
	},
	{
		title: "UpdateShardCount refuses the count that the stream has",
		shardCount: 4,
		operation: "UpdateShardCount",
		input: target(4),
		code: "InvalidArgumentException",
		message: `Target shard count must differ from the current open shard count. ${counts(4, 4)}`,
	},
	{
		title: "UpdateShardCount refuses more than 10,000 shards",
		shardCount: 6_000,
		operation: "UpdateShardCount",
		input: target(10_001),
		code: "LimitExceededException",
		message: `UpdateShardCount cannot scale a stream to more than 10000 shards. ${counts(6_000, 10_001)}`,
	},
	{
		title: "UpdateShardCount refuses what exceeds the account's shard limit",
		shardCount: 4,
		settings: { shardLimit: 7 },
		operation: "UpdateShardCount",
		input: target(8),
		code: "LimitExceededException",
		message:
			/^This request would exceed the shard limit for the account 123456789012 in us-east-1\. Current shard count .*: 4\. Limit: 7\. .*: 4\. /,
	},
	{
		title: "UpdateShardCount counts the short-lived shards: 2 to 3 needs room for 4",
		shardCount: 2,
		settings: { shardLimit: 3 },
		operation: "UpdateShardCount",
		input: target(3),
		code: "LimitExceededException",
		message: /Current shard count for the account: 2\. Limit: 3\. Number of additional shards .*: 2\./,
	},
	{
		title: "UpdateShardCount counts what another stream's running reshard may still open",
		shardCount: 2,
		settings: { shardLimit: 7 },
		given: (world) => {
			world.call("CreateStream", { StreamName: "other", ShardCount: 2 });
			world.clock.advanceBy(1_000);
			world.call("UpdateShardCount", { StreamName: "other", TargetShardCount: 4, ScalingType: "UNIFORM_SCALING" });
		},
		operation: "UpdateShardCount",
		input: target(4),
		code: "LimitExceededException",
		message: /Current shard count for the account: 6\. Limit: 7\./,
	},
	{
		title: "UpdateShardCount refuses while the stream is UPDATING",
		given: (world) => world.scaleTo(2),
		operation: "UpdateShardCount",
		input: target(2),
		code: "ResourceInUseException",
		message: "Stream votes under account 123456789012 not ACTIVE, instead in state UPDATING",
	},
	{
		title: "UpdateShardCount refuses while the stream is CREATING",
		shardCount: 0,
		given: (world) => world.call("CreateStream", { StreamName: "votes", ShardCount: 1 }),
		operation: "UpdateShardCount",
		input: target(2),
		code: "ResourceInUseException",
		message: "Stream votes under account 123456789012 not ACTIVE, instead in state CREATING",
	},
	{
		title: "UpdateShardCount refuses an on-demand stream",
		shardCount: 0,
		given: (world) => {
			world.call("CreateStream", { StreamName: "votes", StreamModeDetails: { StreamMode: "ON_DEMAND" } });
			world.clock.advanceBy(1_000);
		},
		operation: "UpdateShardCount",
		input: target(8),
		code: "ValidationException",
		message: "UpdateShardCount is not supported for stream votes under account 123456789012: its StreamMode is ON_DEMAND.",
	},
	{
		title: "UpdateShardCount refuses the eleventh of 24 hours",
		given: tenReshards,
		operation: "UpdateShardCount",
		input: target(2),
		code: "LimitExceededException",
		message:
			"UpdateShardCount cannot be called more than 10 times in a rolling 24 hour period for stream votes under account 123456789012.",
	},
	{
		title: "UpdateShardCount refuses the eleventh call of a second",
		given: (world) => {
			world.scaleTo(2);
			for (let call = 0; call < 9; call++) world.refusal("UpdateShardCount", target(2));
		},
		operation: "UpdateShardCount",
		input: target(2),
		code: "LimitExceededException",
		message: "Rate exceeded for stream votes under account 123456789012.",
	},
	{
		title: "UpdateShardCount knows one scaling type",
		operation: "UpdateShardCount",
		input: { StreamName: "votes", TargetShardCount: 2, ScalingType: "RANDOM" },
		code: "ValidationException",
		message:
			"1 validation error detected: Value 'RANDOM' at 'scalingType' failed to satisfy constraint: Member must satisfy enum value set: [UNIFORM_SCALING]",
	},
	{
		title: "UpdateShardCount names every missing member",
		operation: "UpdateShardCount",
		input: {},
		code: "ValidationException",
		message:
			"2 validation errors detected: Value null at 'targetShardCount' failed to satisfy constraint: Member must not be null; " +
			"Value null at 'scalingType' failed to satisfy constraint: Member must not be null",
	},
	{
		title: "UpdateShardCount refuses zero shards",
		operation: "UpdateShardCount",
		input: target(0),
		code: "ValidationException",
		message:
			"1 validation error detected: Value '0' at 'targetShardCount' failed to satisfy constraint: Member must have value greater than or equal to 1",
	},
	{
		title: "a stream that is not there is not found",
		operation: "UpdateShardCount",
		input: { ...target(2), StreamName: "notes" },
		code: "ResourceNotFoundException",
		message: "Stream notes under account 123456789012 not found.",
	},
	{
		title: "a stream of another account is not found",
		operation: "DescribeStreamSummary",
		input: { StreamARN: STREAM_ARN.replace("123456789012", "210987654321") },
		code: "ResourceNotFoundException",
		message: "Stream votes under account 123456789012 not found.",
	},
	{
		title: "a request that names no stream is refused",
		operation: "DescribeStreamSummary",
		input: {},
		code: "InvalidArgumentException",
		message: "Either StreamName or StreamARN must be provided.",
	},
	{
		title: "a request that names two streams is refused",
		operation: "DescribeStreamSummary",
		input: { StreamName: "notes", StreamARN: STREAM_ARN },
		code: "InvalidArgumentException",
		message: `StreamName notes and StreamARN ${STREAM_ARN} do not name the same stream.`,
	},
	{
		title: "a second DescribeLimits in one second is refused",
		given: repeat(1, "DescribeLimits", {}),
		operation: "DescribeLimits",
		input: {},
		code: "LimitExceededException",
		message: "Rate exceeded for DescribeLimits under account 123456789012.",
	},
	{
		title: "a 21st DescribeStreamSummary in one second is refused",
		given: repeat(20, "DescribeStreamSummary", { StreamName: "votes" }),
		operation: "DescribeStreamSummary",
		input: { StreamName: "votes" },
		code: "LimitExceededException",
		message: "Rate exceeded for stream votes under account 123456789012.",
	},
	{
		title: "an 11th DescribeStream in one second is refused",
		given: repeat(10, "DescribeStream", { StreamName: "votes" }),
		operation: "DescribeStream",
		input: { StreamName: "votes" },
		code: "LimitExceededException",
		message: "Rate exceeded for stream votes under account 123456789012.",
	},
	{
		title: "a 1,001st ListShards of one stream in one second is refused",
		given: repeat(1_000, "ListShards", { StreamName: "votes" }),
		operation: "ListShards",
		input: { StreamName: "votes" },
		code: "LimitExceededException",
		message: "Rate exceeded for stream votes under account 123456789012.",
	},
	{
		title: "a sixth split in one second is refused, also where an ARN names the stream",
		given: (world) => {
			for (let call = 0; call < 5; call++) world.refusal("SplitShard", { StreamARN: STREAM_ARN });
		},
		operation: "SplitShard",
		input: { StreamARN: STREAM_ARN },
		code: "LimitExceededException",
		message: "Rate exceeded for stream votes under account 123456789012.",
	},
	{
		title: "a sixth tag call in one second is refused",
		given: repeat(5, "ListTagsForStream", { StreamName: "votes" }),
		operation: "ListTagsForStream",
		input: { StreamName: "votes" },
		code: "LimitExceededException",
		message: "Rate exceeded for stream votes under account 123456789012.",
	},
	{
		title: "CreateStream refuses a name that is taken",
		operation: "CreateStream",
		input: { StreamName: "votes", ShardCount: 1 },
		code: "ResourceInUseException",
		message: "Stream votes under account 123456789012 already exists.",
	},
	{
		title: "CreateStream refuses a name with a space",
		operation: "CreateStream",
		input: { StreamName: "my votes", ShardCount: 1 },
		code: "ValidationException",
		message: `1 validation error detected: Value 'my votes' at 'streamName' ${LONG_PATTERN_CONSTRAINT}`,
	},
	{
		title: "CreateStream refuses what exceeds the account's shard limit",
		settings: { shardLimit: 3 },
		operation: "CreateStream",
		input: { StreamName: "other", ShardCount: 3 },
		code: "LimitExceededException",
		message: /Current shard count for the account: 1\. Limit: 3\. Number of additional shards .*: 3\./,
	},
	{
		title: "CreateStream refuses a sixth stream in CREATING",
		shardCount: 0,
		given: (world) => {
			for (const name of ["a", "b", "c", "d", "e"]) world.call("CreateStream", { StreamName: name, ShardCount: 1 });
			world.clock.advanceBy(300);
		},
		operation: "CreateStream",
		input: { StreamName: "f", ShardCount: 1 },
		code: "LimitExceededException",
		message: TOO_MANY_CHANGING,
	},
	{
		title: "CreateStream counts the streams in DELETING, too",
		shardCount: 0,
		settings: { deleteStreamMs: 60_000 },
		given: (world) => {
			for (const name of ["a", "b", "c", "d", "e"]) world.call("CreateStream", { StreamName: name, ShardCount: 1 });
			world.clock.advanceBy(2_000);
			for (const name of ["a", "b", "c", "d", "e"]) world.call("DeleteStream", { StreamName: name });
		},
		operation: "CreateStream",
		input: { StreamName: "f", ShardCount: 1 },
		code: "LimitExceededException",
		message: TOO_MANY_CHANGING,
	},
	{
		title: "CreateStream refuses a provisioned stream without a shard count",
		operation: "CreateStream",
		input: { StreamName: "other", StreamModeDetails: { StreamMode: "PROVISIONED" } },
		code: "InvalidArgumentException",
		message: "ShardCount must be given for a stream whose StreamMode is PROVISIONED.",
	},
	{
		title: "CreateStream refuses a shard count for an on-demand stream",
		operation: "CreateStream",
		input: { StreamName: "other", ShardCount: 2, StreamModeDetails: { StreamMode: "ON_DEMAND" } },
		code: "InvalidArgumentException",
		message: "ShardCount cannot be given for a stream whose StreamMode is ON_DEMAND.",
	},
	{
		title: "CreateStream refuses an on-demand stream beyond the account's limit",
		settings: { onDemandStreamLimit: 0 },
		operation: "CreateStream",
		input: { StreamName: "other", StreamModeDetails: { StreamMode: "ON_DEMAND" } },
		code: "LimitExceededException",
		message: "Account 123456789012 has reached its limit of 0 on-demand streams in us-east-1.",
	},
	{
		title: "DeleteStream refuses while the stream is UPDATING",
		given: (world) => world.scaleTo(2),
		operation: "DeleteStream",
		input: { StreamName: "votes" },
		code: "ResourceInUseException",
		message: "Stream votes under account 123456789012 not ACTIVE, instead in state UPDATING",
	},
	{
		title: "PutRecord finds no stream while it is CREATING",
		shardCount: 0,
		given: (world) => world.call("CreateStream", { StreamName: "votes", ShardCount: 1 }),
		operation: "PutRecord",
		input: { StreamName: "votes", PartitionKey: "k", Data: base64("v") },
		code: "ResourceNotFoundException",
		message: "Stream votes under account 123456789012 not found.",
	},
	{
		title: "PutRecord refuses a record above the stream's 1 MiB",
		operation: "PutRecord",
		input: { StreamName: "votes", PartitionKey: "k", Data: Buffer.alloc(1_048_577).toString("base64") },
		code: "InvalidArgumentException",
		message: "Record of 1048577 bytes exceeds the maximum record size of stream votes: 1048576 bytes.",
	},
	{
		title: "PutRecord refuses data above 10 MiB whatever the stream allows",
		operation: "PutRecord",
		input: { StreamName: "votes", PartitionKey: "k", Data: Buffer.alloc(10_485_761).toString("base64") },
		code: "ValidationException",
		message:
			"1 validation error detected: Value 'java.nio.HeapByteBuffer[pos=0 lim=10485761 cap=10485761]' at 'data' failed to satisfy constraint: " +
			"Member must have length less than or equal to 10485760",
	},
	{
		title: "PutRecord refuses a partition key of 257 characters",
		operation: "PutRecord",
		input: { StreamName: "votes", PartitionKey: "k".repeat(257), Data: base64("v") },
		code: "ValidationException",
		message: /at 'partitionKey' failed to satisfy constraint: Member must have length less than or equal to 256$/,
	},
	{
		title: "PutRecord refuses an empty partition key",
		operation: "PutRecord",
		input: { StreamName: "votes", PartitionKey: "", Data: base64("v") },
		code: "ValidationException",
		message:
			"1 validation error detected: Value '' at 'partitionKey' failed to satisfy constraint: Member must have length greater than or equal to 1",
	},
	{
		title: "PutRecord refuses an explicit hash key of 2^128",
		operation: "PutRecord",
		input: { StreamName: "votes", PartitionKey: "k", Data: base64("v"), ExplicitHashKey: (2n ** 128n).toString() },
		code: "InvalidArgumentException",
		message:
			"Invalid ExplicitHashKey. ExplicitHashKey must be in the range: [0, 2^128-1]. Specified value was 340282366920938463463374607431768211456",
	},
	{
		title: "PutRecord refuses a sequence number for ordering that the stream never gave",
		operation: "PutRecord",
		input: { StreamName: "votes", PartitionKey: "k", Data: base64("v"), SequenceNumberForOrdering: "123" },
		code: "InvalidArgumentException",
		message: "ExclusiveMinimumSequenceNumber 123 used in PutRecord on stream votes under account 123456789012 is invalid.",
	},
	{
		title: "PutRecords refuses 501 records",
		operation: "PutRecords",
		input: { StreamName: "votes", Records: Array.from({ length: 501 }, () => ({ PartitionKey: "k", Data: base64("v") })) },
		code: "ValidationException",
		message:
			"1 validation error detected: Value '[501 members]' at 'records' failed to satisfy constraint: Member must have length less than or equal to 500",
	},
	{
		title: "PutRecords refuses no records",
		operation: "PutRecords",
		input: { StreamName: "votes", Records: [] },
		code: "ValidationException",
		message: /at 'records' failed to satisfy constraint: Member must have length greater than or equal to 1$/,
	},
	{
		title: "PutRecords refuses more than 10 MiB together",
		operation: "PutRecords",
		input: {
			StreamName: "votes",
			Records: Array.from({ length: 11 }, () => ({ PartitionKey: "k", Data: Buffer.alloc(1_000_000).toString("base64") })),
		},
		code: "InvalidArgumentException",
		message: "Records size exceeds 10 MB limit",
	},
	{
		title: "PutRecords names the faulty record",
		operation: "PutRecords",
		input: { StreamName: "votes", Records: [{ PartitionKey: "k", Data: base64("v") }, { Data: base64("v") }] },
		code: "ValidationException",
		message:
			"1 validation error detected: Value null at 'records.2.member.partitionKey' failed to satisfy constraint: Member must not be null",
	},
	{
		title: "SplitShard refuses a new start at the shard's own",
		operation: "SplitShard",
		input: { StreamName: "votes", ShardToSplit: "shardId-000000000000", NewStartingHashKey: "1" },
		code: "InvalidArgumentException",
		message:
			/^NewStartingHashKey 1 used in SplitShard\(\) on shard shardId-000000000000 in stream votes .* is not both greater than one plus/,
	},
	{
		title: "SplitShard refuses a shard that is not there",
		operation: "SplitShard",
		input: { StreamName: "votes", ShardToSplit: "shardId-000000000009", NewStartingHashKey: "5" },
		code: "ResourceNotFoundException",
		message: "Could not find shard shardId-000000000009 in stream votes under account 123456789012.",
	},
	{
		title: "SplitShard refuses a shard beyond the account's limit",
		settings: { shardLimit: 1 },
		operation: "SplitShard",
		input: { StreamName: "votes", ShardToSplit: "shardId-000000000000", NewStartingHashKey: "5" },
		code: "LimitExceededException",
		message: /Current shard count for the account: 1\. Limit: 1\./,
	},
	{
		title: "SplitShard refuses a closed shard",
		given: (world) => world.scaleAndSettle(2),
		operation: "SplitShard",
		input: { StreamName: "votes", ShardToSplit: "shardId-000000000000", NewStartingHashKey: "5" },
		code: "InvalidArgumentException",
		message: "Shard shardId-000000000000 in stream votes under account 123456789012 is closed and cannot be resharded.",
	},
	{
		title: "MergeShards refuses shards that are not neighbours",
		shardCount: 3,
		operation: "MergeShards",
		input: { StreamName: "votes", ShardToMerge: "shardId-000000000000", AdjacentShardToMerge: "shardId-000000000002" },
		code: "InvalidArgumentException",
		message:
			"Shards shardId-000000000000 and shardId-000000000002 in stream votes under account 123456789012 are not an adjacent pair of shards eligible for merging",
	},
	{
		title: "MergeShards refuses neighbours the other way round",
		shardCount: 2,
		operation: "MergeShards",
		input: { StreamName: "votes", ShardToMerge: "shardId-000000000001", AdjacentShardToMerge: "shardId-000000000000" },
		code: "InvalidArgumentException",
		message:
			"Shards shardId-000000000001 and shardId-000000000000 in stream votes under account 123456789012 are not an adjacent pair of shards eligible for merging",
	},
	{
		title: "MergeShards refuses a shard with itself",
		operation: "MergeShards",
		input: { StreamName: "votes", ShardToMerge: "shardId-000000000000", AdjacentShardToMerge: "shardId-000000000000" },
		code: "InvalidArgumentException",
		message: /are not an adjacent pair of shards eligible for merging$/,
	},
	{
		title: "UpdateStreamMode refuses the third of 24 hours",
		given: (world) => {
			for (const StreamMode of ["ON_DEMAND", "PROVISIONED"]) {
				world.call("UpdateStreamMode", { StreamARN: STREAM_ARN, StreamModeDetails: { StreamMode } });
				world.clock.advanceBy(HOUR_MS);
			}
		},
		operation: "UpdateStreamMode",
		input: { StreamARN: STREAM_ARN, StreamModeDetails: { StreamMode: "ON_DEMAND" } },
		code: "LimitExceededException",
		message: "UpdateStreamMode cannot be called more than 2 times in a rolling 24 hour period for stream votes under account 123456789012.",
	},
	{
		title: "UpdateStreamMode wants the stream's ARN",
		operation: "UpdateStreamMode",
		input: { StreamName: "votes", StreamModeDetails: { StreamMode: "ON_DEMAND" } },
		code: "ValidationException",
		message: "1 validation error detected: Value null at 'streamARN' failed to satisfy constraint: Member must not be null",
	},
	{
		title: "UpdateStreamMode refuses the mode that the stream has",
		operation: "UpdateStreamMode",
		input: { StreamARN: STREAM_ARN, StreamModeDetails: { StreamMode: "PROVISIONED" } },
		code: "InvalidArgumentException",
		message: "Stream votes under account 123456789012 is already in StreamMode PROVISIONED.",
	},
	{
		title: "IncreaseStreamRetentionPeriod refuses less than there is",
		given: (world) => world.call("IncreaseStreamRetentionPeriod", { StreamName: "votes", RetentionPeriodHours: 48 }),
		operation: "IncreaseStreamRetentionPeriod",
		input: { StreamName: "votes", RetentionPeriodHours: 47 },
		code: "InvalidArgumentException",
		message: /^Requested retention period \(47 hours\) for stream votes can not be shorter than existing retention period \(48 hours\)/,
	},
	{
		title: "IncreaseStreamRetentionPeriod refuses more than a year",
		operation: "IncreaseStreamRetentionPeriod",
		input: { StreamName: "votes", RetentionPeriodHours: 8_761 },
		code: "InvalidArgumentException",
		message: "Maximum allowed retention period is 8760 hours. Requested retention period (8761 hours) is too long.",
	},
	{
		title: "DecreaseStreamRetentionPeriod refuses more than there is",
		operation: "DecreaseStreamRetentionPeriod",
		input: { StreamName: "votes", RetentionPeriodHours: 25 },
		code: "InvalidArgumentException",
		message: /can not be longer than existing retention period \(24 hours\)/,
	},
	{
		title: "DecreaseStreamRetentionPeriod refuses less than a day",
		operation: "DecreaseStreamRetentionPeriod",
		input: { StreamName: "votes", RetentionPeriodHours: 23 },
		code: "InvalidArgumentException",
		message: "Minimum allowed retention period is 24 hours. Requested retention period (23 hours) is too short.",
	},
	{
		title: "AddTagsToStream refuses the 51st tag",
		given: (world) =>
			world.call("AddTagsToStream", {
				StreamName: "votes",
				Tags: Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`tag-${index}`, "x"])),
			}),
		operation: "AddTagsToStream",
		input: { StreamName: "votes", Tags: { another: "x" } },
		code: "InvalidArgumentException",
		message: /^Failed to add tags to stream votes .* cannot have more than 50 tags associated with it\.$/,
	},
	...["tab\t", "line\n", "semicolon;", "comma,", "emoji 🙂"].flatMap((text): readonly Row[] => [
		{
			title: `AddTagsToStream refuses ${JSON.stringify(text)} in a key`,
			operation: "AddTagsToStream",
			input: { StreamName: "votes", Tags: { [text]: "x" } },
			code: "InvalidArgumentException",
			message: INVALID_TAG,
		},
		{
			title: `AddTagsToStream refuses ${JSON.stringify(text)} in a value`,
			operation: "AddTagsToStream",
			input: { StreamName: "votes", Tags: { fine: "x", key: text } },
			code: "InvalidArgumentException",
			message: INVALID_TAG,
		},
	]),
	{
		title: "RemoveTagsFromStream refuses a key that no tag can have",
		operation: "RemoveTagsFromStream",
		input: { StreamName: "votes", TagKeys: ["a;b"] },
		code: "InvalidArgumentException",
		message: INVALID_TAG,
	},
	{
		title: "AddTagsToStream refuses no tags at all",
		operation: "AddTagsToStream",
		input: { StreamName: "votes", Tags: {} },
		code: "ValidationException",
		message:
			"1 validation error detected: Value '{}' at 'tags' failed to satisfy constraint: Member must have length greater than or equal to 1",
	},
	{
		title: "ListShards needs a stream or a NextToken",
		operation: "ListShards",
		input: {},
		code: "InvalidArgumentException",
		message: "Either NextToken or StreamName should be provided.",
	},
	{
		title: "AddTagsToStream refuses a value of 257 characters",
		operation: "AddTagsToStream",
		input: { StreamName: "votes", Tags: { key: "x".repeat(257) } },
		code: "ValidationException",
		message:
			/^1 validation error detected: Value '{key=x+\.\.\.' at 'tags' failed to satisfy constraint: Map value must satisfy constraint: \[Member must have length less than or equal to 256, Member must have length greater than or equal to 0\]$/,
	},
	{
		title: "AddTagsToStream refuses a key of 129 characters, before it looks for the stream",
		operation: "AddTagsToStream",
		input: { StreamName: "nobody", Tags: { a: "1", ["k".repeat(129)]: "2" } },
		code: "ValidationException",
		message:
			/^1 validation error detected: Value '{a=1, k{129}=2}' at 'tags' failed to satisfy constraint: Map keys must satisfy constraint: \[Member must have length less than or equal to 128, Member must have length greater than or equal to 1\]$/,
	},
	{
		title: "GetShardIterator of a stream that is not there misses the shard",
		operation: "GetShardIterator",
		input: { StreamName: "nobody", ShardId: "0", ShardIteratorType: "LATEST" },
		code: "ResourceNotFoundException",
		message: "Shard shardId-000000000000 in stream nobody under account 123456789012 does not exist",
	},
	{
		title: "EnableEnhancedMonitoring knows seven metrics and ALL",
		operation: "EnableEnhancedMonitoring",
		input: { StreamName: "votes", ShardLevelMetrics: ["Everything"] },
		code: "ValidationException",
		message: /^1 validation error detected: Value 'Everything' at 'shardLevelMetrics\.1\.member' failed to satisfy constraint: .*, ALL\]$/,
	},
	{
		title: "an operation that is not served is said not to be served here",
		operation: "DrainStream",
		input: {},
		code: "UnknownOperationException",
		message: /^Of Kinesis, DrainStream is not served here\. Served are AddTagsToStream, /,
	},
];

describe("a documented limit and its exception", () => {
	for (const { title, shardCount = 1, settings = {}, given, operation, input, code, message } of rows) {
		it(title, () => {
			const world = new World({ shardCount, settings });
			given?.(world);
			const refusal = world.refusal(operation, input);
			expect(refusal.code).toBe(code);
			if (typeof message === "string") expect(refusal.message).toBe(message);
			else expect(refusal.message).toMatch(message);
		});
	}
});

describe("just inside the limits", () => {
	const inside = [
		{ title: "double is accepted", from: 3, to: 6 },
		{ title: "half is accepted", from: 6, to: 3 },
		{ title: "half of an odd count, rounded up, is accepted", from: 5, to: 3 },
		{ title: "10,000 shards are accepted", from: 5_000, to: 10_000 },
	];
	for (const { title, from, to } of inside) {
		it(title, () => {
			const world = new World({ shardCount: from });
			expect(world.scaleTo(to)).toEqual({ StreamName: "votes", CurrentShardCount: from, TargetShardCount: to, StreamARN: STREAM_ARN });
		});
	}

	it("the account's limit may be reached exactly, short-lived shards counted", () => {
		const world = new World({ shardCount: 2, settings: { shardLimit: 4 } });
		expect(world.scaleTo(3)).toMatchObject({ TargetShardCount: 3 });
	});

	it("a reshard 24 hours after the first of ten is accepted, a millisecond earlier it is not", () => {
		const world = new World();
		const firstAtMs = world.clock.nowMs();
		tenReshards(world);
		world.clock.advanceTo(firstAtMs + 24 * HOUR_MS - 1);
		expect(world.refusal("UpdateShardCount", target(2)).code).toBe("LimitExceededException");
		world.clock.advanceBy(1);
		expect(world.scaleTo(2)).toMatchObject({ TargetShardCount: 2 });
	});

	it("a refused call is not counted against the ten", () => {
		const world = new World();
		for (let call = 0; call < 30; call++) {
			expect(world.refusal("UpdateShardCount", target(3)).message).toContain("over double");
			world.clock.advanceBy(1_000);
		}
		tenReshards(world);
		expect(world.refusal("UpdateShardCount", target(2)).message).toContain("more than 10 times");
	});

	it("a call rate is free again after its second", () => {
		const world = new World();
		world.call("DescribeLimits", {});
		world.clock.advanceBy(999);
		expect(world.refusal("DescribeLimits", {}).code).toBe("LimitExceededException");
		world.clock.advanceBy(1);
		expect(world.call("DescribeLimits", {})).toEqual({
			ShardLimit: 20_000,
			OpenShardCount: 1,
			OnDemandStreamCount: 0,
			OnDemandStreamCountLimit: 50,
		});
	});
});
