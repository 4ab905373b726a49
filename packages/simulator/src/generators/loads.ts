import type { LoadSource } from "../load-source.ts";
import { burst, type LoadFrame, ramped, shapedLoad } from "./shaped-load.ts";

/** The same in every second. */
export function steadyLoad(options: LoadFrame & { readonly recordsPerSecond: number }): LoadSource {
	return shapedLoad(options, () => options.recordsPerSecond);
}

/** From one rate to another in a straight line. */
export function rampLoad(options: LoadFrame & { readonly from: number; readonly to: number }): LoadSource {
	const { from, to, durationSeconds } = options;
	return shapedLoad(options, (second) => from + (to - from) * ramped(second, 0, durationSeconds));
}

/** One rate, then from one second to the next another. */
export function stepLoad(options: LoadFrame & { readonly from: number; readonly to: number; readonly atSecond: number }): LoadSource {
	return shapedLoad(options, (second) => (second < options.atSecond ? options.from : options.to));
}

/** A vote on television: within seconds many times as much, then less and less. */
export interface FlashCrowdOptions extends LoadFrame {
	readonly baseRecordsPerSecond: number;
	/** The peak, times the base. Absent: 20. */
	readonly factor?: number;
	/** When it breaks out, seconds since the start. */
	readonly atSeconds: readonly number[];
	/** Absent: 10. */
	readonly riseSeconds?: number;
	/** Absent: 600. */
	readonly halfLifeSeconds?: number;
}

export function flashCrowdLoad(options: FlashCrowdOptions): LoadSource {
	const { baseRecordsPerSecond, factor = 20, atSeconds, riseSeconds = 10, halfLifeSeconds = 600 } = options;
	return shapedLoad(options, (second) => {
		const crowd = atSeconds.reduce((most, at) => Math.max(most, burst(second, at, riseSeconds, halfLifeSeconds)), 0);
		return baseRecordsPerSecond * (1 + (factor - 1) * crowd);
	});
}

export interface DailyRhythmOptions extends LoadFrame {
	readonly lowestRecordsPerSecond: number;
	readonly highestRecordsPerSecond: number;
	/** Hour of the day, UTC. Absent: 20. */
	readonly peakHour?: number;
	/** Saturdays and Sundays, times this. Absent: 0.7. */
	readonly weekendFactor?: number;
}

/** Night and day as a cosine, weekends lower. */
export function dailyRhythmLoad(options: DailyRhythmOptions): LoadSource {
	const { lowestRecordsPerSecond: lowest, highestRecordsPerSecond: highest, peakHour = 20, weekendFactor = 0.7 } = options;
	const load: LoadSource = shapedLoad(options, (second) => {
		const atMs = load.startMs + second * 1_000;
		const weekday = weekendness(atMs);
		return (lowest + (highest - lowest) * dayShape(atMs, peakHour)) * (1 - (1 - weekendFactor) * weekday);
	});
	return load;
}

const DAY_SECONDS = 86_400;
const DAY_MS = DAY_SECONDS * 1_000;
/** 1970-01-01 was a Thursday. */
const SATURDAY = 2;
/** Day turns into weekend, and back, over this long about midnight. */
const WEEKEND_EDGE_DAYS = 1 / 12;

/** 1 at the peak hour, 0 twelve hours away. */
export function dayShape(atMs: number, peakHour: number): number {
	const hour = (atMs - Math.floor(atMs / DAY_MS) * DAY_MS) / 3_600_000;
	return (1 + Math.cos(((hour - peakHour) / 12) * Math.PI)) / 2;
}

/** 1 on Saturdays and Sundays, 0 on other days, in between about the midnights. */
export function weekendness(atMs: number): number {
	const days = atMs / DAY_MS - SATURDAY;
	const sinceSaturday = days - Math.floor(days / 7) * 7;
	const into = ramped(sinceSaturday, 0, WEEKEND_EDGE_DAYS);
	return sinceSaturday < 2 ? into : 1 - ramped(sinceSaturday, 2, 2 + WEEKEND_EDGE_DAYS);
}

export interface MicroBurstOptions extends LoadFrame {
	readonly baseRecordsPerSecond: number;
	readonly burstRecordsPerSecond: number;
	readonly everySeconds: number;
	/** Shorter than a minute, so that no minute's mean shows it. */
	readonly burstSeconds: number;
}

/** Seconds of high load within minutes of low load. */
export function microBurstLoad(options: MicroBurstOptions): LoadSource {
	const { baseRecordsPerSecond, burstRecordsPerSecond, everySeconds, burstSeconds } = options;
	return shapedLoad(options, (second) => (second % everySeconds < burstSeconds ? burstRecordsPerSecond : baseRecordsPerSecond));
}

/** A steady load of which one key has a share: more shards do not help that key. */
export function hotKeyLoad(options: LoadFrame & { readonly recordsPerSecond: number; readonly hotKeyShare: number }): LoadSource {
	return steadyLoad(options);
}

/** High, then down to nothing in a straight line, and silence. */
export function drainLoad(
	options: LoadFrame & { readonly from: number; readonly fallsAtSecond: number; readonly emptyAtSecond: number },
): LoadSource {
	return shapedLoad(options, (second) => options.from * (1 - ramped(second, options.fallsAtSecond, options.emptyAtSecond)));
}

/** Busy by day, from midnight on; up and down in a straight line, and not a single record at night. */
export function idleNightsLoad(
	options: LoadFrame & { readonly recordsPerSecond: number; readonly busySeconds: number; readonly edgeSeconds: number },
): LoadSource {
	const { busySeconds, edgeSeconds, recordsPerSecond } = options;
	return shapedLoad(options, (second) => {
		const today = second % DAY_SECONDS;
		return recordsPerSecond * Math.min(ramped(today, 0, edgeSeconds), 1 - ramped(today, busySeconds - edgeSeconds, busySeconds));
	});
}

/** Up and down again so often that following it would need more than ten reshards a day. */
export function sawtoothLoad(
	options: LoadFrame & { readonly lowest: number; readonly highest: number; readonly periodSeconds: number },
): LoadSource {
	const { lowest, highest, periodSeconds } = options;
	return shapedLoad(options, (second) => {
		const phase = (second % periodSeconds) / periodSeconds;
		return lowest + (highest - lowest) * (phase < 0.5 ? phase * 2 : 2 - phase * 2);
	});
}
