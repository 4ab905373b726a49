import {
	awaitsFirstSeconds,
	type BlockedDecision,
	type Decision,
	type DiagnoseDecision,
	explainSteps,
	type ScaleDecision,
	summarize,
	trailText,
	utcSecond,
} from "@headroom/engine";
import type { ActOutcome, Outcome } from "../evaluation.ts";
import { isOwnReshardInProgress } from "../history/own-reshard.ts";
import type { StreamHistory } from "../ports/ledger-port.ts";
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

/**
 * What people get of an outcome: every act, refusal and finding. Nothing of a plain hold, nor of a race that another evaluation won, nor of
 * waiting for a reshard of ours.
 *
 * @param known what the outcome rests on
 */
export function outcomeMessage(outcome: Outcome, wakeup: Wakeup, known: StreamHistory): Message | undefined {
	switch (outcome.kind) {
		case "held":
		case "lost-race":
			return undefined;
		case "accepted":
			return acceptedMessage(outcome, wakeup);
		case "unknown-outcome":
			return unknownOutcomeMessage(outcome, wakeup);
		case "refused":
			return refusedMessage(outcome, wakeup, known);
		case "blocked": {
			const dedupeKey = blockedKey(outcome.decision, known);
			return dedupeKey === undefined ? undefined : blockedMessage(outcome.decision, wakeup, dedupeKey);
		}
		case "diagnosed":
			// The shards are changing under the evidence. What still holds afterwards is said at the end.
			return isOwnReshardInProgress(known) ? undefined : findingMessage(outcome.decision, wakeup);
		default:
			return outcome satisfies never;
	}
}

/** UpdateShardCount was accepted. */
function acceptedMessage({ decision, reshard }: Extract<ActOutcome, { kind: "accepted" }>, wakeup: Wakeup): Message {
	const { streamName, openShardCount, targetShardCount, plan } = decision;
	const next = plan[1];
	return {
		kind: "accepted",
		streamName,
		dedupeKey: acceptedKey(reshard.atMs),
		dedupeForMs: ONCE_DEDUPE_MS,
		subject: subject(streamName, `scaling ${direction(decision)} ${asciiChange(openShardCount, targetShardCount)}`),
		decision,
		body: body([
			summarize(decision),
			reasons(decision),
			[
				...(next === undefined ? [] : [`Next: ${change(next.fromShardCount, next.toShardCount)}, when the stream is ACTIVE again.`]),
				budgetLine(budgetAfter(decision.budget, reshard.atMs)),
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
		dedupeKey: `unknown-outcome#${intent.atMs}`,
		dedupeForMs: ONCE_DEDUPE_MS,
		subject: subject(streamName, `no answer to ${asciiChange(openShardCount, targetShardCount)}`),
		decision,
		body: body([
			`It is not known whether the service accepted ${change(openShardCount, targetShardCount)}: ${error.message}`,
			[summarize(decision)],
			["The stream's state will tell; until it does, or for two minutes, no other reshard is asked for.", wokenByLine(wakeup)],
		]),
	};
}

/** A change is wanted, and something forbids it now. */
function blockedMessage(decision: BlockedDecision, wakeup: Wakeup, dedupeKey: string): Message {
	const { streamName, openShardCount, recommendedShardCount, blockedBy, untilMs } = decision;
	const when =
		untilMs === undefined
			? "When it is possible again cannot be known; it is looked at every time."
			: `Possible again from ${utcSecond(untilMs)} on.`;
	return {
		kind: "blocked",
		streamName,
		dedupeKey,
		dedupeForMs: RECURRING_DEDUPE_MS,
		subject: subject(streamName, `${asciiChange(openShardCount, recommendedShardCount)} blocked by ${blockedBy}`),
		decision,
		body: body([summarize(decision), reasons(decision), [when, budgetLine(decision.budget), wokenByLine(wakeup)]]),
	};
}

/** @returns `undefined` where people get no message: they wait for a reshard of ours, or for the first seconds after one */
function blockedKey(decision: BlockedDecision, known: StreamHistory): string | undefined {
	const { blockedBy, wanted } = decision;
	if (awaitsFirstSeconds(decision)) return undefined;
	if (blockedBy === "hold" || blockedBy === "pause") {
		return `blocked#${blockedBy}#${wanted}#${overrideIdentity(known, decision.decidedAtMs)}`;
	}
	if (blockedBy !== "reshard-in-progress") return `blocked#${blockedBy}#${wanted}`;
	// People got a message when ours was asked for, and will get one of its end and of its next step.
	return isOwnReshardInProgress(known) ? undefined : foreignReshardKey(known);
}

/** Each override gets a message when it first forbids something; a lease that is renewed is still the same. */
function overrideIdentity({ history, lease }: StreamHistory, nowMs: number): string {
	const { override } = history;
	return override.kind === "none" || override.untilMs <= nowMs ? (lease?.leaseId ?? "none") : `${override.by}#${override.untilMs}`;
}

/**
 * Somebody else's reshard is one obstacle, whether the service says so or the stream does, and whatever was wanted meanwhile.
 * The count from before it tells it from the next one: it is written anew when the stream is ACTIVE with another.
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

function reasons(decision: Decision): string[] {
	const [, ...lines] = trailText([{ step: "gate", says: "" }, ...explainSteps(decision)]).split("\n");
	return lines.length === 0 ? [] : ["How it came to that:", ...lines];
}

function direction(decision: ScaleDecision): "in" | "out" {
	return decision.kind === "scale-out" ? "out" : "in";
}
