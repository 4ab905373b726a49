/**
 * The documented limits of CloudWatch that the emulator enforces. All read 2026-11-23.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_limits.html
 */

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html */
export const MAX_METRIC_DATA_PER_PUT = 1_000;
export const MAX_VALUES_PER_DATUM = 150;
/** "between two weeks before the current date and up to 2 hours ahead" */
export const MAX_DATUM_AGE_MS = 14 * DAY_MS;
export const MAX_DATUM_LEAD_MS = 2 * HOUR_MS;
/** "Values must be in the range of -2^360 to 2^360." */
export const MAX_ABSOLUTE_VALUE = 2 ** 360;

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_MetricDatum.html */
export const MAX_DIMENSIONS = 30;
export const MAX_NAME_LENGTH = 255;
export const MAX_DIMENSION_VALUE_LENGTH = 1_024;

/**
 * "Data points with a period of less than 60 seconds are available for 3 hours. Data points with a period of 60 seconds are available
 * for 15 days." The coarser tiers (63 days, 15 months) are not modelled.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch_concepts.html
 */
export const HIGH_RESOLUTION_RETENTION_MS = 3 * HOUR_MS;
export const STANDARD_RESOLUTION_RETENTION_MS = 15 * DAY_MS;

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html */
export const MAX_QUERIES_PER_GET = 500;
export const MAX_DATAPOINTS_PER_PAGE = 100_800;
export const MAX_EXPRESSION_LENGTH = 2_048;

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html */
export const MAX_DATAPOINTS_PER_STATISTICS = 1_440;

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_ListMetrics.html */
export const METRICS_PER_PAGE = 500;
/** "metrics that have had data points published in the past three hours" */
export const RECENTLY_ACTIVE_MS = 3 * HOUR_MS;
/** "does not return information about metrics if those metrics haven't reported data in the past two weeks" */
export const LISTED_METRIC_AGE_MS = 14 * DAY_MS;

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html */
export const DEFAULT_ALARMS_PER_PAGE = 50;
export const MAX_RECORDS_PER_PAGE = 100;
export const MAX_ALARM_NAMES = 100;

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html */
export const MAX_ACTIONS_PER_STATE = 5;
export const MAX_ALARM_DESCRIPTION_LENGTH = 1_024;
export const MAX_METRICS_PER_ALARM = 10;
export const MAX_TAGS = 50;
/** "seven days (604,800 seconds) for alarms with a period of at least one hour, one day (86,400 seconds) for shorter periods" */
export const MAX_EVALUATION_INTERVAL_SECONDS = 86_400;
export const MAX_LONG_EVALUATION_INTERVAL_SECONDS = 604_800;
export const LONG_PERIOD_SECONDS = 3_600;

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_SetAlarmState.html */
export const MAX_STATE_REASON_LENGTH = 1_023;
export const MAX_STATE_REASON_DATA_LENGTH = 4_000;

/**
 * Alarms are evaluated every minute, those with a period of 10, 20 or 30 seconds every ten seconds.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-limits.html
 */
const STANDARD_EVALUATION_INTERVAL_MS = MINUTE_MS;
const HIGH_RESOLUTION_EVALUATION_INTERVAL_MS = 10 * SECOND_MS;
export const HIGH_RESOLUTION_ALARM_PERIODS_SECONDS: readonly number[] = [10, 20, 30];

/** How often an alarm of this period is evaluated. */
export function evaluationIntervalMs(periodSeconds: number): number {
	const isHighResolution = HIGH_RESOLUTION_ALARM_PERIODS_SECONDS.includes(periodSeconds);
	return isHighResolution ? HIGH_RESOLUTION_EVALUATION_INTERVAL_MS : STANDARD_EVALUATION_INTERVAL_MS;
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html "alarm history for 30 days" */
export const ALARM_HISTORY_RETENTION_MS = 30 * DAY_MS;
