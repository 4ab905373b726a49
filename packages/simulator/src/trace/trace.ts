/** Traffic as it was: what producers offered, in buckets of one length without a hole. */
export interface Trace {
	/** What it is called in a report. */
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

/** How buckets without data are filled. There is no default but to refuse: silence may be an idle stream or a broken pipe. */
export type GapPolicy =
	| "refuse"
	/** Nothing was offered: right for CloudWatch, which has no datapoint of an idle minute. */
	| "zero"
	/** As the last bucket before the gap. */
	| "hold"
	/** A straight line from the last bucket before the gap to the first after it. */
	| "linear";

/** A trace may not have more buckets than this, 760 days of seconds: a wrong date is a long gap, and not worth its memory. */
export const MAX_TRACE_BUCKETS = 65_536_000;
