import type { ReshardRecord, StreamObservation } from "@headroom/engine";
import { describe, expect, it } from "vitest";
import { detectSettlements, isReshardInProgress, TRACE_WITHIN_MS } from "../src/evaluate/detect-settlements.ts";
import type { ReshardIntent, StreamHistory } from "../src/index.ts";

const NOW = Date.UTC(2026, 10, 23, 12);
const SECOND = 1_000;
const HOUR = 3_600_000;

const intent: ReshardIntent = {
	streamName: "votes",
	intentId: "intent-1",
	atMs: NOW - 5 * SECOND,
	fromShardCount: 2,
	targetShardCount: 4,
	trigger: "write-throttle",
	startedBy: "headroom",
};
const begun: ReshardRecord = {
	atMs: NOW - 20 * SECOND,
	fromShardCount: 2,
	toShardCount: 4,
	startedBy: "headroom",
	trigger: "write-throttle",
};
const ofIntent: ReshardRecord = { ...begun, atMs: intent.atMs };

function known(changes: Partial<Omit<StreamHistory, "history">> & { reshards?: readonly ReshardRecord[] } = {}): StreamHistory {
	const { reshards = [], ...rest } = changes;
	return {
		revision: 3,
		history: { reshards, override: { kind: "none" } },
		lastObservedShardCount: { openShardCount: 2, atMs: NOW - HOUR },
		...rest,
	};
}

function stream(openShardCount: number, changes: Partial<StreamObservation> = {}): StreamObservation {
	return { streamStatus: "ACTIVE", streamMode: "PROVISIONED", openShardCount, ...changes };
}

interface Row {
	readonly title: string;
	readonly known: StreamHistory;
	readonly stream: StreamObservation;
	/** Kinds, in the order in which they must be written. */
	readonly settles: readonly object[];
	readonly isInProgress?: boolean;
}

/** As `begun`, by a host whose clock is half a minute behind, or ahead. */
const byASlowClock = { ...begun, atMs: NOW - HOUR - 20 * SECOND };
const byAFastClock = { ...begun, atMs: NOW + 25 * SECOND };

