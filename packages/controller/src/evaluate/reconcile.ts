import type { Settlement } from "../evaluation.ts";
import { activeOverride } from "../history/active-override.ts";
import { settlementMessage } from "../notify/settlement-message.ts";
import type { LedgerPort } from "../ports/ledger-port.ts";
import { isReshardInProgress } from "./detect-settlements.ts";
import type { EvaluationContext } from "./evaluation-context.ts";
import { loadHistory, readSnapshot, type StreamSnapshot } from "./stream-snapshot.ts";

/** A snapshot after which everything that had happened is written. */
export interface ReconciledSnapshot extends StreamSnapshot {
	/** Whether all is written; where not, another evaluation is about to write it, and nothing may be acted on. */
	readonly isSettled: boolean;
}

/**
 * Look at a stream, then write down and report what has happened to it since it was last looked at. From here on the context knows what a
 * person has said.
 *
 * @throws ObservationError the stream cannot be described
 * @throws HistoryError the history cannot be read or written: nothing may then be decided on it
 */
export async function reconcile(context: EvaluationContext): Promise<ReconciledSnapshot> {
	const { ports, streamName } = context;
	const snapshot = await readSnapshot(ports, streamName);
	const { found, observedAtMs, settlements, stream } = snapshot;
	context.override = activeOverride(found, observedAtMs);
	if (settlements.length === 0) return { ...snapshot, isSettled: true };
	const isSettled = await settleAll(context, settlements);
	const known = await loadHistory(ports, streamName, observedAtMs);
	return { ...snapshot, known, isSettled, isReshardInProgress: isReshardInProgress(known, stream, observedAtMs) };
}

/**
 * Sent first, written second: after a crash between the two it is found again, and the claim keeps it from being sent twice. What
 * another evaluation is sending is its to write: were it written here, and the other died, people would never know.
 *
 * @returns whether all is written
 */
async function settleAll(context: EvaluationContext, settlements: readonly Settlement[]): Promise<boolean> {
	const { ports, streamName } = context;
	for (const settlement of settlements) {
		const message = settlementMessage(streamName, settlement);
		const sent = message === undefined ? "done" : await context.notify(message);
		// The order of writes counts: nothing that follows is written before it.
		if (sent === "being-sent") return false;
		await write(ports.history, streamName, settlement);
	}
	return true;
}

async function write(ledger: LedgerPort, streamName: string, settlement: Settlement): Promise<void> {
	switch (settlement.kind) {
		case "intent-settled":
			return ledger.settleIntent(settlement.intent, settlement.reshard);
		case "intent-withdrawn":
			return ledger.withdrawIntent(settlement.intent);
		case "reshard-observed":
		case "reshard-settled":
			return ledger.recordReshard(streamName, settlement.reshard);
		case "shard-count-observed":
			return ledger.recordObservedShardCount(streamName, settlement.openShardCount, settlement.atMs);
		default:
			return settlement satisfies never;
	}
}
