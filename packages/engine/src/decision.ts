import type { ScaleTrigger } from "./history.ts";

/** What to do now, why, and how it came to be. A union on `kind`; every variant carries its `trail`. */
export type Decision = HoldDecision | ScaleDecision | BlockedDecision | DiagnoseDecision;

interface Decided {
	readonly streamName: string;
	readonly decidedAtMs: number;
	readonly openShardCount: number;
	/** From what was measured to what was decided, in order. The first says it in one sentence with its numbers. */
	readonly trail: readonly TrailStep[];
	/** What was measured, in the numbers that the decision rests on. */
	readonly measured: MeasuredLoad;
	/** The day's reshards as they stand before this decision. */
	readonly budget: ReshardBudget;
}

/** Nothing is wanted. */
export interface HoldDecision extends Decided {
	readonly kind: "hold";
}

/** Call UpdateShardCount with `targetShardCount`, now. */
export interface ScaleDecision extends Decided {
	readonly kind: "scale-in" | "scale-out";
	readonly targetShardCount: number;
	/** What was wanted before the limits: what the load takes, or more, as the trail says; beyond `targetShardCount` where more steps must follow. */
	readonly recommendedShardCount: number;
	/** Every step to `recommendedShardCount`, this one first. */
	readonly plan: readonly PlanStep[];
	readonly trigger: ScaleTrigger;
}

/** A change is wanted, but something forbids it now. */
export interface BlockedDecision extends Decided {
	readonly kind: "blocked";
	readonly wanted: "scale-in" | "scale-out";
	/** As of a scale decision. */
	readonly recommendedShardCount: number;
	readonly blockedBy: BlockReason;
	/** When it may be asked again; absent where nobody can know. */
	readonly untilMs?: number;
	readonly trigger: ScaleTrigger;
}

/** Throttled, but more shards would not help. */
export interface DiagnoseDecision extends Decided {
	readonly kind: "diagnose";
	readonly finding: "hot-key" | "hot-key-suspected";
	/** The shards that carry the throttles, hottest first; empty where no evidence names them. */
	readonly hotShardIds: readonly string[];
}

export type BlockReason =
	| "account-shard-quota"
	| "backlog"
	| "cooldown"
	| "hold"
	| "max-shard-count"
	| "on-demand"
	| "pause"
	| "reshard-in-progress"
	| "reshard-quota"
	| "reshard-reserve"
	| "stream-not-active";

export interface TrailStep {
	readonly step: "gate" | "limit" | "measure" | "recommend" | "stabilize" | "verdict";
	/** One plain sentence, its numbers in it. */
	readonly says: string;
}

export interface PlanStep {
	readonly fromShardCount: number;
	readonly toShardCount: number;
	/** The limit that shaped this step, in words; absent where none did. */
	readonly shapedBy?: string;
}

/**
 * Offered load over capacity. `no-data` where nothing recent enough was measured; `assumed-full` where throttled writes are
 * ahead of the service's own metrics, and the open shards are taken to be full: a lower bound where what a record weighs is not known.
 */
export type MeasuredLoad =
	| { readonly kind: "no-data" }
	| {
			readonly kind: "assumed-full";
			readonly offeredRecordsPerSecond: number;
			/** At what the records of the service's newest minutes weigh; absent where there are none. */
			readonly offeredBytesPerSecond?: number;
			readonly throttledRecordsPerSecond: number;
			/** max(records / 1000, bytes / 1 MB) per open shard; 1 is full. */
			readonly utilization: number;
			readonly windowSeconds: number;
	  }
	| {
			readonly kind: "measured";
			readonly offeredRecordsPerSecond: number;
			readonly offeredBytesPerSecond: number;
			readonly throttledRecordsPerSecond: number;
			/** max(records / 1000, bytes / 1 MB) per open shard; 1 is full. */
			readonly utilization: number;
			readonly windowSeconds: number;
	  };

/** Reshards of a rolling 24 h against the ten that the service allows. */
export interface ReshardBudget {
	readonly used: number;
	readonly left: number;
	/** When the next one is free again; absent where none is used. */
	readonly nextFreeAtMs?: number;
}
