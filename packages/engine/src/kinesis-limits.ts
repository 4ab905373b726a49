/**
 * What Amazon Kinesis Data Streams allows, each number beside the page that says so. All read 2026-11-23. These are the defaults: AWS may
 * have given an account more, never less.
 */

/**
 * Writes one shard takes in a second, records.
 * @see https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html
 */
export const RECORDS_PER_SECOND_PER_SHARD = 1_000;

/**
 * Writes one shard takes in a second, bytes, partition keys included. The page says "1 MB" and means 10^6 in one place and
 * 2^20 in another; 10^6 overstates utilization by 5 % at most, which is the cautious side.
 * @see https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html
 */
export const BYTES_PER_SECOND_PER_SHARD = 1_000_000;

/**
 * What one shard gives to all consumers that share it (GetRecords) in a second, bytes. The page says "2 MB"; 2 x 10^6 is the cautious side.
 * Enhanced fan-out gives each of its consumers 2 MB/s of its own.
 * @see https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html read 2026-11-27
 */
export const READ_BYTES_PER_SECOND_PER_SHARD = 2_000_000;

/**
 * UpdateShardCount calls per stream in a rolling 24 h, by any caller.
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateShardCount.html
 */
export const RESHARDS_PER_ROLLING_DAY = 10;

/** The rolling window of {@link RESHARDS_PER_ROLLING_DAY}. */
export const RESHARD_WINDOW_MS = 24 * 60 * 60 * 1000;

/**
 * UpdateShardCount refuses a target above the present count times this.
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateShardCount.html
 */
export const MAX_SCALE_OUT_FACTOR = 2;

/**
 * UpdateShardCount refuses a target below the present count times this.
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateShardCount.html
 */
export const MIN_SCALE_IN_FACTOR = 0.5;

/**
 * UpdateShardCount refuses a target above this, and from a larger stream any target that is not below it.
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateShardCount.html
 */
export const MAX_SHARDS_PER_STREAM = 10_000;

/**
 * Targets that are a multiple of this share of the present count are recommended; others "might take longer to complete".
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateShardCount.html
 */
export const RECOMMENDED_STEP_RATIO = 0.25;

/** The most shards that one UpdateShardCount can reach from `openShardCount`. */
export function highestLegalTarget(openShardCount: number): number {
	return Math.min(openShardCount * MAX_SCALE_OUT_FACTOR, MAX_SHARDS_PER_STREAM);
}

/**
 * The fewest shards that one UpdateShardCount can reach from `openShardCount`. How "half" of an odd count is rounded is not
 * documented; rounding up is legal under either reading.
 */
export function lowestLegalTarget(openShardCount: number): number {
	return Math.ceil(openShardCount * MIN_SCALE_IN_FACTOR);
}
