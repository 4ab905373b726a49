import { DEFAULT_POLICY } from "@headroom/engine";
import type { LoadSource } from "../load-source.ts";
import { Arrivals } from "../stream/arrivals.ts";
import { shardsFilled } from "../stream/shard-writes.ts";
import type { SimulationSettings } from "./simulation-settings.ts";

const FIRST_MINUTE_SECONDS = 60;

/** Full shards on average over the first seconds, before chance. */
export function meanShardsOf(load: LoadSource, firstSeconds: number): number {
	const seconds = Math.min(firstSeconds, load.durationSeconds);
	let filled = 0;
	for (let second = 0; second < seconds; second += 1) {
		const { recordsPerSecond, bytesPerRecord } = load.at(second);
		filled += shardsFilled(recordsPerSecond, bytesPerRecord);
	}
	return filled / seconds;
}

/** The shards for the first minute at the default policy's target. */
export function shardCountForFirstMinute(load: LoadSource): number {
	return Math.max(1, Math.ceil(meanShardsOf(load, FIRST_MINUTE_SECONDS) / DEFAULT_POLICY.targetUtilization));
}

/** Figures of a load that do not depend on the contender. */
export interface LoadProfile {
	readonly offeredRecords: number;
	readonly offeredBytes: number;
	/** Full shards in the fullest second, and on average. */
	readonly peakShards: number;
	readonly meanShards: number;
}

/** One pass over a load, with its chance: every contender gets this load. */
export function profileLoad(load: LoadSource, settings: SimulationSettings): LoadProfile {
	const arrivals = new Arrivals(settings);
	let offeredRecords = 0;
	let offeredBytes = 0;
	let peakShards = 0;
	let sumShards = 0;
	const { durationSeconds } = load;
	for (let second = 0; second < durationSeconds; second += 1) {
		const { recordsPerSecond, bytesPerRecord } = load.at(second);
		const records = arrivals.draw(recordsPerSecond);
		const filled = shardsFilled(records, bytesPerRecord);
		offeredRecords += records;
		offeredBytes += records * bytesPerRecord;
		peakShards = Math.max(peakShards, filled);
		sumShards += filled;
	}
	return { offeredRecords, offeredBytes, peakShards, meanShards: sumShards / durationSeconds };
}
