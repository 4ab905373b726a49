import type { ReshardRecord } from "../history.ts";
import { RESHARD_WINDOW_MS } from "../kinesis-limits.ts";
import type { Policy } from "../policy.ts";
import { recordedShardCount } from "./recorded-shard-count.ts";

/** From so many on bursts are no accident. */
const RECURRING_BURSTS = 2;
/** How much longer than a scale in must wait shards may be kept that were a burst's: for the burst, the reshards and the metrics. */
const GONE_WITHIN_SECONDS = 600;

/** How many steps for a burst were made in the last 24 h. */
export function burstReshards(reshards: readonly ReshardRecord[], nowMs: number): number {
	let count = 0;
	for (const reshard of reshards) {
		if (reshard.trigger === "burst" && isOfLastDay(reshard, nowMs)) count += 1;
	}
	return count;
}

/**
 * The shards that bursts of the last 24 h were answered with, where they came back after a first answer; else 0. The minutes' means call
 * the smaller count enough, and the bursts have shown twice that it is not. Once may be the foot of a crowd.
 */
export function burstShardCount(
	reshards: readonly ReshardRecord[],
	nowMs: number,
	policy: Pick<Policy, "scaleInCooldownSeconds" | "stabilizationWindowSeconds">,
): number {
	const ofLastDay = reshards
		.filter((reshard) => isOfLastDay(reshard, nowMs) && recordedShardCount(reshard.toShardCount) > 0)
		.sort((a, b) => a.atMs - b.atMs);
	return Math.max(steppedUpTo(ofLastDay), takenForCrowds(ofLastDay, policy));
}

/** Each step for bursts was made since the one before had not been enough, so that the highest counts. */
function steppedUpTo(oldestFirst: readonly ReshardRecord[]): number {
	const counts = oldestFirst.filter(({ trigger }) => trigger === "burst").map(({ toShardCount }) => toShardCount);
	return counts.length < RECURRING_BURSTS ? 0 : Math.max(...counts);
}

/**
 * What was scaled out for throttles and given back as soon as a scale in may was a burst, too, only that the metrics did not show it yet. Without this a
 * level load with a burst every hour or two would be doubled and halved until no reshard is left for either. The second highest counts: what
 * was answered with so many at least twice; one large crowd beside a small burst came but once.
 */
function takenForCrowds(
	oldestFirst: readonly ReshardRecord[],
	{ scaleInCooldownSeconds, stabilizationWindowSeconds }: Pick<Policy, "scaleInCooldownSeconds" | "stabilizationWindowSeconds">,
): number {
	const goneWithinMs = (Math.max(stabilizationWindowSeconds, scaleInCooldownSeconds) + GONE_WITHIN_SECONDS) * 1_000;
	const givenBack: number[] = [];
	let crowd: { readonly sinceMs: number; readonly shardCount: number } | undefined;
	for (const { atMs, fromShardCount, toShardCount, trigger } of oldestFirst) {
		const isGone = crowd !== undefined && atMs - crowd.sinceMs > goneWithinMs;
		if (isGone) crowd = undefined;
		if (toShardCount > fromShardCount && (trigger === "write-throttle" || (crowd !== undefined && trigger === "utilization-high"))) {
			crowd = { sinceMs: crowd?.sinceMs ?? atMs, shardCount: toShardCount };
			continue;
		}
		if (crowd !== undefined && trigger === "utilization-low") givenBack.push(crowd.shardCount);
		crowd = undefined;
	}
	return givenBack.sort((a, b) => b - a)[RECURRING_BURSTS - 1] ?? 0;
}

/** A day to the millisecond, and nothing of the future: no limit of the service hangs on it, as on the budget's. */
function isOfLastDay({ atMs }: ReshardRecord, nowMs: number): boolean {
	return atMs <= nowMs && atMs + RESHARD_WINDOW_MS > nowMs;
}
