import type { MetricMinute, MinuteView } from "../peer.ts";

const MINUTE_MS = 60_000;
/** A minute that is not visible this long after its end has no data: the emulator's metrics are at most 90 s late. */
const CERTAINLY_VISIBLE_MS = 120_000;

/** Sums over one period of an alarm. */
export interface PeriodSums {
	readonly incomingRecords: number;
	readonly incomingBytes: number;
	readonly throttledRecords: number;
	/** Minutes of the period that have data; 0: the metric has no datapoint there. */
	readonly minutesWithData: number;
}

/** The minutes that a peer has seen, as far back as its longest window. What lies before the start has no data. */
export class MinuteLog {
	readonly #length: number;
	readonly #records: Float64Array;
	readonly #bytes: Float64Array;
	readonly #throttled: Float64Array;
	readonly #hasData: Uint8Array;
	/** Minutes since the epoch; the first that cannot be seen yet. */
	#end: number;

	/** @param minutes the longest look-back */
	constructor(minutes: number, startMs: number) {
		this.#length = minutes;
		this.#records = new Float64Array(minutes);
		this.#bytes = new Float64Array(minutes);
		this.#throttled = new Float64Array(minutes);
		this.#hasData = new Uint8Array(minutes);
		this.#end = Math.floor(startMs / MINUTE_MS);
	}

	/** The first minute since the epoch that cannot be seen yet. */
	get endMinute(): number {
		return this.#end;
	}

	see({ nowMs, newMinutes }: Pick<MinuteView, "nowMs" | "newMinutes">): void {
		for (const minute of newMinutes) {
			const index = minute.startMs / MINUTE_MS;
			this.#advanceTo(index + 1);
			this.#put(index % this.#length, minute);
		}
		this.#advanceTo(Math.floor((nowMs - CERTAINLY_VISIBLE_MS) / MINUTE_MS));
	}

	/** @param periodsAgo 0: the newest period, which ends with the newest minute */
	period(periodMinutes: number, periodsAgo: number): PeriodSums {
		const sums = { incomingRecords: 0, incomingBytes: 0, throttledRecords: 0, minutesWithData: 0 };
		const end = this.#end - periodsAgo * periodMinutes;
		for (let index = end - periodMinutes; index < end; index++) {
			const slot = index % this.#length;
			sums.incomingRecords += this.#records[slot] ?? 0;
			sums.incomingBytes += this.#bytes[slot] ?? 0;
			sums.throttledRecords += this.#throttled[slot] ?? 0;
			sums.minutesWithData += this.#hasData[slot] ?? 0;
		}
		return sums;
	}

	#advanceTo(end: number): void {
		for (; this.#end < end; this.#end++) this.#put(this.#end % this.#length, undefined);
	}

	#put(slot: number, minute: MetricMinute | undefined): void {
		this.#records[slot] = minute?.incomingRecords ?? 0;
		this.#bytes[slot] = minute?.incomingBytes ?? 0;
		this.#throttled[slot] = minute?.throttledRecords ?? 0;
		this.#hasData[slot] = minute === undefined ? 0 : 1;
	}
}
