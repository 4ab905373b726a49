import type { WrittenPolicy } from "@headroom/config";

/** A stream of this app, as it is to be created. */
export interface OwnedStream {
	/** Tells its stage, since stages live side by side: `orders-${$app.stage}`. */
	readonly name: string;
	/** Shards that it is created with; from then on the autoscaler's. */
	readonly initialShardCount: number;
	readonly retentionHours: number;
}

/** A stream under Headroom's care, as a person wrote it; nothing of it is checked yet. */
export interface AutoscaledStream {
	readonly stream: OwnedStream | string;
	readonly policy: WrittenPolicy;
}

/**
 * Put a stream under Headroom: its alarms, the permission to reshard it, its row on the dashboard.
 *
 * @param stream a stream for this app to create, or the name or ARN of one that exists already in this account and Region
 * @param policy docs/policy.md has the keys; what is not written is the default
 */
export function autoscale(stream: OwnedStream | string, policy: WrittenPolicy = {}): AutoscaledStream {
	return { stream, policy };
}
