/** Recorded traffic: the offered load in buckets of one length, without gaps. */
export interface Trace {
	/** Its name in a report. */
	readonly name: string;
	/** Start of the first bucket, milliseconds since the epoch. */
	readonly startMs: number;
	/** Whole, at least 1. */
	readonly bucketSeconds: number;
	/** Mean of each bucket, at least 0. */
	readonly recordsPerSecond: Float64Array;
	/** Data and partition key of the mean record, at least 1: one for all, or one a bucket. */
	readonly bytesPerRecord: number | Float64Array;
}

/** A trace, and what was assumed to read it. */
export interface TraceReading {
	readonly trace: Trace;
	/** Sentences: the period, the size of a record, the gaps, and what was passed over. */
	readonly assumptions: readonly string[];
}

/** How to fill buckets without data, which may mean an idle stream or a failed recording. */
export type GapPolicy =
	| "refuse"
	/** No load: right for CloudWatch, which has no datapoint for an idle minute. */
	| "zero"
	/** The same as the last bucket before the gap. */
	| "hold"
	/** A straight line from the last bucket before the gap to the first after it. */
	| "linear";

/** A trace may not have more buckets than this, 760 days of seconds: a wrong date is a long gap, and not worth its memory. */
export const MAX_TRACE_BUCKETS = 65_536_000;
