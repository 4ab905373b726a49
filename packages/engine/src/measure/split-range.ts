import type { ShardRange } from "../observation.ts";

/** The two halves of a range, and the hash key that begins the second. */
export interface SplitRange {
	readonly newStartingHashKey: string;
	/** Without their ids, which the service gives. */
	readonly halves: readonly [Omit<ShardRange, "shardId">, Omit<ShardRange, "shardId">];
}

/**
 * Splits a range at its middle.
 *
 * @returns `undefined` if it has too few hash keys: SplitShard wants the new one above the first but one, and below the last
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_SplitShard.html NewStartingHashKey, read 2026-11-27
 */
export function splitInHalf({ endingHashKey, startingHashKey }: Omit<ShardRange, "shardId">): SplitRange | undefined {
	const start = BigInt(startingHashKey);
	const end = BigInt(endingHashKey);
	const middle = start + (end - start + 1n) / 2n;
	if (middle <= start + 1n || middle >= end) return undefined;
	const newStartingHashKey = String(middle);
	return {
		newStartingHashKey,
		halves: [
			{ startingHashKey, endingHashKey: String(middle - 1n) },
			{ startingHashKey: newStartingHashKey, endingHashKey },
		],
	};
}
