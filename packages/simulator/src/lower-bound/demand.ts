import type { LoadSource } from "../load-source.ts";
import { shardsFilled } from "../stream/shard-writes.ts";

/** An offered load as the shards that it fills, bucket by bucket. */
export interface Demand {
	/** Whole, at least 1, at most 12 h. */
	readonly bucketSeconds: number;
	/** `max(records / 1000, bytes / 1 MB)` a second of each bucket, at least 0, mostly not whole. */
	readonly fullShards: Float64Array;
}

/** What of a bucket's seconds counts. */
export type DemandOf =
	/** The mean: shards that are full for a second are forgiven if the bucket as a whole is not. */
	| "mean"
	/** The fullest second. */
	| "peak";

/** @param bucketSeconds whole, at least 1; absent: a minute */
export function demandOfLoad(load: LoadSource, of: DemandOf = "mean", bucketSeconds = 60): Demand {
	const buckets = Math.ceil(load.durationSeconds / bucketSeconds);
	const fullShards = new Float64Array(buckets);
	for (let bucket = 0; bucket < buckets; bucket++) {
		const from = bucket * bucketSeconds;
		fullShards[bucket] = fullShardsWithin(load, of, from, Math.min(from + bucketSeconds, load.durationSeconds));
	}
	return { bucketSeconds, fullShards };
}

function fullShardsWithin(load: LoadSource, of: DemandOf, from: number, to: number): number {
	let [records, bytes, peak] = [0, 0, 0];
	for (let second = from; second < to; second++) {
		const { recordsPerSecond, bytesPerRecord } = load.at(second);
		records += recordsPerSecond;
		bytes += recordsPerSecond * bytesPerRecord;
		peak = Math.max(peak, shardsFilled(recordsPerSecond, bytesPerRecord));
	}
	if (of === "peak") return peak;
	return records === 0 ? 0 : shardsFilled(records / (to - from), bytes / records);
}
