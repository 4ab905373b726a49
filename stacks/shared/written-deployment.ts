import type { readDeploymentSettings, WrittenPolicy } from "@headroom/config";
import type { Place } from "./place.ts";

/** What a person wrote, and where the deployment goes. */
export interface WrittenDeployment extends Place {
	readonly stage: string;
	readonly settings: ReturnType<typeof readDeploymentSettings>;
	readonly streams: readonly AutoscaledStream[];
}

/** A stream that this app creates. */
export interface OwnedStream {
	/** Names its stage, since stages live side by side: `orders-${$app.stage}`. */
	readonly name: string;
	/** Shards at creation; the autoscaler changes the count from then on. */
	readonly initialShardCount: number;
	readonly retentionHours: number;
}

/** A stream under Headroom's care, as a person wrote it, unchecked. */
export interface AutoscaledStream {
	readonly stream: OwnedStream | string;
	readonly policy: WrittenPolicy;
}

/**
 * Put a stream under Headroom: its alarms, the permission to reshard it, its row on the dashboard.
 *
 * @param stream a stream for this app to create, or the name or ARN of one that exists already in this account and Region
 * @param policy docs/policy.md has the keys; a key that is absent has its default
 */
export function autoscale(stream: OwnedStream | string, policy: WrittenPolicy = {}): AutoscaledStream {
	return { stream, policy };
}
