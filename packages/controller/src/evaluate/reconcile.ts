import { announceSettlement, withOverrideNote } from "../notify/announcements.ts";
import type { ErrorCollector } from "../notify/error-collector.ts";
import { notifyOnce } from "../notify/notify-once.ts";
import type { Ports } from "../ports/ports.ts";
import { activeOverride } from "./active-override.ts";
import { isReshardInProgress } from "./detect-settlements.ts";
import type { Settlement } from "./evaluation.ts";
import { loadHistory, readSnapshot, type StreamSnapshot } from "./stream-snapshot.ts";

/** A look after which everything that had happened is written. */
export interface ReconciledSnapshot extends StreamSnapshot {
	/** Whether all is written; where not, another is about to write it, and nothing may be acted on. */
	readonly isSettled: boolean;
}

/**
 * Look at a stream, and write and tell what has happened to it since it was last looked at.
 * @throws ObservationError the stream cannot be described
 * @throws HistoryError the history cannot be read or written: nothing may then be decided on it
 */
export async function reconcile(ports: Ports, streamName: string, errors: ErrorCollector): Promise<ReconciledSnapshot> {
	const look = await readSnapshot(ports, streamName);
	if (look.settlements.length === 0) return { ...look, isSettled: true };
	const isSettled = await settleAll(ports, streamName, look, errors);
	const known = await loadHistory(ports, streamName, look.observedAtMs);
	return { ...look, known, isSettled, isReshardInProgress: isReshardInProgress(known, look.stream, look.observedAtMs) };
}

/**
 * Told first, written second: after a crash between the two it is found again, and the claim keeps it from being told twice. What
 * another evaluation is telling is its to write: were it written here, and the other died, nobody would ever be told.
 *
 * @returns whether all is written
 */
async function settleAll(
	ports: Ports,
	streamName: string,
	{ found, observedAtMs, settlements }: StreamSnapshot,
	errors: ErrorCollector,
): Promise<boolean> {
	const override = activeOverride(found, observedAtMs);
	for (const settlement of settlements) {
		const announcement = announceSettlement(streamName, settlement);
		const told = announcement === undefined ? "done" : await notifyOnce(ports, withOverrideNote(announcement, override), undefined, errors);
		// The order of writes counts: nothing that follows is written before it.
		if (told === "being-sent") return false;
		await write(ports, streamName, settlement);
	}
	return true;
}

async function write(ports: Ports, streamName: string, settlement: Settlement): Promise<void> {
	switch (settlement.kind) {
		case "intent-settled":
			return ports.history.settleIntent(settlement.intent, settlement.reshard);
		case "intent-withdrawn":
			return ports.history.withdrawIntent(settlement.intent);
		case "reshard-observed":
		case "reshard-settled":
			return ports.history.recordReshard(streamName, settlement.reshard);
		case "shard-count-observed":
			return ports.history.recordObservedShardCount(streamName, settlement.openShardCount, settlement.atMs);
		default:
			return settlement satisfies never;
	}
}
