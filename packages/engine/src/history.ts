import { RESHARD_WINDOW_MS } from "./kinesis-limits.ts";

/** How far back a history reaches: the last day decides; the one before tells who set the count that it began with, and covers clocks that differ. */
export const HISTORY_LOOK_BACK_MS = 2 * RESHARD_WINDOW_MS;

/** What is remembered of one stream: its reshards, whoever made them, and what a person has asked for. */
export interface History {
	/** Reshards of the last {@link HISTORY_LOOK_BACK_MS}, in any order; of 24 h and a minute at least. */
	readonly reshards: readonly ReshardRecord[];
	readonly override: Override;
}

export interface ReshardRecord {
	/** When UpdateShardCount was about to be called, or first seen where somebody else called it. Milliseconds since the epoch. */
	readonly atMs: number;
	readonly fromShardCount: number;
	readonly toShardCount: number;
	/** `observed`: not ours; seen from the stream's state. */
	readonly startedBy: "headroom" | "observed" | "person";
	/** Who, where a person asked for it through Headroom. */
	readonly by?: string;
	/** Why, as its decision's `trigger` said; absent where unknown. */
	readonly trigger?: ScaleTrigger;
	/** When the stream was seen ACTIVE again; absent while it is not. */
	readonly settledAtMs?: number;
}

/** What made a scale out or in wanted. */
export const SCALE_TRIGGERS = [
	"burst",
	"person",
	"policy-bounds",
	"scheduled-floor",
	"utilization-high",
	"utilization-low",
	"write-throttle",
] as const;
export type ScaleTrigger = (typeof SCALE_TRIGGERS)[number];

/** A person's word, with its end. An override whose `untilMs` has passed is none. */
export type Override =
	| { readonly kind: "none" }
	/** Nothing is changed: the count stays where the person put it. */
	| { readonly kind: "hold"; readonly untilMs: number; readonly by: string; readonly reason: string }
	/** The autoscaler does not act at all. */
	| { readonly kind: "pause"; readonly untilMs: number; readonly by: string; readonly reason: string };
