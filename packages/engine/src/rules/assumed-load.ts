import type { ReshardRecord } from "../history.ts";
import type { Policy } from "../policy.ts";
import type { RecentLoad } from "./measure-load.ts";
import { fullShardsNeeded, ROUNDING_TOLERANCE } from "./recommend-shard-count.ts";
import type { FastThrottles } from "./throttle-signs.ts";

/** The weight of accepted records is that of the throttled ones only where they are at least a twentieth as many: a few heavy ones say nothing of a crowd. */
const ACCEPTED_PER_WEIGHED_AT_LEAST = 0.05;

/** Shards taken to be full, with the throttled writes on top. */
export interface AssumedLoad {
	readonly recordsPerSecond: number;
	/** At what the records of the service's newest minutes weigh; absent where there are none, or too few. */
	readonly bytesPerSecond?: number;
	readonly throttledPerSecond: number;
	readonly windowSeconds: number;
	readonly fullShards: number;
	/** What of these the throttled writes alone fill. */
	readonly throttledFullShards: number;
}

export interface AssumeInput {
	readonly openShardCount: number;
	readonly policy: Pick<Policy, "writeAttemptsPerRecord">;
	readonly recent: RecentLoad | undefined;
	readonly fast: FastThrottles | undefined;
	readonly lastReshard: ReshardRecord | undefined;
}

/** So many shards full, and so many records a second throttled on top. Throttled records are told, not what they weigh: as much as those of the service's newest minutes, or little. */
export function assumedFull(
	fullShardCount: number,
	throttledPerSecond: number,
	windowSeconds: number,
	{ policy, recent }: Pick<AssumeInput, "policy" | "recent">,
): AssumedLoad {
	const throttledRecordsPerSecond = throttledPerSecond / policy.writeAttemptsPerRecord;
	const bytesPerRecord = believedBytesPerRecord(recent, throttledRecordsPerSecond);
	const shardsPerRecordPerSecond = fullShardsNeeded(1, bytesPerRecord ?? 0);
	const throttledFullShards = throttledRecordsPerSecond * shardsPerRecordPerSecond;
	const fullShards = fullShardCount + throttledFullShards;
	const recordsPerSecond = fullShards / shardsPerRecordPerSecond;
	const bytesPerSecond = bytesPerRecord === undefined ? {} : { bytesPerSecond: recordsPerSecond * bytesPerRecord };
	return { recordsPerSecond, ...bytesPerSecond, throttledPerSecond, windowSeconds, fullShards, throttledFullShards };
}

/**
 * A fast window from before the last reshard still tells of the load: the shards of then were full, and the throttled writes
 * came on top. So a crowd of eight shards goes 1 → 2 → 4 → 8 without waiting for the service's metrics in between. Only where
 * that reshard was itself made on this reading.
 */
export function assumedBeforeReshard(input: AssumeInput): AssumedLoad | undefined {
	const { openShardCount, fast, lastReshard } = input;
	if (fast === undefined || fast.isSinceReshard || fast.throttledPerSecond === 0) return undefined;
	if (lastReshard?.trigger !== "write-throttle" || !(lastReshard.fromShardCount > 0)) return undefined;
	const fullShardCount = Math.min(lastReshard.fromShardCount, openShardCount);
	return assumedFull(fullShardCount, fast.throttledPerSecond, fast.windowSeconds, input);
}

function believedBytesPerRecord(recent: RecentLoad | undefined, throttledRecordsPerSecond: number): number | undefined {
	if (recent === undefined || !(recent.acceptedRecordsPerSecond > 0)) return undefined;
	const least = throttledRecordsPerSecond * ACCEPTED_PER_WEIGHED_AT_LEAST;
	const isEnough = recent.acceptedRecordsPerSecond >= least - ROUNDING_TOLERANCE;
	return isEnough ? recent.acceptedBytesPerRecord : undefined;
}
