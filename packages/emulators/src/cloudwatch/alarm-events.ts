import { createHash } from "node:crypto";
import type { Alarm, AlarmState } from "./alarm.ts";
import { dimensionsToRecord } from "./dimensions.ts";
import { regionName } from "./region-names.ts";
import type { Dimension, MetricDataQuery, StateValue } from "./shapes.ts";
import { isoSeconds, isoWithoutColon } from "./timestamps.ts";

export interface Account {
	readonly region: string;
	readonly accountId: string;
}

/** A change of state, before it becomes a message. The new state is the alarm's own. */
export interface AlarmTransition {
	readonly alarm: Alarm;
	readonly previousState: AlarmState;
	readonly atMs: number;
}

interface EventState {
	readonly value: StateValue;
	readonly reason: string;
	readonly reasonData?: string;
	readonly timestamp: string;
}

type EventMetric =
	| {
			readonly id: string;
			readonly metricStat: {
				readonly metric: { readonly namespace: string; readonly name: string; readonly dimensions: Readonly<Record<string, string>> };
				readonly period: number;
				readonly stat: string;
				readonly unit?: string;
			};
			readonly returnData: boolean;
	  }
	| { readonly id: string; readonly expression: string; readonly label: string; readonly returnData: boolean };

interface AlarmDetail {
	readonly alarmName: string;
	readonly state: EventState;
	readonly previousState: EventState;
	readonly configuration: { readonly description?: string; readonly metrics: EventMetric[] };
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html read 2026-11-23 */
export interface AlarmLambdaEvent {
	readonly source: "aws.cloudwatch";
	readonly alarmArn: string;
	readonly accountId: string;
	readonly time: string;
	readonly region: string;
	readonly alarmData: AlarmDetail;
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html read 2026-11-23 */
export interface AlarmEventBridgeEvent {
	readonly version: "0";
	readonly id: string;
	readonly "detail-type": "CloudWatch Alarm State Change";
	readonly source: "aws.cloudwatch";
	readonly account: string;
	readonly time: string;
	readonly region: string;
	readonly resources: readonly [alarmArn: string];
	readonly detail: AlarmDetail;
}

/** The JSON that is the text of the SNS message. */
export interface AlarmSnsMessage {
	readonly AlarmName: string;
	readonly AlarmDescription: string | null;
	readonly AWSAccountId: string;
	readonly AlarmConfigurationUpdatedTimestamp: string;
	readonly NewStateValue: StateValue;
	readonly NewStateReason: string;
	readonly StateChangeTime: string;
	readonly Region: string;
	readonly AlarmArn: string;
	readonly OldStateValue: StateValue;
	readonly OKActions: readonly string[];
	readonly AlarmActions: readonly string[];
	readonly InsufficientDataActions: readonly string[];
	/** Always false: alarm mute rules are not modelled. */
	readonly ActionExecutedAfterMuteWindow: false;
	readonly Trigger: Readonly<Record<string, unknown>>;
}

/** The event for a Lambda function that is an alarm's action. */
export function lambdaEvent(transition: AlarmTransition, { region, accountId }: Account): AlarmLambdaEvent {
	return {
		source: "aws.cloudwatch",
		alarmArn: transition.alarm.arn,
		accountId,
		time: isoWithoutColon(transition.atMs),
		region,
		alarmData: detail(transition),
	};
}

/** The event for the default event bus, with or without actions. */
export function eventBridgeEvent(transition: AlarmTransition, { region, accountId }: Account): AlarmEventBridgeEvent {
	const { alarm, atMs } = transition;
	return {
		version: "0",
		id: uuidOf(`${alarm.arn} ${alarm.state.value} ${atMs}`),
		"detail-type": "CloudWatch Alarm State Change",
		source: "aws.cloudwatch",
		account: accountId,
		time: isoSeconds(atMs),
		region,
		resources: [alarm.arn],
		detail: detail(transition),
	};
}

/** `Subject` of the SNS message. */
export function snsSubject({ alarm }: AlarmTransition, { region }: Account): string {
	return `${alarm.state.value}: "${alarm.configuration.AlarmName}" in ${regionName(region)}`;
}

export function snsMessage({ alarm, previousState, atMs }: AlarmTransition, { region, accountId }: Account): AlarmSnsMessage {
	const { configuration, state } = alarm;
	return {
		AlarmName: configuration.AlarmName,
		AlarmDescription: configuration.AlarmDescription ?? null,
		AWSAccountId: accountId,
		AlarmConfigurationUpdatedTimestamp: isoWithoutColon(alarm.configurationUpdatedAtMs),
		NewStateValue: state.value,
		NewStateReason: state.reason,
		StateChangeTime: isoWithoutColon(atMs),
		Region: regionName(region),
		AlarmArn: alarm.arn,
		OldStateValue: previousState.value,
		OKActions: configuration.OKActions,
		AlarmActions: configuration.AlarmActions,
		InsufficientDataActions: configuration.InsufficientDataActions,
		ActionExecutedAfterMuteWindow: false,
		Trigger: trigger(alarm),
	};
}

function detail({ alarm, previousState }: AlarmTransition): AlarmDetail {
	const { AlarmName, AlarmDescription } = alarm.configuration;
	return {
		alarmName: AlarmName,
		state: eventState(alarm.state),
		previousState: eventState(previousState),
		configuration: { ...(AlarmDescription !== undefined && { description: AlarmDescription }), metrics: eventMetrics(alarm) },
	};
}

function eventState({ value, reason, reasonData, updatedAtMs }: AlarmState): EventState {
	return { value, reason, ...(reasonData !== undefined && { reasonData }), timestamp: isoWithoutColon(updatedAtMs) };
}

/** An alarm on one metric has one query in its events too, under an id that CloudWatch makes up. */
function eventMetrics({ arn, configuration, watches }: Alarm): EventMetric[] {
	return watches.queries.map((compiled): EventMetric => {
		const { query } = compiled;
		if (compiled.kind === "expression") {
			return { id: query.Id, expression: compiled.text, label: query.Label ?? query.Id, returnData: query.ReturnData };
		}
		const { Metric, Period, Stat, Unit } = compiled.metricStat;
		return {
			id: configuration.Metrics === undefined ? uuidOf(arn) : query.Id,
			metricStat: {
				metric: { namespace: Metric.Namespace, name: Metric.MetricName, dimensions: dimensionsToRecord(Metric.Dimensions) },
				period: Period,
				stat: Stat,
				...(Unit !== undefined && { unit: Unit }),
			},
			returnData: query.ReturnData,
		};
	});
}

function trigger({ configuration, watches }: Alarm): Record<string, unknown> {
	const common = {
		Period: watches.periodSeconds,
		EvaluationPeriods: configuration.EvaluationPeriods,
		...(configuration.DatapointsToAlarm !== undefined && { DatapointsToAlarm: configuration.DatapointsToAlarm }),
		ComparisonOperator: configuration.ComparisonOperator,
		Threshold: configuration.Threshold,
		TreatMissingData: configuration.TreatMissingData ?? "missing",
		EvaluateLowSampleCountPercentile: configuration.EvaluateLowSampleCountPercentile ?? "",
	};
	if (configuration.Metrics !== undefined) return { ...common, Metrics: configuration.Metrics.map(triggerMetric) };
	return {
		MetricName: configuration.MetricName,
		Namespace: configuration.Namespace,
		...(configuration.Statistic === undefined
			? { StatisticType: "ExtendedStatistic", ExtendedStatistic: configuration.ExtendedStatistic }
			: { StatisticType: "Statistic", Statistic: configuration.Statistic.toUpperCase() }),
		Unit: configuration.Unit ?? null,
		Dimensions: triggerDimensions(configuration.Dimensions ?? []),
		...common,
	};
}

function triggerMetric({ Id, Expression, Label, MetricStat, ReturnData }: MetricDataQuery): Record<string, unknown> {
	if (MetricStat === undefined) return { Expression, Id, Label: Label ?? Id, ReturnData };
	const { Metric, Period, Stat } = MetricStat;
	return {
		Id,
		...(Label !== undefined && { Label }),
		MetricStat: {
			Metric: { Dimensions: triggerDimensions(Metric.Dimensions), MetricName: Metric.MetricName, Namespace: Metric.Namespace },
			Period,
			Stat,
		},
		ReturnData,
	};
}

/** Lowercase here, unlike everywhere else in the message. */
function triggerDimensions(dimensions: readonly Dimension[]): { value: string; name: string }[] {
	return dimensions.map(({ Name, Value }) => ({ value: Value, name: Name }));
}

/** Equal for equal texts, so that a run with the same clock gives the same events. */
function uuidOf(text: string): string {
	const hex = createHash("sha256").update(text).digest("hex");
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20, 32)}`;
}
