import type { AccountObservation, Cost, Limit, Override, PlanStep, Policy, StreamObservation } from "@headroom/engine";
import type { AutoscalerError } from "../errors.ts";
import type { ReshardIntent, StreamHistory } from "../ports/ledger-port.ts";
import type { ManualReshardLease } from "../ports/overrides-port.ts";
import type { Ports } from "../ports/ports.ts";
import type { ReshardRefusal } from "../ports/stream-port.ts";

/** What a person asks for. */
export interface ManualReshardRequest {
	readonly streamName: string;
	readonly targetShardCount: number;
	/** Bounds outside of which the autoscaler would undo it; absent if the stream is not managed. */
	readonly policy?: Policy | undefined;
	/** Who asks. */
	readonly by: string;
	readonly reason: string;
	/** Keeps the autoscaler from changing the count until then. */
	readonly holdUntilMs?: number | undefined;
	/** What the person has seen to be in force, whose place the hold takes; absent if it does not matter. Another one now is not replaced. */
	readonly replaces?: Override | undefined;
	/** For the monthly cost; us-east-1 where absent. */
	readonly region?: string | undefined;
}

/** The loop's ports, and a way to wait. */
export interface ManualPorts extends Ports {
	readonly wait: WaitPort;
}

export interface WaitPort {
	/** Resolves when the time is over, or at once when `signal` aborts: never rejects. */
	wait(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export interface ScaleOptions {
	readonly onProgress?: (progress: ScaleProgress) => void;
	/** Nothing more is asked for once it aborts; what was asked for goes on by itself. */
	readonly signal?: AbortSignal;
}

/** What a plan rests on. */
export interface ManualReshardSituation {
	readonly nowMs: number;
	readonly stream: StreamObservation;
	readonly account: AccountObservation;
	/** Settled: what stands is written down. */
	readonly known: StreamHistory;
	readonly isReshardInProgress: boolean;
}

/** Every step to the target, or why there is none. */
export type ManualReshardPlan = NothingToReshard | PlannedReshard | RefusedReshard;

export interface NothingToReshard extends WithHold {
	readonly kind: "nothing-to-do";
}

interface WithHold {
	readonly openShardCount: number;
	/** What is in force, whose place the hold would take; `none` if there is nothing, or where no hold is asked for. */
	readonly replaces: Override;
}

export interface PlannedReshard extends WithHold {
	readonly kind: "planned";
	readonly targetShardCount: number;
	readonly steps: readonly ManualReshardStep[];
	/** Of the ten, when all is done. */
	readonly reshardsLeftAfter: number;
	readonly monthlyCostDifference: Cost;
	/** How long all of it takes, seconds; `ledger`: as long as this stream's own reshards took, `assumed`: nothing is known of it. */
	readonly estimatedSeconds: number;
	readonly estimatedFrom: "assumed" | "ledger";
	/** What a person should know before saying yes, one sentence each. */
	readonly warnings: readonly string[];
}

export interface ManualReshardStep {
	readonly fromShardCount: number;
	readonly toShardCount: number;
	/** The limits that shaped it; absent if none did. */
	readonly limits?: readonly Limit[];
	readonly reshardsLeftAfter: number;
}

export interface RefusedReshard {
	readonly kind: "refused";
	readonly openShardCount: number;
	readonly refusedBy: ManualRefusal;
	/** One sentence. */
	readonly message: string;
	/** When it may be asked again; absent if nobody can know. */
	readonly possibleAtMs?: number;
	/**
	 * The lowest and the highest target that can be reached now; where the account's quota is tight, not every count between. Absent if none
	 * can.
	 */
	readonly reachable?: { readonly lowest: number; readonly highest: number };
}

export type ManualRefusal =
	| "account-shard-quota"
	| "max-shard-count"
	| "on-demand"
	| "person-reshard-in-progress"
	| "reshard-in-progress"
	| "reshard-quota"
	| "service-refused"
	| "stream-not-active"
	| "target-invalid";

/** What is told while it goes on. */
export type ScaleProgress =
	| { readonly kind: "planned"; readonly plan: PlannedReshard }
	| { readonly kind: "asked"; readonly step: ManualReshardStep; readonly stepsLeft: number; readonly atMs: number }
	/** At every look at the stream while it is UPDATING. */
	| { readonly kind: "waiting"; readonly step: ManualReshardStep; readonly openShardCount: number; readonly elapsedMs: number }
	| { readonly kind: "step-done"; readonly step: ManualReshardStep; readonly openShardCount: number; readonly elapsedMs: number };

/** What was done, and what was not. */
export interface ScaleResult {
	readonly streamName: string;
	readonly targetShardCount: number;
	/** As last described. */
	readonly openShardCount: number;
	/** The reshards that the service accepted, in order. */
	readonly done: readonly ManualReshardStep[];
	readonly end: ScaleEnd;
	/** What is still to be done for the target, as of now; empty if nothing is. */
	readonly remaining: readonly PlanStep[];
	/** The end of the hold that was set; absent if none was asked for, or where it was not set since nothing was done. */
	readonly heldUntilMs?: number;
	/** What was done but could not be written, told or scheduled, one sentence each; the next evaluation makes up for it. */
	readonly incomplete: readonly string[];
}

export type ScaleEnd =
	/** The stream is ACTIVE with the target. */
	| { readonly kind: "done" }
	| { readonly kind: "nothing-to-do" }
	/** Told to stop: what was asked for goes on by itself, nothing more is asked. `isResharding`: the last step is still under way. */
	| { readonly kind: "stopped"; readonly isResharding: boolean }
	/** By a limit, or by what stands in the way, at the first step or a later one. */
	| { readonly kind: "refused"; readonly refused: RefusedReshard }
	/** The service said no. */
	| { readonly kind: "service-refused"; readonly refusal: ReshardRefusal; readonly message: string }
	/** Somebody else was first: who, and with what. */
	| { readonly kind: "lost-race"; readonly to: Conflict }
	/** The answer was lost; the intent stands and the next run, or the autoscaler, settles it. */
	| { readonly kind: "unknown-outcome"; readonly error: AutoscalerError }
	/** The stream, the history or the service failed in between; what was done stays. */
	| { readonly kind: "failed"; readonly error: AutoscalerError };

export type Conflict =
	/** A person at work. */
	| { readonly kind: "lease"; readonly lease: ManualReshardLease }
	/** The autoscaler, or a person (`by`), has asked for a reshard, and it is not yet known what came of it. */
	| { readonly kind: "intent"; readonly intent: ReshardIntent }
	/** A person has said something else than what the hold was to take the place of. */
	| { readonly kind: "override"; readonly override: Override }
	/** Whoever it was is gone again. */
	| { readonly kind: "unknown" };
