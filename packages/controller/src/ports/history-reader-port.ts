import type { ReshardRecord } from "@headroom/engine";
import type { HistoryError } from "../errors.ts";
import type { PersonAct } from "./acts-port.ts";
import type { RecordedDecision } from "./ledger-port.ts";

/** The history as people ask for it. Times are inclusive; everything comes newest first. An item that is malformed is named, and left out. */
export interface HistoryReaderPort {
	/** @throws HistoryError `history.unavailable` */
	reshards(query: HistoryQuery): Promise<HistoryPage<ReshardRecord>>;
	/**
	 * The reported decisions: acts, refusals and findings. The history does not keep a plain hold, nor a refusal that was reported within the
	 * hour.
	 * @throws HistoryError `history.unavailable`
	 */
	decisions(query: HistoryQuery): Promise<HistoryPage<RecordedDecision>>;
	/**
	 * What people did, to all streams: also to those that are no longer managed.
	 * @throws HistoryError `history.unavailable`
	 */
	acts(query: Omit<HistoryQuery, "streamName">): Promise<HistoryPage<PersonAct>>;
	/**
	 * The newest decision at or before a moment.
	 * @throws HistoryError `history.unavailable`
	 */
	decisionAt(streamName: string, atMs: number): Promise<DecisionReading>;
}

export interface DecisionReading {
	/** Undefined where none is kept, or none near that can be read. */
	readonly decision: RecordedDecision | undefined;
	/** `history.malformed`, what is newer than `decision`; absent where nothing is. */
	readonly malformed?: readonly HistoryError[];
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
	/** `history.malformed` for each item of the page that cannot be read; absent if all can. */
	readonly malformed?: readonly HistoryError[];
	/** Absent if nothing follows. */
	readonly next?: string;
}
