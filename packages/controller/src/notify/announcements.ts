import { type BlockedDecision, type Override, RESHARD_WINDOW_MS, type ReshardRecord } from "@headroom/engine";
import { AutoscalerError } from "../errors.ts";
import { overrideWords } from "../evaluate/active-override.ts";
import type { Outcome, Settlement } from "../evaluate/evaluation.ts";
import { awaitsFirstSeconds } from "../evaluate/next-recheck.ts";
import { isOwnReshardInProgress } from "../evaluate/own-reshard.ts";
import type { Notification, StreamHistory, Wakeup } from "../ports/ports.ts";
import { INCOMPLETE, WITHOUT_METRICS } from "./error-collector.ts";
import {
	acceptedNotification,
	blockedNotification,
	failedNotification,
	findingNotification,
	incompleteNotification,
	lateReshardNotification,
	overrideNotification,
	refusedNotification,
	settlementNotification,
	unknownOutcomeNotification,
	withoutMetricsNotification,
} from "./notifications.ts";

/** A notification, and what makes it the same as an earlier one. */
export interface Message {
	readonly notification: Notification;
	readonly dedupeKey: string;
	/** How long the same fingerprint is not said again. */
	readonly dedupeForMs: number;
}

/** A refusal or finding that stands is said again after this. */
export const STANDING_QUIET_MS = 3_600_000;
/** What happens once is said once: its fingerprint holds the moment of the reshard, and no reshard is looked at for longer. */
const ONCE_QUIET_MS = RESHARD_WINDOW_MS;

/**
 * What is said of an outcome: every act, refusal and finding; nothing of a plain hold, nor of a race that another won, nor of waiting
 * for a reshard of ours.
 *
 * @param known what the outcome rests on
 */
export function announceOutcome(outcome: Outcome, wakeup: Wakeup, known: StreamHistory): Message | undefined {
	switch (outcome.kind) {
		case "held":
		case "lost-race":
			return undefined;
		case "accepted":
			return once(acceptedFingerprint(outcome.reshard.atMs), acceptedNotification(outcome, wakeup));
		case "unknown-outcome":
			return once(`unknown-outcome#${outcome.intent.atMs}`, unknownOutcomeNotification(outcome, wakeup));
		case "refused":
			return standing(
				outcome.refusal === "reshard-in-progress" ? foreignReshardFingerprint(known) : `refused#${outcome.refusal}`,
				refusedNotification(outcome, wakeup),
			);
		case "blocked":
			return announceBlocked(outcome.decision, wakeup, known);
		case "diagnosed": {
			// The shards are changing under the evidence; what then still stands is said at the end.
			if (isOwnReshardInProgress(known)) return undefined;
			const { finding, hotShardIds } = outcome.decision;
			return standing(`${finding}#${[...hotShardIds].sort().join(",")}`, findingNotification(outcome.decision, wakeup));
		}
		default:
			return outcome satisfies never;
	}
}

function announceBlocked(decision: BlockedDecision, wakeup: Wakeup, known: StreamHistory): Message | undefined {
	const { blockedBy, wanted } = decision;
	if (awaitsFirstSeconds(decision)) return undefined;
	if (blockedBy === "hold" || blockedBy === "pause") {
		return standing(
			`blocked#${blockedBy}#${wanted}#${overrideIdentity(known, decision.decidedAtMs)}`,
			blockedNotification(decision, wakeup),
		);
	}
	if (blockedBy !== "reshard-in-progress") return standing(`blocked#${blockedBy}#${wanted}`, blockedNotification(decision, wakeup));
	// Ours was told of when it was asked for, and so will be its end and its next step: waiting in between is no refusal.
	if (isOwnReshardInProgress(known)) return undefined;
	return standing(foreignReshardFingerprint(known), blockedNotification(decision, wakeup));
}

/** Each override is told of when it first stands in the way; a run that is renewed is still the same. */
function overrideIdentity({ history, run }: StreamHistory, nowMs: number): string {
	const { override } = history;
	return override.kind === "none" || override.untilMs <= nowMs ? (run?.runId ?? "none") : `${override.by}#${override.untilMs}`;
}

/** The same, and what a person has said: whoever reads any message knows that the autoscaler is kept from acting, by whom and until when. */
export function withOverrideNote(announcement: Message, override: Override): Message {
	const words = overrideWords(override);
	if (words === undefined) return announcement;
	const { notification } = announcement;
	return { ...announcement, notification: { ...notification, body: `${notification.body}\n\nOverride: the stream is ${words}.` } };
}

/**
 * Somebody else's reshard is one thing in the way, whether the service says so or the stream does, and whatever was wanted meanwhile.
 * The count from before it tells it from the next one: it is written anew when the stream is ACTIVE with another.
 */
function foreignReshardFingerprint({ lastObservedShardCount }: StreamHistory): string {
	return `foreign-reshard#${lastObservedShardCount?.atMs ?? "first"}`;
}

/** What is said of something found: everything but the bare count. */
export function announceSettlement(streamName: string, settlement: Settlement): Message | undefined {
	switch (settlement.kind) {
		case "shard-count-observed":
			return undefined;
		case "intent-settled":
			return once(acceptedFingerprint(settlement.intent.atMs), settlementNotification(streamName, settlement));
		case "intent-withdrawn":
			return once(`withdrawn#${settlement.intent.atMs}`, settlementNotification(streamName, settlement));
		case "reshard-settled":
			return once(`settled#${settlement.reshard.atMs}`, settlementNotification(streamName, settlement));
		case "reshard-observed": {
			const { fromShardCount, toShardCount } = settlement.reshard;
			// Not the moment: two evaluations that see it at once see it at different ones.
			return {
				dedupeKey: `observed#${fromShardCount}#${toShardCount}`,
				dedupeForMs: 60_000,
				notification: settlementNotification(streamName, settlement),
			};
		}
		default:
			return settlement satisfies never;
	}
}

/** A person has set or ended an override. */
export function overrideAnnouncement(streamName: string, override: Override, replaced: Override, by: string, nowMs: number): Message {
	// The moment is part of it: the same override may be set again after it was ended.
	const identity = override.kind === "none" ? "ended" : `${override.kind}#${override.by}`;
	return once(`override#${identity}#${nowMs}`, overrideNotification(streamName, override, replaced, by));
}

/** A reshard under way whose notification may have been lost with the evaluation that asked for it. */
export function announceLate(streamName: string, reshard: ReshardRecord): Message {
	return once(acceptedFingerprint(reshard.atMs), lateReshardNotification(streamName, reshard));
}

export function announceFailure(streamName: string, error: unknown, wakeup: Wakeup): Message {
	const code = error instanceof AutoscalerError ? error.code : "unexpected";
	return standing(`failed#${code}`, failureNotification(code)(streamName, error, wakeup));
}

function failureNotification(code: string): typeof failedNotification {
	if (code === INCOMPLETE) return incompleteNotification;
	return code === WITHOUT_METRICS ? withoutMetricsNotification : failedNotification;
}

/** The act's own evaluation, and whoever finds the act later, say the same thing: whoever is first. */
function acceptedFingerprint(reshardAtMs: number): string {
	return `accepted#${reshardAtMs}`;
}

function once(dedupeKey: string, notification: Notification): Message {
	return { dedupeKey, notification, dedupeForMs: ONCE_QUIET_MS };
}

function standing(dedupeKey: string, notification: Notification): Message {
	return { dedupeKey, notification, dedupeForMs: STANDING_QUIET_MS };
}
