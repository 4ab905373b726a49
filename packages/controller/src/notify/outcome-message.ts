import {
	awaitsFirstSeconds,
	type BlockedDecision,
	type BlockReason,
	type Decision,
	type DiagnoseDecision,
	explainSteps,
	isOfTheTen,
	type ScaleDecision,
	summarize,
	trailLine,
	utcSecond,
} from "@headroom/engine";
import type { ActOutcome, Outcome } from "../evaluation.ts";
import { isOwnReshardInProgress } from "../history/own-reshard.ts";
import type { StreamHistory } from "../ports/ledger-port.ts";
import type { Severity } from "../ports/notifier-port.ts";
import type { ReshardRefusal } from "../ports/stream-port.ts";
import type { Wakeup } from "../ports/wakeup.ts";
import {
	asciiChange,
	body,
	budgetAfter,
	budgetLine,
	change,
	type Message,
	ONCE_DEDUPE_MS,
	RECURRING_DEDUPE_MS,
	subject,
	wokenByLine,
} from "./message.ts";
import { costLines } from "./notification-cost.ts";
import { acceptedKey } from "./settlement-message.ts";
import { withoutRepeats } from "./without-repeats.ts";

/**
 * The message about an outcome: every act, refusal and finding has one. A plain hold has none, nor has a race that another evaluation won,
 * nor a wait for a reshard of ours.
 *
 * @param known the history that the outcome rests on
 */
export function outcomeMessage(outcome: Outcome, wakeup: Wakeup, known: StreamHistory): Message | undefined {
	switch (outcome.kind) {
		case "held":
		case "lost-race":
			return undefined;
		case "accepted":
			return acceptedMessage(outcome, wakeup, known);
		case "unknown-outcome":
			return unknownOutcomeMessage(outcome, wakeup);
		case "refused":
			return refusedMessage(outcome, wakeup, known);
		case "blocked": {
			const dedupeKey = blockedKey(outcome.decision, known);
			return dedupeKey === undefined ? undefined : blockedMessage(outcome.decision, wakeup, dedupeKey);
		}
		case "diagnosed":
			// The shards change under the evidence. A finding that lasts is reported after the reshard.
			return isOwnReshardInProgress(known) ? undefined : findingMessage(outcome.decision, wakeup);
		default:
			return outcome satisfies never;
	}
}

/** UpdateShardCount or SplitShard was accepted. */
function acceptedMessage(
	{ decision, reshard }: Extract<ActOutcome, { kind: "accepted" }>,
	wakeup: Wakeup,
	{ history }: StreamHistory,
): Message {
	const { streamName, openShardCount, targetShardCount, plan } = decision;
	const next = plan[1];
	return {
		kind: "accepted",
		streamName,
		severity: "info",
		dedupeKey: acceptedKey(reshard.atMs),
		dedupeForMs: ONCE_DEDUPE_MS,
		subject: subject(streamName, `scaling ${direction(decision)} ${asciiChange(openShardCount, targetShardCount)}`),
		decision,
		body: body([
			summarize(decision),
			reasons(decision),
			[
				...(next === undefined ? [] : [`Next: ${change(next.fromShardCount, next.toShardCount)}, when the stream is ACTIVE again.`]),
				budgetLine(isOfTheTen(reshard, history) ? budgetAfter(decision.budget, reshard.atMs) : decision.budget),
				...costLines(openShardCount, targetShardCount),
				wokenByLine(wakeup),
			],
		]),
	};
}

/** UpdateShardCount was refused. */
function refusedMessage(
	{ decision, message, refusal }: Extract<ActOutcome, { kind: "refused" }>,
	wakeup: Wakeup,
	known: StreamHistory,
): Message {
	const { streamName, openShardCount, targetShardCount } = decision;
	return {
		kind: "refused",
		streamName,
		severity: severityOfRefusal(decision, refusal),
		dedupeKey: refusal === "reshard-in-progress" ? foreignReshardKey(known) : `refused#${refusal}`,
		dedupeForMs: RECURRING_DEDUPE_MS,
		subject: subject(streamName, `the service refused ${asciiChange(openShardCount, targetShardCount)}`),
		decision,
		body: body([
			`The service refused to scale ${direction(decision)} ${change(openShardCount, targetShardCount)}: ${message}`,
			[summarize(decision)],
			reasons(decision),
			[budgetLine(decision.budget), wokenByLine(wakeup)],
		]),
	};
}

/** The answer to UpdateShardCount was lost. */
function unknownOutcomeMessage({ decision, error, intent }: Extract<ActOutcome, { kind: "unknown-outcome" }>, wakeup: Wakeup): Message {
	const { streamName, openShardCount, targetShardCount } = decision;
	return {
		kind: "failed",
		streamName,
		severity: "warning",
		dedupeKey: `unknown-outcome#${intent.atMs}`,
		dedupeForMs: ONCE_DEDUPE_MS,
		subject: subject(streamName, `no answer to ${asciiChange(openShardCount, targetShardCount)}`),
		decision,
		body: body([
			`Headroom does not know whether the service accepted ${change(openShardCount, targetShardCount)}: ${error.message}`,
			[summarize(decision)],
			["The stream's state will show it. Until then, for at most two minutes, Headroom asks for no other reshard.", wokenByLine(wakeup)],
		]),
	};
}

