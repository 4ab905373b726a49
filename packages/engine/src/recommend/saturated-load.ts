import type { NeedSource } from "../measure/need.ts";
import type { RecentLoad } from "../measure/recent-load.ts";
import type { Situation } from "../situation.ts";
import { fullShardsNeeded, ROUNDING_TOLERANCE } from "./capacity.ts";

/**
 * Accepted records show the size of the throttled ones only if they are at least a twentieth as many. A few heavy records say nothing about
 * a surge.
 */
const ACCEPTED_PER_WEIGHED_AT_LEAST = 0.05;

/** Shards assumed to be saturated, with the throttled writes on top. */
export interface SaturatedLoad {
	readonly source: NeedSource;
	readonly recordsPerSecond: number;
	/** At the mean size of the records that the service accepted in its newest minutes; absent if it accepted none, or too few. */
	readonly bytesPerSecond?: number;
	readonly throttledPerSecond: number;
	readonly windowSeconds: number;
	readonly fullShards: number;
	/** What of these the throttled writes alone fill. */
	readonly throttledFullShards: number;
}

/**
 * So many shards saturated, and so many records a second throttled on top. Producers report throttled records but not their size. Headroom
 * assumes the mean size of the records that the service accepted in its newest minutes, or small records if these are unknown.
 */
export function saturatedLoad(
	saturatedShardCount: number,
	throttledPerSecond: number,
	windowSeconds: number,
	{ policy, recent }: Pick<Situation, "policy" | "recent">,
): SaturatedLoad {
	const throttledRecordsPerSecond = throttledPerSecond / policy.writeAttemptsPerRecord;
	const bytesPerRecord = assumedBytesPerRecord(recent, throttledRecordsPerSecond);
	const shardsPerRecordPerSecond = fullShardsNeeded(1, bytesPerRecord ?? 0);
	const throttledFullShards = throttledRecordsPerSecond * shardsPerRecordPerSecond;
	const fullShards = saturatedShardCount + throttledFullShards;
	const recordsPerSecond = fullShards / shardsPerRecordPerSecond;
	const bytesPerSecond = bytesPerRecord === undefined ? {} : { bytesPerSecond: recordsPerSecond * bytesPerRecord };
	const source = shardsPerRecordPerSecond > fullShardsNeeded(1, 0) ? "bytes" : "records";
	return { source, recordsPerSecond, ...bytesPerSecond, throttledPerSecond, windowSeconds, fullShards, throttledFullShards };
}

/**
 * A fast window from before the last reshard still describes the load: the shards were saturated then, and the throttled writes came on
 * top. So a surge of eight shards goes 1 → 2 → 4 → 8 without waiting for the service's metrics in between. It counts only if throttled
 * writes were the reason of that reshard.
 */
export function saturatedBeforeReshard(situation: Situation): SaturatedLoad | undefined {
	const { openShardCount, fast, lastReshard } = situation;
	if (fast === undefined || fast.isSinceReshard || fast.throttledPerSecond === 0) return undefined;
	if (lastReshard?.trigger !== "write-throttle" || !(lastReshard.fromShardCount > 0)) return undefined;
	const saturatedShardCount = Math.min(lastReshard.fromShardCount, openShardCount);
	return saturatedLoad(saturatedShardCount, fast.throttledPerSecond, fast.windowSeconds, situation);
}

function assumedBytesPerRecord(recent: RecentLoad | undefined, throttledRecordsPerSecond: number): number | undefined {
	if (recent === undefined || !(recent.acceptedRecordsPerSecond > 0)) return undefined;
	const least = throttledRecordsPerSecond * ACCEPTED_PER_WEIGHED_AT_LEAST;
	const isEnough = recent.acceptedRecordsPerSecond >= least - ROUNDING_TOLERANCE;
	return isEnough ? recent.acceptedBytesPerRecord : undefined;
}
