import { type GapPolicy, MAX_TRACE_BUCKETS } from "./trace.ts";
import type { FaultList } from "./trace-error.ts";

const HOUR_MS = 3_600_000;
const CHUNK_LENGTH = 65_536;

export interface BucketSeriesOptions {
	/** Length of a bucket; absent if there is one value only, which does not show it. */
	readonly bucketSeconds?: number | undefined;
	/** Whether a person gave that length. */
	readonly isBucketGiven?: boolean;
	readonly gaps: GapPolicy;
	/** Whether times have no zone: a fault that looks like a clock change is then reported as one. */
	readonly isZoneless?: () => boolean;
}

export interface BucketSeries {
	readonly startMs: number;
	readonly bucketSeconds: number;
	readonly values: Float64Array;
	/** How many of them are filled gaps. */
	readonly filledCount: number;
}

/**
 * Makes buckets of one length from values in order of time. It keeps eight bytes for each bucket and nothing else. A value that is out of
 * order, double, off the grid or missing is a fault.
 */
export class BucketSeriesBuilder {
	readonly #faults: FaultList;
	readonly #options: BucketSeriesOptions;
	readonly #values = new GrowingValues();
	#bucketMs: number | undefined;
	#startMs = 0;
	#lastMs: number | undefined;
	#lastWhere = "";
	#lastValue = 0;
	#filledCount = 0;

	constructor(options: BucketSeriesOptions, faults: FaultList) {
		this.#options = options;
		this.#faults = faults;
		if (options.bucketSeconds !== undefined) this.#bucketMs = wholeSeconds(options.bucketSeconds);
	}

	get isEmpty(): boolean {
		return this.#values.length === 0;
	}

	add(atMs: number, value: number, where: string): void {
		if (this.#values.length >= MAX_TRACE_BUCKETS) throw new RangeError(`A trace may have ${MAX_TRACE_BUCKETS} buckets, this one has more.`);
		if (this.#lastMs === undefined) this.#startMs = atMs;
		else if (!this.#bridge(atMs - this.#lastMs, value, where)) return;
		this.#values.push(value);
		this.#lastMs = atMs;
		this.#lastWhere = where;
		this.#lastValue = value;
	}

	/** A row with a faulty value still has a time: the next row has no gap before it. */
	passFaulty(atMs: number, where: string): void {
		if (this.#lastMs === undefined || atMs <= this.#lastMs) return;
		this.#lastMs = atMs;
		this.#lastWhere = where;
	}

	/** @returns undefined if faults say why */
	finish(): BucketSeries | undefined {
		if (this.#values.length === 0) {
			this.#faults.add("the whole", "there is no data");
			return undefined;
		}
		if (this.#bucketMs === undefined) {
			this.#faults.add(this.#lastWhere, "is the only value, which does not show how long it lasts: say --period <seconds>");
			return undefined;
		}
		return { startMs: this.#startMs, bucketSeconds: this.#bucketMs / 1000, values: this.#values.toArray(), filledCount: this.#filledCount };
	}

	/** @returns whether the value belongs at the end of the series */
	#bridge(distanceMs: number, value: number, where: string): boolean {
		const fault = this.#faultOfDistance(distanceMs);
		if (fault !== undefined) {
			this.#faults.add(where, fault);
			return false;
		}
		const bucketMs = this.#bucketMs ?? distanceMs;
		this.#bucketMs = bucketMs;
		const missing = distanceMs / bucketMs - 1;
		if (missing === 0) return true;
		if (this.#options.gaps === "refuse") {
			this.#faults.add(
				where,
				`${missing} ${missing === 1 ? "bucket" : "buckets"} of ${bucketMs / 1000} s missing after ${this.#lastWhere}${this.#clockHint(distanceMs)}; say --gaps zero, hold or linear to fill gaps`,
			);
		} else if (this.#values.length + missing > MAX_TRACE_BUCKETS) {
			this.#faults.add(where, `${missing} buckets of ${bucketMs / 1000} s missing after ${this.#lastWhere}: more than a trace may have`);
			return false;
		} else {
			for (let index = 1; index <= missing; index++) this.#values.push(this.#filled(value, index / (missing + 1)));
			this.#filledCount += missing;
		}
		return true;
	}

	#faultOfDistance(distanceMs: number): string | undefined {
		if (distanceMs === 0) return `has the same time as ${this.#lastWhere}${this.#clockHint(HOUR_MS)}`;
		if (distanceMs < 0) return `is ${-distanceMs / 1000} s before ${this.#lastWhere}: times must rise${this.#clockHint(-distanceMs)}`;
		if (this.#bucketMs === undefined) {
			const isWhole = distanceMs % 1000 === 0;
			return isWhole ? undefined : `is ${distanceMs / 1000} s after ${this.#lastWhere}: buckets are whole seconds`;
		}
		if (distanceMs % this.#bucketMs === 0) return undefined;
		return `is ${distanceMs / 1000} s after ${this.#lastWhere}; buckets are ${this.#bucketMs / 1000} s long${this.#spacingHint()}`;
	}

	#spacingHint(): string {
		return this.#options.isBucketGiven !== true ? ", as most are: if that is not right, say --period <seconds>" : "";
	}

	#clockHint(distanceMs: number): string {
		const couldBeClockChange = this.#options.isZoneless?.() === true && distanceMs >= HOUR_MS && distanceMs <= 2 * HOUR_MS;
		return couldBeClockChange ? " (a change to or from summer time? times without a zone are UTC)" : "";
	}

	#filled(next: number, share: number): number {
		switch (this.#options.gaps) {
			case "zero":
				return 0;
			case "hold":
				return this.#lastValue;
			default:
				return this.#lastValue + (next - this.#lastValue) * share;
		}
	}
}

function wholeSeconds(seconds: number): number {
	if (!Number.isInteger(seconds) || seconds < 1) throw new RangeError(`bucketSeconds must be a whole number of at least 1, is ${seconds}.`);
	return seconds * 1000;
}

/** Numbers outside the heap, copied once at the end instead of at every growth. */
export class GrowingValues {
	readonly #chunks: Float64Array[] = [];
	length = 0;

	push(value: number): void {
		const offset = this.length % CHUNK_LENGTH;
		if (offset === 0) this.#chunks.push(new Float64Array(CHUNK_LENGTH));
		const chunk = this.#chunks.at(-1);
		if (chunk !== undefined) chunk[offset] = value;
		this.length++;
	}

	at(index: number): number {
		return this.#chunks[Math.floor(index / CHUNK_LENGTH)]?.[index % CHUNK_LENGTH] ?? Number.NaN;
	}

	toArray(): Float64Array {
		const values = new Float64Array(this.length);
		this.#chunks.forEach((chunk, index) => {
			const from = index * CHUNK_LENGTH;
			values.set(chunk.subarray(0, Math.min(CHUNK_LENGTH, this.length - from)), from);
		});
		return values;
	}
}
