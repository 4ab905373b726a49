/** What Headroom's fast alarm watches. Published for the stream, and once more for the shard that refused. */
export const WRITE_THROTTLES_METRIC = {
	namespace: "Headroom",
	name: "WriteThrottles",
	unit: "Count",
	/** High resolution: an alarm with a period of 10 s needs seconds. */
	storageResolutionSeconds: 1,
	streamDimension: "StreamName",
	shardDimension: "ShardId",
} as const;
