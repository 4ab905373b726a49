import { highestLegalTarget, lowestLegalTarget, MAX_SHARDS_PER_STREAM, RECOMMENDED_STEP_RATIO } from "../kinesis-limits.ts";
import type { Situation } from "../situation.ts";
import type { ScalingProposal } from "../stabilize/stabilize.ts";
import type { Block, Limit } from "../step.ts";
import { fitsAccount, type RemainingShards, shardsNeeded } from "./account-quota.ts";

/** A target is rounded up to a multiple of 25 % if that adds at most an eighth to the wanted count. */
const SNAP_EXTRA_RATIO_AT_MOST = 0.125;
const STEPS_PER_COUNT = 1 / RECOMMENDED_STEP_RATIO;

/** A target that every limit allows. */
export interface WithinLimits {
	readonly kind: "within";
	readonly targetShardCount: number;
	/** The limits that made it differ from the wanted count. */
	readonly limits: readonly Limit[];
}

/** The target of the one call that can be made now. */
export type LimitedTarget = WithinLimits | { readonly kind: "blocked"; readonly block: Block };

/** Applies the limits to the wanted count. */
export function limitTarget({ kind, recommendedShardCount }: ScalingProposal, situation: Situation): LimitedTarget {
	return kind === "scale-out" ? limitScaleOut(recommendedShardCount, situation) : limitScaleIn(recommendedShardCount, situation);
}

/** At most double, at most the maxima, within the account's quota; rounded up to 25 % where cheap. */
function limitScaleOut(wantedShardCount: number, situation: Situation): LimitedTarget {
	const { openShardCount, policy, remainingShards } = situation;
	const maximum = Math.min(policy.maxShardCount, MAX_SHARDS_PER_STREAM);
	if (openShardCount >= maximum) {
		const whose = policy.maxShardCount <= MAX_SHARDS_PER_STREAM ? "policy" : "service";
		return { kind: "blocked", block: { blockedBy: "max-shard-count", maximum, whose } };
	}
	const limits: Limit[] = [];
	const highest = Math.min(highestLegalTarget(openShardCount), maximum);
	let target = wantedShardCount;
	if (target > highest) {
		target = highest;
		limits.push(highest === maximum ? { limit: "maximum", shardCount: maximum } : { limit: "double" });
	}
	const snapped = snapUp(openShardCount, target);
	if (snapped !== target && snapped <= highest && fitsAccount(situation, snapped)) {
		target = snapped;
		limits.push({ limit: "quarters" });
	}
	if (fitsAccount(situation, target)) return { kind: "within", targetShardCount: target, limits };
	for (let fitting = target - 1; fitting > openShardCount; fitting -= 1) {
		if (!fitsAccount(situation, fitting)) continue;
		return { kind: "within", targetShardCount: fitting, limits: [...limits, accountLimit(remainingShards)] };
	}
	return { kind: "blocked", block: quotaBlock(situation, openShardCount + 1) };
}

/** At least half, from above 10,000 only to below it, within the account's quota. */
function limitScaleIn(wantedShardCount: number, situation: Situation): LimitedTarget {
	const { openShardCount, remainingShards } = situation;
	const limits: Limit[] = [];
	const lowest = lowestLegalTarget(openShardCount);
	let target = wantedShardCount;
	if (target < lowest) {
		target = lowest;
		limits.push({ limit: "half" });
	}
	const isAboveMaximum = openShardCount > MAX_SHARDS_PER_STREAM;
	if (isAboveMaximum && target >= MAX_SHARDS_PER_STREAM) {
		// Only a target below the maximum is legal, and only while that is not below half.
		return { kind: "blocked", block: { blockedBy: "max-shard-count", onlyBelow: MAX_SHARDS_PER_STREAM } };
	}
	const snapped = snapUp(openShardCount, target);
	if (snapped !== target && snapped < openShardCount && (snapped < MAX_SHARDS_PER_STREAM || !isAboveMaximum)) {
		target = snapped;
		limits.push({ limit: "quarters" });
	}
	for (let fitting = target; fitting < openShardCount; fitting += 1) {
		if (isAboveMaximum && fitting >= MAX_SHARDS_PER_STREAM) break;
		if (!fitsAccount(situation, fitting)) continue;
		const all = fitting === target ? limits : [...limits, accountLimit(remainingShards)];
		return { kind: "within", targetShardCount: fitting, limits: all };
	}
	return { kind: "blocked", block: quotaBlock(situation, target) };
}

/**
 * The next multiple of 25 % of the present count, if that is a whole number and adds at most an eighth. It saves time: "if
 * you specify a target that isn't a multiple of 25%, the scaling action might take longer to complete". It costs the extra
 * shards until the next scale in; hence the eighth.
 *
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateShardCount.html read 2026-11-23
 */
export function snapUp(openShardCount: number, target: number): number {
	for (let step = Math.ceil((target * STEPS_PER_COUNT) / openShardCount); step <= 2 * STEPS_PER_COUNT; step += 1) {
		const snapped = (openShardCount * step) / STEPS_PER_COUNT;
		if (Number.isInteger(snapped)) return snapped - target <= target * SNAP_EXTRA_RATIO_AT_MOST ? snapped : target;
	}
	return target;
}

function accountLimit(remaining: RemainingShards): Limit {
	return { limit: "account", ...freeShards(remaining) };
}

function quotaBlock(situation: Situation, targetShardCount: number): Block {
	const neededShardCount = shardsNeeded(situation, targetShardCount);
	return { blockedBy: "account-shard-quota", targetShardCount, neededShardCount, ...freeShards(situation.remainingShards) };
}

function freeShards(remaining: RemainingShards): { readonly freeShardCount?: number } {
	return remaining.kind === "known" ? { freeShardCount: remaining.shardCount } : {};
}
