import type { ReshardRecord } from "../history.ts";
import { greatestCommonDivisor } from "./greatest-common-divisor.ts";

/**
 * AWS documents "a few minutes" and that targets other than multiples of 25 % may take longer. A reshard takes a while to begin, and then time for
 * each split and merge. Assumed: a single split of half a minute, and 32 → 46, which has 74 of them and took five minutes.
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateShardCount.html read 2026-11-27
 */
const ASSUMED_BASE_SECONDS = 25;
const ASSUMED_SECONDS_PER_CHANGE = 3.7;

/** How long reshards will take. */
export interface DurationEstimate {
	readonly seconds: number;
	/** `ledger`: as this stream's own reshards took, each for its splits and merges. `assumed`: it has none yet. */
	readonly estimatedFrom: "assumed" | "ledger";
}

/**
 * The splits and merges of one UpdateShardCount between even ranges: every new boundary is cut, every old one that is not among the new ones is
 * merged away. 4 → 8 has 4, 32 → 46 has 74, 8 → 9 has 15.
 *
 * @param fromShardCount whole, at least 1
 * @param toShardCount   whole, at least 1
 */
export function splitsAndMerges(fromShardCount: number, toShardCount: number): number {
	return fromShardCount + toShardCount - 2 * greatestCommonDivisor(fromShardCount, toShardCount);
}

/**
 * How long the steps of a plan take, one after the other.
 *
 * @param steps    each with its splits and merges, whole
 * @param reshards this stream's; those that are over and not somebody else's tell how fast it is
 */
export function estimateDuration(steps: readonly { readonly changes: number }[], reshards: readonly ReshardRecord[]): DurationEstimate {
	const assumed = steps.reduce((sum, { changes }) => sum + assumedSeconds(changes), 0);
	let tookSeconds = 0;
	let wouldTakeSeconds = 0;
	for (const { atMs, fromShardCount, operation, settledAtMs, startedBy, toShardCount } of reshards) {
		// The end of somebody else's reshard is seen too late to count.
		if (settledAtMs === undefined || startedBy === "observed" || !(settledAtMs > atMs)) continue;
		tookSeconds += (settledAtMs - atMs) / 1_000;
		wouldTakeSeconds += assumedSeconds(operation === "SplitShard" ? 1 : splitsAndMerges(fromShardCount, toShardCount));
	}
	// The long ones weigh most: their end is seen with the smallest error.
	return wouldTakeSeconds > 0 && Number.isFinite(tookSeconds / wouldTakeSeconds)
		? { seconds: Math.round(assumed * (tookSeconds / wouldTakeSeconds)), estimatedFrom: "ledger" }
		: { seconds: Math.round(assumed), estimatedFrom: "assumed" };
}

function assumedSeconds(changes: number): number {
	return ASSUMED_BASE_SECONDS + ASSUMED_SECONDS_PER_CHANGE * changes;
}
