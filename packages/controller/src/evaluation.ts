import type { BlockedDecision, Decision, DiagnoseDecision, HoldDecision, ReshardRecord, ScaleDecision } from "@headroom/engine";
import type { AutoscalerError } from "./errors.ts";
import type { DecisionOutcome, ReshardIntent } from "./ports/ledger-port.ts";
import type { Recheck } from "./ports/recheck-port.ts";
import type { ReshardRefusal } from "./ports/stream-port.ts";

/** What one evaluation of one stream came to. */
export interface Evaluation {
	readonly streamName: string;
	readonly decision: Decision;
	/** What earlier evaluations, or other people, had left to be written down. */
	readonly settlements: readonly Settlement[];
	readonly outcome: Outcome;
	/** What was asked of the re-check queue; absent if nothing was, or where one was already on its way. */
	readonly recheck?: Recheck;
}

export type Outcome =
	| { readonly kind: "held"; readonly decision: HoldDecision }
	| { readonly kind: "blocked"; readonly decision: BlockedDecision }
	| { readonly kind: "diagnosed"; readonly decision: DiagnoseDecision }
	| ActOutcome;

/** What came of asking for a reshard. */
export type ActOutcome =
	| { readonly kind: "accepted"; readonly decision: ScaleDecision; readonly reshard: ReshardRecord }
	| { readonly kind: "refused"; readonly decision: ScaleDecision; readonly refusal: ReshardRefusal; readonly message: string }
	/** The call may or may not have been accepted: the intent stays, and the stream's state will tell. */
	| { readonly kind: "unknown-outcome"; readonly decision: ScaleDecision; readonly intent: ReshardIntent; readonly error: AutoscalerError }
	/** Another evaluation's intent stands, or was written first. Nothing was done. */
	| { readonly kind: "lost-race"; readonly decision: ScaleDecision };

/** Something that happened before this evaluation and is only now written down. */
export type Settlement =
	/** An intent without an answer, and the stream shows that its call was accepted. */
	| { readonly kind: "intent-settled"; readonly intent: ReshardIntent; readonly reshard: ReshardRecord }
	/** An intent without an answer, and the stream shows no trace of it. */
	| { readonly kind: "intent-withdrawn"; readonly intent: ReshardIntent }
	/** A reshard of ours is over: the stream is ACTIVE. */
	| { readonly kind: "reshard-settled"; readonly reshard: ReshardRecord; readonly openShardCount: number }
	/** Somebody else changed the shard count. */
	| { readonly kind: "reshard-observed"; readonly reshard: ReshardRecord }
	/** The count is another than was last written down, or none was. */
	| { readonly kind: "shard-count-observed"; readonly openShardCount: number; readonly atMs: number };

/** What the history keeps of an outcome, beside its decision. */
export function recordedOutcome(outcome: Outcome): DecisionOutcome {
	if (outcome.kind !== "refused") return { kind: outcome.kind };
	const { kind, refusal, message } = outcome;
	return { kind, refusal, message };
}
