import { BYTES_PER_SECOND_PER_SHARD, OPTIONAL_PER_SHARD_PER_SECOND, type Policy, RECORDS_PER_SECOND_PER_SHARD } from "@headroom/engine";
import {
	HEADROOM_METRICS,
	HEADROOM_NAMESPACE,
	KINESIS_METRIC_PERIOD_SECONDS,
	KINESIS_METRICS,
	KINESIS_NAMESPACE,
	SIGNAL_METRICS,
	STREAM_NAME_DIMENSION,
} from "./metric-names.ts";

/** A metric alarm as plain data. */
export interface MetricAlarmDefinition {
	readonly alarmName: string;
	/** What ALARM means, and what happens then. */
	readonly alarmDescription: string;
	/** `autoscaler`: it wakes the loop. `people`: no reshard helps, so it goes to the notification topic. */
	readonly wakes: "autoscaler" | "people";
	readonly comparisonOperator: "GreaterThanThreshold" | "LessThanThreshold";
	readonly threshold: number;
	readonly evaluationPeriods: number;
	readonly datapointsToAlarm: number;
	readonly treatMissingData: "breaching" | "ignore" | "missing" | "notBreaching";
	readonly measures: AlarmMeasure;
}

/** An alarm of a stream: the one source for the deployment, the local cloud and the simulator. */
export interface AlarmDefinition extends MetricAlarmDefinition {
	readonly kind: AlarmKind;
}

export type AlarmMeasure =
	| { readonly kind: "metric"; readonly metric: AlarmMetric }
	/** Metric math: exactly one query has `returnData`. */
	| { readonly kind: "math"; readonly periodSeconds: number; readonly queries: readonly AlarmQuery[] };

export interface AlarmMetric {
	readonly namespace: string;
	readonly metricName: string;
	readonly dimensions: Readonly<Record<string, string>>;
	readonly statistic: "Maximum" | "Minimum" | "Sum";
	readonly periodSeconds: number;
}

export type AlarmQuery =
	| { readonly id: string; readonly metric: AlarmMetric; readonly returnData: false }
	| { readonly id: string; readonly expression: string; readonly label: string; readonly returnData: boolean };

export interface AlarmDefinitionsInput {
	readonly streamName: string;
	readonly policy: Pick<
		Policy,
		"minShardCount" | "optionalSignals" | "scaleInUtilization" | "scaleOutUtilization" | "stabilizationWindowSeconds"
	>;
	/** The stream's retention; if absent 24, the service's default. */
	readonly retentionHours?: number;
}

/** What the names of all alarms of Headroom begin with: those of streams, and those of a deployment. */
export const ANY_ALARM_NAME_PREFIX = "headroom-";

/**
 * The principal with which CloudWatch invokes a function for an alarm.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html (read 2026-11-25)
 */
export const ALARMS_PRINCIPAL = "lambda.alarms.cloudwatch.amazonaws.com";

/** @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_CreateStream.html: 24 h unless changed (read 2026-11-23) */
const DEFAULT_RETENTION_HOURS = 24;
/**
 * AWS advises to alarm before half of the retention.
 * @see https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html (read 2026-11-23)
 */
const ITERATOR_AGE_SHARE_OF_RETENTION = 0.5;

/**
 * The shortest period of a high-resolution alarm.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-limits.html (read 2026-11-23)
 */
const FAST_PERIOD_SECONDS = 10;
/** Period times evaluation periods is at most one day for periods under an hour. Same page. */
const MAX_EVALUATION_RANGE_SECONDS = 86_400;

/**
 * The alarms of one stream: at most five, at most ten metrics and expressions each, which CloudWatch allows; eight without optional signals, no SEARCH. The reasons for
 * each number are in docs/decisions/0008-alarms.md.
 */
export function alarmDefinitions(input: AlarmDefinitionsInput): AlarmDefinition[] {
	return ALARM_KINDS.map((kind) => ({ kind, alarmName: alarmName(input.streamName, kind), ...ALARMS[kind](input) }));
}

/** Each kind once: it ends the names of deployed alarms, so that none is renamed or taken away without a migration. */
const ALARMS = {
	fast,
	"any-producer": anyProducer,
	"utilization-high": utilizationHigh,
	"utilization-low": utilizationLow,
	"iterator-age": iteratorAge,
} satisfies Readonly<Record<string, (input: AlarmDefinitionsInput) => Omit<MetricAlarmDefinition, "alarmName">>>;

export type AlarmKind = keyof typeof ALARMS;

const ALARM_KINDS = Object.keys(ALARMS) as AlarmKind[];

/** `headroom-<stream>-<kind>`. */
export function alarmName(streamName: string, kind: AlarmKind): string {
	return `${alarmNamePrefix(streamName)}${kind}`;
}

/** The names of a stream's alarms begin with this. Those of a stream whose name begins with this one's do, too. */
export function alarmNamePrefix(streamName: string): string {
	return `${ANY_ALARM_NAME_PREFIX}${streamName}-`;
}

