/** A minute of the stream's own metrics (`AWS/Kinesis`), as CloudWatch shows it once it is published. Sums. */
export interface MetricMinute {
	/** Milliseconds since the epoch, a whole minute. */
	readonly startMs: number;
	readonly incomingRecords: number;
	readonly incomingBytes: number;
	readonly throttledRecords: number;
}

/** What a peer sees once a minute: only what its alarms, its queries or DescribeStreamSummary would show. */
export interface MinuteView {
	/** Milliseconds since the epoch. */
	readonly nowMs: number;
	readonly openShardCount: number;
	readonly isUpdating: boolean;
	/** Minutes that became visible since the last call, oldest first: the newest ended one to two minutes ago. */
	readonly newMinutes: readonly MetricMinute[];
}

export interface ScaleRequest {
	readonly targetShardCount: number;
	/** A short reason, for the chart. */
	readonly reason: string;
	/**
	 * Absent: one UpdateShardCount. Otherwise SplitShard and MergeShards, one shard after the other, to which the limits of UpdateShardCount
	 * do not apply.
	 */
	readonly by?: "splits-and-merges";
}

/** The answer of the simulated UpdateShardCount. */
export interface ScaleAnswer {
	readonly kind: "accepted" | "refused";
	readonly atMs: number;
	readonly targetShardCount: number;
}

/** A published autoscaler's rule, with its alarm windows and its own memory. One object per simulated stream. */
export interface Autoscaler {
	/** Called once a simulated minute. May ask for the present count; the answer is that of Kinesis. */
	onMinute(view: MinuteView): ScaleRequest | undefined;
	onAnswer?(answer: ScaleAnswer): void;
}

/** A rule to compare, and how to start it. */
export interface Peer {
	/** Short, for a table's row; stable, since `--peers` names it. */
	readonly name: string;
	/** One sentence: the rule, its windows, and where it was read. */
	readonly rule: string;
	create(start: { readonly openShardCount: number; readonly startMs: number }): Autoscaler;
}

/** What the service itself sees of an on-demand stream in a minute, without delay. */
export interface OnDemandMinute {
	readonly startMs: number;
	/** The largest and mean offered load of the minute's seconds, in shards: max(records / 1,000, bytes / 1 MB). */
	readonly peakShards: number;
	readonly meanShards: number;
	readonly throttledRecords: number;
}

/** The service's own scaling of an on-demand stream: how much it takes, minute by minute. */
export interface OnDemandStream {
	/** Write capacity for the minute that begins, in shards' worth (1,000 records/s and 1 MB/s), not necessarily whole. */
	readonly capacityShards: number;
	onMinute(minute: OnDemandMinute): void;
}
