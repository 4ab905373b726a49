import type { History } from "@headroom/engine";
import type { Settlement } from "../evaluation.ts";
import { activeOverride } from "../history/active-override.ts";
import { settlementMessage } from "../notify/settlement-message.ts";
import type { LedgerPort } from "../ports/ledger-port.ts";
import { isReshardInProgress } from "./detect-settlements.ts";
import type { EvaluationContext } from "./evaluation-context.ts";
import { loadHistory, readSnapshot, type StreamSnapshot } from "./stream-snapshot.ts";

/** A snapshot whose settlements are written. */
export interface ReconciledSnapshot extends StreamSnapshot {
	/** Whether all settlements are written. If not, another evaluation is about to write them, and this one must not act. */
	readonly isSettled: boolean;
}

/**
 * Read a snapshot of the stream, then report and write what has happened since the last evaluation. From here on the context knows the
 * override.
 *
 * @throws ObservationError the stream cannot be described
 * @throws HistoryError the history cannot be read or written: no decision is possible then
 */
export async function reconcile(context: EvaluationContext): Promise<ReconciledSnapshot> {
	const { ports, streamName } = context;
	const snapshot = await readSnapshot(ports, streamName);
	const { found, observedAtMs, settlements, stream } = snapshot;
	context.override = activeOverride(found, observedAtMs);
	if (settlements.length === 0) return { ...snapshot, isSettled: true };
	const isSettled = await settleAll(context, settlements, found.history);
	const known = await loadHistory(ports, streamName, observedAtMs);
	// A person may have changed it while the settlements were written.
	context.override = activeOverride(known, observedAtMs);
	return { ...snapshot, known, isSettled, isReshardInProgress: isReshardInProgress(known, stream, observedAtMs) };
}

/**
 * Sends each settlement first and writes it second. After a crash between the two, the next evaluation finds it again, and the claim
 * prevents a second message. The evaluation that sends a settlement also writes it: if another one wrote it and the sender died, people
 * would never know.
 *
 * @returns whether all settlements are written
 */
async function settleAll(context: EvaluationContext, settlements: readonly Settlement[], history: History): Promise<boolean> {
	const { ports, streamName } = context;
	for (const settlement of settlements) {
		const message = settlementMessage(streamName, settlement, history);
		const sent = message === undefined ? "told" : await context.notify(message);
		// The order of writes matters: no later settlement is written before this one.
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
