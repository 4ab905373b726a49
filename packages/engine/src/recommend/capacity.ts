import { BYTES_PER_SECOND_PER_SHARD, RECORDS_PER_SECOND_PER_SHARD } from "../kinesis-limits.ts";

/** With so few reshards left, each must last longer. */
const SCARCE_RESHARDS_LEFT = 2;
/** A third more shards than the target utilization asks for. */
const SCARCE_TARGET_FACTOR = 0.75;
/** So that 2.1 / 0.7 is 3 shards. The last bit of a double would make it 4. */
export const ROUNDING_TOLERANCE = 1e-9;

/**
 * Full shards that an offered load fills: max(records / 1000, bytes / 1 MB). A fraction, 0 for no load.
 *
 * @param recordsPerSecond offered, at least 0
 * @param bytesPerSecond   offered, at least 0
 */
export function fullShardsNeeded(recordsPerSecond: number, bytesPerSecond: number): number {
	return Math.max(recordsPerSecond / RECORDS_PER_SECOND_PER_SHARD, bytesPerSecond / BYTES_PER_SECOND_PER_SHARD);
}

/**
 * Shards to bring a need to the target: ceil(fullShards / targetUtilization).
 *
 * @param fullShards        from {@link fullShardsNeeded}, at least 0
 * @param targetUtilization ratio in (0, 1]
 * @returns whole shards, at least 1; limits are not applied here
 */
export function shardsForTarget(fullShards: number, targetUtilization: number): number {
	const shards = Math.ceil(fullShards / targetUtilization - ROUNDING_TOLERANCE);
	return Math.min(Number.MAX_SAFE_INTEGER, Math.max(1, shards));
}

/**
 * Shards to bring write utilization to the target: ceil(max(records / 1000, bytes / 1 MB) / targetUtilization).
 *
 * @returns whole shards, at least 1; limits are not applied here
 * @see https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html
 */
export function recommendShardCount(load: {
	readonly offeredRecordsPerSecond: number;
	readonly offeredBytesPerSecond: number;
	readonly targetUtilization: number;
}): number {
	return shardsForTarget(fullShardsNeeded(load.offeredRecordsPerSecond, load.offeredBytesPerSecond), load.targetUtilization);
}

/** The target with so many reshards left: lower when they are scarce, so that one reshard lasts longer. */
export function effectiveTargetUtilization(targetUtilization: number, reshardsLeft: number): number {
	return reshardsLeft <= SCARCE_RESHARDS_LEFT ? targetUtilization * SCARCE_TARGET_FACTOR : targetUtilization;
}
