import type { LoadSource, OfferedSecond } from "../load-source.ts";
import type { Trace } from "./trace.ts";

const MINUTE_MS = 60_000;

/** How the load goes between the buckets' means. */
export type BetweenBuckets =
	/** The bucket's rate all the time: adds nothing to the measurement, and every edge is a jump. */
	| "steps"
	/**
	 * A straight line from one bucket's middle to the next's: an assumption that removes the jumps and lowers every peak. For the shapes of the benchmark, whose
	 * rows are five or thirty minutes.
	 */
	| "lines";

/**
 * A trace as a load. It starts at the whole minute at or before the trace's first time, because CloudWatch counts in minutes.
 */
export function traceLoad(trace: Trace, between: BetweenBuckets = "steps"): LoadSource {
	const { recordsPerSecond, bytesPerRecord, bucketSeconds } = trace;
	const second = { recordsPerSecond: 0, bytesPerRecord: 1 } satisfies OfferedSecond;
	const last = recordsPerSecond.length - 1;
	const rateAt = (bucket: number) => recordsPerSecond[Math.min(Math.max(bucket, 0), last)] ?? 0;
	const onLine = (at: number) => {
		const position = (at + 0.5) / bucketSeconds - 0.5;
		const bucket = Math.floor(position);
		return rateAt(bucket) + (rateAt(bucket + 1) - rateAt(bucket)) * (position - bucket);
	};
	return {
		startMs: Math.floor(trace.startMs / MINUTE_MS) * MINUTE_MS,
		durationSeconds: recordsPerSecond.length * bucketSeconds,
		at(at) {
			const bucket = Math.floor(at / bucketSeconds);
			second.recordsPerSecond = between === "steps" ? rateAt(bucket) : onLine(at);
			second.bytesPerRecord = typeof bytesPerRecord === "number" ? bytesPerRecord : (bytesPerRecord[bucket] ?? 1);
			return second;
		},
	};
}
