import {
	describeAct,
	HistoryError,
	type HistoryPage,
	type HistoryQuery,
	type HistoryReaderPort,
	type PersonAct,
	type RecordedDecision,
	undoOfAct,
} from "@headroom/controller";
import { type ReshardRecord, visibleText, writtenSummary } from "@headroom/engine";
import type { AwsSession } from "../../shared/session/aws-session.ts";
import type { KnownStream } from "../../shared/streams/managed-streams.ts";
import { malformedFaults, readEach, type StreamFault } from "../../shared/streams/stream-fault.ts";

export const HISTORY_KINDS = ["act", "change", "refusal", "finding"] as const;
export type HistoryKind = (typeof HISTORY_KINDS)[number];

/** One line of the history. */
export interface HistoryEntry {
	readonly streamName: string;
	readonly atMs: number;
	readonly kind: HistoryKind;
	/** `headroom`, a person's name, or `observed` for somebody else's reshard. */
	readonly by: string;
	/** The whole ARN of a person, where it was recorded. */
	readonly identity?: string;
	/** Absent if the entry is about no shard count. */
	readonly fromShardCount?: number;
	/** Absent if no reshard was requested. */
	readonly toShardCount?: number;
	readonly says: string;
	readonly decision?: RecordedDecision;
	/** The command that undoes what a person did; absent if nothing is left to undo. */
	readonly undo?: string;
}

export interface HistoryFilter {
	readonly fromMs: number;
	readonly toMs: number;
	readonly limit: number;
	readonly kind: HistoryKind | undefined;
	/** The present moment: what has ended by itself needs no undoing. */
	readonly nowMs: number;
}

/** There are some calls between a decision and its reshard. */
const SAME_ACT_WITHIN_MS = 60_000;

export interface HistoryReading {
	readonly entries: readonly HistoryEntry[];
	/** Streams that could not be read, and items that are malformed. */
	readonly faults: readonly StreamFault[];
}

/** What people did besides reshards, to streams that `isShown` names. One partition has them all: a stream may be detached since. */
export async function readChanges(
	reader: Pick<HistoryReaderPort, "acts">,
	isShown: (streamName: string) => boolean,
	{ fromMs, kind, nowMs, toMs }: HistoryFilter,
): Promise<HistoryReading> {
	if (kind !== undefined && kind !== "change") return { entries: [], faults: [] };
	const what = "what people did";
	const read = await readPages((page) => reader.acts(page), { fromMs, toMs }, Number.POSITIVE_INFINITY).catch((error: unknown) => {
		if (!(error instanceof HistoryError)) throw error;
		return error;
	});
	if (read instanceof HistoryError) return { entries: [], faults: [{ streamName: what, fault: read.message }] };
	const { entries, malformed } = read;
	return {
		entries: entries.filter(({ streamName }) => isShown(streamName)).map((act) => changeEntry(act, nowMs)),
		faults: malformed.map(({ message }) => ({ streamName: what, fault: message })),
	};
}

/** Newest first, and not more than are asked for. */
export function newestFirst(entries: readonly HistoryEntry[], { kind, limit }: HistoryFilter): readonly HistoryEntry[] {
	return entries
		.filter((entry) => kind === undefined || entry.kind === kind)
		.sort((a, b) => b.atMs - a.atMs)
		.slice(0, limit);
}

/** All reshards, and the decisions without one. What cannot be read hides nothing else. */
export async function readHistory(
	session: Pick<AwsSession, "options">,
	reader: HistoryReaderPort,
	streams: readonly Pick<KnownStream, "streamName">[],
	filter: HistoryFilter,
): Promise<HistoryReading> {
	const { faults, readings } = await readEach(session, streams, ({ streamName }) => readStream(reader, streamName, filter));
	return {
		entries: readings.flatMap(({ entries }) => entries),
		faults: [...faults, ...readings.flatMap((reading) => reading.faults)],
	};
}

