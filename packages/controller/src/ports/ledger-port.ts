import type { Decision, History, ReshardRecord, ScaleTrigger, WrittenDecision } from "@headroom/engine";
import type { ManualReshardLease } from "./overrides-port.ts";
import type { RevisionRace } from "./revision-race.ts";
import type { ReshardRefusal } from "./stream-port.ts";
import type { Wakeup } from "./wakeup.ts";

/**
 * What is remembered of each stream's reshards. One item, one condition: of two evaluations at once, one writes the intent and the other
 * loses the race.
 */
export interface LedgerPort {
	/** @throws HistoryError `history.unavailable`, `history.malformed` */
	load(streamName: string, nowMs: number): Promise<StreamHistory>;
	/**
	 * Write, before UpdateShardCount is called, that it will be. Loses the race when another intent stands or `revision` is no
	 * longer the newest.
	 */
	recordIntent(intent: ReshardIntent, revision: number): Promise<RevisionRace>;
	/** Take the intent back: the service refused it, or it is known never to have been sent. Another's intent stays. Idempotent. */
	withdrawIntent(intent: ReshardIntent): Promise<void>;
	/** The intent became a reshard: move it to the ledger, in one conditional write per item, idempotent. */
	settleIntent(intent: ReshardIntent, reshard: ReshardRecord): Promise<void>;
	/**
	 * Remember what the service refused, so that it is not asked the same again at once. One per stream, the newest.
	 * Written before the intent is withdrawn.
	 */
	recordRefusal(streamName: string, refusal: RecordedRefusal): Promise<void>;
	/** A reshard that was not ours was seen, or one of ours became ACTIVE. Idempotent by `atMs`: the newest word wins. */
	recordReshard(streamName: string, reshard: ReshardRecord): Promise<void>;
	/** The shard count as last seen, so that a change by somebody else is noticed. */
	recordObservedShardCount(streamName: string, openShardCount: number, atMs: number): Promise<void>;
	/** Acts, refusals and findings with what came of them, kept for `history` and `explain`. The steps are kept as sentences. */
	recordDecision(entry: DecisionEntry): Promise<void>;
}

/** The engine's History and what the loop itself needs. */
export interface StreamHistory {
	readonly history: History;
	/**
	 * Grows with every write that a decision rests on (intent, refusal, override, lease), not with the observed count; 0 if there was none.
	 */
	readonly revision: number;
	/** An intent that stands: written before a call, not yet settled. After a crash it is found here. */
	readonly intent?: ReshardIntent;
	readonly lastObservedShardCount?: { readonly openShardCount: number; readonly atMs: number };
	/** The newest refusal; absent if the service never refused. */
	readonly lastRefusal?: RecordedRefusal;
	/** A person's reshard that has not ended. It is over, all the same, once its `untilMs` has passed. */
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
	/** Who, where a person asked for it. */
	readonly by?: string;
}

/** What the service said no to. */
export interface RecordedRefusal {
	readonly atMs: number;
	readonly fromShardCount: number;
	readonly targetShardCount: number;
	readonly refusal: ReshardRefusal;
	/** In the service's words. */
	readonly message: string;
}

/** A decision, what woke the loop, and what came of it. */
export interface DecisionEntry {
	readonly decision: Decision;
	readonly wakeup: Wakeup;
	readonly outcome: DecisionOutcome;
}

/** The same as the history gives it back: in the words of its time. */
export interface RecordedDecision extends Omit<DecisionEntry, "decision"> {
	readonly decision: WrittenDecision;
}

/** What came of a decision, as the history keeps it. */
export type DecisionOutcome =
	| { readonly kind: (typeof PLAIN_OUTCOMES)[number] }
	| { readonly kind: "refused"; readonly refusal: ReshardRefusal; readonly message: string };

/** Outcomes without more to say. Stored with decisions: a name that was used is never taken away. */
export const PLAIN_OUTCOMES = ["accepted", "blocked", "diagnosed", "held", "lost-race", "unknown-outcome"] as const;
