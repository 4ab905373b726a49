import type { BlockedDecision, Decision, DiagnoseDecision, HoldDecision, ReshardRecord, ScaleDecision } from "@headroom/engine";
import type { AutoscalerError } from "./errors.ts";
import type { DecisionOutcome, ReshardIntent } from "./ports/ledger-port.ts";
import type { Recheck } from "./ports/recheck-port.ts";
import type { ReshardRefusal } from "./ports/stream-port.ts";

/** The result of one evaluation of one stream. */
export interface Evaluation {
	readonly streamName: string;
	readonly decision: Decision;
	/** What had happened before and was not in the history yet. */
	readonly settlements: readonly Settlement[];
	readonly outcome: Outcome;
	/** The scheduled re-check; absent if none was needed or one was already on its way. */
	readonly recheck?: Recheck;
}

export type Outcome =
	| { readonly kind: "held"; readonly decision: HoldDecision }
	| { readonly kind: "blocked"; readonly decision: BlockedDecision }
	| { readonly kind: "diagnosed"; readonly decision: DiagnoseDecision }
	| ActOutcome;

/** The outcome of a request for a reshard. */
export type ActOutcome =
	| { readonly kind: "accepted"; readonly decision: ScaleDecision; readonly reshard: ReshardRecord }
	| { readonly kind: "refused"; readonly decision: ScaleDecision; readonly refusal: ReshardRefusal; readonly message: string }
	/** The service may have accepted the call: the intent stays, and the stream's state will show it. */
	| { readonly kind: "unknown-outcome"; readonly decision: ScaleDecision; readonly intent: ReshardIntent; readonly error: AutoscalerError }
	/** Another evaluation's intent is open, or was written first. Nothing was done. */
	| { readonly kind: "lost-race"; readonly decision: ScaleDecision };

/** Something that happened before this evaluation, which writes it now. */
export type Settlement =
	/** An intent without an answer; the stream shows that the service accepted the call. */
	| { readonly kind: "intent-settled"; readonly intent: ReshardIntent; readonly reshard: ReshardRecord }
	/** An intent without an answer; the stream shows no trace of it. */
	| { readonly kind: "intent-withdrawn"; readonly intent: ReshardIntent }
	/** A reshard of ours is over: the stream is ACTIVE. */
	| { readonly kind: "reshard-settled"; readonly reshard: ReshardRecord; readonly openShardCount: number }
	/** Somebody else changed the shard count. */
	| { readonly kind: "reshard-observed"; readonly reshard: ReshardRecord }
	/** The count differs from the last written one, or none was written. */
	| { readonly kind: "shard-count-observed"; readonly openShardCount: number; readonly atMs: number };

/** The part of an outcome that the history keeps beside the decision. */
export function recordedOutcome(outcome: Outcome): DecisionOutcome {
	if (outcome.kind !== "refused") return { kind: outcome.kind };
	const { kind, refusal, message } = outcome;
	return { kind, refusal, message };
}
