import type { ReshardRecord } from "../history.ts";
import { RESHARD_WINDOW_MS } from "../kinesis-limits.ts";
import type { Policy } from "../policy.ts";
import { recordedShardCount } from "./recorded-shard-count.ts";
import { effectiveFromMs } from "./reshard-budget.ts";

/** From so many on bursts are no accident. */
const RECURRING_BURSTS = 2;
/** How much later than a scale in may come it may be made where the load was a burst's: for the burst, and the metrics' delay. */
const GONE_WITHIN_MS = 600_000;

type ScaleInWait = Pick<Policy, "scaleInCooldownSeconds" | "stabilizationWindowSeconds">;

/** How many steps for a burst were made in the last 24 h. */
export function burstReshards(reshards: readonly ReshardRecord[], nowMs: number): number {
	let count = 0;
	for (const reshard of reshards) {
		if (reshard.trigger === "burst" && isSoundOfLastDay(reshard, nowMs)) count += 1;
	}
	return count;
}

/**
 * The shards that bursts of the last 24 h were answered with, where they came back after a first answer; else 0. The minutes' means call
 * the smaller count enough, and the bursts have shown twice that it is not. Once may be the foot of a crowd. Of each kind of
 * answer the second highest counts: so many were needed at least twice, while one large crowd beside a small burst came but once.
 */
export function burstShardCount(reshards: readonly ReshardRecord[], nowMs: number, policy: ScaleInWait): number {
	const oldestFirst = reshards.filter((reshard) => isSoundOfLastDay(reshard, nowMs)).sort((a, b) => a.atMs - b.atMs);
	return Math.max(neededTwice(stepAnswers(oldestFirst)), neededTwice(crowdAnswers(oldestFirst, nowMs, policy)));
}

function neededTwice(shardCounts: readonly number[]): number {
	return [...shardCounts].sort((a, b) => b - a)[RECURRING_BURSTS - 1] ?? 0;
}

/** Of the steps for bursts. A step right after another was made since that one had not been enough: its count is the answer to both. */
function stepAnswers(oldestFirst: readonly ReshardRecord[]): number[] {
	const answers: number[] = [];
	let previous: ReshardRecord | undefined;
	for (const reshard of oldestFirst) {
		if (reshard.trigger === "burst") {
			if (previous?.trigger === "burst") answers.push(reshard.toShardCount);
			answers.push(reshard.toShardCount);
		}
		previous = reshard;
	}
	return answers;
}

/**
 * Of the bursts that were taken for crowds, since the metrics did not show them yet: scaled out for throttles, and given back as soon as a scale in
 * may come. Without these a level load with a burst every hour or two would be doubled and halved until no reshard is left for either.
 */
function crowdAnswers(oldestFirst: readonly ReshardRecord[], nowMs: number, policy: ScaleInWait): number[] {
	const answers: number[] = [];
	let crowd: { readonly sinceMs: number; readonly lastFromMs: number; readonly shardCount: number } | undefined;
	for (const reshard of oldestFirst) {
		const { atMs, fromShardCount, toShardCount, trigger } = reshard;
		if (crowd !== undefined && atMs > mayScaleInFromMs(crowd, policy) + GONE_WITHIN_MS) crowd = undefined;
		const continues = crowd !== undefined && trigger === "utilization-high";
		if (toShardCount > fromShardCount && (trigger === "write-throttle" || continues)) {
			crowd = { sinceMs: crowd?.sinceMs ?? atMs, lastFromMs: effectiveFromMs(reshard, nowMs), shardCount: toShardCount };
			continue;
		}
		if (crowd !== undefined && trigger === "utilization-low") answers.push(crowd.shardCount);
		crowd = undefined;
	}
	return answers;
}

/** Of a burst that was over as soon as it had been answered. */
function mayScaleInFromMs(crowd: { readonly sinceMs: number; readonly lastFromMs: number }, policy: ScaleInWait): number {
	const { scaleInCooldownSeconds, stabilizationWindowSeconds } = policy;
	return Math.max(crowd.sinceMs + stabilizationWindowSeconds * 1_000, crowd.lastFromMs + scaleInCooldownSeconds * 1_000);
}

/** A day to the millisecond, and nothing of the future: no limit of the service hangs on it, as on the budget's. */
function isSoundOfLastDay({ atMs, fromShardCount, toShardCount }: ReshardRecord, nowMs: number): boolean {
	const isSound = recordedShardCount(fromShardCount) > 0 && recordedShardCount(toShardCount) > 0;
	return isSound && atMs <= nowMs && atMs + RESHARD_WINDOW_MS > nowMs;
}
