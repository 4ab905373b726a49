import { RECOMMENDED_STEP_RATIO } from "../kinesis-limits.ts";
import { ROUNDING_TOLERANCE } from "./recommend-shard-count.ts";
import type { ThrottleSpread } from "./throttle-signs.ts";

/** Below this share of the stream's capacity, throttles are the tip of a burst; above it, of a crowd. */
const SMALL_THROTTLE_SHARE = 0.05;
/** From this share of the stream's capacity on, throttles of a load that rises are a crowd's: a few chance ones do not double a large stream. */
const RISING_THROTTLE_SHARE = 0.005;

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
	/** Full shards that the throttled records would fill, retries taken out, over those that are open. */
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
	return throttledShare < SMALL_THROTTLE_SHARE - ROUNDING_TOLERANCE;
}

/** The least that a scale out for load moves: 25 %, at least one shard. */
export function smallestStep(openShardCount: number): number {
	return openShardCount + Math.ceil(openShardCount * RECOMMENDED_STEP_RATIO);
}

/**
 * Whether writes are throttled by ever more producers: a twentieth of capacity or more, or half a percent while the load rises, and not all
 * on a hot key. Where one key is hot, twice the shards would not help.
 */
export function isCrowd(throttledShare: number, isRising: boolean, spread: ThrottleSpread): boolean {
	return (
		spread.kind !== "concentrated" &&
		(!isSmallShare(throttledShare) || (isRising && throttledShare >= RISING_THROTTLE_SHARE - ROUNDING_TOLERANCE))
	);
}

/**
 * The smallest step for a burst; where bursts came back after earlier steps of the day, as many steps more, since ten small
 * reshards would use up the day.
 */
export function burstTarget(openShardCount: number, burstsBefore: number): number {
	return openShardCount + Math.ceil(openShardCount * RECOMMENDED_STEP_RATIO * (1 + burstsBefore));
}
