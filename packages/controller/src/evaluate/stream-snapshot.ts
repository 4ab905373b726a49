import type { ReshardRecord, StreamObservation } from "@headroom/engine";
import type { Settlement } from "../evaluation.ts";
import { distinctReshards } from "../history/distinct-reshards.ts";
import type { LedgerPort, StreamHistory } from "../ports/ledger-port.ts";
import type { Ports } from "../ports/ports.ts";
import { detectSettlements, isReshardInProgress } from "./detect-settlements.ts";
import { knownByLineage } from "./known-by-lineage.ts";

/** A stream and its history at one moment. */
export interface StreamSnapshot {
	readonly observedAtMs: number;
	readonly stream: StreamObservation;
	/** The history as stored. */
	readonly found: StreamHistory;
	/** What has happened and is not in the history yet. */
	readonly settlements: readonly Settlement[];
	/** The history with these settlements applied; its revision is still that of `found`. */
	readonly known: StreamHistory;
	readonly isReshardInProgress: boolean;
}

interface LedgerReader {
	readonly history: Pick<LedgerPort, "load">;
}

/**
 * Read the stream and its history. Writes nothing.
 * @throws ObservationError the stream cannot be described
 * @throws HistoryError the history cannot be read
 */
export async function readSnapshot(ports: Pick<Ports, "clock" | "stream"> & LedgerReader, streamName: string): Promise<StreamSnapshot> {
	const observedAtMs = ports.clock.nowMs();
	// Described before the history is read: see detectSettlements.
	const stream = await ports.stream.describe(streamName);
	const found = await loadHistory(ports, streamName, observedAtMs);
	const settlements = await knownByLineage(ports.stream, streamName, detectSettlements(found, stream, observedAtMs), {
		lastObservedAtMs: found.lastObservedShardCount?.atMs ?? observedAtMs,
		nowMs: observedAtMs,
	});
	const known = settlements.reduce(applySettlement, found);
	return { observedAtMs, stream, found, settlements, known, isReshardInProgress: isReshardInProgress(known, stream, observedAtMs) };
}

/** The history with each reshard once. @throws HistoryError */
export async function loadHistory(ports: LedgerReader, streamName: string, nowMs: number): Promise<StreamHistory> {
	const loaded = await ports.history.load(streamName, nowMs);
	return { ...loaded, history: { ...loaded.history, reshards: distinctReshards(loaded.history.reshards) } };
}

function applySettlement(known: StreamHistory, settlement: Settlement): StreamHistory {
	switch (settlement.kind) {
		case "intent-settled":
			return withReshard(withoutIntent(known), settlement.reshard);
		case "intent-withdrawn":
			return withoutIntent(known);
		case "reshard-observed":
		case "reshard-settled":
			return withReshard(known, settlement.reshard);
		case "shard-count-observed": {
			const { atMs, openShardCount } = settlement;
			return { ...known, lastObservedShardCount: { openShardCount, atMs } };
		}
		default:
			return settlement satisfies never;
	}
}

function withoutIntent({ intent: _, ...known }: StreamHistory): StreamHistory {
	return known;
}

function withReshard(known: StreamHistory, reshard: ReshardRecord): StreamHistory {
	const others = known.history.reshards.filter(({ atMs }) => atMs !== reshard.atMs);
	return { ...known, history: { ...known.history, reshards: distinctReshards([...others, reshard]) } };
}
