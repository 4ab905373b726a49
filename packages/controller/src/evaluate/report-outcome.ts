import type { ReshardRecord } from "@headroom/engine";
import { type Outcome, recordedOutcome } from "../evaluation.ts";
import { isOwnReshard } from "../history/own-reshard.ts";
import { ONCE_DEDUPE_MS } from "../notify/message.ts";
import { outcomeMessage } from "../notify/outcome-message.ts";
import { unreportedReshardMessage } from "../notify/settlement-message.ts";
import type { Recheck } from "../ports/recheck-port.ts";
import type { EvaluationContext } from "./evaluation-context.ts";
import { nextRecheck } from "./next-recheck.ts";
import type { ReconciledSnapshot } from "./reconcile.ts";
import { scheduleRecheck } from "./schedule-recheck.ts";

/** A younger reshard is left to the evaluation that asked for it, which can report more than others. */
const UNREPORTED_AFTER_MS = 10_000;

/** Record an outcome and send it to people, if it is worth a message. */
export async function reportOutcome(context: EvaluationContext, outcome: Outcome, { known }: ReconciledSnapshot): Promise<void> {
	const { decision } = outcome;
	const message = outcomeMessage(outcome, context.wakeup, known);
	if (message === undefined) return;
	const told = await context.notify(message, { decision, wakeup: context.wakeup, outcome: recordedOutcome(outcome) });
	if (outcome.kind === "accepted" && told === "told") await recordTold(context, outcome.reshard);
}

/**
 * Every reshard of ours is reported once. This reports those of evaluations that broke off before they could, and those of which nobody could
 * be told at their time: a topic that is out for an hour hides no reshard.
 */
export async function notifyUnreportedReshards(context: EvaluationContext, { known, observedAtMs }: ReconciledSnapshot): Promise<void> {
	for (const reshard of known.history.reshards) {
		const ageMs = observedAtMs - reshard.atMs;
		const isUnreported = isOwnReshard(reshard) && reshard.toldAtMs === undefined;
		if (!isUnreported || ageMs < UNREPORTED_AFTER_MS || ageMs >= ONCE_DEDUPE_MS) continue;
		const told = await context.notify(unreportedReshardMessage(context.streamName, reshard));
		if (told === "told") await recordTold(context, reshard);
	}
}

/** If it fails, the next evaluation finds by the message's claim that people know, and writes it. */
async function recordTold({ errors, ports, streamName }: EvaluationContext, { atMs }: ReshardRecord): Promise<void> {
	await errors.capture(ports.history.recordTold(streamName, atMs, ports.clock.nowMs()));
}

/** Schedule the re-check that the stream needs before the next sweep, if any. */
export async function scheduleNextRecheck(
	{ errors, ports, streamName, wakeup }: EvaluationContext,
	outcome: Outcome,
	{ isReshardInProgress, known }: ReconciledSnapshot,
): Promise<Recheck | undefined> {
	const { reshards } = known.history;
	const wanted = nextRecheck({ streamName, outcome, wakeup, isReshardInProgress, reshards, nowMs: ports.clock.nowMs() });
	return wanted === undefined ? undefined : scheduleRecheck(ports, wanted, errors);
}
