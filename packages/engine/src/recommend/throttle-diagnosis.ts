import { RECOMMENDED_STEP_RATIO } from "../kinesis-limits.ts";
import type { ThrottleSpread } from "../measure/throttle-spread.ts";
import { isSmallShare } from "./surge.ts";

/** The cause of throttles that the measured utilization does not explain. */
export type ThrottleDiagnosis =
	/** One key, or a few, fill their shards: more shards would not help. */
	| { readonly kind: "hot-key"; readonly hotShardIds: readonly string[]; readonly hotShare: number }
	/** Probably the same: a step of 25 % did not end the throttles, and no evidence names the shards. */
	| { readonly kind: "hot-key-suspected" }
	/** Bursts shorter than the metric's period: one step more. */
	| { readonly kind: "micro-burst" }
	/** The service's metrics are merely late: the open shards are saturated, and the throttled writes come on top. */
	| { readonly kind: "saturated" };

export interface ThrottleFacts {
	readonly openShardCount: number;
	/** Full shards that the throttled records would fill, retries divided out, over those that are open. */
	readonly throttledShare: number;
	/** The service's metrics are recent and ask for no more shards. */
	readonly isUtilizationKnownLow: boolean;
	/** The minutes with the low utilization also show the throttles: the metrics are not late. */
	readonly isThrottledInTheMetrics: boolean;
	readonly spread: ThrottleSpread;
	/** Steps for bursts within 24 h. They did not end the throttles. */
	readonly burstsBefore: number;
}

/**
 * Why the service throttles writes although the measured utilization asks for no more shards. If signals disagree, scaling out
 * is the safe side, unless evidence says that it would not help.
 */
export function diagnoseThrottles(facts: ThrottleFacts): ThrottleDiagnosis {
	const { spread, isUtilizationKnownLow } = facts;
	if (spread.kind === "concentrated" && (isUtilizationKnownLow || spread.areOthersCalm)) {
		const { hotShardIds, hotShare } = spread;
		return { kind: "hot-key", hotShardIds, hotShare };
	}
	const isMerelyLate = !facts.isThrottledInTheMetrics && !isSmallShare(facts.throttledShare);
	if (!isUtilizationKnownLow || isMerelyLate) return { kind: "saturated" };
	if (facts.openShardCount > 1 && spread.kind === "unknown" && facts.burstsBefore > 0) return { kind: "hot-key-suspected" };
	return { kind: "micro-burst" };
}

/**
 * The smallest step for a burst, plus one for each earlier burst step of the day: ten small reshards would use up the day's.
 */
export function burstTarget(openShardCount: number, burstsBefore: number): number {
	return openShardCount + Math.ceil(openShardCount * RECOMMENDED_STEP_RATIO * (1 + burstsBefore));
}
