import type { LoadDatapoint } from "../observation.ts";
import type { Policy } from "../policy.ts";
import { largestNeed, type Need, type NeedSource, SIGNALS, type Signal } from "./need.ts";
import { endOf } from "./newest-minutes.ts";
import { risingSlope, TREND_DATAPOINTS, type TrendPoint } from "./trend.ts";

/** The service's metrics come one to two minutes late. An older datapoint does not describe the present. */
export const RECENT_SECONDS = 300;
const RECENT_DATAPOINTS = 3;
/** How far back the trend looks from the newest minute. */
export const TREND_SECONDS = 600;
/**
 * The trend counts up to this many times the present need: a line through five minutes foretells no more.
 * docs/decisions/0017-default-policy.md
 */
const TREND_GROWTH_AT_MOST = 1.5;

/** The newest minutes by the service's metrics. Rates are offered load: incoming and throttled together. */
export interface RecentLoad {
	/** By signal. */
	readonly needs: readonly Need[];
	/** The largest needs now and at the end of the look-ahead. The second is never the smaller. */
	readonly fullShards: number;
	readonly fullShardsAhead: number;
	/** The signal whose need is the largest at the end of the look-ahead. */
	readonly source: NeedSource;
	/** Accepted in the newest three minutes, their mean. */
	readonly acceptedRecordsPerSecond: number;
	/** The mean size of these; 0 if there are none. */
	readonly acceptedBytesPerRecord: number;
	readonly throttledPerSecond: number;
	readonly windowSeconds: number;
	/** Whether a minute that began after the last reshard was throttled. */
	readonly isThrottledSinceReshard: boolean;
}

/**
 * @param minutes       newest first, complete
 * @param reshardedAtMs throttles of minutes that began earlier are those of another shard count; `-Infinity` if there was no reshard
 * @returns `undefined` if no datapoint is recent enough
 */
export function measureRecentLoad(
	minutes: readonly LoadDatapoint[],
	policy: Pick<Policy, "lookAheadSeconds" | "writeAttemptsPerRecord">,
	observedAtMs: number,
	reshardedAtMs: number,
): RecentLoad | undefined {
	const [newest] = minutes;
	const recent = newestRecent(minutes, RECENT_DATAPOINTS, (endMs) => endMs >= observedAtMs - RECENT_SECONDS * 1_000);
	if (newest === undefined || recent.length === 0) return undefined;
	const newestEndMs = endOf(newest);
	const trend = newestRecent(minutes, TREND_DATAPOINTS, (endMs) => endMs > newestEndMs - TREND_SECONDS * 1_000);
	const horizonSeconds = policy.lookAheadSeconds + (observedAtMs - newestEndMs) / 1_000;
	const facts = { recent, trend, horizonSeconds, policy };
	const needs = SIGNALS.map((signal) => needBy(signal, facts));
	let windowSeconds = 0;
	let records = 0;
	let bytes = 0;
	let throttledRecords = 0;
	let isThrottledSinceReshard = false;
	for (const minute of recent) {
		windowSeconds += minute.periodSeconds;
		records += minute.incomingRecords;
		bytes += minute.incomingBytes;
		throttledRecords += minute.throttledRecords;
		if (minute.throttledRecords > 0 && minute.startMs >= reshardedAtMs) isThrottledSinceReshard = true;
	}
	return {
		needs,
		...largestNeed(needs),
		acceptedRecordsPerSecond: records / windowSeconds,
		acceptedBytesPerRecord: records > 0 ? bytes / records : 0,
		throttledPerSecond: throttledRecords / windowSeconds,
		windowSeconds,
		isThrottledSinceReshard,
	};
}

/** The first minutes, at most so many, whose end is recent enough. */
function newestRecent(minutes: readonly LoadDatapoint[], count: number, isRecent: (endMs: number) => boolean): LoadDatapoint[] {
	const newest: LoadDatapoint[] = [];
	for (const minute of minutes) {
		if (newest.length === count) break;
		if (isRecent(endOf(minute))) newest.push(minute);
	}
	return newest;
}

interface NeedFacts {
	readonly recent: readonly LoadDatapoint[];
	readonly trend: readonly LoadDatapoint[];
	readonly horizonSeconds: number;
	readonly policy: Pick<Policy, "writeAttemptsPerRecord">;
}

function needBy(signal: Signal, { horizonSeconds, policy: { writeAttemptsPerRecord }, recent, trend }: NeedFacts): Need {
	let sum = 0;
	let seconds = 0;
	let newestRate = 0;
	for (const minute of recent) {
		const rate = offeredRate(signal, minute, writeAttemptsPerRecord);
		if (seconds === 0) newestRate = rate;
		sum += rate * minute.periodSeconds;
		seconds += minute.periodSeconds;
	}
	const ratePerSecond = Math.max(newestRate, sum / seconds);
	const fullShards = ratePerSecond / signal.perShardPerSecond;
	const points: TrendPoint[] = [];
	let newestEndMs = Number.NaN;
	for (const minute of trend) {
		const endMs = endOf(minute);
		if (points.length === 0) newestEndMs = endMs;
		const rate = offeredRate(signal, minute, writeAttemptsPerRecord);
		points.push({ seconds: (endMs - newestEndMs) / 1_000, fullShards: rate / signal.perShardPerSecond });
	}
	const ahead = fullShards + risingSlope(points) * horizonSeconds;
	return { source: signal.source, ratePerSecond, fullShards, fullShardsAhead: Math.min(ahead, fullShards * TREND_GROWTH_AT_MOST) };
}

/** In a second, in the signal's unit. */
function offeredRate(signal: Signal, minute: LoadDatapoint, writeAttemptsPerRecord: number): number {
	return signal.offered(minute, minute.throttledRecords / writeAttemptsPerRecord) / minute.periodSeconds;
}
