import type { LoadSource } from "../load-source.ts";
import { Arrivals } from "../stream/arrivals.ts";
import { shardsFilled } from "../stream/shard-writes.ts";
import type { SimulationSettings } from "./simulation-settings.ts";

const SECONDS_PER_MINUTE = 60;
const WINDOW_SECONDS = 10;

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

/** What a load asks for, whoever scales. */
export interface LoadProfile {
	readonly offeredRecords: number;
	readonly offeredBytes: number;
	/** Full shards in the fullest second, and on average. */
	readonly peakShards: number;
	readonly meanShards: number;
}

/**
 * One pass over a load.
 *
 * @param onMinute told, minute by minute, the fewest shards that can take it without a throttle: a shard takes its rate, and one second's
 *   worth more out of its bucket, so k seconds need at least their sum over k + 1. Keys are taken to be even; with a hot one more would be
 *   needed, and it would not help
 */
export function profileLoad(load: LoadSource, settings: SimulationSettings, onMinute: (shardCount: number) => void): LoadProfile {
	const arrivals = new Arrivals(settings);
	let offeredRecords = 0;
	let offeredBytes = 0;
	let peakShards = 0;
	let sumShards = 0;
	let windowShards = 0;
	let minuteShards = 0;
	let needed = 0;
	const { durationSeconds } = load;
	for (let second = 0; second < durationSeconds; second += 1) {
		const { recordsPerSecond, bytesPerRecord } = load.at(second);
		const records = arrivals.draw(recordsPerSecond);
		const filled = shardsFilled(records, bytesPerRecord);
		offeredRecords += records;
		offeredBytes += records * bytesPerRecord;
		peakShards = Math.max(peakShards, filled);
		sumShards += filled;
		windowShards += filled;
		minuteShards += filled;
		if ((second + 1) % WINDOW_SECONDS === 0) {
			needed = Math.max(needed, windowShards / (WINDOW_SECONDS + 1));
			windowShards = 0;
		}
		if ((second + 1) % SECONDS_PER_MINUTE === 0 || second === durationSeconds - 1) {
			needed = Math.max(needed, minuteShards / (SECONDS_PER_MINUTE + 1));
			onMinute(Math.max(1, Math.ceil(needed)));
			needed = 0;
			minuteShards = 0;
		}
	}
	return { offeredRecords, offeredBytes, peakShards, meanShards: sumShards / durationSeconds };
}
