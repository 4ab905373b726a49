import type {
	AccountObservation,
	Decision,
	History,
	LoadObservation,
	Override,
	Policy,
	ReshardRecord,
	ScaleTrigger,
	StreamObservation,
} from "@headroom/engine";
import type { AutoscalerError } from "../errors.ts";

/** Everything the loop needs of the world. No port mentions an SDK type; each says what it promises and what it throws. */
export interface Ports {
	readonly clock: ClockPort;
	readonly history: HistoryPort;
	readonly load: LoadPort;
	readonly notifier: NotifierPort;
	readonly recheck: RecheckPort;
	readonly stream: StreamPort;
	readonly telemetry: TelemetryPort;
}

export interface ClockPort {
	nowMs(): number;
}

/** The stream itself. */
export interface StreamPort {
	/**
	 * The stream as the service describes it now.
	 * @throws ObservationError `observation.stream-not-found`, `observation.access-denied`, `observation.unavailable`
	 */
	describe(streamName: string): Promise<StreamObservation>;
	/**
	 * The account's shard quota. An answer that cannot be had is `no-data`, since DescribeLimits allows one call a second and
	 * a busy account must not stop an evaluation.
	 */
	describeAccount(): Promise<AccountObservation>;
	/**
	 * Ask for `targetShardCount`, once.
	 * @throws ReshardError when it is not known whether the service accepted (`reshard.unknown-outcome`), or it cannot ever:
	 *   `reshard.access-denied`, `reshard.stream-not-found`
	 */
	updateShardCount(streamName: string, targetShardCount: number): Promise<UpdateShardCountOutcome>;
}

/** What the service answered. A refusal is an answer, not an error. */
export type UpdateShardCountOutcome =
	| { readonly kind: "accepted"; readonly currentShardCount: number; readonly targetShardCount: number }
	| { readonly kind: "refused"; readonly refusal: ReshardRefusal; readonly message: string };

export type ReshardRefusal =
	/** `ResourceInUseException`: somebody else's reshard, or ours from a moment ago. */
	| "reshard-in-progress"
	/** Ten in 24 h are used up, by whomever. */
	| "reshard-quota"
	| "account-shard-quota"
	/** Above double, below half, above the maximum. */
	| "target-out-of-range"
	| "on-demand"
	/** More than ten calls a second. */
	| "rate"
	| "other";

/** The metrics of the stream. */
export interface LoadPort {
	/**
	 * @param sinceMs how far back the one-minute datapoints must reach
	 * @throws ObservationError `observation.metrics-unavailable`
	 */
	read(streamName: string, sinceMs: number, nowMs: number): Promise<LoadObservation>;
}

/**
 * What is remembered of each stream. One item, one condition: of two evaluations at once, one writes the intent and the other
 * is told so.
 */
export interface HistoryPort {
	/** @throws HistoryError `history.unavailable` */
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
	/** Acts, refusals and findings with what came of them, kept for `history` and `explain`. */
	recordDecision(decision: Decision, wakeup: Wakeup, outcome: DecisionOutcome): Promise<void>;
	/**
	 * Remember that `fingerprint` was notified, unless it already was within `quietMs` and the quiet time that it was claimed for
	 * then is not over: a refusal that stands for hours is said once, not at every evaluation.
	 *
	 * With `leaseMs` the claim is for that long, unless `keepNotification` keeps it: who dies before it has said what it claimed
	 * silences nobody for longer. Until then it is `being-sent` to others.
	 */
	claim(
		streamName: string,
		dedupeKey: string,
		nowMs: number,
		dedupeForMs: number,
		leaseMs?: number,
	): Promise<"already-sent" | "being-sent" | "claimed">;
	/** What was claimed at `claimedAtMs` was said: it is quiet for `quietMs` from then on. Idempotent. */
	confirmClaim(streamName: string, dedupeKey: string, claimedAtMs: number, dedupeForMs: number): Promise<void>;
	/** Forget a claim whose message could not be handed over, so that the next evaluation says it. Nothing to forget is no error. */
	releaseClaim(streamName: string, dedupeKey: string): Promise<void>;
	/** Set or end a person's override. Loses the race when `revision` is no longer the newest. */
	putOverride(streamName: string, override: Override, revision: number): Promise<RevisionRace>;
	/**
	 * A person begins to reshard, in as many steps as it takes: until `run.untilMs` the autoscaler keeps its hands off. Loses the race when
	 * another run has not ended, an intent stands, or `revision` is no longer the newest. `override` is set in the same write.
	 */
	acquireLease(streamName: string, run: ManualReshardLease, revision: number, override?: Override): Promise<RevisionRace>;
	/** The person is still at it. `false` where the run is no longer this one. Not a new revision. */
	renewLease(streamName: string, run: ManualReshardLease): Promise<boolean>;
	/** It is over, and in the same write a hold that began with it. Another's run stays, and so does an override that was set since. Idempotent. */
	releaseLease(streamName: string, run: ManualReshardLease, takenBack?: RevertedHold): Promise<void>;
	/**
	 * Forget a stream that is no longer managed: all but the reshards that still count against the ten, which expire by themselves.
	 * `busy` where an intent stands or a run has not ended: nothing was forgotten.
	 */
	forget(streamName: string, nowMs: number): Promise<"busy" | "forgotten">;
}

