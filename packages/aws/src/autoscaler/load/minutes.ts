import { KINESIS_METRIC_PERIOD_SECONDS } from "@headroom/controller";
import type { LoadDatapoint } from "@headroom/engine";
import type { MetricSeries } from "./metric-data.ts";

export interface MinuteSeries {
	readonly incomingRecords: MetricSeries;
	readonly incomingBytes: MetricSeries;
	readonly throttledRecords: MetricSeries;
}

const PERIOD_MS = KINESIS_METRIC_PERIOD_SECONDS * 1000;

/**
 * Join the service's three series into minutes, oldest first. A minute is a datapoint only when it is over: half a minute's sum read as a
 * whole one's halves the load.
 *
 * What an absent value means depends on its neighbours, since the service emits a metric only when there is something to count:
 * - puts and no throttle datapoint: nothing was throttled, 0;
 * - throttles and no puts: every put was turned away, so 0 records and 0 bytes came in;
 * - records without bytes, or bytes without records: an accepted record has both, so one of them has not arrived yet, and the minute
 *   is left out as not measured;
 * - none of the three: not measured.
 *
 * @param nowMs the moment of the reading
 */
export function loadMinutes({ incomingRecords, incomingBytes, throttledRecords }: MinuteSeries, nowMs: number): readonly LoadDatapoint[] {
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
		});
	}
	return minutes;
}
