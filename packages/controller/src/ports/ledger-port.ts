import type { Decision, History, ReshardRecord, ScaleTrigger, WrittenDecision } from "@headroom/engine";
import type { ManualReshardLease } from "./overrides-port.ts";
import type { RevisionRace } from "./revision-race.ts";
import type { ReshardRefusal } from "./stream-port.ts";
import type { Wakeup } from "./wakeup.ts";

/**
 * The record of each stream's reshards. One item, one condition: of two evaluations at once, one writes the intent and the other
 * loses the race.
 */
export interface LedgerPort {
	/** @throws HistoryError `history.unavailable`, `history.malformed` */
	load(streamName: string, nowMs: number): Promise<StreamHistory>;
	/**
	 * Write the intent before calling UpdateShardCount. Loses the race when another intent is open or `revision` is no longer
	 * the newest.
	 */
	recordIntent(intent: ReshardIntent, revision: number): Promise<RevisionRace>;
	/** Take the intent back: the service refused it, or the call was never sent. Another evaluation's intent stays. Idempotent. */
	withdrawIntent(intent: ReshardIntent): Promise<void>;
	/** The intent became a reshard: move it to the ledger, in one conditional write per item, idempotent. */
	settleIntent(intent: ReshardIntent, reshard: ReshardRecord): Promise<void>;
	/**
	 * Remember a refusal, so that Headroom does not repeat the call at once. One for each stream, the newest. Write it before
	 * withdrawing the intent.
	 */
	recordRefusal(streamName: string, refusal: RecordedRefusal): Promise<void>;
	/** Record somebody else's reshard, or that one of ours is ACTIVE. Idempotent by `atMs`: the newest write wins. */
	recordReshard(streamName: string, reshard: ReshardRecord): Promise<void>;
	/** Record that people were told of the reshard of `reshardAtMs`. A missing entry is no error. Idempotent. */
	recordTold(streamName: string, reshardAtMs: number, toldAtMs: number): Promise<void>;
	/** Record the shard count, so that a change by somebody else is noticed. */
	recordObservedShardCount(streamName: string, openShardCount: number, atMs: number): Promise<void>;
	/** Acts, refusals and findings with their outcomes, for `history` and `explain`. The steps are kept as sentences. */
	recordDecision(entry: DecisionEntry): Promise<void>;
}

/** The engine's History, and the loop's own records. */
export interface StreamHistory {
	readonly history: History;
	/**
	 * Grows with every write that a decision rests on (intent, refusal, override, lease), not with the observed count; 0 if there was none.
	 */
	readonly revision: number;
	/** The open intent: written before a call, not yet settled. After a crash the next evaluation finds it here. */
	readonly intent?: ReshardIntent;
	readonly lastObservedShardCount?: { readonly openShardCount: number; readonly atMs: number };
	/** The newest refusal; absent if the service never refused. */
	readonly lastRefusal?: RecordedRefusal;
	/** The lease of a person's reshard. It is over when its `untilMs` has passed. */
	readonly lease?: ManualReshardLease;
}

export interface ReshardIntent {
	readonly streamName: string;
	readonly intentId: string;
	readonly atMs: number;
	readonly fromShardCount: number;
	readonly targetShardCount: number;
	readonly trigger: ScaleTrigger;
	readonly startedBy: "headroom" | "person";
	/** The person who asked for it; absent for the autoscaler. */
	readonly by?: string;
	/** The call, if it is SplitShard; absent for UpdateShardCount. */
	readonly operation?: "SplitShard";
}

/** A call that the service refused. */
export interface RecordedRefusal {
	readonly atMs: number;
	readonly fromShardCount: number;
	readonly targetShardCount: number;
	readonly refusal: ReshardRefusal;
	/** In the service's words. */
	readonly message: string;
}

/** A decision, its wakeup, and its outcome. */
export interface DecisionEntry {
	readonly decision: Decision;
	readonly wakeup: Wakeup;
	readonly outcome: DecisionOutcome;
}

/** The same, read from the history: with the sentences that were stored. */
export interface RecordedDecision extends Omit<DecisionEntry, "decision"> {
	readonly decision: WrittenDecision;
}

/** The outcome of a decision, as the history keeps it. */
export type DecisionOutcome =
	| { readonly kind: (typeof PLAIN_OUTCOMES)[number] }
	| { readonly kind: "refused"; readonly refusal: ReshardRefusal; readonly message: string };

/** Outcomes without details. Stored with decisions: never remove a name that was used. */
export const PLAIN_OUTCOMES = ["accepted", "blocked", "diagnosed", "held", "lost-race", "unknown-outcome"] as const;
