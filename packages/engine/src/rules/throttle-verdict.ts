import type { ReshardRecord } from "../history.ts";
import { RECOMMENDED_STEP_RATIO, RESHARD_WINDOW_MS } from "../kinesis-limits.ts";
import type { ThrottleSpread } from "./throttle-signs.ts";

/** From so many on bursts are no accident. */
const RECURRING_BURSTS = 2;
/** Below this share of the stream's capacity, throttles are the tip of a burst; above it, of a crowd. */
const SMALL_THROTTLE_SHARE = 0.05;

/** What throttles mean that the measured utilization does not account for. */
export type ThrottleVerdict =
	/** One key, or a few, fill their shards: more shards would not help. */
	| { readonly kind: "hot-key"; readonly hotShardIds: readonly string[] }
	/** As above, by what a step of 25 % did not cure; nothing names the shards. */
	| { readonly kind: "hot-key-suspected" }
	/** Bursts shorter than the metric's period: one step more. */
	| { readonly kind: "micro-burst" }
	/** The service's metrics are merely late: the open shards are full, and the throttled writes come on top. */
	| { readonly kind: "assumed-full" };

export interface ThrottleFacts {
	readonly openShardCount: number;
	/** Throttled records per second, retries taken out, over the stream's capacity of records. */
	readonly throttledShare: number;
	/** The service's metrics are recent and ask for no more shards. */
	readonly isUtilizationKnownLow: boolean;
	/** The very minutes that show the low utilization show the throttles: the metrics are not late. */
	readonly isThrottledInTheMetrics: boolean;
	readonly spread: ThrottleSpread;
	/** Steps for a burst within 24 h: they did not cure it, for here are the throttles again. */
	readonly burstsBefore: number;
}

/**
 * Why writes are throttled although the measured utilization asks for no more shards. Where signals disagree the safe side
 * wins, which is to scale out, unless there is evidence that it would not help.
 */
export function throttleVerdict(facts: ThrottleFacts): ThrottleVerdict {
	const { spread, isUtilizationKnownLow } = facts;
	if (spread.kind === "concentrated" && (isUtilizationKnownLow || spread.areOthersCalm)) {
		return { kind: "hot-key", hotShardIds: spread.hotShardIds };
	}
	const isMerelyLate = !facts.isThrottledInTheMetrics && !isSmallShare(facts.throttledShare);
	if (!isUtilizationKnownLow || isMerelyLate) return { kind: "assumed-full" };
	if (facts.openShardCount > 1 && spread.kind === "unknown" && facts.burstsBefore > 0) return { kind: "hot-key-suspected" };
	return { kind: "micro-burst" };
}

/** Whether so few writes are throttled that a burst explains them. */
export function isSmallShare(throttledShare: number): boolean {
	return throttledShare < SMALL_THROTTLE_SHARE;
}

/** The least that a scale out for load moves: 25 %, at least one shard. */
export function smallestStep(openShardCount: number): number {
	return openShardCount + Math.ceil(openShardCount * RECOMMENDED_STEP_RATIO);
}

/**
 * Whether writes are throttled by ever more producers: many throttles, or a load that rises, and not all on a hot key.
 * Where one key is hot, twice the shards would not help.
 */
export function isCrowd(throttledShare: number, isRising: boolean, spread: ThrottleSpread): boolean {
	return spread.kind !== "concentrated" && (isRising || !isSmallShare(throttledShare));
}

/**
 * The smallest step for a burst; where bursts came back after earlier steps of the day, as many steps more, since ten small
 * reshards would use up the day.
 */
export function burstTarget(openShardCount: number, burstsBefore: number): number {
	return openShardCount + Math.ceil(openShardCount * RECOMMENDED_STEP_RATIO * (1 + burstsBefore));
}

/**
 * The most shards that a burst of the last 24 h was answered with, where bursts came back after a first answer; else 0. The minutes' means
 * call the smaller count enough, and the bursts have shown twice that it is not. Once may be the foot of a crowd.
 */
export function burstShardCount(reshards: readonly ReshardRecord[], nowMs: number): number {
	let bursts = 0;
	let highest = 0;
	for (const { atMs, toShardCount, trigger } of reshards) {
		if (trigger !== "burst" || atMs > nowMs || atMs + RESHARD_WINDOW_MS <= nowMs) continue;
		bursts += 1;
		highest = Math.max(highest, toShardCount);
	}
	return bursts < RECURRING_BURSTS ? 0 : highest;
}

/** How many steps for a burst were made in the last 24 h. */
export function burstReshards(reshards: readonly ReshardRecord[], nowMs: number): number {
	let count = 0;
	for (const { atMs, trigger } of reshards) {
		if (trigger === "burst" && atMs <= nowMs && atMs + RESHARD_WINDOW_MS > nowMs) count += 1;
	}
	return count;
}
