/** The name of the error, and the `ErrorCode` of a record, that a full shard answers with. */
const SHARD_THROTTLE = "ProvisionedThroughputExceededException";

/**
 * Whether the service refused a write because of a shard's 1,000 records/s or 1 MB/s.
 *
 * @param name an error's name, or the `ErrorCode` of a record in the answer of PutRecords
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_PutRecord.html#API_PutRecord_Errors read 2026-11-23
 */
export function isShardThrottle(name: string | undefined): boolean {
	return name === SHARD_THROTTLE;
}

/** "Rate exceeded for shard shardId-000000000003 in stream votes under account 111122223333." */
const SHARD_ID_IN_MESSAGE = /\bshardId-\d{12}\b/;

/** The shard that a throttle's message names; absent if it names none. */
export function throttledShardId(message: string | undefined): string | undefined {
	return message?.match(SHARD_ID_IN_MESSAGE)?.[0];
}
