import { BYTES_PER_SECOND_PER_SHARD, RECORDS_PER_SECOND_PER_SHARD } from "@headroom/engine";
import type { Trace } from "./trace.ts";

export type TraceScale =
	/** Records times this, > 0. */
	| { readonly kind: "factor"; readonly factor: number }
	/** The percentile (0 to 100, nearest rank) of the buckets' means fills this many shards, > 0. */
	| { readonly kind: "percentile"; readonly percentile: number; readonly shardCount: number };

/** Gives the shape of a trace its size. Scales the records and keeps their sizes. @throws RangeError if the trace cannot be scaled */
export function scaleTrace(trace: Trace, scale: TraceScale): Trace {
	const factor = scale.kind === "factor" ? scale.factor : scale.shardCount / fullShardsAtPercentile(trace, scale.percentile);
	if (!(factor > 0) || !Number.isFinite(factor))
		throw new RangeError(`${trace.name} cannot be scaled by ${factor}: ${describe(trace, scale)}.`);
	return { ...trace, recordsPerSecond: trace.recordsPerSecond.map((rate) => rate * factor) };
}

/**
 * How many shards the bucket at a percentile would fill: `max(records / 1000, bytes / 1 MB)`.
 *
 * @param percentile 0 to 100, nearest rank
 */
export function fullShardsAtPercentile(trace: Trace, percentile: number): number {
	if (!(percentile >= 0 && percentile <= 100)) throw new RangeError(`percentile must be from 0 to 100, is ${percentile}.`);
	const { bytesPerRecord } = trace;
	const fullShards = trace.recordsPerSecond.map((rate, index) => {
		const bytes = typeof bytesPerRecord === "number" ? bytesPerRecord : (bytesPerRecord[index] ?? 1);
		return rate * Math.max(1 / RECORDS_PER_SECOND_PER_SHARD, bytes / BYTES_PER_SECOND_PER_SHARD);
	});
	fullShards.sort();
	const rank = Math.max(1, Math.ceil((percentile / 100) * fullShards.length));
	return fullShards[rank - 1] ?? 0;
}

function describe(trace: Trace, scale: TraceScale): string {
	if (scale.kind === "factor") return "the factor must be a number above 0";
	const fullShards = fullShardsAtPercentile(trace, scale.percentile);
	return `percentile ${scale.percentile} fills ${fullShards} shards and should fill ${scale.shardCount}`;
}
