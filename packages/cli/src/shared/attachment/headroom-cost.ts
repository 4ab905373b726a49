import type { PutMetricAlarmInput } from "@headroom/controller";

/**
 * us-east-1, the first tier: USD a month for each metric of an alarm, by resolution, and for each custom metric; USD for a thousand metrics asked for by
 * GetMetricData.
 * @see https://aws.amazon.com/cloudwatch/pricing/ read 2026-11-27 in copies of third parties: the page builds its tables by script
 */
const USD_PER_ALARM_METRIC = 0.1;
const USD_PER_HIGH_RESOLUTION_ALARM_METRIC = 0.3;
const USD_PER_CUSTOM_METRIC = 0.3;
const USD_PER_THOUSAND_METRICS_READ = 0.01;
export const CLOUDWATCH_PRICES_READ_ON = "2026-11-27";

const HIGH_RESOLUTION_BELOW_SECONDS = 60;
/** A sweep a minute, 730 hours. */
const EVALUATIONS_PER_MONTH = 43_800;
/** IncomingRecords, IncomingBytes, throttles and iterator age by the minute, Headroom's own metric, and the producers' second. */
const METRICS_PER_EVALUATION = 6;
/** OpenShardCount, ReshardsLeft, WriteUtilization. */
const CUSTOM_METRICS = 3;

/** What Headroom itself costs for one stream, USD a month, without what is small: DynamoDB, Lambda and logs, together some cents. */
export interface HeadroomCost {
	readonly alarmsUsd: number;
	readonly metricsReadUsd: number;
	readonly customMetricsUsd: number;
	readonly usdPerMonth: number;
	readonly pricesReadOn: string;
}

export function headroomCost(alarms: readonly PutMetricAlarmInput[]): HeadroomCost {
	const alarmsUsd = alarms.reduce((sum, alarm) => sum + alarmUsd(alarm), 0);
	const metricsReadUsd = (EVALUATIONS_PER_MONTH * METRICS_PER_EVALUATION * USD_PER_THOUSAND_METRICS_READ) / 1_000;
	const customMetricsUsd = CUSTOM_METRICS * USD_PER_CUSTOM_METRIC;
	return {
		alarmsUsd,
		metricsReadUsd,
		customMetricsUsd,
		usdPerMonth: alarmsUsd + metricsReadUsd + customMetricsUsd,
		pricesReadOn: CLOUDWATCH_PRICES_READ_ON,
	};
}

/** By the metrics that it watches: those of an expression count each. */
function alarmUsd({ Metrics, Period }: PutMetricAlarmInput): number {
	const periods = Metrics?.flatMap(({ MetricStat }) => (MetricStat === undefined ? [] : [MetricStat.Period])) ?? [Period];
	const isHighResolution = (period: number | undefined): boolean => period !== undefined && period < HIGH_RESOLUTION_BELOW_SECONDS;
	const highResolution = periods.filter(isHighResolution).length;
	return highResolution * USD_PER_HIGH_RESOLUTION_ALARM_METRIC + (periods.length - highResolution) * USD_PER_ALARM_METRIC;
}
