import { type MetricAlarmDefinition, putMetricAlarmInput } from "@headroom/controller";
// Checks what a person wrote, before anything is created.
import "../managed-streams.ts";

type Arns = $util.Input<string>[];

interface AlarmActions {
	readonly alarmActions: Arns;
	readonly okActions?: Arns;
}

/** An alarm as its definition says: the input of PutMetricAlarm, in the provider's spelling. */
export function metricAlarm(definition: MetricAlarmDefinition, { alarmActions, okActions = [] }: AlarmActions): void {
	const input = putMetricAlarmInput(definition, { autoscaler: [], people: [] });
	new aws.cloudwatch.MetricAlarm(input.AlarmName, {
		name: input.AlarmName,
		alarmDescription: input.AlarmDescription,
		actionsEnabled: input.ActionsEnabled,
		alarmActions,
		okActions,
		comparisonOperator: input.ComparisonOperator,
		threshold: input.Threshold,
		evaluationPeriods: input.EvaluationPeriods,
		datapointsToAlarm: input.DatapointsToAlarm,
		treatMissingData: input.TreatMissingData,
		namespace: input.Namespace,
		metricName: input.MetricName,
		dimensions: dimensions(input.Dimensions),
		statistic: input.Statistic,
		period: input.Period,
		metricQueries: input.Metrics?.map(({ Id, Expression, Label, ReturnData, MetricStat: stat }) => ({
			id: Id,
			returnData: ReturnData,
			expression: Expression,
			label: Label,
			metric: stat && {
				namespace: stat.Metric.Namespace,
				metricName: stat.Metric.MetricName,
				dimensions: dimensions(stat.Metric.Dimensions),
				period: stat.Period,
				stat: stat.Stat,
			},
		})),
	});
}

function dimensions(named: readonly { readonly Name: string; readonly Value: string }[] | undefined): Record<string, string> | undefined {
	return named && Object.fromEntries(named.map(({ Name, Value }) => [Name, Value]));
}