const rows: readonly Row[] = [
	{
		title: "the end of our own reshard, and no other's, whose entry seems older than the last count by a slow clock",
		known: known({ reshards: [byASlowClock] }),
		stream: stream(4),
		settles: [
			{ kind: "shard-count-observed", openShardCount: 4, atMs: NOW },
			{ kind: "reshard-settled", reshard: { ...byASlowClock, settledAtMs: NOW }, openShardCount: 4 },
		],
	},
	{
		title: "the end of our own reshard, and no other's, whose entry seems to come from the future by a fast clock",
		known: known({ reshards: [byAFastClock] }),
		stream: stream(4),
		settles: [
			{ kind: "shard-count-observed", openShardCount: 4, atMs: NOW },
			{ kind: "reshard-settled", reshard: { ...byAFastClock, settledAtMs: byAFastClock.atMs }, openShardCount: 4 },
		],
	},
	{ title: "nothing, when all is as it was", known: known(), stream: stream(2), settles: [] },
	{
		title: "the count, of a stream never seen before",
		known: { revision: 0, history: { reshards: [], override: { kind: "none" } } },
		stream: stream(7),
		settles: [{ kind: "shard-count-observed", openShardCount: 7, atMs: NOW }],
	},
	{
		title: "the count, of a stream first met in the middle of another's reshard, so that the change is seen when it is over",
		known: { revision: 0, history: { reshards: [], override: { kind: "none" } } },
		stream: stream(2, { streamStatus: "UPDATING" }),
		settles: [{ kind: "shard-count-observed", openShardCount: 2, atMs: NOW }],
		isInProgress: true,
	},
	{
		title: "nothing of the count in the middle of its own reshard, which would later look like another's",
		known: { revision: 1, history: { reshards: [begun], override: { kind: "none" } } },
		stream: stream(2, { streamStatus: "UPDATING" }),
		settles: [],
		isInProgress: true,
	},
	{
		title: "an intent as accepted, when the stream is UPDATING",
		known: known({ intent }),
		stream: stream(2, { streamStatus: "UPDATING" }),
		settles: [{ kind: "intent-settled", intent, reshard: ofIntent }],
		isInProgress: true,
	},
	{
		title: "an intent as accepted and over, when the stream has the new count",
		known: known({ intent }),
		stream: stream(4),
		settles: [
			{ kind: "intent-settled", reshard: ofIntent },
			{ kind: "shard-count-observed", openShardCount: 4 },
			{ kind: "reshard-settled", reshard: { ...ofIntent, settledAtMs: NOW }, openShardCount: 4 },
		],
	},
	{
		title: "an intent as accepted, and another's reshard, when the count is neither the old nor the new",
		known: known({ intent }),
		stream: stream(5),
		settles: [
			{ kind: "intent-settled" },
			{ kind: "reshard-observed", reshard: { fromShardCount: 4, toShardCount: 5, startedBy: "observed", atMs: NOW, settledAtMs: NOW } },
			{ kind: "shard-count-observed", openShardCount: 5 },
			{ kind: "reshard-settled" },
		],
	},
	{ title: "nothing yet of a young intent without a trace", known: known({ intent }), stream: stream(2), settles: [] },
	{
		title: "an intent as never sent, when two minutes left no trace",
		known: known({ intent: { ...intent, atMs: NOW - TRACE_WITHIN_MS } }),
		stream: stream(2),
		settles: [{ kind: "intent-withdrawn" }],
	},
	{
		title: "nothing of an intent that is younger than the description, whatever that shows",
		known: known({ intent: { ...intent, atMs: NOW + 1 } }),
		stream: stream(2, { streamStatus: "UPDATING" }),
		settles: [],
		isInProgress: true,
	},
	{
		title: "an intent that is in the ledger already, as the ledger has it",
		known: known({
			intent,
			reshards: [{ ...ofIntent, settledAtMs: NOW - SECOND }],
			lastObservedShardCount: { openShardCount: 4, atMs: NOW },
		}),
		stream: stream(4),
		settles: [{ kind: "intent-settled", reshard: { ...ofIntent, settledAtMs: NOW - SECOND } }],
	},
	{
		title: "nothing of an intent while the stream is being deleted, until it is old",
		known: known({ intent }),
		stream: stream(0, { streamStatus: "DELETING" }),
		settles: [],
	},
	{
		title: "an old intent of a stream that was deleted and is created anew, as never sent",
		known: known({ intent: { ...intent, atMs: NOW - HOUR } }),
		stream: stream(0, { streamStatus: "CREATING" }),
		settles: [{ kind: "intent-withdrawn" }],
	},
	{
		title: "nothing while our reshard goes on",
		known: known({ reshards: [begun] }),
		stream: stream(2, { streamStatus: "UPDATING" }),
		settles: [],
		isInProgress: true,
	},
	{
		title: "nothing while our reshard is accepted and not yet to be seen",
		known: known({ reshards: [begun] }),
		stream: stream(2),
		settles: [],
		isInProgress: true,
	},
	{
		title: "our reshard as over: the count before the end, so that it is never taken for another's",
		known: known({ reshards: [begun] }),
		stream: stream(4),
		settles: [
			{ kind: "shard-count-observed", openShardCount: 4 },
			{ kind: "reshard-settled", reshard: { ...begun, settledAtMs: NOW } },
		],
	},
	{
		title: "our reshard as over without effect, when two minutes changed nothing",
		known: known({ reshards: [{ ...begun, atMs: NOW - TRACE_WITHIN_MS }] }),
		stream: stream(2),
		settles: [{ kind: "reshard-settled", openShardCount: 2 }],
	},
	{
		title: "another's reshard, when the count is another and nothing of ours explains it",
		known: known({ reshards: [{ ...begun, atMs: NOW - 2 * HOUR, toShardCount: 4, settledAtMs: NOW - HOUR }] }),
		stream: stream(4),
		settles: [{ kind: "reshard-observed", reshard: { fromShardCount: 2, toShardCount: 4 } }, { kind: "shard-count-observed" }],
	},
	{
		title: "only the count of another's reshard that is in the ledger already",
		known: known({ reshards: [{ ...begun, startedBy: "observed", settledAtMs: NOW - 20 * SECOND }] }),
		stream: stream(4),
		settles: [{ kind: "shard-count-observed", openShardCount: 4 }],
	},
	{
		title: "nothing of another's reshard while it goes on: UPDATING alone may be encryption or a change of mode",
		known: known(),
		stream: stream(3, { streamStatus: "UPDATING" }),
		settles: [],
		isInProgress: true,
	},
	{
		title: "nothing against a count that was written down after the description was asked for",
		known: known({ lastObservedShardCount: { openShardCount: 4, atMs: NOW + 1 } }),
		stream: stream(2),
		settles: [],
	},
	{
		title: "only the count of an on-demand stream, which the service splits and merges by itself",
		known: known(),
		stream: stream(9, { streamMode: "ON_DEMAND" }),
		settles: [{ kind: "shard-count-observed", openShardCount: 9 }],
	},
];

describe("what stands to be written down", () => {
	it.each(rows)("is $title", ({ known: before, stream: described, settles, isInProgress = false }) => {
		const settlements = detectSettlements(before, described, NOW);
		expect(settlements).toMatchObject(settles);
		expect(settlements).toHaveLength(settles.length);
		expect(isReshardInProgress(before, described, NOW)).toBe(isInProgress);
	});
});
