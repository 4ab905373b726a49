import type { ReshardRecord } from "../history.ts";
import { RESHARD_WINDOW_MS } from "../kinesis-limits.ts";
import type { Policy } from "../policy.ts";
import { effectiveFromMs, recordedShardCount } from "./last-reshard.ts";

/** So many bursts are no coincidence. */
const RECURRING_BURSTS = 2;
/** A scale in that comes later than this after its earliest moment does not end a burst. Covers the burst itself and the metrics' delay. */
const GONE_WITHIN_MS = 600_000;

type ScaleInWait = Pick<Policy, "scaleInCooldownSeconds" | "stabilizationWindowSeconds">;

/** Steps for bursts in the last 24 h. */
export function burstReshards(reshards: readonly ReshardRecord[], nowMs: number): number {
	let count = 0;
	for (const reshard of reshards) {
		if (reshard.trigger === "burst" && isSoundOfLastDay(reshard, nowMs)) count += 1;
	}
	return count;
}

/**
 * The shards that bursts of the last 24 h needed at least twice; 0 if none came back. The mean of a minute hides a burst, so the load asks
 * for fewer shards than the bursts have shown to be needed.
 *
 * One answer is not enough: it may be the beginning of a surge. Of each kind of answer (steps for bursts, surges that passed) the second
 * highest count is taken: so many shards were needed twice, while one large surge beside a small burst came once.
 */
export function burstShardCount(reshards: readonly ReshardRecord[], nowMs: number, policy: ScaleInWait): number {
	const oldestFirst = reshards.filter((reshard) => isSoundOfLastDay(reshard, nowMs)).sort((a, b) => a.atMs - b.atMs);
	return Math.max(neededTwice(stepAnswers(oldestFirst)), neededTwice(surgeAnswers(oldestFirst, nowMs, policy)));
}

function neededTwice(shardCounts: readonly number[]): number {
	return [...shardCounts].sort((a, b) => b - a)[RECURRING_BURSTS - 1] ?? 0;
}

/** The counts that steps for bursts reached. A step right after another counts for both bursts: the first step was too small. */
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
 * The counts that short surges reached: scaled out for throttles, then scaled in at the earliest moment. These were bursts, too, which the
 * metrics did not show yet. Without them a level load with a burst every hour or two would be doubled and halved until no reshard is left.
 */
function surgeAnswers(oldestFirst: readonly ReshardRecord[], nowMs: number, policy: ScaleInWait): number[] {
	const answers: number[] = [];
	let surge: { readonly sinceMs: number; readonly lastFromMs: number; readonly shardCount: number } | undefined;
	for (const reshard of oldestFirst) {
		const { atMs, fromShardCount, toShardCount, trigger } = reshard;
		if (surge !== undefined && atMs > mayScaleInFromMs(surge, policy) + GONE_WITHIN_MS) surge = undefined;
		const continues = surge !== undefined && trigger === "utilization-high";
		if (toShardCount > fromShardCount && (trigger === "write-throttle" || continues)) {
			surge = { sinceMs: surge?.sinceMs ?? atMs, lastFromMs: effectiveFromMs(reshard, nowMs), shardCount: toShardCount };
			continue;
		}
		if (surge !== undefined && trigger === "utilization-low") answers.push(surge.shardCount);
		surge = undefined;
	}
	return answers;
}

/** The earliest moment for a scale in after a surge that ended at once. */
function mayScaleInFromMs(surge: { readonly sinceMs: number; readonly lastFromMs: number }, policy: ScaleInWait): number {
	const { scaleInCooldownSeconds, stabilizationWindowSeconds } = policy;
	return Math.max(surge.sinceMs + stabilizationWindowSeconds * 1_000, surge.lastFromMs + scaleInCooldownSeconds * 1_000);
}

/** A day to the millisecond, without the budget's margin: no limit of the service depends on it. */
function isSoundOfLastDay({ atMs, fromShardCount, toShardCount }: ReshardRecord, nowMs: number): boolean {
	const isSound = recordedShardCount(fromShardCount) > 0 && recordedShardCount(toShardCount) > 0;
	return isSound && atMs <= nowMs && atMs + RESHARD_WINDOW_MS > nowMs;
}
