import { highestLegalTarget, RECOMMENDED_STEP_RATIO } from "../kinesis-limits.ts";
import { peakShardCountForLoad } from "../ledger/peak-shard-count.ts";
import type { Situation } from "../situation.ts";
import type { Minimum, MinimumReason } from "../step.ts";

/** With so few reshards left, a scale out goes at once to the day's peak. */
const AT_ONCE_FROM_LEFT = 3;

/** The least that a scale out for load moves: 25 %, at least one shard. */
export function smallestStep(openShardCount: number): number {
	return openShardCount + Math.ceil(openShardCount * RECOMMENDED_STEP_RATIO);
}

/**
 * The least that a scale out for load goes to. The day has ten reshards, so each must bring much:
 * - **minimum-step**: 25 %; less is not worth one of ten.
 * - **floor**: the floor in effect.
 * - **daily-peak**: while few reshards are left, the most shards that the stream had for load within the last 24 h, as far as one call
 *   goes. Otherwise the same day once more, or a second surge, would use up the rest in small steps.
 * - **surge**: double. It takes no more of the ten than a smaller step, and a scale in takes back the surplus.
 *
 * @param loadShardCount shards that the load takes at the target, whole, at least 1
 * @param isSurge a growing load of unknown size throttles writes
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
