import type { OptionalSignal } from "./optional-signals.ts";

/**
 * How Headroom scales one stream: every field present, checked and in the unit its name says (`config` makes it from what a
 * person writes). Ratios are in (0, 1]; 1 is a full shard.
 */
export interface Policy {
	/** Never fewer shards than this. Whole, at least 1. */
	readonly minShardCount: number;
	/** Never more shards than this. Whole, at least `minShardCount`. */
	readonly maxShardCount: number;
	/** Utilization that a reshard aims for. */
	readonly targetUtilization: number;
	/** Scale out when utilization is above this; at least `targetUtilization`. Nothing happens between the two. */
	readonly scaleOutUtilization: number;
	/** Scale in only when utilization is below this; below `targetUtilization`. */
	readonly scaleInUtilization: number;
	/** Pause after the stream is ACTIVE again before the next scale out, unless the stream is throttled. Seconds, at least 0. */
	readonly scaleOutCooldownSeconds: number;
	/** Pause between the end of any reshard and a scale in. Seconds, at least 0. */
	readonly scaleInCooldownSeconds: number;
	/** Look-back for a scale in: it goes only to the highest recommendation of this window. Seconds, at least 60. */
	readonly stabilizationWindowSeconds: number;
	/** How far ahead the trend of the load counts: about as long as a reshard takes. Seconds, at least 0. */
	readonly lookAheadSeconds: number;
	/** No scale in while a consumer is further behind than this. Milliseconds. */
	readonly maxIteratorAgeMsForScaleIn: number;
	/** Of the ten reshards in a rolling 24 h, how many are kept for scaling out. Whole, 0 to 10. */
	readonly reshardsReservedForScaleOut: number;
	/**
	 * How often a producer tries a throttled record. Retries are no load of their own:
	 * offered = incoming + throttled / writeAttemptsPerRecord. At least 1; 1 is the cautious side.
	 */
	readonly writeAttemptsPerRecord: number;
	/** How long a person's pause or hold may last without a word more. A longer one is obeyed all the same. Seconds, at least 60. */
	readonly maxOverrideSeconds: number;
	/** Whose stream it is: notifications carry it, so that a subscription can take those of one team. Absent: nobody's in particular. */
	readonly team?: string;
	/** Further signals that may ask for shards, beside what is written; absent: none. */
	readonly optionalSignals?: readonly OptionalSignal[];
	/** Floors by time of day, UTC: the highest that applies wins over `minShardCount`. */
	readonly scheduledFloors: readonly ScheduledFloor[];
}

/** A floor by time of day. */
export interface ScheduledFloor extends TimeWindow {
	readonly name: string;
	readonly minShardCount: number;
}

/** Days and minutes are UTC. A window whose `toMinuteOfDay` is not after its `fromMinuteOfDay` runs over midnight. */
export interface TimeWindow {
	/** 0 is Sunday. Empty means every day. The day is that on which the window begins. */
	readonly daysOfWeek: readonly number[];
	readonly fromMinuteOfDay: number;
	readonly toMinuteOfDay: number;
}
