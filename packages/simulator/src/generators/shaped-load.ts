import type { HotHashKeys, LoadSource, OfferedSecond } from "../load-source.ts";

/** A Monday, midnight UTC. */
const DEFAULT_START_MS = Date.UTC(2026, 10, 23);

/** What every generated load has. */
export interface LoadFrame {
	/** A whole minute, milliseconds since the epoch. Absent: Monday 2026-11-23, midnight UTC. */
	readonly startMs?: number;
	/** Whole, at least 1. */
	readonly durationSeconds: number;
	/** Data and partition key of the mean record, at least 1. Absent: 200, a vote. */
	readonly bytesPerRecord?: number;
	/** 0 to 1. Absent: 0. */
	readonly hotKeyShare?: number;
	/** Absent: none. */
	readonly hotRange?: HotHashKeys;
	/** Absent: even ranges. */
	readonly rangeWidths?: readonly number[];
	/** Seconds since the start. Absent: never. */
	readonly consumerStopsAtSecond?: number;
	/** Milliseconds beside the usual delay. Absent: 0. */
	readonly serviceMetricsLateMs?: number;
}

/**
 * A load from its shape.
 *
 * @param recordsPerSecond of a second since the start; below 0 is taken as 0
 * @throws RangeError naming every part of the frame that cannot be
 */
export function shapedLoad(frame: LoadFrame, recordsPerSecond: (second: number) => number): LoadSource {
	const { startMs = DEFAULT_START_MS, durationSeconds, bytesPerRecord = 200, hotKeyShare = 0, hotRange, rangeWidths } = frame;
	const { consumerStopsAtSecond, serviceMetricsLateMs } = frame;
	const faults = [
		startMs % 60_000 === 0 || `startMs must be a whole minute, is ${startMs}`,
		(Number.isInteger(durationSeconds) && durationSeconds >= 1) || `durationSeconds must be whole and at least 1, is ${durationSeconds}`,
		(bytesPerRecord >= 1 && Number.isFinite(bytesPerRecord)) || `bytesPerRecord must be at least 1, is ${bytesPerRecord}`,
		(hotKeyShare >= 0 && hotKeyShare <= 1) || `hotKeyShare must be from 0 to 1, is ${hotKeyShare}`,
		hotRange === undefined || isWithin(hotRange) || `hotRange must have a share, and lie between 0 and 1, is ${JSON.stringify(hotRange)}`,
		rangeWidths === undefined || areWidths(rangeWidths) || `rangeWidths must be above 0, and one at least, are ${rangeWidths.join(", ")}`,
	].filter((fault) => fault !== true);
	if (faults.length > 0) throw new RangeError(`A load cannot be generated: ${faults.join("; ")}.`);
	const offered = {
		recordsPerSecond: 0,
		bytesPerRecord,
		hotKeyShare,
		...(hotRange === undefined ? {} : { hotRange }),
	} satisfies OfferedSecond;
	return {
		startMs,
		durationSeconds,
		...(rangeWidths === undefined ? {} : { rangeWidths }),
		...(consumerStopsAtSecond === undefined ? {} : { consumerStopsAtSecond }),
		...(serviceMetricsLateMs === undefined ? {} : { serviceMetricsLateMs }),
		at(second) {
			offered.recordsPerSecond = Math.max(0, recordsPerSecond(second));
			return offered;
		},
	};
}

function isWithin({ from, share, to }: HotHashKeys): boolean {
	return share >= 0 && share <= 1 && from >= 0 && from < to && to <= 1;
}

function areWidths(widths: readonly number[]): boolean {
	return widths.length > 0 && widths.every((width) => width > 0 && Number.isFinite(width));
}

/** From 0 before `from` to 1 after `to`, straight in between. */
export function ramped(second: number, from: number, to: number): number {
	if (second >= to) return 1;
	return second <= from ? 0 : (second - from) / (to - from);
}

/** A burst: up from 0 to 1 within `riseSeconds`, then halved every `halfLifeSeconds`; 0 before `atSecond`. */
export function burst(second: number, atSecond: number, riseSeconds: number, halfLifeSeconds: number): number {
	const age = second - atSecond;
	if (age < 0) return 0;
	return age < riseSeconds ? (age + 1) / riseSeconds : 0.5 ** ((age - riseSeconds) / halfLifeSeconds);
}
