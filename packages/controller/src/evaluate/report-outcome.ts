import { type Outcome, recordedOutcome } from "../evaluation.ts";
import { isOwnReshardUnderWay } from "../history/own-reshard.ts";
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
	await context.notify(message, { decision, wakeup: context.wakeup, outcome: recordedOutcome(outcome) });
}

/** Every reshard under way is reported once. This reports the reshards of evaluations that broke off before they could. */
export async function notifyUnreportedReshards(context: EvaluationContext, { known, observedAtMs }: ReconciledSnapshot): Promise<void> {
	for (const reshard of known.history.reshards) {
		if (isOwnReshardUnderWay(reshard) && observedAtMs - reshard.atMs >= UNREPORTED_AFTER_MS) {
			await context.notify(unreportedReshardMessage(context.streamName, reshard));
		}
	}
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