function blockedMessage(decision: BlockedDecision, wakeup: Wakeup, dedupeKey: string): Message {
	const { streamName, openShardCount, recommendedShardCount, blockedBy, untilMs } = decision;
	const when =
		untilMs === undefined
			? "Headroom does not know when it is possible again. It checks at every evaluation."
			: `Possible again from ${utcSecond(untilMs)} on.`;
	return {
		kind: "blocked",
		streamName,
		severity: severityOfBlock(decision),
		dedupeKey,
		dedupeForMs: RECURRING_DEDUPE_MS,
		subject: subject(streamName, `${asciiChange(openShardCount, recommendedShardCount)} blocked by ${blockedBy}`),
		decision,
		body: body([summarize(decision), reasons(decision), [when, budgetLine(decision.budget), wokenByLine(wakeup)]]),
	};
}

/** @returns `undefined` if there is no message: the wait is for a reshard of ours, or for the first seconds after one */
function blockedKey(decision: BlockedDecision, known: StreamHistory): string | undefined {
	const { blockedBy, wanted } = decision;
	if (awaitsFirstSeconds(decision)) return undefined;
	if (blockedBy === "hold" || blockedBy === "pause") {
		return `blocked#${blockedBy}#${wanted}#${overrideIdentity(known, decision.decidedAtMs)}`;
	}
	if (blockedBy !== "reshard-in-progress") return `blocked#${blockedBy}#${wanted}`;
	// People got a message about our reshard, and will get one about its end and its next step.
	return isOwnReshardInProgress(known) ? undefined : foreignReshardKey(known);
}

/** Each override gets a message when it first forbids something. A renewed lease is still the same lease. */
function overrideIdentity({ history, lease }: StreamHistory, nowMs: number): string {
	const { override } = history;
	return override.kind === "none" || override.untilMs <= nowMs ? (lease?.leaseId ?? "none") : `${override.by}#${override.untilMs}`;
}

/**
 * Somebody else's reshard has one key, whether the service or the stream's state reports it, and for any wanted change. The moment of the
 * last observed count distinguishes it from the next one: a new count is written when the stream is ACTIVE again.
 */
function foreignReshardKey({ lastObservedShardCount }: StreamHistory): string {
	return `foreign-reshard#${lastObservedShardCount?.atMs ?? "first"}`;
}

/** Throttled, and more shards would not help. */
function findingMessage(decision: DiagnoseDecision, wakeup: Wakeup): Message {
	const { streamName, finding, hotShardIds } = decision;
	return {
		kind: "finding",
		streamName,
		severity: "critical",
		dedupeKey: `${finding}#${[...hotShardIds].sort().join(",")}`,
		dedupeForMs: RECURRING_DEDUPE_MS,
		subject: subject(streamName, finding === "hot-key" ? "hot key, more shards would not help" : "hot key suspected"),
		decision,
		body: body([
			summarize(decision),
			reasons(decision),
			[
				...(hotShardIds.length === 0 ? [] : [`Hot: ${hotShardIds.join(", ")}.`]),
				"What helps: a partition key with more values, or fewer writes with the hot one.",
				budgetLine(decision.budget),
				wokenByLine(wakeup),
			],
		]),
	};
}

/** These end by themselves, or are what a person wants: their end is near, or is known. */
const PASSES_BY_ITSELF: ReadonlySet<BlockReason> = new Set([
	"backlog",
	"cooldown",
	"hold",
	"pause",
	"reshard-in-progress",
	"stream-not-active",
]);

/** A stream that must grow and may not throttles until a person does something. One that may not shrink costs money. */
function severityOfBlock({ blockedBy, wanted }: BlockedDecision): Severity {
	if (wanted === "scale-in") return "info";
	return PASSES_BY_ITSELF.has(blockedBy) ? "warning" : "critical";
}

function severityOfRefusal({ kind }: ScaleDecision, refusal: ReshardRefusal): Severity {
	return kind === "scale-out" && refusal !== "reshard-in-progress" && refusal !== "rate" ? "critical" : "warning";
}

function reasons(decision: Decision): string[] {
	// The summary is the message's first sentence.
	const [, ...steps] = withoutRepeats([{ step: "gate", says: summarize(decision) }, ...explainSteps(decision)]);
	const lines = steps.map(({ says, step }) => trailLine(step, says));
	return lines.length === 0 ? [] : ["The steps of the decision:", ...lines];
}

function direction(decision: ScaleDecision): "in" | "out" {
	return decision.kind === "scale-out" ? "out" : "in";
}
