import { HIGH_RESOLUTION_RETENTION_MS, MAX_DATUM_LEAD_MS, STANDARD_RESOLUTION_RETENTION_MS } from "../limits.ts";
import type { QueryRange } from "../query-run.ts";

const SECOND_MS = 1_000;
const MINUTE_SECONDS = 60;

/**
 * The range that a question of a person covers: its start is rounded down to the minute, for shorter periods to the period, and neither end
 * reaches where no data can be.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html read 2026-11-23: StartTime
 */
export function windowOf(startMs: number, endMs: number, periodSeconds: number, nowMs: number): QueryRange {
	const isHighResolution = periodSeconds < MINUTE_SECONDS;
	const stepMs = Math.min(periodSeconds, MINUTE_SECONDS) * SECOND_MS;
	const periodMs = periodSeconds * SECOND_MS;
	const roundedMs = Math.floor(startMs / stepMs) * stepMs;
	const oldestMs = nowMs - (isHighResolution ? HIGH_RESOLUTION_RETENTION_MS : STANDARD_RESOLUTION_RETENTION_MS);
	// By whole periods, so that the periods stay where the question put them.
	const skippedPeriods = Math.max(0, Math.ceil((oldestMs - roundedMs) / periodMs));
	return { startMs: roundedMs + skippedPeriods * periodMs, endMs: Math.min(endMs, nowMs + MAX_DATUM_LEAD_MS), periodSeconds };
}