async function readStream(
	reader: HistoryReaderPort,
	streamName: string,
	{ fromMs, kind, limit, toMs }: HistoryFilter,
): Promise<HistoryReading> {
	const query = { streamName, fromMs, toMs };
	// The newest entries may have none of this kind: then all must be read.
	const most = kind === undefined ? limit : Number.POSITIVE_INFINITY;
	const [reshards, decisions] = await Promise.all([
		readPages((page) => reader.reshards(page), query, most),
		readPages((page) => reader.decisions(page), query, most),
	]);
	return {
		entries: [
			...reshards.entries.map((reshard) =>
				actEntry(
					streamName,
					reshard,
					decisions.entries.find((decision) => isOf(decision, reshard)),
				),
			),
			...decisions.entries.filter(({ outcome }) => outcome.kind !== "accepted").map(decisionEntry),
		],
		faults: malformedFaults(streamName, [...reshards.malformed, ...decisions.malformed]),
	};
}

const PAGE_SIZE = 100;

async function readPages<Entry, Query extends object>(
	read: (query: Query & Pick<HistoryQuery, "cursor" | "limit">) => Promise<HistoryPage<Entry>>,
	query: Query,
	most: number,
): Promise<{ readonly entries: readonly Entry[]; readonly malformed: readonly HistoryError[] }> {
	const entries: Entry[] = [];
	const malformed: HistoryError[] = [];
	let cursor: string | undefined;
	do {
		const page = await read({ ...query, limit: PAGE_SIZE, ...(cursor === undefined ? {} : { cursor }) });
		entries.push(...page.entries);
		malformed.push(...(page.malformed ?? []));
		cursor = page.next;
	} while (cursor !== undefined && entries.length < most);
	return { entries, malformed };
}

function isOf({ decision, outcome }: RecordedDecision, reshard: ReshardRecord): boolean {
	return (
		outcome.kind === "accepted" &&
		"targetShardCount" in decision &&
		decision.openShardCount === reshard.fromShardCount &&
		decision.targetShardCount === reshard.toShardCount &&
		Math.abs(decision.decidedAtMs - reshard.atMs) < SAME_ACT_WITHIN_MS
	);
}

function actEntry(streamName: string, reshard: ReshardRecord, decision: RecordedDecision | undefined): HistoryEntry {
	const { atMs, fromShardCount, startedBy, toShardCount, trigger } = reshard;
	const says =
		decision === undefined
			? `Resharded ${fromShardCount} → ${toShardCount}${startedBy === "observed" ? " by somebody else" : trigger === undefined ? "" : ` (${trigger})`}.`
			: writtenSummary(decision.decision);
	return {
		streamName,
		atMs,
		kind: "act",
		by: reshard.by ?? startedBy,
		fromShardCount,
		toShardCount,
		says,
		...(decision === undefined ? {} : { decision }),
		...(startedBy === "person" ? { undo: `headroom scale ${streamName} --to ${fromShardCount}` } : {}),
	};
}

function changeEntry(act: PersonAct, nowMs: number): HistoryEntry {
	const { atMs, by, identity, streamName } = act;
	const undo = undoOfAct(act, nowMs);
	return {
		streamName,
		atMs,
		kind: "change",
		by,
		...(identity === undefined ? {} : { identity }),
		says: describeAct(act),
		...(undo === undefined ? {} : { undo }),
	};
}

function decisionEntry(recorded: RecordedDecision): HistoryEntry {
	const { decision, outcome, wakeup } = recorded;
	const refused = outcome.kind === "refused" ? ` The service refused: ${visibleText(outcome.message)}` : "";
	return {
		streamName: decision.streamName,
		atMs: decision.decidedAtMs,
		kind: decision.kind === "diagnose" ? "finding" : "refusal",
		by: wakeup.kind === "person" ? wakeup.by : "headroom",
		fromShardCount: decision.openShardCount,
		...("targetShardCount" in decision ? { toShardCount: decision.targetShardCount } : {}),
		says: `${writtenSummary(decision)}${refused}`,
		decision: recorded,
	};
}
