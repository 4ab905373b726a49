/** One open shard and where its range begins; it ends where the next one's begins. */
export interface OpenShardRange {
	readonly shardId: string;
	readonly startingHashKey: bigint;
}

/** What happened, for a timeline. */
export type KinesisEvent =
	| {
			readonly kind: "write-throttled";
			readonly streamName: string;
			readonly shardId: string;
			/** Of one call. */
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
