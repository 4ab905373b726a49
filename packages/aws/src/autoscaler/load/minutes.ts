import { KINESIS_METRIC_PERIOD_SECONDS } from "@headroom/controller";
import type { LoadDatapoint, OptionalSignal } from "@headroom/engine";
import type { MetricSeries } from "./metric-data.ts";

export interface MinuteSeries {
	readonly incomingRecords: MetricSeries;
	readonly incomingBytes: MetricSeries;
	readonly throttledRecords: MetricSeries;
	/** Of the optional signals that the policy lists; absent: none. */
	readonly signals?: ReadonlyMap<OptionalSignal, MetricSeries>;
}

const PERIOD_MS = KINESIS_METRIC_PERIOD_SECONDS * 1000;

/**
 * Join the service's three series into minutes, oldest first. A minute becomes a datapoint only when it is over: the sum of half a minute
 * would halve the load.
 *
 * The service emits a metric only when there is something to count, so the meaning of an absent value depends on the others:
 * - records and bytes, no throttles: 0 throttles;
 * - throttles, no records and no bytes: the service refused every put, so 0 records and 0 bytes;
 * - only one of records and bytes: an accepted record has both, so the other has not arrived yet. The minute was not measured;
 * - none of the three: the minute was not measured.
 *
 * @param nowMs the moment of the reading
 */
export function loadMinutes(
	{ incomingRecords, incomingBytes, signals, throttledRecords }: MinuteSeries,
	nowMs: number,
): readonly LoadDatapoint[] {
	const starts = new Set([...incomingRecords.keys(), ...incomingBytes.keys(), ...throttledRecords.keys()]);
	const minutes: LoadDatapoint[] = [];
	for (const startMs of [...starts].sort((left, right) => left - right)) {
		const isOver = startMs + PERIOD_MS <= nowMs;
		const hasHalfOfPuts = incomingRecords.has(startMs) !== incomingBytes.has(startMs);
		if (!isOver || hasHalfOfPuts) continue;
		minutes.push({
			startMs,
			periodSeconds: KINESIS_METRIC_PERIOD_SECONDS,
			incomingRecords: incomingRecords.get(startMs) ?? 0,
			incomingBytes: incomingBytes.get(startMs) ?? 0,
			throttledRecords: throttledRecords.get(startMs) ?? 0,
			// A minute in which nobody read has no value of it.
			...(signals === undefined || signals.size === 0
				? {}
				: { signals: Object.fromEntries([...signals].map(([signal, series]) => [signal, series.get(startMs) ?? 0])) }),
		});
	}
	return minutes;
}

/** Silence is no load where a metric of Headroom's own is five minutes away at most: beside a half-measured minute, none may be. */
const BESIDE_HALF_MS = 6 * PERIOD_MS;

/**
 * Minutes with a metric of Headroom's own, which tell what silence means. Without those beside a minute that has records without bytes, or bytes
 * without records: the missing half of it is load that did not arrive, so other load may not have arrived either. Nor beside a running minute that has
 * any: it is no datapoint yet, and the stream has woken up.
 */
export function headroomMinutes(
	ownValues: MetricSeries,
	{ incomingBytes, incomingRecords, throttledRecords }: MinuteSeries,
	nowMs: number,
): { readonly headroomMinutes?: readonly number[] } {
	const halves = [...incomingRecords.keys(), ...incomingBytes.keys()].filter((at) => incomingRecords.has(at) !== incomingBytes.has(at));
	const running = [incomingRecords, incomingBytes, throttledRecords].flatMap((series) =>
		[...series.keys()].filter((startMs) => startMs + PERIOD_MS > nowMs),
	);
	const starts = [...ownValues.keys()].filter(
		(startMs) => startMs <= nowMs && [...halves, ...running].every((at) => Math.abs(at - startMs) > BESIDE_HALF_MS),
	);
	return starts.length === 0 ? {} : { headroomMinutes: starts };
}
