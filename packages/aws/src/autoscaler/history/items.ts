import { createHash } from "node:crypto";
import {
	type DecisionOutcome,
	type ManualReshardLease,
	PLAIN_OUTCOMES,
	RESHARD_REFUSALS,
	type RecordedDecision,
	type RecordedRefusal,
	type ReshardIntent,
	type StreamHistory,
	type Wakeup,
} from "@headroom/controller";
import { type Override, type ReshardRecord, SCALE_TRIGGERS, type WrittenDecision } from "@headroom/engine";
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

/** The fingerprint as it is where it fits, so that people can read the table; else its digest: a hot key may name hundreds of shards. */
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

/** The state item as it stands, without the ledger. */
export type StreamState = Omit<StreamHistory, "history"> & { readonly override: Override };

/** @throws HistoryError `history.malformed` naming the item and the attribute */
export function readStateItem(streamName: string, item: Readonly<Record<string, unknown>> | undefined): StreamState {
	if (item === undefined) return { revision: 0, override: { kind: "none" } };
	const reader = new ItemReader(streamName, STATE_SORT_KEY, item);
	const intent = absentOr(reader.nested("intent"), (nested) => readIntent(streamName, nested));
	const lastObservedShardCount = absentOr(reader.nested("lastObserved"), (nested) => ({
		openShardCount: nested.number("openShardCount"),
		atMs: nested.number("atMs"),
	}));
	const lastRefusal = absentOr(reader.nested("lastRefusal"), readRefusal);
	// Named as in the first version.
	const lease = absentOr(reader.nested("run"), readLease);
	return {
		revision: absentOr(reader.optionalNumber("revision"), (revision) => revision) ?? 0,
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
		startedAtMs: reader.number("startedAtMs"),
		fromShardCount: reader.number("fromShardCount"),
		targetShardCount: reader.number("targetShardCount"),
		untilMs: reader.number("untilMs"),
	};
}

function readIntent(streamName: string, reader: ItemReader): ReshardIntent {
	const by = reader.optionalText("by");
	return {
		streamName,
		intentId: reader.text("intentId"),
		atMs: reader.number("atMs"),
		fromShardCount: reader.number("fromShardCount"),
		targetShardCount: reader.number("targetShardCount"),
		trigger: oneOf(reader, "trigger", SCALE_TRIGGERS),
		startedBy: oneOf(reader, "startedBy", INTENT_STARTED_BY),
		...(by === undefined ? {} : { by }),
	};
}

function readRefusal(reader: ItemReader): RecordedRefusal {
	return {
		atMs: reader.number("atMs"),
		fromShardCount: reader.number("fromShardCount"),
		targetShardCount: reader.number("targetShardCount"),
		refusal: oneOf(reader, "refusal", RESHARD_REFUSALS),
		message: reader.text("message"),
	};
}

function readOverride(reader: ItemReader): Override {
	return {
		kind: oneOf(reader, "kind", ["hold", "pause"] as const),
		untilMs: reader.number("untilMs"),
		by: reader.text("by"),
		reason: reader.text("reason"),
	};
}

/** @throws HistoryError `history.malformed` naming the item and the attribute */
export function readReshardItem(streamName: string, item: Readonly<Record<string, unknown>>): ReshardRecord {
	const reader = new ItemReader(streamName, String(item["sortKey"]), item);
	const settledAtMs = reader.optionalNumber("settledAtMs");
	const by = reader.optionalText("by");
	return {
		atMs: reader.number("atMs"),
		fromShardCount: reader.number("fromShardCount"),
		toShardCount: reader.number("toShardCount"),
		startedBy: oneOf(reader, "startedBy", STARTED_BY),
		...(by === undefined ? {} : { by }),
		...(item["trigger"] === undefined ? {} : { trigger: oneOf(reader, "trigger", SCALE_TRIGGERS) }),
		...(settledAtMs === undefined ? {} : { settledAtMs }),
	};
}

/**
 * The decision's text is read back as it was written, once it is JSON of the kind that the item says; its own parts are not checked.
 * @throws HistoryError `history.malformed` naming the item and the attribute
 */
export function readDecisionItem(streamName: string, item: Readonly<Record<string, unknown>>): RecordedDecision {
	const reader = new ItemReader(streamName, String(item["sortKey"]), item);
	const decision = reader.json("decision");
	const isDecision = typeof decision === "object" && decision !== null && Reflect.get(decision, "kind") === item["kind"];
	if (!isDecision || !Array.isArray(Reflect.get(decision, "trail")))
		throw reader.malformed("decision", "a decision of the item's kind, with a trail");
	if (reader.nested("triggeredBy") === undefined) throw reader.malformed("triggeredBy", "a map");
	return { decision: decision as WrittenDecision, wakeup: item["triggeredBy"] as Wakeup, outcome: readOutcome(reader) };
}

function readOutcome(reader: ItemReader): DecisionOutcome {
	const nested = reader.nested("outcome");
	if (nested === undefined) throw reader.malformed("outcome", "a map");
	const kind = oneOf(nested, "kind", ["refused", ...PLAIN_OUTCOMES]);
	return kind === "refused" ? { kind, refusal: oneOf(nested, "refusal", RESHARD_REFUSALS), message: nested.text("message") } : { kind };
}
