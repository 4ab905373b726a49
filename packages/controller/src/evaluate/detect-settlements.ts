import type { ReshardRecord, StreamObservation } from "@headroom/engine";
import type { Settlement } from "../evaluation.ts";
import type { ReshardIntent, StreamHistory } from "../ports/ledger-port.ts";

/**
 * How long DescribeStreamSummary may show no trace of a requested reshard. AWS promises no time for UpdateShardCount; people have seen it
 * take 9 to 30 s to begin. Two minutes leave room for a slow call as well.
 * @see https://github.com/apache/druid/pull/12255 (read 2026-11-23)
 */
export const TRACE_WITHIN_MS = 120_000;

/**
 * How much the clocks of two hosts may differ. An entry's time is of the host that asked; the time of a description is of another.
 * The ledger's day has the same margin.
 */
const CLOCKS_DIFFER_MS = 60_000;

/**
 * What has happened to the stream since the last evaluation and is not in the history yet, in the order in which it must be
 * written. With this order, a crash between any two writes leads to the same history.
 *
 * Describe the stream before reading the history. Then the history holds the intent of every act that the description shows,
 * since the intent is written first. Entries after `describedAtMs` are newer than the description and are not checked against it.
 *
 * @param describedAtMs a moment before the description was requested
 */
export function detectSettlements(known: StreamHistory, stream: StreamObservation, describedAtMs: number): Settlement[] {
	const settlements: Settlement[] = [];
	const ledger = [...known.history.reshards];

	if (known.intent !== undefined) {
		const settlement = settleIntent(known.intent, ledger, stream, describedAtMs);
		if (settlement !== undefined) settlements.push(settlement);
		if (settlement?.kind === "intent-settled" && !ledger.some(({ atMs }) => atMs === settlement.reshard.atMs))
			ledger.push(settlement.reshard);
	}
	const { openShardCount } = stream;
	if (stream.streamStatus !== "ACTIVE") {
		// The first evaluation finds somebody else's reshard under way: without a count from before its end, the reshard would never count.
		const isFirstMet = known.lastObservedShardCount === undefined && ledger.every(({ settledAtMs }) => settledAtMs !== undefined);
		if (isFirstMet && stream.streamStatus === "UPDATING") {
			settlements.push({ kind: "shard-count-observed", openShardCount, atMs: describedAtMs });
		}
		return settlements;
	}

	settlements.push(...observeShardCount(known, ledger, stream, describedAtMs));
	for (const reshard of ledger) {
		const isNewlyActive = reshard.settledAtMs === undefined && !mayStillBegin(reshard, stream, describedAtMs);
		if (isNewlyActive) {
			settlements.push({
				kind: "reshard-settled",
				reshard: { ...reshard, settledAtMs: Math.max(describedAtMs, reshard.atMs) },
				openShardCount,
			});
		}
	}
	return settlements;
}

/** Whether a reshard is under way, although the service may describe the stream as ACTIVE. */
export function isReshardInProgress(known: StreamHistory, stream: StreamObservation, describedAtMs: number): boolean {
	return (
		stream.streamStatus === "UPDATING" ||
		known.history.reshards.some((reshard) => reshard.settledAtMs === undefined && mayStillBegin(reshard, stream, describedAtMs))
	);
}

/** By a clock that is ahead it seems to come after the description, by one that is behind before the last observed count. */
function mayHaveEndedNow({ atMs, settledAtMs }: ReshardRecord, describedAtMs: number): boolean {
	return settledAtMs === undefined && atMs <= describedAtMs + CLOCKS_DIFFER_MS;
}

/** Accepted, but not visible yet: ACTIVE with the old count, and recent enough. */
function mayStillBegin(reshard: ReshardRecord, stream: StreamObservation, describedAtMs: number): boolean {
	return stream.openShardCount === reshard.fromShardCount && describedAtMs - reshard.atMs < TRACE_WITHIN_MS;
}

function settleIntent(
	intent: ReshardIntent,
	ledger: readonly ReshardRecord[],
	stream: StreamObservation,
	describedAtMs: number,
): Settlement | undefined {
	// In the ledger already: only the last write of the settlement was missing.
	const written = ledger.find(({ atMs }) => atMs === intent.atMs);
	if (written !== undefined) return { kind: "intent-settled", intent, reshard: written };

	// A description older than the intent says nothing about it.
	const isChangedSince = stream.streamStatus === "UPDATING" || stream.openShardCount !== intent.fromShardCount;
	const isDeployed = stream.streamStatus === "ACTIVE" || stream.streamStatus === "UPDATING";
	if (isDeployed && isChangedSince && describedAtMs >= intent.atMs) return { kind: "intent-settled", intent, reshard: reshardOf(intent) };

	return describedAtMs - intent.atMs >= TRACE_WITHIN_MS ? { kind: "intent-withdrawn", intent } : undefined;
}

/** The ledger's entry of an accepted intent. Its `atMs` is the intent's, so a second write changes nothing. */
export function reshardOf(intent: ReshardIntent): ReshardRecord {
	return {
		atMs: intent.atMs,
		fromShardCount: intent.fromShardCount,
		toShardCount: intent.targetShardCount,
		startedBy: intent.startedBy,
		trigger: intent.trigger,
		...(intent.by === undefined ? {} : { by: intent.by }),
		...(intent.operation === undefined ? {} : { operation: intent.operation }),
	};
}

/**
 * Somebody else's reshard is written when the stream is ACTIVE again with another count. Until then nothing is possible anyway,
 * and UPDATING alone is no proof of a reshard: encryption and mode changes show it, too.
 */
function observeShardCount(
	known: StreamHistory,
	ledger: readonly ReshardRecord[],
	{ openShardCount, streamMode }: StreamObservation,
	describedAtMs: number,
): Settlement[] {
	const last = known.lastObservedShardCount;
	const observed: Settlement = { kind: "shard-count-observed", openShardCount, atMs: describedAtMs };
	if (last === undefined) return [observed];
	if (last.openShardCount === openShardCount || last.atMs > describedAtMs) return [];

	const since = ledger.filter(({ atMs }) => atMs >= last.atMs && atMs <= describedAtMs).sort((a, b) => a.atMs - b.atMs);
	const isExplained = [...since, ...ledger.filter((reshard) => mayHaveEndedNow(reshard, describedAtMs))].some(
		({ toShardCount }) => toShardCount === openShardCount,
	);
	// The service itself splits and merges an on-demand stream, outside the ten.
	if (isExplained || streamMode === "ON_DEMAND") return [observed];
	const fromShardCount = since.at(-1)?.toShardCount ?? last.openShardCount;
	return [
		{
			kind: "reshard-observed",
			reshard: {
				atMs: describedAtMs,
				fromShardCount,
				toShardCount: openShardCount,
				startedBy: "observed",
				settledAtMs: describedAtMs,
			},
		},
		observed,
	];
}
