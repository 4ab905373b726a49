import type { LoadDatapoint } from "../observation.ts";
import type { Policy } from "../policy.ts";
import { fullShardsOf } from "./need.ts";
import { endOf } from "./newest-minutes.ts";

/** The stabilization window. It ends with the newest datapoint, since later minutes have not arrived yet. */
export interface StabilizationWindow {
	/** Seconds of the window that datapoints cover. */
	readonly coveredSeconds: number;
	/** The most that any one datapoint needs, in full shards. */
	readonly highestFullShards: number;
	readonly isThrottled: boolean;
	/** Whether the newest datapoint began after the last reshard. An older one does not show why that reshard was made. */
	readonly reachesPastReshard: boolean;
}

/**
 * @param minutes       newest first, complete
 * @param reshardedAtMs `-Infinity` if there was no reshard
 */
export function measureWindow(
	minutes: readonly LoadDatapoint[],
	{ stabilizationWindowSeconds, writeAttemptsPerRecord }: Pick<Policy, "stabilizationWindowSeconds" | "writeAttemptsPerRecord">,
	reshardedAtMs: number,
): StabilizationWindow {
	const [newest] = minutes;
	let coveredSeconds = 0;
	let isThrottled = false;
	if (newest === undefined) return { coveredSeconds, highestFullShards: 0, isThrottled, reachesPastReshard: false };
	const windowStartMs = endOf(newest) - stabilizationWindowSeconds * 1_000;
	let highestFullShards = 0;
	for (const minute of minutes) {
		const { periodSeconds, startMs, throttledRecords } = minute;
		const endMs = startMs + periodSeconds * 1_000;
		if (endMs <= windowStartMs) continue;
		coveredSeconds += startMs >= windowStartMs ? periodSeconds : (endMs - windowStartMs) / 1_000;
		if (throttledRecords > 0) isThrottled = true;
		const fullShards = fullShardsOf(minute, throttledRecords / writeAttemptsPerRecord);
		if (fullShards > highestFullShards) highestFullShards = fullShards;
	}
	return { coveredSeconds, highestFullShards, isThrottled, reachesPastReshard: newest.startMs >= reshardedAtMs };
}
