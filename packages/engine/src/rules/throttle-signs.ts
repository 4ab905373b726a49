import type { FastWindow, ShardThrottleEvidence } from "../observation.ts";

/** A fast window that ended longer ago is no longer news. */
const FAST_WINDOW_AGE_SECONDS_AT_MOST = 60;
/** Hot: this share of the throttles … */
const HOT_THROTTLE_SHARE = 0.8;
/** … on at most this share of the shards. */
const HOT_SHARD_SHARE = 0.25;
/** Fewer throttles than this fall on one shard by chance. */
const HOT_THROTTLES_AT_LEAST = 10;

/** The producers' own count of the newest seconds, checked and as a rate. */
export interface FastThrottles {
	readonly throttledPerSecond: number;
	readonly windowSeconds: number;
	/** Whether the whole window lies after the last reshard. */
	readonly isSinceReshard: boolean;
}

/**
 * What producers themselves count, where it is recent and can be true.
 *
 * @returns `undefined` where there is none; `"faulty"` where it is negative, not a number or from the future
 */
export function fastThrottles(window: FastWindow, observedAtMs: number, reshardedAtMs: number): FastThrottles | "faulty" | undefined {
	if (window.kind === "no-data") return undefined;
	const { startMs, windowSeconds, throttledRecords } = window;
	const isCount = throttledRecords >= 0 && throttledRecords <= Number.MAX_SAFE_INTEGER;
	if (!isCount || !(windowSeconds > 0) || !Number.isFinite(windowSeconds) || !(startMs <= observedAtMs)) return "faulty";
	if (startMs + (windowSeconds + FAST_WINDOW_AGE_SECONDS_AT_MOST) * 1_000 < observedAtMs) return undefined;
	// A window shorter than a second would turn one throttled record into thousands a second.
	const throttledPerSecond = throttledRecords / Math.max(1, windowSeconds);
	return { throttledPerSecond, windowSeconds, isSinceReshard: startMs >= reshardedAtMs };
}

/** How the throttles lie on the shards. */
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
 * Concentrated: at least 80 % of the throttles are on at most a quarter of the shards (at least one). With one shard there is
 * nothing to be told apart.
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
	// By id where counts are equal, so that equal evidence names the shards in one order.
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
