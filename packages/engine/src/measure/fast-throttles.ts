import type { FastWindow } from "../observation.ts";

/** A fast window that ended longer ago does not describe the present. */
const FAST_WINDOW_AGE_SECONDS_AT_MOST = 60;

/** The producers' own count of the newest seconds, checked and as a rate. */
export interface FastThrottles {
	readonly throttledPerSecond: number;
	readonly windowSeconds: number;
	/** Whether the whole window lies after the last reshard. */
	readonly isSinceReshard: boolean;
}

/**
 * What producers themselves count, if it is recent and possible.
 *
 * @returns `undefined` if there is none; `"faulty"` if it is negative, not a number or from the future
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