/**
 * `headroom-<stream>-*`, for policies: matches the alarms of a stream, or of every stream that `streamName` matches as a pattern with `*`.
 */
export function alarmNamePattern(streamName: string): string {
	return `${alarmNamePrefix(streamName)}*`;
}

/** Matches every alarm of Headroom: those of streams, and those of a deployment, whose name begins with `headroom-` too. */
export const ANY_ALARM_NAME_PATTERN = `${ANY_ALARM_NAME_PREFIX}*`;

/** The stream and kind that an alarm of ours is about; undefined if the name is not one of ours. The inverse of {@link alarmName}. */
export function parseAlarmName(name: string): { readonly streamName: string; readonly kind: AlarmKind } | undefined {
	if (!name.startsWith(ANY_ALARM_NAME_PREFIX)) return undefined;
	const kind = ALARM_KINDS.find((candidate) => name.endsWith(`-${candidate}`));
	if (kind === undefined) return undefined;
	const streamName = name.slice(ANY_ALARM_NAME_PREFIX.length, -`-${kind}`.length);
	return streamName === "" ? undefined : { streamName, kind };
}

function fast({ streamName }: AlarmDefinitionsInput): Omit<MetricAlarmDefinition, "alarmName"> {
	return {
		alarmDescription:
			`Writes to ${streamName} are being throttled now: its producers counted it within the last 10 seconds. ` +
			"Headroom looks at the stream and reshards it if that helps.",
		wakes: "autoscaler",
		comparisonOperator: "GreaterThanThreshold",
		threshold: 0,
		// One of one is safe here: only throttles are published, so a late or partial period can hide a breach but never make one up.
		evaluationPeriods: 1,
		datapointsToAlarm: 1,
		treatMissingData: "notBreaching",
		measures: {
			kind: "metric",
			metric: {
				namespace: HEADROOM_NAMESPACE,
				metricName: HEADROOM_METRICS.writeThrottles,
				dimensions: { [STREAM_NAME_DIMENSION]: streamName },
				statistic: "Sum",
				periodSeconds: FAST_PERIOD_SECONDS,
			},
		},
	};
}

function anyProducer({ streamName }: AlarmDefinitionsInput): Omit<MetricAlarmDefinition, "alarmName"> {
	return {
		alarmDescription:
			`Writes to ${streamName} were throttled within the last 3 minutes, by the service's own count, whoever wrote. ` +
			"Headroom looks at the stream and reshards it if that helps.",
		wakes: "autoscaler",
		comparisonOperator: "GreaterThanThreshold",
		threshold: 0,
		// The service's minutes arrive up to two minutes late. One of three sees such a minute, too, and reacts to the first breach as fast as
		// one of one.
		evaluationPeriods: 3,
		datapointsToAlarm: 1,
		treatMissingData: "notBreaching",
		measures: { kind: "metric", metric: kinesisMetric(streamName, KINESIS_METRICS.writeProvisionedThroughputExceeded, "Sum") },
	};
}

function utilizationHigh({ streamName, policy }: AlarmDefinitionsInput): Omit<MetricAlarmDefinition, "alarmName"> {
	return {
		alarmDescription:
			`${streamName} is more than ${percent(policy.scaleOutUtilization)} full, in records or in bytes, in 2 of the last 3 minutes. ` +
			"Headroom looks at the stream and reshards it before writes are throttled.",
		wakes: "autoscaler",
		comparisonOperator: "GreaterThanThreshold",
		threshold: policy.scaleOutUtilization,
		evaluationPeriods: 3,
		datapointsToAlarm: 2,
		treatMissingData: "notBreaching",
		measures: {
			kind: "math",
			periodSeconds: KINESIS_METRIC_PERIOD_SECONDS,
			queries: utilizationQueries(streamName, policy, true),
		},
	};
}

function utilizationLow({ streamName, policy }: AlarmDefinitionsInput): Omit<MetricAlarmDefinition, "alarmName"> {
	const windowSeconds = Math.min(policy.stabilizationWindowSeconds, MAX_EVALUATION_RANGE_SECONDS);
	const evaluationPeriods = Math.max(1, Math.floor(windowSeconds / KINESIS_METRIC_PERIOD_SECONDS));
	return {
		alarmDescription:
			`${streamName} has been less than ${percent(policy.scaleInUtilization)} full for ${evaluationPeriods} minutes ` +
			`and has more than ${policy.minShardCount} shards. Headroom looks whether fewer shards are enough.`,
		wakes: "autoscaler",
		comparisonOperator: "LessThanThreshold",
		threshold: policy.scaleInUtilization,
		evaluationPeriods,
		datapointsToAlarm: evaluationPeriods,
		// An idle stream emits nothing, and missing data is not low load: the alarm goes to INSUFFICIENT_DATA, and the sweep decides.
		treatMissingData: "missing",
		measures: {
			kind: "math",
			periodSeconds: KINESIS_METRIC_PERIOD_SECONDS,
			queries: [
				...utilizationQueries(streamName, policy, false),
				// At the minimum there is nothing to save. Such a minute counts as full, so that a small quiet stream does not stay in ALARM. A
				// minute without a utilization stays missing: the outer condition drops it.
				{
					id: "reducibleUtilization",
					expression: `IF(utilization, IF(openShards > ${policy.minShardCount}, utilization, 1))`,
					label: "Utilization while above the minimum shard count",
					returnData: true,
				},
			],
		},
	};
}

