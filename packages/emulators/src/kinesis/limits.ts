/**
 * AWS's documented limits of Kinesis Data Streams, all read 2026-11-23. The emulator's assumptions are in settings.ts.
 *
 * - quotas: https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html
 * - one page for each operation: https://docs.aws.amazon.com/kinesis/latest/APIReference/API_Operations.html
 */

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecord.html */
export const WRITE_RECORDS_PER_SECOND_PER_SHARD = 1_000;

/**
 * "1 MB per second", partition keys included. The documentation does not say whether MB is 10^6 or 2^20. The emulator takes the smaller, so
 * that the service accepts all that the emulator accepts. https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html
 */
export const WRITE_BYTES_PER_SECOND_PER_SHARD = 1_000_000;

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecords.html */
export const PUT_RECORDS_MAX_RECORDS = 500;
export const PUT_RECORDS_MAX_BYTES = 10 * 1024 * 1024;

/** The API model's bound of a Data blob; a stream's own is MaxRecordSizeInKiB. */
export const DATA_MAX_BYTES = 10 * 1024 * 1024;
export const PARTITION_KEY_MAX_CHARACTERS = 256;

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_CreateStream.html */
export const MAX_RECORD_SIZE_KIB_DEFAULT = 1024;
export const MAX_RECORD_SIZE_KIB_MAXIMUM = 10_240;
/** Streams in CREATING, by this page; the refusal counts those in DELETING, too. */
export const CHANGING_STREAMS_MAX = 5;

/**
 * "Up to 2 MiB per second" and five calls a second and shard. https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetRecords.html
 */
export const READ_BYTES_PER_SECOND_PER_SHARD = 2 * 1024 * 1024;
export const READS_PER_SECOND_PER_SHARD = 5;
export const GET_RECORDS_MAX_RECORDS = 10_000;
export const GET_RECORDS_MAX_BYTES = 10 * 1024 * 1024;
/** After an answer of GET_RECORDS_MAX_BYTES, "subsequent calls made within the next 5 seconds" are refused. */
export const FULL_READ_PAUSE_MS = 5_000;

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_GetShardIterator.html */
export const SHARD_ITERATOR_LIFETIME_MS = 300_000;
export const SHARD_ITERATORS_PER_SECOND_PER_SHARD = 5;

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_RegisterStreamConsumer.html read 2026-11-27 */
export const CONSUMERS_PER_STREAM_MAX = 20;
export const CONSUMERS_CREATING_MAX = 5;
/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ListStreamConsumers.html */
export const LIST_CONSUMERS_DEFAULT_LIMIT = 100;

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_SubscribeToShard.html */
export const SUBSCRIPTION_LIFETIME_MS = 300_000;
export const SUBSCRIBE_CALLS_PER_SECOND_PER_SHARD = 5;
/** A second subscription within it is refused; a later one takes over. */
export const SUBSCRIPTION_TAKEOVER_MS = 5_000;

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ListShards.html */
export const LIST_SHARDS_MAX_RESULTS = 1_000;
export const NEXT_TOKEN_LIFETIME_MS = 300_000;
export const LIST_SHARDS_CALLS_PER_SECOND_PER_STREAM = 1_000;

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DescribeStream.html */
export const DESCRIBE_STREAM_DEFAULT_LIMIT = 100;
/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ListStreams.html */
export const LIST_STREAMS_DEFAULT_LIMIT = 100;

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateShardCount.html */
export const UPDATE_SHARD_COUNT_CALLS_PER_SECOND = 10;
export const RESHARDS_PER_24_HOURS = 10;
export const SHARDS_PER_STREAM_MAX = 10_000;

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateStreamMode.html */
export const MODE_UPDATES_PER_24_HOURS = 2;

/**
 * The default in us-east-1, us-west-2 and eu-west-1; 1,000 or 6,000 elsewhere.
 * https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html
 */
export const SHARD_LIMIT_DEFAULT = 20_000;
export const ON_DEMAND_STREAM_LIMIT_DEFAULT = 50;
/** A new on-demand stream has "4 MB/s of write": four shards. https://docs.aws.amazon.com/streams/latest/dev/how-do-i-size-a-stream.html */
export const ON_DEMAND_INITIAL_SHARDS = 4;

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_IncreaseStreamRetentionPeriod.html */
export const RETENTION_HOURS_MINIMUM = 24;
export const RETENTION_HOURS_MAXIMUM = 8_760;

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_AddTagsToStream.html */
export const TAGS_PER_STREAM_MAX = 50;
export const LIST_TAGS_MAX_RESULTS = 50;

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

/** Calls a second and account, by each operation's page. An operation without an entry has no documented rate. */
export const ACCOUNT_CALLS_PER_SECOND: Readonly<Record<string, number>> = {
	AddTagsToStream: 5,
	CreateStream: 5,
	DecreaseStreamRetentionPeriod: 5,
	DeleteStream: 5,
	DeregisterStreamConsumer: 5,
	DescribeLimits: 1,
	DescribeStream: 10,
	DescribeStreamConsumer: 20,
	DescribeStreamSummary: 20,
	IncreaseStreamRetentionPeriod: 5,
	ListStreamConsumers: 5,
	ListStreams: 5,
	ListTagsForStream: 5,
	MergeShards: 5,
	RegisterStreamConsumer: 5,
	RemoveTagsFromStream: 5,
	SplitShard: 5,
};
