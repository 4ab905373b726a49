import type { RecentLoad } from "../measure/recent-load.ts";
import type { ThrottleSpread } from "../measure/throttle-spread.ts";
import { ROUNDING_TOLERANCE } from "./capacity.ts";

/** Throttles below this share of the stream's capacity are a burst's; from it on, a surge's. */
const SMALL_THROTTLE_SHARE = 0.05;
/**
 * From this share of the stream's capacity on, throttles of a rising load are a surge's. A few chance throttles do not double a large
 * stream.
 */
const RISING_THROTTLE_SHARE = 0.005;
/** A load rises if the trend foretells a twentieth more: less is noise. */
const RISING_FROM = 1.05;

/** Whether so few writes are throttled that a burst explains them. */
export function isSmallShare(throttledShare: number): boolean {
	return throttledShare < SMALL_THROTTLE_SHARE - ROUNDING_TOLERANCE;
}

/**
 * Whether the load surges: throttles of a twentieth of capacity or more, or of half a percent while the load rises. Throttles on a hot key
 * are no surge: twice the shards would not help one key.
 *
 * @param throttledShare throttled full shards over open shards
 */
export function isSurge(throttledShare: number, recent: RecentLoad | undefined, spread: ThrottleSpread): boolean {
	const isRising = recent !== undefined && recent.fullShardsAhead > recent.fullShards * RISING_FROM;
	return (
		spread.kind !== "concentrated" &&
		(!isSmallShare(throttledShare) || (isRising && throttledShare >= RISING_THROTTLE_SHARE - ROUNDING_TOLERANCE))
	);
}
