/**
 * The shapes of the CloudWatch API model that the emulator stores and returns, with AWS's spelling.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Types.html
 */

export const STATE_VALUES = ["INSUFFICIENT_DATA", "ALARM", "OK"] as const;
export type StateValue = (typeof STATE_VALUES)[number];

/** The operators of anomaly detection alarms are left out: the emulator has no anomaly detection. */
export const COMPARISON_OPERATORS = [
	"GreaterThanOrEqualToThreshold",
	"GreaterThanThreshold",
	"LessThanThreshold",
	"LessThanOrEqualToThreshold",
] as const;
export type ComparisonOperator = (typeof COMPARISON_OPERATORS)[number];

export const MISSING_DATA_TREATMENTS = ["breaching", "notBreaching", "ignore", "missing"] as const;
export type MissingDataTreatment = (typeof MISSING_DATA_TREATMENTS)[number];

export const LOW_SAMPLE_TREATMENTS = ["evaluate", "ignore"] as const;
export type LowSampleTreatment = (typeof LOW_SAMPLE_TREATMENTS)[number];

export const STATISTICS = ["SampleCount", "Average", "Sum", "Minimum", "Maximum"] as const;
export type Statistic = (typeof STATISTICS)[number];

export const STANDARD_UNITS = [
	"Seconds",
	"Microseconds",
	"Milliseconds",
	"Bytes",
	"Kilobytes",
	"Megabytes",
	"Gigabytes",
	"Terabytes",
	"Bits",
	"Kilobits",
	"Megabits",
	"Gigabits",
	"Terabits",
	"Percent",
	"Count",
	"Bytes/Second",
	"Kilobytes/Second",
	"Megabytes/Second",
	"Gigabytes/Second",
	"Terabytes/Second",
	"Bits/Second",
	"Kilobits/Second",
	"Megabits/Second",
	"Gigabits/Second",
	"Terabits/Second",
	"Count/Second",
	"None",
] as const;
export type StandardUnit = (typeof STANDARD_UNITS)[number];

export const SCAN_ORDERS = ["TimestampDescending", "TimestampAscending"] as const;
export type ScanBy = (typeof SCAN_ORDERS)[number];

export interface Dimension {
	readonly Name: string;
	readonly Value: string;
}

export interface Metric {
	readonly Namespace: string;
	readonly MetricName: string;
	readonly Dimensions: readonly Dimension[];
}

export interface MetricStat {
	readonly Metric: Metric;
	/** Seconds. */
	readonly Period: number;
	readonly Stat: string;
	readonly Unit?: StandardUnit;
}

export interface MetricDataQuery {
	readonly Id: string;
	readonly MetricStat?: MetricStat;
	readonly Expression?: string;
	readonly Label?: string;
	readonly ReturnData: boolean;
	/** The period of an expression, seconds. */
	readonly Period?: number;
}

/** The configuration of PutMetricAlarm, with the defaults that DescribeAlarms shows. */
export interface AlarmConfiguration {
	readonly AlarmName: string;
	readonly AlarmDescription?: string;
	readonly ActionsEnabled: boolean;
	readonly OKActions: readonly string[];
	readonly AlarmActions: readonly string[];
	readonly InsufficientDataActions: readonly string[];
	readonly MetricName?: string;
	readonly Namespace?: string;
	readonly Statistic?: Statistic;
	readonly ExtendedStatistic?: string;
	readonly Dimensions?: readonly Dimension[];
	readonly Period?: number;
	readonly Unit?: StandardUnit;
	readonly EvaluationPeriods: number;
	readonly DatapointsToAlarm?: number;
	readonly Threshold: number;
	readonly ComparisonOperator: ComparisonOperator;
	readonly TreatMissingData?: MissingDataTreatment;
	readonly EvaluateLowSampleCountPercentile?: LowSampleTreatment;
	readonly Metrics?: readonly MetricDataQuery[];
}
