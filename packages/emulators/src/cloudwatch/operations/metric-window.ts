import { HIGH_RESOLUTION_RETENTION_MS, MAX_DATUM_LEAD_MS, STANDARD_RESOLUTION_RETENTION_MS } from "../limits.ts";
import type { QueryRange } from "../query-run.ts";

const SECOND_MS = 1_000;
const MINUTE_SECONDS = 60;

/**
 * The range of a query. Its start is rounded down to the minute, or to the period if that is shorter, and neither end goes beyond possible
 * data.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html read 2026-11-23: StartTime
 */
export function windowOf(startMs: number, endMs: number, periodSeconds: number, nowMs: number): QueryRange {
	const isHighResolution = periodSeconds < MINUTE_SECONDS;
	const stepMs = Math.min(periodSeconds, MINUTE_SECONDS) * SECOND_MS;
	const periodMs = periodSeconds * SECOND_MS;
	const roundedMs = Math.floor(startMs / stepMs) * stepMs;
	const oldestMs = nowMs - (isHighResolution ? HIGH_RESOLUTION_RETENTION_MS : STANDARD_RESOLUTION_RETENTION_MS);
	// By whole periods, so that the periods stay where the query put them.
	const skippedPeriods = Math.max(0, Math.ceil((oldestMs - roundedMs) / periodMs));
	return { startMs: roundedMs + skippedPeriods * periodMs, endMs: Math.min(endMs, nowMs + MAX_DATUM_LEAD_MS), periodSeconds };
}
