/** A consumer with enhanced fan-out, registered with one stream. */
export interface Consumer {
	readonly consumerName: string;
	readonly consumerArn: string;
	readonly createdAtMs: number;
	status: "ACTIVE" | "CREATING" | "DELETING";
	/** The running subscription of each shard, by its id. */
	readonly subscriptions: Map<string, RunningSubscription>;
}

export interface RunningSubscription {
	readonly startedAtMs: number;
	/** Ends it, since a newer one has taken its place or its stream or consumer is gone. */
	end(reason: "gone" | "taken-over"): void;
}