export type RevisionRace = { readonly kind: "lost-race" } | { readonly kind: "recorded"; readonly revision: number };

/** The engine's History and what the loop itself needs. */
export interface StreamHistory {
	readonly history: History;
	/** Grows with every write that a decision rests on (intent, refusal, override), not with the observed count; 0 where there was none. */
	readonly revision: number;
	/** An intent that stands: written before a call, not yet settled. After a crash it is found here. */
	readonly intent?: ReshardIntent;
	readonly lastObservedShardCount?: { readonly openShardCount: number; readonly atMs: number };
	/** The newest refusal; absent where the service never refused. */
	readonly lastRefusal?: RecordedRefusal;
	/** A person's reshard that was begun and not ended; over, all the same, once its `untilMs` has passed. */
	readonly run?: ManualReshardLease;
}

/** A person at work on a stream, between the first step and the last. Renewed while it goes on, so that a dead process blocks nobody for long. */
export interface ManualReshardLease {
	readonly runId: string;
	readonly by: string;
	readonly reason: string;
	readonly startedAtMs: number;
	readonly fromShardCount: number;
	readonly targetShardCount: number;
	readonly untilMs: number;
}

/** A hold that is wanted no longer, and what stands again in its place. */
export interface RevertedHold {
	readonly hold: Extract<Override, { readonly kind: "hold" }>;
	readonly before: Override;
}

/** What came of a decision, as the history keeps it. */
export type DecisionOutcome =
	| { readonly kind: "accepted" | "blocked" | "diagnosed" | "held" | "lost-race" | "unknown-outcome" }
	| { readonly kind: "refused"; readonly refusal: ReshardRefusal; readonly message: string };

/** What the service said no to. */
export interface RecordedRefusal {
	readonly atMs: number;
	readonly fromShardCount: number;
	readonly targetShardCount: number;
	readonly refusal: ReshardRefusal;
	/** In the service's words. */
	readonly message: string;
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

/** People are told here. */
export interface NotifierPort {
	/** @throws DeliveryError `notification.failed` */
	publish(notification: Notification): Promise<void>;
}

/** One act or refusal, as a person reads it and as a program does. */
export interface Notification {
	readonly streamName: string;
	/** Fewer than 100 characters of ASCII in one line, as SNS demands of a subject. */
	readonly subject: string;
	/** What happened, why, the numbers, the budget left, when more is possible. Plain text. */
	readonly body: string;
	readonly kind: "accepted" | "blocked" | "failed" | "finding" | "override" | "refused" | "settled";
	readonly decision?: Decision;
}

/** The loop's own alarm clock. */
export interface RecheckPort {
	/** @throws DeliveryError `recheck.failed` */
	schedule(recheck: Recheck): Promise<void>;
}

export interface Recheck {
	readonly streamName: string;
	readonly delaySeconds: number;
	readonly reason: "blocked" | "more-steps" | "override-ended" | "policy-changed" | "reshard-in-progress" | "still-throttled";
}

/** Numbers and lines for machines and people. Must not throw: telemetry never stops an act. */
export interface TelemetryPort {
	/** The stream as observed: `OpenShardCount`, `ReshardsLeft`, `WriteUtilization` become metrics. */
	observed(observed: {
		readonly streamName: string;
		readonly openShardCount: number;
		readonly reshardsLeft: number;
		readonly utilization?: number;
	}): void;
	/** One structured line an evaluation. `event` and the keys are documented in docs/operations.md and stable. */
	log(level: "error" | "info" | "warn", event: string, fields: Readonly<Record<string, unknown>>): void;
}

/** What woke the loop. */
export type Wakeup =
	| { readonly kind: "alarm"; readonly alarmName: string; readonly state: "ALARM" | "INSUFFICIENT_DATA" | "OK"; readonly atMs: number }
	| { readonly kind: "person"; readonly by: string }
	| { readonly kind: "recheck"; readonly reason: Recheck["reason"] }
	| { readonly kind: "sweep" };

export interface ManagedStream {
	readonly streamName: string;
	readonly policy: Policy;
}

/** A managed stream whose policy cannot be read: its evaluation fails with `fault`, which people are told, and no other's does. */
export interface UnreadableStream {
	readonly streamName: string;
	readonly fault: AutoscalerError;
}
