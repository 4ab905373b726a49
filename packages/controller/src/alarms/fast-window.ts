import type { FastWindow } from "@headroom/engine";

/** How far back the producers' seconds are read. Older ones say nothing about now. */
export const FAST_LOOK_BACK_SECONDS = 30;

/** The newest seconds that count, from the newest datapoint back: as long as the fast alarm's period. */
const FAST_WINDOW_SECONDS = 10;

/**
 * The shortest window. The throttles of one second are no rate: the service counts a shard's budget by the second, so a burst on the border
 * of two seconds would count twice.
 */
const MIN_WINDOW_SECONDS = 3;

/**
 * The window in which producers are throttled now: from the first throttled second of the newest ten to the newest datapoint.
 *
 * It begins with the first throttle, because the quiet seconds before it would lower the rate. It ends with the newest datapoint, not with
 * now, because the seconds since have not arrived yet. Producers publish nothing while nothing is throttled. So no datapoints may mean "no
 * throttles" or "no producer publishes": that is `no-data`.
 *
 * @param writeThrottles `WriteThrottles` Sum at 1 s, by the start of its second, milliseconds since the epoch
 */
export function fastWindow(writeThrottles: ReadonlyMap<number, number>): FastWindow {
	const seconds = [...writeThrottles].sort(([left], [right]) => left - right);
	const newest = seconds.at(-1);
	if (newest === undefined) return { kind: "no-data" };
	const endMs = newest[0] + 1000;
	const recent = seconds.filter(([startMs]) => startMs >= endMs - FAST_WINDOW_SECONDS * 1000);
	const throttledRecords = recent.reduce((sum, [, value]) => sum + value, 0);
	const onset = recent.find(([, value]) => value > 0);
	const windowSeconds = onset === undefined ? FAST_WINDOW_SECONDS : Math.max(MIN_WINDOW_SECONDS, (endMs - onset[0]) / 1000);
	return { kind: "measured", startMs: endMs - windowSeconds * 1000, windowSeconds, throttledRecords };
}
