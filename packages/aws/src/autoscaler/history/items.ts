import { createHash } from "node:crypto";
import {
	type ManualReshardLease,
	RESHARD_REFUSALS,
	type RecordedRefusal,
	type ReshardIntent,
	type StreamHistory,
} from "@headroom/controller";
import { type Override, type ReshardRecord, SCALE_TRIGGERS } from "@headroom/engine";
import { absentOr, ItemReader, oneOf } from "./item-reader.ts";

/** Digits of a time in a sort key: enough until the year 5138, and text order is then time order. */
const TIME_DIGITS = 14;

export const STATE_SORT_KEY = "state";

export const RESHARD_SORT_KEY_PREFIX = "reshard#";
export const DECISION_SORT_KEY_PREFIX = "decision#";

export function reshardSortKey(atMs: number): string {
	return `${RESHARD_SORT_KEY_PREFIX}${paddedTime(atMs)}`;
}

export function decisionSortKey(atMs: number): string {
	return `${DECISION_SORT_KEY_PREFIX}${paddedTime(atMs)}`;
}

/**
 * Bytes of a sort key. @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html read 2026-11-23
 */
const MAX_SORT_KEY_BYTES = 1_024;

/** The key itself if it fits, so that people can read the table; else its digest, because a hot key's may name hundreds of shards. */
export function notifiedSortKey(dedupeKey: string): string {
	const sortKey = `notified#${dedupeKey}`;
	if (Buffer.byteLength(sortKey) <= MAX_SORT_KEY_BYTES) return sortKey;
	return `notified#sha256#${createHash("sha256").update(dedupeKey).digest("hex")}`;
}

export function paddedTime(atMs: number): string {
	return String(Math.max(0, Math.trunc(atMs))).padStart(TIME_DIGITS, "0");
}

const STARTED_BY = ["headroom", "observed", "person"] as const;
const INTENT_STARTED_BY = ["headroom", "person"] as const;

/** The state item, without the ledger. */
export type StreamState = Omit<StreamHistory, "history"> & { readonly override: Override };

/** @throws HistoryError `history.malformed` naming the item and the attribute */
export function readStateItem(streamName: string, item: Readonly<Record<string, unknown>> | undefined): StreamState {
	if (item === undefined) return { revision: 0, override: { kind: "none" } };
	const reader = new ItemReader(streamName, STATE_SORT_KEY, item);
	const intent = absentOr(reader.nested("intent"), (nested) => readIntent(streamName, nested));
	const lastObservedShardCount = absentOr(reader.nested("lastObserved"), (nested) => ({
		openShardCount: nested.number("openShardCount"),
		atMs: nested.moment("atMs"),
	}));
	const lastRefusal = absentOr(reader.nested("lastRefusal"), readRefusal);
	// The attribute has the name of the first version.
	const lease = absentOr(reader.nested("run"), readLease);
	return {
		revision: reader.optionalNumber("revision") ?? 0,
		override: absentOr(reader.nested("override"), readOverride) ?? { kind: "none" },
		...(intent === undefined ? {} : { intent }),
		...(lastObservedShardCount === undefined ? {} : { lastObservedShardCount }),
		...(lastRefusal === undefined ? {} : { lastRefusal }),
		...(lease === undefined ? {} : { lease }),
	};
}

function readLease(reader: ItemReader): ManualReshardLease {
	return {
		leaseId: reader.text("runId"),
		by: reader.text("by"),
		reason: reader.text("reason"),
		startedAtMs: reader.moment("startedAtMs"),
		fromShardCount: reader.number("fromShardCount"),
		targetShardCount: reader.number("targetShardCount"),
		untilMs: reader.moment("untilMs"),
	};
}

function readIntent(streamName: string, reader: ItemReader): ReshardIntent {
	const by = reader.optionalText("by");
	return {
		streamName,
		intentId: reader.text("intentId"),
		atMs: reader.moment("atMs"),
		fromShardCount: reader.number("fromShardCount"),
		targetShardCount: reader.number("targetShardCount"),
		trigger: oneOf(reader, "trigger", SCALE_TRIGGERS),
		startedBy: oneOf(reader, "startedBy", INTENT_STARTED_BY),
		...(by === undefined ? {} : { by }),
		...readOperation(reader, ["SplitShard"]),
	};
}

function readOperation<const Operation extends string>(
	reader: ItemReader,
	operations: readonly Operation[],
): { readonly operation?: Operation } {
	return reader.optionalText("operation") === undefined ? {} : { operation: oneOf(reader, "operation", operations) };
}

function readRefusal(reader: ItemReader): RecordedRefusal {
	return {
		atMs: reader.moment("atMs"),
		fromShardCount: reader.number("fromShardCount"),
		targetShardCount: reader.number("targetShardCount"),
		refusal: oneOf(reader, "refusal", RESHARD_REFUSALS),
		message: reader.text("message"),
	};
}

function readOverride(reader: ItemReader): Override {
	const sinceMs = reader.optionalMoment("sinceMs");
	return {
		kind: oneOf(reader, "kind", ["hold", "pause"] as const),
		untilMs: reader.moment("untilMs"),
		by: reader.text("by"),
		reason: reader.text("reason"),
		...(sinceMs === undefined ? {} : { sinceMs }),
	};
}

/** @throws HistoryError `history.malformed` naming the item and the attribute */
export function readReshardItem(streamName: string, item: Readonly<Record<string, unknown>>): ReshardRecord {
	const reader = new ItemReader(streamName, String(item["sortKey"]), item);
	const settledAtMs = reader.optionalMoment("settledAtMs");
	const toldAtMs = reader.optionalMoment("toldAtMs");
	const by = reader.optionalText("by");
	return {
		atMs: reader.moment("atMs"),
		fromShardCount: reader.number("fromShardCount"),
		toShardCount: reader.number("toShardCount"),
		startedBy: oneOf(reader, "startedBy", STARTED_BY),
		...(by === undefined ? {} : { by }),
		...readOperation(reader, ["MergeShards", "SplitShard"]),
		...(item["trigger"] === undefined ? {} : { trigger: oneOf(reader, "trigger", SCALE_TRIGGERS) }),
		...(settledAtMs === undefined ? {} : { settledAtMs }),
		...(toldAtMs === undefined ? {} : { toldAtMs }),
	};
}
