import { announceOutcome, underOverride } from "./announcements.ts";
import { type Outcome, recordedOutcome } from "./evaluation.ts";
import type { Failures } from "./failures.ts";
import { nextRecheck } from "./next-recheck.ts";
import { overrideInForce } from "./override-in-force.ts";
import type { Ports, Recheck, Trigger } from "./ports.ts";
import type { Stock } from "./take-stock.ts";
import { scheduleRecheck, tell } from "./tell.ts";

/**
 * What follows an outcome, whoever brought it about: it is recorded and told, and looked at again where that is worth it.
 *
 * @param before the re-check, what else is to be told
 * @returns the re-check that was asked for
 */
export async function conclude(
	ports: Ports,
	outcome: Outcome,
	trigger: Trigger,
	{ isReshardInProgress, known, observedAtMs }: Stock,
	failures: Failures,
	before: () => Promise<void> = async () => {},
): Promise<Recheck | undefined> {
	const { decision } = outcome;
	const announcement = announceOutcome(outcome, trigger, known);
	if (announcement !== undefined) {
		const entry = { decision, trigger, outcome: recordedOutcome(outcome) };
		await tell(ports, underOverride(announcement, overrideInForce(known, observedAtMs)), entry, failures);
	}
	await before();
	const wanted = nextRecheck({
		streamName: decision.streamName,
		outcome,
		trigger,
		isReshardInProgress,
		reshards: known.history.reshards,
		nowMs: ports.clock.nowMs(),
	});
	return wanted === undefined ? undefined : scheduleRecheck(ports, wanted, failures);
}
