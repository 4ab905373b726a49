import { type Outcome, recordedOutcome } from "../evaluation.ts";
import { isOwnReshardUnderWay } from "../history/own-reshard.ts";
import { outcomeMessage } from "../notify/outcome-message.ts";
import { unreportedReshardMessage } from "../notify/settlement-message.ts";
import type { Recheck } from "../ports/recheck-port.ts";
import type { EvaluationContext } from "./evaluation-context.ts";
import { nextRecheck } from "./next-recheck.ts";
import type { ReconciledSnapshot } from "./reconcile.ts";
import { scheduleRecheck } from "./schedule-recheck.ts";

/** Younger than this, a reshard's own evaluation may still be about to report it, in more words than anybody else can. */
const UNREPORTED_AFTER_MS = 10_000;

/** Record an outcome and send it to people, where it is worth a message. */
export async function reportOutcome(context: EvaluationContext, outcome: Outcome, { known }: ReconciledSnapshot): Promise<void> {
	const { decision } = outcome;
	const message = outcomeMessage(outcome, context.wakeup, known);
	if (message === undefined) return;
	await context.notify(message, { decision, wakeup: context.wakeup, outcome: recordedOutcome(outcome) });
}

/** Every reshard under way is reported once; here, where the evaluation that asked for it broke off before it could. */
export async function notifyUnreportedReshards(context: EvaluationContext, { known, observedAtMs }: ReconciledSnapshot): Promise<void> {
	for (const reshard of known.history.reshards) {
		if (isOwnReshardUnderWay(reshard) && observedAtMs - reshard.atMs >= UNREPORTED_AFTER_MS) {
			await context.notify(unreportedReshardMessage(context.streamName, reshard));
		}
	}
}

/** Have the stream looked at again, where that is worth it sooner than the sweep. */
export async function scheduleNextRecheck(
	{ errors, ports, streamName, wakeup }: EvaluationContext,
	outcome: Outcome,
	{ isReshardInProgress, known }: ReconciledSnapshot,
): Promise<Recheck | undefined> {
	const { reshards } = known.history;
	const wanted = nextRecheck({ streamName, outcome, wakeup, isReshardInProgress, reshards, nowMs: ports.clock.nowMs() });
	return wanted === undefined ? undefined : scheduleRecheck(ports, wanted, errors);
}
