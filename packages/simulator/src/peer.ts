/** A minute of the stream's own metrics (`AWS/Kinesis`), as CloudWatch shows it once it is published. Sums. */
export interface MetricMinute {
	/** Milliseconds since the epoch, a whole minute. */
	readonly startMs: number;
	readonly incomingRecords: number;
	readonly incomingBytes: number;
	readonly throttledRecords: number;
}

/** What a peer can see once a minute: nothing that its alarms, its queries or DescribeStreamSummary would not show it. */
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
	/** A few words, for the chart. */
	readonly reason: string;
	/**
	 * Absent: one UpdateShardCount. Otherwise SplitShard and MergeShards, one shard after the other, which no limit of UpdateShardCount
	 * holds.
	 */
	readonly by?: "splits-and-merges";
}

/** What the simulated UpdateShardCount answered. */
export interface ScaleAnswer {
	readonly kind: "accepted" | "refused";
	readonly atMs: number;
	readonly targetShardCount: number;
}

/** A published autoscaler's rule, with its alarm windows and its own memory. One object per simulated stream. */
export interface Autoscaler {
	/** Called once a simulated minute. May ask for the present count: that is refused or ignored as Kinesis would. */
	onMinute(view: MinuteView): ScaleRequest | undefined;
	onAnswer?(answer: ScaleAnswer): void;
}

/** What is compared: a rule and how to start it. */
export interface Peer {
	/** Short, for a table's row; stable, since `--peers` names it. */
	readonly name: string;
	/** One sentence: the rule, its windows, and where it was read. */
	readonly rule: string;
	create(start: { readonly openShardCount: number; readonly startMs: number }): Autoscaler;
}

/** What the service itself sees of an on-demand stream, without delay. */
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
