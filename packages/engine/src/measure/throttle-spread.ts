import type { ShardThrottleEvidence } from "../observation.ts";

/** A key is hot if this share of the throttles … */
export const HOT_THROTTLE_SHARE = 0.8;
/** … on at most this share of the shards. */
const HOT_SHARD_SHARE = 0.25;
/** Fewer throttles than this may be on one shard by chance. */
export const HOT_THROTTLES_AT_LEAST = 10;

/** The distribution of the throttles over the shards. */
export type ThrottleSpread =
	| { readonly kind: "unknown"; readonly because: "faulty" | "no-data" | "too-few" }
	| { readonly kind: "spread"; readonly throttledShardCount: number }
	| {
			readonly kind: "concentrated";
			/** Hottest first. */
			readonly hotShardIds: readonly string[];
			readonly hotShare: number;
			/** No other shard is throttled at all. */
			readonly areOthersCalm: boolean;
	  };

/**
 * Concentrated: at least 80 % of the throttles are on at most a quarter of the shards (at least one). One open shard is never
 * concentrated.
 */
export function throttleSpread(evidence: ShardThrottleEvidence, openShardCount: number): ThrottleSpread {
	if (evidence.kind === "no-data") return { kind: "unknown", because: "no-data" };
	const { shards } = evidence;
	let total = 0;
	for (const { throttledRecords } of shards) {
		if (!(throttledRecords >= 0 && throttledRecords <= Number.MAX_SAFE_INTEGER)) return { kind: "unknown", because: "faulty" };
		total += throttledRecords;
	}
	if (shards.length > openShardCount) return { kind: "unknown", because: "faulty" };
	if (total < HOT_THROTTLES_AT_LEAST) return { kind: "unknown", because: "too-few" };

	const throttled = shards.filter(({ throttledRecords }) => throttledRecords > 0);
	// By id if counts are equal, so that equal evidence names the shards in one order.
	throttled.sort((a, b) => b.throttledRecords - a.throttledRecords || (a.shardId < b.shardId ? -1 : 1));
	const hotAtMost = Math.max(1, Math.floor(openShardCount * HOT_SHARD_SHARE));
	let hotThrottles = 0;
	const hotShardIds: string[] = [];
	for (const { shardId, throttledRecords } of throttled) {
		if (hotShardIds.length === hotAtMost || hotThrottles >= total * HOT_THROTTLE_SHARE) break;
		hotThrottles += throttledRecords;
		hotShardIds.push(shardId);
	}
	if (openShardCount < 2 || hotThrottles < total * HOT_THROTTLE_SHARE) {
		return { kind: "spread", throttledShardCount: throttled.length };
	}
	return {
		kind: "concentrated",
		hotShardIds,
		hotShare: hotThrottles / total,
		areOthersCalm: throttled.length === hotShardIds.length,
	};
}
