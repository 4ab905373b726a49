import type { MetricMinute, Peer, ScaleRequest } from "../../src/peer.ts";

const MINUTE_MS = 60_000;
const START_MS = Date.UTC(2026, 10, 23);

export interface PlayOptions {
	readonly openShardCount?: number;
	/** How long a reshard takes: minutes in which the stream is UPDATING. */
	readonly updatingMinutes?: number;
	/** How long after its end a minute is visible. */
	readonly delayMinutes?: number;
	/** Calls that are accepted in all; the next are refused. */
	readonly budget?: number;
	readonly bytesPerRecord?: number;
}

/** One call as the peer made it: minutes since the start, and what it asked for. */
export interface Call {
	readonly minute: number;
	readonly from: number;
	readonly to: number;
	readonly kind: "accepted" | "refused";
	readonly by?: ScaleRequest["by"];
}

/** What came in, minute by minute: records a second, or a whole minute; undefined is a minute without data. */
export type Offered = number | Partial<MetricMinute> | undefined;

export const minutes = (count: number, offered: Offered): Offered[] => Array.from({ length: count }, () => offered);

/** Plays minutes to a peer over a stream that refuses what UpdateShardCount would. */
export function play(peer: Peer, offered: readonly Offered[], options: PlayOptions = {}): Call[] {
	const { updatingMinutes = 1, delayMinutes = 1, budget = Number.POSITIVE_INFINITY, bytesPerRecord = 100 } = options;
	let openShardCount = options.openShardCount ?? 1;
	const autoscaler = peer.create({ openShardCount, startMs: START_MS });
	const calls: Call[] = [];
	let target = openShardCount;
	let activeAt = 0;
	for (let minute = 1; minute <= offered.length; minute++) {
		if (minute >= activeAt) openShardCount = target;
		const isUpdating = minute < activeAt;
		const nowMs = START_MS + minute * MINUTE_MS + 30_000;
		const newMinutes = published(offered[minute - 1 - delayMinutes], minute - 1 - delayMinutes, bytesPerRecord);
		const request = autoscaler.onMinute({ nowMs, openShardCount, isUpdating, newMinutes });
		if (request === undefined) continue;
		const to = request.targetShardCount;
		const isSideStep = request.by === "splits-and-merges";
		const isLegal = to <= openShardCount * 2 && to >= Math.ceil(openShardCount / 2) && to !== openShardCount;
		const accepted = calls.filter(({ kind, by }) => kind === "accepted" && by === undefined).length;
		const kind = !isUpdating && (isSideStep || (isLegal && accepted < budget)) ? "accepted" : "refused";
		calls.push({ minute, from: openShardCount, to, kind, ...(request.by === undefined ? {} : { by: request.by }) });
		if (kind === "accepted") {
			target = to;
			activeAt = minute + 1 + updatingMinutes;
		}
		autoscaler.onAnswer?.({ kind, atMs: nowMs, targetShardCount: to });
	}
	return calls;
}

function published(offered: Offered, minute: number, bytesPerRecord: number): MetricMinute[] {
	if (offered === undefined || minute < 0) return [];
	const startMs = START_MS + minute * MINUTE_MS;
	if (typeof offered !== "number") return [{ startMs, incomingRecords: 0, incomingBytes: 0, throttledRecords: 0, ...offered }];
	return [{ startMs, incomingRecords: offered * 60, incomingBytes: offered * 60 * bytesPerRecord, throttledRecords: 0 }];
}
