import type { Dimension, MetricDataQuery, PutMetricAlarmInput } from "../ports/alarms-port.ts";
import type { AlarmMetric, AlarmQuery, MetricAlarmDefinition } from "./alarm-definitions.ts";

/**
 * @param actionArns whom the alarm notifies, by `wakes` of the definition
 */
export function putMetricAlarmInput(
	definition: MetricAlarmDefinition,
	actionArns: Readonly<Record<MetricAlarmDefinition["wakes"], readonly string[]>>,
): PutMetricAlarmInput {
	return {
		AlarmName: definition.alarmName,
		AlarmDescription: definition.alarmDescription,
		ActionsEnabled: true,
		AlarmActions: [...actionArns[definition.wakes]],
		ComparisonOperator: definition.comparisonOperator,
		Threshold: definition.threshold,
		EvaluationPeriods: definition.evaluationPeriods,
		DatapointsToAlarm: definition.datapointsToAlarm,
		TreatMissingData: definition.treatMissingData,
		...measured(definition),
	};
}

function measured({ measures }: MetricAlarmDefinition): Partial<PutMetricAlarmInput> {
	if (measures.kind === "math") return { Metrics: measures.queries.map(metricDataQuery) };
	const { metric } = measures;
	return {
		Namespace: metric.namespace,
		MetricName: metric.metricName,
		Dimensions: dimensions(metric),
		Statistic: metric.statistic,
		Period: metric.periodSeconds,
	};
}

function metricDataQuery(query: AlarmQuery): MetricDataQuery {
	if ("expression" in query) return { Id: query.id, Expression: query.expression, Label: query.label, ReturnData: query.returnData };
	return {
		Id: query.id,
		ReturnData: query.returnData,
		MetricStat: {
			Metric: { Namespace: query.metric.namespace, MetricName: query.metric.metricName, Dimensions: dimensions(query.metric) },
			Period: query.metric.periodSeconds,
			Stat: query.metric.statistic,
		},
	};
}

function dimensions(metric: AlarmMetric): Dimension[] {
	return Object.entries(metric.dimensions).map(([Name, Value]) => ({ Name, Value }));
}
