import type { ReshardRecord } from "@headroom/engine";
import type { RecordedDecision } from "./ledger-port.ts";

/** The history as people ask for it. Times are inclusive; everything comes newest first. */
export interface HistoryReaderPort {
	/** @throws HistoryError `history.unavailable`, `history.malformed` */
	reshards(query: HistoryQuery): Promise<HistoryPage<ReshardRecord>>;
	/**
	 * The reported decisions: acts, refusals and findings. The history does not keep a plain hold, nor a refusal that was reported within the
	 * hour.
	 * @throws HistoryError `history.unavailable`, `history.malformed`
	 */
	decisions(query: HistoryQuery): Promise<HistoryPage<RecordedDecision>>;
	/**
	 * The newest decision at or before a moment; absent if none is kept.
	 * @throws HistoryError `history.unavailable`, `history.malformed`
	 */
	decisionAt(streamName: string, atMs: number): Promise<RecordedDecision | undefined>;
}

export interface HistoryQuery {
	readonly streamName: string;
	readonly fromMs: number;
	readonly toMs: number;
	/** At least 1. */
	readonly limit: number;
	/** `next` of the page before; absent for the first. */
	readonly cursor?: string;
}

export interface HistoryPage<Entry> {
	readonly entries: readonly Entry[];
	/** Absent if nothing follows. */
	readonly next?: string;
}
