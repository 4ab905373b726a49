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
	/** Outside its bounds the autoscaler would undo the reshard. Absent if the stream is not managed. */
	readonly policy?: Policy | undefined;
	/** Who asks. */
	readonly by: string;
	readonly reason: string;
	/** Keeps the autoscaler from changing the count until then. */
	readonly holdUntilMs?: number | undefined;
	/** The active override that the person saw and that the hold replaces; absent if it does not matter. A newer one is not replaced. */
	readonly replaces?: Override | undefined;
	/** For the monthly cost; us-east-1 if absent. */
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
	/** After it aborts, no further reshard is requested. A requested one goes on by itself. */
	readonly signal?: AbortSignal;
}

/** What a plan rests on. */
export interface ManualReshardSituation {
	readonly nowMs: number;
	readonly stream: StreamObservation;
	readonly account: AccountObservation;
	/** Settled: all settlements are written. */
	readonly known: StreamHistory;
	readonly isReshardInProgress: boolean;
}

/** Every step to the target, or the reason why there is none. */
export type ManualReshardPlan = NothingToReshard | PlannedReshard | RefusedReshard;

export interface NothingToReshard extends WithHold {
	readonly kind: "nothing-to-do";
}

interface WithHold {
	readonly openShardCount: number;
	/** The active override that the hold would replace; `none` if there is none, or no hold is requested. */
	readonly replaces: Override;
}

export interface PlannedReshard extends WithHold {
	readonly kind: "planned";
	readonly targetShardCount: number;
	readonly steps: readonly ManualReshardStep[];
	/** Of the ten, when all is done. */
	readonly reshardsLeftAfter: number;
	readonly monthlyCostDifference: Cost;
	/** Duration of all steps by their splits and merges, seconds. `ledger`: as fast as this stream's own reshards were; `assumed`: it has none yet. */
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
	/** When the reshard may be possible; absent if that is unknown. */
	readonly possibleAtMs?: number;
	/**
	 * The lowest and the highest target that can be reached now; absent if none can. With a tight account quota, some counts between cannot.
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
	| "shard-not-open"
	| "shard-too-narrow"
	| "stream-not-active"
	| "target-invalid";

/** Progress of the reshard. */
export type ScaleProgress =
	| { readonly kind: "planned"; readonly plan: PlannedReshard }
	| { readonly kind: "asked"; readonly step: ManualReshardStep; readonly stepsLeft: number; readonly atMs: number }
	/** At every poll while the stream is UPDATING. */
	| { readonly kind: "waiting"; readonly step: ManualReshardStep; readonly openShardCount: number; readonly elapsedMs: number }
	| { readonly kind: "step-done"; readonly step: ManualReshardStep; readonly openShardCount: number; readonly elapsedMs: number };

/** What was done, and what remains. */
export interface ScaleResult {
	readonly streamName: string;
	readonly targetShardCount: number;
	/** As last described. */
	readonly openShardCount: number;
	/** The reshards that the service accepted, in order. */
	readonly done: readonly ManualReshardStep[];
	readonly end: ScaleEnd;
	/** The remaining steps to the target, planned now; empty if there are none. */
	readonly remaining: readonly PlanStep[];
	/** The end of the hold; absent if none was requested, or none was set because nothing was done. */
	readonly heldUntilMs?: number;
	/** One sentence: why the hold that was asked for is not in force. Absent if it is, or if no step was accepted. */
	readonly holdFault?: string;
	/** Writes, messages and re-checks that failed, one sentence each. The next evaluation makes up for them. */
	readonly incomplete: readonly string[];
}

export type ScaleEnd =
	/** The stream is ACTIVE with the target. */
	| { readonly kind: "done" }
	| { readonly kind: "nothing-to-do" }
	/**
	 * The signal aborted: a requested step goes on by itself, no further one is requested. `isResharding`: the last step is still under way.
	 */
	| { readonly kind: "stopped"; readonly isResharding: boolean }
	/** A limit or a blocker forbids the first step or a later one. */
	| { readonly kind: "refused"; readonly refused: RefusedReshard }
	/** The service refused a step. */
	| { readonly kind: "service-refused"; readonly refusal: ReshardRefusal; readonly message: string }
	/** Somebody else came first: who, and with what. */
	| { readonly kind: "lost-race"; readonly to: Conflict }
	/** The answer was lost. The intent stays, and the next reshard or the autoscaler settles it. */
	| { readonly kind: "unknown-outcome"; readonly error: AutoscalerError }
	/** The stream, the history or the service failed in between; the accepted steps stay. */
	| { readonly kind: "failed"; readonly error: AutoscalerError };

export type Conflict =
	/** Another person reshards the stream. */
	| { readonly kind: "lease"; readonly lease: ManualReshardLease }
	/** The autoscaler, or a person (`by`), has asked for a reshard, and its outcome is unknown so far. */
	| { readonly kind: "intent"; readonly intent: ReshardIntent }
	/** Meanwhile a person has set another override than the one that the hold was to replace. */
	| { readonly kind: "override"; readonly override: Override }
	/** The other one has ended already. */
	| { readonly kind: "unknown" };
