import { announceOutcome, withOverrideNote } from "../notify/announcements.ts";
import type { ErrorCollector } from "../notify/error-collector.ts";
import { notifyOnce, scheduleRecheck } from "../notify/notify-once.ts";
import type { Ports, Recheck, Wakeup } from "../ports/ports.ts";
import { activeOverride } from "./active-override.ts";
import { type Outcome, recordedOutcome } from "./evaluation.ts";
import { nextRecheck } from "./next-recheck.ts";
import type { ReconciledSnapshot } from "./reconcile.ts";

/**
 * What follows an outcome, whoever brought it about: it is recorded and told, and looked at again where that is worth it.
 *
 * @param before the re-check, what else is to be told
 * @returns the re-check that was asked for
 */
export async function reportOutcome(
	ports: Ports,
	outcome: Outcome,
	wakeup: Wakeup,
	{ isReshardInProgress, known, observedAtMs }: ReconciledSnapshot,
	errors: ErrorCollector,
	before: () => Promise<void> = async () => {},
): Promise<Recheck | undefined> {
	const { decision } = outcome;
	const announcement = announceOutcome(outcome, wakeup, known);
	if (announcement !== undefined) {
		const entry = { decision, wakeup, outcome: recordedOutcome(outcome) };
		await notifyOnce(ports, withOverrideNote(announcement, activeOverride(known, observedAtMs)), entry, errors);
	}
	await before();
	const wanted = nextRecheck({
		streamName: decision.streamName,
		outcome,
		wakeup,
		isReshardInProgress,
		reshards: known.history.reshards,
		nowMs: ports.clock.nowMs(),
	});
	return wanted === undefined ? undefined : scheduleRecheck(ports, wanted, errors);
}
