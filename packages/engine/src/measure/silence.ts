import type { History } from "../history.ts";
import { effectiveFromMs } from "../ledger/last-reshard.ts";
import type { LoadObservation } from "../observation.ts";
import type { Policy } from "../policy.ts";
import { endOf } from "./newest-minutes.ts";
import { RECENT_SECONDS } from "./recent-load.ts";

const MINUTE_MS = 60_000;
/** Headroom's own metric must be at least as near as the service's would have to be. */
const NEAR_MS = RECENT_SECONDS * 1_000;
/** Metrics that are late are silent, too. They have been late by a quarter of an hour; silence of twice as long is none of that. */
const LATE_SECONDS_AT_MOST = 1_800;

/** What shows that an answer's gaps had no load: Headroom's own metric arrived at the same time. */
export interface Silence {
	/** Spans in which Headroom's own metric arrived without a gap of more than five minutes, oldest first. */
	readonly spans: readonly Span[];
	/**
	 * How long nothing was written until now, seconds; absent if that is shorter than the stabilization window, or than metrics may be late. Then only
	 * gaps between datapoints are known to be empty.
	 */
	readonly lastsSeconds?: number;
}

interface Span {
	readonly fromMs: number;
	readonly toMs: number;
}

/**
 * Tells an idle stream from metrics that did not arrive. Silence is no load only where the same answer has a metric of Headroom's own that is no
 * more than five minutes away. docs/decisions/0039-silence-and-readers.md
 *
 * @returns `undefined` if the answer has no such metric
 */
export function measureSilence(
	{ fastWindow, headroomMinutes, minutes }: Pick<LoadObservation, "fastWindow" | "headroomMinutes" | "minutes">,
	{ stabilizationWindowSeconds }: Pick<Policy, "stabilizationWindowSeconds">,
	history: History,
	nowMs: number,
): Silence | undefined {
	const spans = spansOf(headroomMinutes ?? [], nowMs);
	const newest = spans.at(-1);
	if (newest === undefined) return undefined;
	const isThrottled = fastWindow.kind === "measured" && fastWindow.throttledRecords > 0;
	if (newest.toMs < nowMs || isThrottled) return { spans };
	const writtenAtMs = minutes.reduce((latest, datapoint) => Math.max(latest, endOf(datapoint)), Number.NEGATIVE_INFINITY);
	const lastsSeconds = (nowMs - Math.max(newest.fromMs, writtenAtMs, scaledOutAtMs(history, nowMs))) / 1_000;
	return lastsSeconds >= Math.max(stabilizationWindowSeconds, LATE_SECONDS_AT_MOST) ? { spans, lastsSeconds } : { spans };
}

/** Seconds of the stretch that no datapoint covers and that had no load. */
export function silentSeconds({ spans }: Silence, minutes: LoadObservation["minutes"], fromMs: number, toMs: number): number {
	let silentMs = 0;
	for (const span of spans) {
		const spanFromMs = Math.max(span.fromMs, fromMs);
		const spanToMs = Math.min(span.toMs, toMs);
		if (spanToMs <= spanFromMs) continue;
		silentMs += spanToMs - spanFromMs;
		for (const datapoint of minutes) {
			silentMs -= Math.max(0, Math.min(endOf(datapoint), spanToMs) - Math.max(datapoint.startMs, spanFromMs));
		}
	}
	return Math.max(0, silentMs) / 1_000;
}

/** A span ends five minutes after its last metric, or now. */
function spansOf(headroomMinutes: readonly number[], nowMs: number): Span[] {
	const starts = headroomMinutes.filter((startMs) => startMs <= nowMs && Number.isFinite(startMs)).sort((a, b) => a - b);
	const spans: { readonly fromMs: number; toMs: number }[] = [];
	for (const startMs of starts) {
		const toMs = Math.min(nowMs, startMs + MINUTE_MS + NEAR_MS);
		const last = spans.at(-1);
		if (last !== undefined && startMs <= last.toMs) last.toMs = toMs;
		else spans.push({ fromMs: startMs, toMs });
	}
	return spans;
}

/** Somebody who scales out expects load, or has seen some that the metrics do not show. */
function scaledOutAtMs({ reshards }: History, nowMs: number): number {
	let latestMs = Number.NEGATIVE_INFINITY;
	for (const reshard of reshards) {
		if (reshard.toShardCount > reshard.fromShardCount && reshard.atMs <= nowMs) {
			latestMs = Math.max(latestMs, effectiveFromMs(reshard, nowMs));
		}
	}
	return latestMs;
}
