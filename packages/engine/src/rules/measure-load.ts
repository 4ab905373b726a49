import type { LoadDatapoint } from "../observation.ts";
import type { Policy } from "../policy.ts";
import { fullShardsNeeded } from "./recommend-shard-count.ts";
import { risingSlope, TREND_DATAPOINTS, type TrendPoint } from "./trend.ts";

/** The service's metrics come one to two minutes late; what is older than this says nothing of now. */
const RECENT_SECONDS = 300;
const RECENT_DATAPOINTS = 3;
const TREND_SECONDS = 600;
/** The trend may foretell at most this many times the present load: a line through five minutes knows no more. docs/decisions/0017-default-policy.md */
const TREND_GROWTH_AT_MOST = 1.5;

/** The service's own metrics, boiled down. Rates are offered load: incoming and throttled together. */
export interface ServiceLoad {
	/** The newest minutes; absent where none is recent enough. */
	readonly recent?: RecentLoad;
	/** The stabilization window: it ends with the newest datapoint, since later minutes are not told yet. */
	readonly window: {
		/** Seconds of the window that datapoints cover. */
		readonly coveredSeconds: number;
		/** The most that any one datapoint needs, in full shards. */
		readonly highestFullShards: number;
		readonly isThrottled: boolean;
		/** Whether the newest datapoint began after the last reshard: what was measured before it does not know why it was made. */
		readonly reachesPastReshard: boolean;
	};
	/** Datapoints that were taken as missing: negative, not a number, from the future, or twice there. */
	readonly faultyDatapoints: number;
}

export interface RecentLoad {
	/** The worse of the newest minute and the mean of the newest three. */
	readonly recordsPerSecond: number;
	readonly bytesPerSecond: number;
	/** Accepted in the newest three minutes, their mean. */
	readonly acceptedRecordsPerSecond: number;
	/** What these weigh; 0 where there are none. */
	readonly acceptedBytesPerRecord: number;
	readonly throttledPerSecond: number;
	readonly windowSeconds: number;
	/** Full shards needed now, and at the end of the look-ahead. The second is never the smaller. */
	readonly fullShards: number;
	readonly fullShardsAhead: number;
	/** Whether a minute that began after the last reshard was throttled. */
	readonly isThrottledSinceReshard: boolean;
}

/** What of the policy the measurement needs. */
type MeasurePolicy = Pick<Policy, "lookAheadSeconds" | "stabilizationWindowSeconds" | "writeAttemptsPerRecord">;

/**
 * One pass from the newest datapoint backwards. Faulty datapoints are missing ones.
 *
 * @param reshardedAtMs minutes that began earlier were throttled with another shard count; `-Infinity` where there was no reshard
 */
