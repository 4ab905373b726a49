import type { ScaleTrigger } from "./history.ts";
import type { NeedSource } from "./measure/need.ts";
import type { OptionalSignal } from "./optional-signals.ts";
import type { BlockReason, Limit, Step } from "./step.ts";

/** What to do now. A union on `kind`; every variant carries its `steps`, the reasons. */
export type Decision = HoldDecision | ScaleDecision | BlockedDecision | DiagnoseDecision;

interface Decided {
	readonly streamName: string;
	readonly decidedAtMs: number;
	readonly openShardCount: number;
	/** From what was measured to what was decided, in order: data with numbers. `explain` makes the sentences. */
	readonly steps: readonly Step[];
	/** What was measured, in the numbers that the decision rests on. */
	readonly measured: MeasuredLoad;
	/** The day's reshards before this decision. */
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
	/** What was wanted before the limits. Beyond `targetShardCount` if further reshards must follow. */
	readonly recommendedShardCount: number;
	/** Every step to `recommendedShardCount`, this one first. */
	readonly plan: readonly PlanStep[];
	readonly trigger: ScaleTrigger;
}

/** A change is wanted, but something forbids it now. */
export interface BlockedDecision extends Decided {
	readonly kind: "blocked";
	readonly wanted: "scale-in" | "scale-out";
	/** What was wanted before the limits. */
	readonly recommendedShardCount: number;
	readonly blockedBy: BlockReason;
	/** When Headroom may ask again. Absent if that is unknown. */
	readonly untilMs?: number;
	readonly trigger: ScaleTrigger;
}

/** Throttled, but more shards would not help. */
export interface DiagnoseDecision extends Decided {
	readonly kind: "diagnose";
	readonly finding: "hot-key" | "hot-key-suspected";
	/** The shards that carry the throttles, hottest first; empty if no evidence names them. */
	readonly hotShardIds: readonly string[];
}

export interface PlanStep {
	readonly fromShardCount: number;
	readonly toShardCount: number;
	/** The limits that shaped this step; absent if none did. */
	readonly limits?: readonly Limit[];
}

/**
 * Offered load over capacity.
 *
 * - `measured`: from the service's metrics of the newest minutes, or from their silence where that is no load.
 * - `assumed-full`: producers report throttled writes before the service's metrics show them. The open shards are assumed to be saturated,
 *   and the throttled writes come on top. Without the size of a record it is a lower bound.
 * - `no-data`: no datapoint is recent enough.
 */
export type MeasuredLoad =
	| { readonly kind: "no-data" }
	| {
			readonly kind: "assumed-full";
			readonly offeredRecordsPerSecond: number;
			/** At the mean size of the records that the service accepted in its newest minutes. Absent if it accepted none. */
			readonly offeredBytesPerSecond?: number;
			readonly throttledRecordsPerSecond: number;
			/** The largest need per open shard; 1 is full. */
			readonly utilization: number;
			/** The signal whose need is the largest. */
			readonly source: NeedSource;
			readonly windowSeconds: number;
	  }
	| {
			readonly kind: "measured";
			readonly offeredRecordsPerSecond: number;
			readonly offeredBytesPerSecond: number;
			/** Rates of the optional signals that the policy lists, in the signal's unit; absent if it lists none. */
			readonly signalsPerSecond?: Readonly<Partial<Record<OptionalSignal, number>>>;
			readonly throttledRecordsPerSecond: number;
			/** The largest need per open shard; 1 is full. */
			readonly utilization: number;
			/** The signal whose need is the largest. */
			readonly source: NeedSource;
			readonly windowSeconds: number;
			/** How long nothing was written; absent if CloudWatch has datapoints. */
			readonly silentSeconds?: number;
	  };

/** Reshards of a rolling 24 h against the ten that the service allows. */
export interface ReshardBudget {
	readonly used: number;
	/** Of the used, those that nobody saw being called; absent if none is. */
	readonly guessed?: number;
	readonly left: number;
	/** When the next one is free again; absent if none is used. */
	readonly nextFreeAtMs?: number;
}