function iteratorAge({
	streamName,
	retentionHours = DEFAULT_RETENTION_HOURS,
}: AlarmDefinitionsInput): Omit<MetricAlarmDefinition, "alarmName"> {
	const thresholdHours = retentionHours * ITERATOR_AGE_SHARE_OF_RETENTION;
	return {
		alarmDescription:
			`A consumer of ${streamName} is more than ${thresholdHours} hours behind, half of the stream's retention: ` +
			"records will be lost to it unless it catches up. More shards do not shorten a backlog that is already written.",
		wakes: "people",
		comparisonOperator: "GreaterThanThreshold",
		threshold: thresholdHours * 3_600_000,
		evaluationPeriods: 3,
		datapointsToAlarm: 2,
		// A consumer that has stopped emits nothing either, and must not look healthy.
		treatMissingData: "ignore",
		measures: { kind: "metric", metric: kinesisMetric(streamName, KINESIS_METRICS.iteratorAgeMilliseconds, "Maximum") },
	};
}

/**
 * Utilization of the open shards by metric math, so that no threshold is rewritten after a reshard.
 *
 * Arithmetic counts a missing value as 0, and FILL reaches into the newest minutes, which Kinesis's own metrics do not cover yet. Without
 * the condition those minutes would count as a load of 0. IF drops a moment at which its condition has no value.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html (read 2026-11-23)
 */
function utilizationQueries(
	streamName: string,
	{ optionalSignals = [] }: Pick<Policy, "optionalSignals">,
	returnData: boolean,
): AlarmQuery[] {
	// A minute in which nobody read has no value: nothing was read.
	const signals = optionalSignals.flatMap((signal): AlarmQuery[] => [
		{ id: signal, metric: kinesisMetric(streamName, SIGNAL_METRICS[signal], "Sum"), returnData: false },
		{
			id: `${signal}Shards`,
			expression: `FILL(${signal}, 0) / ${KINESIS_METRIC_PERIOD_SECONDS * OPTIONAL_PER_SHARD_PER_SECOND[signal]}`,
			label: `Shards full of ${signal}`,
			returnData: false,
		},
	]);
	const filled = ["recordShards", "byteShards", ...optionalSignals.map((signal) => `${signal}Shards`)].join(", ");
	const recordsPerPeriod = KINESIS_METRIC_PERIOD_SECONDS * RECORDS_PER_SECOND_PER_SHARD;
	const bytesPerPeriod = KINESIS_METRIC_PERIOD_SECONDS * BYTES_PER_SECOND_PER_SHARD;
	return [
		{ id: "incomingRecords", metric: kinesisMetric(streamName, KINESIS_METRICS.incomingRecords, "Sum"), returnData: false },
		{ id: "incomingBytes", metric: kinesisMetric(streamName, KINESIS_METRICS.incomingBytes, "Sum"), returnData: false },
		{
			id: "openShardCount",
			metric: {
				namespace: HEADROOM_NAMESPACE,
				metricName: HEADROOM_METRICS.openShardCount,
				dimensions: { [STREAM_NAME_DIMENSION]: streamName },
				// The smaller count in the minute of a reshard: that overstates utilization, which is the safe side.
				statistic: "Minimum",
				periodSeconds: KINESIS_METRIC_PERIOD_SECONDS,
			},
			returnData: false,
		},
		{ id: "openShards", expression: "FILL(openShardCount, REPEAT)", label: "Open shards", returnData: false },
		{ id: "recordShards", expression: `incomingRecords / ${recordsPerPeriod}`, label: "Shards full of records", returnData: false },
		{ id: "byteShards", expression: `incomingBytes / ${bytesPerPeriod}`, label: "Shards full of bytes", returnData: false },
		...signals,
		{
			id: "utilization",
			expression: `IF(incomingRecords, MAX([${filled}]) / openShards)`,
			label: "Write utilization",
			returnData,
		},
	];
}

/** A metric of the service's own about one stream, by the minute. */
export function kinesisMetric<Statistic extends AlarmMetric["statistic"]>(
	streamName: string,
	metricName: string,
	statistic: Statistic,
): AlarmMetric & { readonly statistic: Statistic } {
	return {
		namespace: KINESIS_NAMESPACE,
		metricName,
		dimensions: { [STREAM_NAME_DIMENSION]: streamName },
		statistic,
		periodSeconds: KINESIS_METRIC_PERIOD_SECONDS,
	};
}

function percent(ratio: number): string {
	return `${Math.round(ratio * 100)} %`;
}