export function measureLoad(
	minutes: readonly LoadDatapoint[],
	policy: MeasurePolicy,
	observedAtMs: number,
	reshardedAtMs: number,
): ServiceLoad {
	const ordered = isOrdered(minutes) ? minutes : putInOrder(minutes);
	const { writeAttemptsPerRecord } = policy;
	let faultyDatapoints = minutes.length - ordered.length;
	let newestEndMs = Number.NaN;
	let windowStartMs = Number.NEGATIVE_INFINITY;
	let coveredSeconds = 0;
	let highestFullShards = 0;
	let isThrottled = false;
	let reachesPastReshard = false;

	let recentCount = 0;
	let recentSeconds = 0;
	let recentRecords = 0;
	let recentBytes = 0;
	let recentThrottled = 0;
	let acceptedRecords = 0;
	let acceptedBytes = 0;
	let newestRecordsPerSecond = 0;
	let newestBytesPerSecond = 0;
	let isThrottledSinceReshard = false;
	const trend: TrendPoint[] = [];

	for (let index = ordered.length - 1; index >= 0; index -= 1) {
		const datapoint = ordered[index];
		if (datapoint === undefined) continue;
		const { startMs, periodSeconds, incomingRecords, throttledRecords } = datapoint;
		const endMs = startMs + periodSeconds * 1_000;
		if (!isSound(datapoint) || startMs > observedAtMs) {
			faultyDatapoints += 1;
			continue;
		}
		// The minute that is still running: its sums are not final.
		if (endMs > observedAtMs) continue;
		if (Number.isNaN(newestEndMs)) {
			newestEndMs = endMs;
			reachesPastReshard = startMs >= reshardedAtMs;
			windowStartMs = endMs - policy.stabilizationWindowSeconds * 1_000;
		}
		if (endMs <= windowStartMs && newestEndMs - endMs >= TREND_SECONDS * 1_000) break;

		const throttledOffered = throttledRecords / writeAttemptsPerRecord;
		const recordsPerSecond = (incomingRecords + throttledOffered) / periodSeconds;
		// What a throttled record weighs is not told: as much as the mean of those that got in.
		const weight = incomingRecords > 0 ? 1 + throttledOffered / incomingRecords : 1;
		const bytesPerSecond = (datapoint.incomingBytes * weight) / periodSeconds;
		const fullShards = fullShardsNeeded(recordsPerSecond, bytesPerSecond);

		if (endMs > windowStartMs) {
			coveredSeconds += startMs >= windowStartMs ? periodSeconds : (endMs - windowStartMs) / 1_000;
			if (fullShards > highestFullShards) highestFullShards = fullShards;
			if (throttledRecords > 0) isThrottled = true;
		}
		if (trend.length < TREND_DATAPOINTS && newestEndMs - endMs < TREND_SECONDS * 1_000) {
			trend.push({ seconds: (endMs - newestEndMs) / 1_000, fullShards });
		}
		if (recentCount < RECENT_DATAPOINTS && endMs >= observedAtMs - RECENT_SECONDS * 1_000) {
			if (recentCount === 0) {
				newestRecordsPerSecond = recordsPerSecond;
				newestBytesPerSecond = bytesPerSecond;
			}
			recentCount += 1;
			recentSeconds += periodSeconds;
			recentRecords += recordsPerSecond * periodSeconds;
			recentBytes += bytesPerSecond * periodSeconds;
			recentThrottled += throttledRecords;
			acceptedRecords += incomingRecords;
			acceptedBytes += datapoint.incomingBytes;
			if (throttledRecords > 0 && startMs >= reshardedAtMs) isThrottledSinceReshard = true;
		}
	}

	const window = { coveredSeconds, highestFullShards, isThrottled, reachesPastReshard };
	if (recentCount === 0) return { window, faultyDatapoints };
	const recordsPerSecond = Math.max(newestRecordsPerSecond, recentRecords / recentSeconds);
	const bytesPerSecond = Math.max(newestBytesPerSecond, recentBytes / recentSeconds);
	const fullShards = fullShardsNeeded(recordsPerSecond, bytesPerSecond);
	const horizonSeconds = policy.lookAheadSeconds + (observedAtMs - newestEndMs) / 1_000;
	const ahead = fullShards + risingSlope(trend) * horizonSeconds;
	return {
		recent: {
			recordsPerSecond,
			bytesPerSecond,
			acceptedRecordsPerSecond: acceptedRecords / recentSeconds,
			acceptedBytesPerRecord: acceptedRecords > 0 ? acceptedBytes / acceptedRecords : 0,
			throttledPerSecond: recentThrottled / recentSeconds,
			windowSeconds: recentSeconds,
			fullShards,
			fullShardsAhead: Math.min(ahead, fullShards * TREND_GROWTH_AT_MOST),
			isThrottledSinceReshard,
		},
		window,
		faultyDatapoints,
	};
}

function isSound({ startMs, periodSeconds, incomingRecords, incomingBytes, throttledRecords }: LoadDatapoint): boolean {
	return (
		Number.isFinite(startMs) &&
		periodSeconds >= 1 &&
		incomingRecords >= 0 &&
		incomingBytes >= 0 &&
		throttledRecords >= 0 &&
		// One comparison for all: no count is beyond what a double counts exactly, and NaN is not at most anything.
		periodSeconds + incomingRecords + incomingBytes + throttledRecords <= Number.MAX_SAFE_INTEGER
	);
}

function isOrdered(minutes: readonly LoadDatapoint[]): boolean {
	let previousMs = Number.NEGATIVE_INFINITY;
	for (const { startMs } of minutes) {
		// Written so that NaN is out of order, too.
		if (!(startMs > previousMs)) return false;
		previousMs = startMs;
	}
	return true;
}

/** Oldest first, each minute once: of two that tell of one minute, the one with more load, which is the safe side. */
function putInOrder(minutes: readonly LoadDatapoint[]): readonly LoadDatapoint[] {
	const heaviest = new Map<number, LoadDatapoint>();
	for (const minute of minutes) {
		if (!isSound(minute)) continue;
		const known = heaviest.get(minute.startMs);
		if (known === undefined || heaviness(minute) > heaviness(known)) heaviest.set(minute.startMs, minute);
	}
	return [...heaviest.values()].sort((a, b) => a.startMs - b.startMs);
}

function heaviness({ incomingRecords, incomingBytes, throttledRecords }: LoadDatapoint): number {
	return fullShardsNeeded(incomingRecords + throttledRecords, incomingBytes);
}
