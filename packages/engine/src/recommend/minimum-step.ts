import { highestLegalTarget, RECOMMENDED_STEP_RATIO } from "../kinesis-limits.ts";
import { peakShardCountForLoad } from "../ledger/peak-shard-count.ts";
import type { Situation } from "../situation.ts";
import type { Minimum, MinimumReason } from "../step.ts";

/** From this many reshards left downwards a scale out goes at once to the day's peak. */
const AT_ONCE_FROM_LEFT = 3;

/** The least that a scale out for load moves: 25 %, at least one shard. */
export function smallestStep(openShardCount: number): number {
	return openShardCount + Math.ceil(openShardCount * RECOMMENDED_STEP_RATIO);
}

/**
 * What a scale out for load goes to at least, for each of the day's ten reshards must carry far:
 * - **minimum-step**: 25 %; less is not worth one of ten.
 * - **floor**: the floor in effect.
 * - **daily-peak**: while few reshards are left, the most shards that the stream had for load within the last 24 h, as far as one call goes.
 *   A day that comes again, or a second surge, would take the rest in small steps.
 * - **surge**: double. It takes no more of the ten than a smaller step, and what was too much is taken back.
 *
 * @param loadShardCount what the load takes at the target, whole, at least 1
 * @param isSurge writes are throttled by a load that grows and whose size is unknown
 */
export function applyMinimum(loadShardCount: number, isSurge: boolean, situation: Situation): Minimum {
	const { budget, floor, history, nowMs, openShardCount } = situation;
	const double = highestLegalTarget(openShardCount);
	const isBudgetLow = budget.left <= AT_ONCE_FROM_LEFT;
	const minimums: readonly (readonly [MinimumReason, number])[] = [
		["minimum-step", smallestStep(openShardCount)],
		["floor", floor.shardCount],
		["daily-peak", isBudgetLow ? Math.min(peakShardCountForLoad(history, nowMs), double) : 0],
		["surge", isSurge ? double : 0],
	];
	let raised: Minimum = { recommendedShardCount: loadShardCount };
	for (const [minimumReason, shardCount] of minimums) {
		if (shardCount > raised.recommendedShardCount) raised = { recommendedShardCount: shardCount, minimumReason };
	}
	return raised;
}
