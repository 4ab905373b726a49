/** One open shard and the beginning of its range, which ends where the next one begins. */
export interface OpenShardRange {
	readonly shardId: string;
	readonly startingHashKey: bigint;
}

/** An event for a timeline. */
export type KinesisEvent =
	| {
			readonly kind: "write-throttled";
			readonly streamName: string;
			readonly shardId: string;
			/** Records of one call. */
			readonly records: number;
			readonly atMs: number;
	  }
	| {
			readonly kind: "update-shard-count";
			readonly outcome: "accepted";
			readonly streamName: string;
			readonly currentShardCount: number;
			readonly targetShardCount: number;
			readonly atMs: number;
	  }
	| {
			readonly kind: "update-shard-count";
			readonly outcome: "refused";
			readonly streamName: string;
			readonly currentShardCount: number;
			readonly targetShardCount: number;
			readonly code: string;
			readonly message: string;
			readonly atMs: number;
	  }
	| { readonly kind: "stream-active"; readonly streamName: string; readonly openShardCount: number; readonly atMs: number };
