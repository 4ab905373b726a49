import { RESHARD_WINDOW_MS } from "./kinesis-limits.ts";

/**
 * How far back a history reaches. The last day decides. The day before shows who set the count that it began with, and covers clocks that
 * differ.
 */
export const HISTORY_LOOK_BACK_MS = 2 * RESHARD_WINDOW_MS;

/** What Headroom remembers of one stream: its reshards, its own and others, and what a person has asked for. */
export interface History {
	/** Reshards of the last {@link HISTORY_LOOK_BACK_MS}, in any order; of 24 h and a minute at least. */
	readonly reshards: readonly ReshardRecord[];
	readonly override: Override;
	/** When the service last refused a call of ours; absent if it did not. Milliseconds since the epoch. */
	readonly lastRefusedAtMs?: number;
	/** Whether splits and merges count against the ten, as measured in this account; absent: not measured, and AWS documents that they do not. */
	readonly splitsAndMergesCount?: boolean;
}

export interface ReshardRecord {
	/** Just before Headroom called UpdateShardCount; for somebody else's call, when Headroom first saw it. Milliseconds since the epoch. */
	readonly atMs: number;
	readonly fromShardCount: number;
	readonly toShardCount: number;
	/** `observed`: not ours; a change of the shard count. Without an `operation` it is a guess that it was one of the ten. */
	readonly startedBy: "headroom" | "observed" | "person";
	/** Who asked for it; absent unless a person did through Headroom. */
	readonly by?: string;
	/** Its decision's `trigger`; absent if unknown. */
	readonly trigger?: ScaleTrigger;
	/**
	 * The call, if it was no UpdateShardCount: it does not count against the ten. Of somebody else's change only where the shards' lineage shows it.
	 * Absent for UpdateShardCount, and for a guess.
	 */
	readonly operation?: "MergeShards" | "SplitShard";
	/** When the stream was seen ACTIVE again; absent while it is not. */
	readonly settledAtMs?: number;
	/** When people were told of it; absent while they are not, and in entries of an older version. */
	readonly toldAtMs?: number;
}

/** Why a decision wants to scale out or in. */
export const SCALE_TRIGGERS = [
	"burst",
	"person",
	"policy-bounds",
	"scheduled-floor",
	"uneven-ranges",
	"utilization-high",
	"utilization-low",
	"write-throttle",
] as const;
export type ScaleTrigger = (typeof SCALE_TRIGGERS)[number];

/** What a person has ordered, until when. An override whose `untilMs` has passed no longer applies. */
export type Override =
	| { readonly kind: "none" }
	/** The shard count stays as it is. */
	| (OverrideTerms & { readonly kind: "hold" })
	/** The autoscaler does not act at all. */
	| (OverrideTerms & { readonly kind: "pause" });

/** For how long, by whom, and why. */
export interface OverrideTerms {
	readonly untilMs: number;
	readonly by: string;
	readonly reason: string;
	/** Since when the stream has been so, through every extension; absent in overrides that an earlier version has set. */
	readonly sinceMs?: number;
}
