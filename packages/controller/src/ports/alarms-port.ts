/** CloudWatch's alarms of one stream. */
export interface AlarmsPort {
	/**
	 * Every metric alarm whose name is one of ours for this stream, by name.
	 * @throws AlarmError `alarms.access-denied`, `alarms.unavailable`
	 */
	describe(streamName: string): Promise<readonly DescribedAlarm[]>;
	/**
	 * Create or replace one. PutMetricAlarm takes three calls a second for the account: wait between several.
	 * @throws AlarmError `alarms.access-denied`, `alarms.rejected`, `alarms.unavailable`
	 */
	put(alarm: PutMetricAlarmInput): Promise<void>;
	/**
	 * Delete by name, at most 100. A missing alarm is no error.
	 * @throws AlarmError `alarms.access-denied`, `alarms.unavailable`
	 */
	remove(alarmNames: readonly string[]): Promise<void>;
}

/** An existing alarm and its state. */
export interface DescribedAlarm extends PutMetricAlarmInput {
	StateValue: "ALARM" | "INSUFFICIENT_DATA" | "OK";
	StateReason?: string;
	/** Milliseconds since the epoch. */
	StateUpdatedAtMs?: number;
}

/**
 * What PutMetricAlarm receives, as AWS spells it.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html (read 2026-11-23)
 */
export interface PutMetricAlarmInput {
	AlarmName: string;
	AlarmDescription: string;
	ActionsEnabled: boolean;
	AlarmActions: string[];
	ComparisonOperator: "GreaterThanThreshold" | "LessThanThreshold";
	Threshold: number;
	EvaluationPeriods: number;
	DatapointsToAlarm: number;
	TreatMissingData: "breaching" | "ignore" | "missing" | "notBreaching";
	Namespace?: string;
	MetricName?: string;
	Dimensions?: Dimension[];
	Statistic?: "Maximum" | "Minimum" | "Sum";
	Period?: number;
	Metrics?: MetricDataQuery[];
}

export interface Dimension {
	Name: string;
	Value: string;
}

export interface MetricDataQuery {
	Id: string;
	ReturnData: boolean;
	Expression?: string;
	Label?: string;
	MetricStat?: { Metric: { Namespace: string; MetricName: string; Dimensions: Dimension[] }; Period: number; Stat: string };
}
