import { deploymentOfStage } from "@headroom/config";
import {
	type AlarmMetric,
	alarmDefinitions,
	apiErrorsAlarmDefinition,
	healthAlarmDefinitions,
	type MetricAlarmDefinition,
} from "@headroom/controller";
import { ACCOUNT_ID } from "../harness/account.ts";
import { all, functionNamed, isOfFunction, named, namesOf } from "../harness/look-up.ts";
import type { RecordedApp } from "../harness/recorded-app.ts";
import { arn } from "./arns.ts";
import { managedStreamsOf, retentionHoursOf } from "./managed-streams.ts";
import { absent, differences, type Fault, fault, type Property } from "./property.ts";

export const streamsHaveTheirAlarms: Property = {
	sentence: "every managed stream has the alarms of the one definition, measuring and judging as it says",
	faults: (app) => [
		...(managedStreamsOf(app).length > 0 ? [] : [{ path: "managed streams", message: "are none" }]),
		...streamDefinitions(app).flatMap((definition) => alarmFaults(app, definition)),
	],
};

export const alarmsWakeTheAutoscaler: Property = {
	sentence: "every alarm that a reshard may cure wakes the autoscaler, and is permitted to",
	faults: (app) =>
		streamDefinitions(app)
			.filter(({ wakes }) => wakes === "autoscaler")
			.flatMap(({ alarmName }) => {
				const alarm = named(app, "alarm", alarmName);
				const autoscaler = functionNamed(app, "autoscaler");
				if (alarm === undefined || autoscaler === undefined) return [absent(`alarm ${alarmName} or its function`)];
				const isPermitted = all(app, "permission").some(
					({ inputs }) =>
						isOfFunction(inputs.function, autoscaler) &&
						inputs.action === "lambda:InvokeFunction" &&
						inputs.principal === "lambda.alarms.cloudwatch.amazonaws.com" &&
						inputs.sourceAccount === ACCOUNT_ID &&
						inputs.sourceArn === arn("cloudwatch", `alarm:${alarmName}`),
				);
				return [
					...differences(alarm, { alarmActions: [autoscaler.arn] }),
					...(isPermitted ? [] : [fault(alarm, "permission", "to invoke the autoscaler is absent")]),
				];
			}),
};

export const otherAlarmsTellPeople: Property = {
	sentence: "every other alarm tells people, over the notifications topic",
	faults: (app) => {
		const topic = named(app, "topic", namesOf(app).notificationsTopic);
		if (topic?.arn === undefined) return [absent("notifications topic")];
		const { arn: topicArn } = topic;
		const waking = streamDefinitions(app)
			.filter(({ wakes }) => wakes === "autoscaler")
			.map(({ alarmName }) => alarmName);
		return all(app, "alarm")
			.filter(({ inputs }) => !waking.includes(inputs.name ?? ""))
			.flatMap((alarm) => differences(alarm, { alarmActions: [topicArn] }));
	},
};

export const headroomWatchesItself: Property = {
	sentence: "Headroom's own errors, dead letters, 5xx and a sweep that stopped each have an alarm, measuring and judging as defined",
	faults: (app) => healthDefinitions(app).flatMap((definition) => alarmFaults(app, definition)),
};

export const recoveriesAreTold: Property = {
	sentence: "people are told when Headroom itself is well again",
	faults: (app) => {
		const topic = named(app, "topic", namesOf(app).notificationsTopic);
		return healthDefinitions(app).flatMap(({ alarmName }) => {
			const alarm = named(app, "alarm", alarmName);
			return alarm === undefined ? [absent(`alarm ${alarmName}`)] : differences(alarm, { okActions: [topic?.arn] });
		});
	},
};

export const alarmsAreThoseDefined: Property = {
	sentence: "there is no alarm without a definition",
	faults: (app) => {
		const defined = [...streamDefinitions(app), ...healthDefinitions(app)].map(({ alarmName }) => alarmName);
		return all(app, "alarm")
			.filter(({ inputs }) => !defined.includes(inputs.name ?? ""))
			.map((alarm) => fault(alarm, "name", "has no definition"));
	},
};

export function streamDefinitions(app: RecordedApp): MetricAlarmDefinition[] {
	return managedStreamsOf(app).flatMap(({ streamName, policy }) => {
		const retentionHours = retentionHoursOf(app, streamName);
		return alarmDefinitions({ streamName, policy, ...(retentionHours === undefined ? {} : { retentionHours }) });
	});
}

function healthDefinitions(app: RecordedApp): MetricAlarmDefinition[] {
	const names = namesOf(app);
	const deployment = deploymentOfStage(app.stage);
	return [
		...healthAlarmDefinitions({
			deployment,
			functionNames: Object.values(names.functions),
			sweepFunctionName: names.functions.sweep,
			deadLetterQueueNames: [names.overflowDeadLetterQueue, names.recheckDeadLetterQueue, names.failedEventsQueue],
		}),
		...all(app, "api").map(({ urn }) => apiErrorsAlarmDefinition(deployment, apiIdOf(app, urn))),
	];
}

/** As its stage refers to it. */
function apiIdOf(app: RecordedApp, apiUrn: string): string {
	const stage = all(app, "apiStage").find(({ dependencies }) => dependencies.includes(apiUrn));
	return String((stage?.inputs as { readonly apiId?: string } | undefined)?.apiId);
}

function alarmFaults(app: RecordedApp, definition: MetricAlarmDefinition): Fault[] {
	const alarm = named(app, "alarm", definition.alarmName);
	if (alarm === undefined) return [absent(`alarm ${definition.alarmName}`)];
	return differences(alarm, {
		alarmDescription: definition.alarmDescription,
		actionsEnabled: true,
		comparisonOperator: definition.comparisonOperator,
		threshold: definition.threshold,
		evaluationPeriods: definition.evaluationPeriods,
		datapointsToAlarm: definition.datapointsToAlarm,
		treatMissingData: definition.treatMissingData,
		...measured(definition),
	});
}

function measured({ measures }: MetricAlarmDefinition): Readonly<Record<string, unknown>> {
	if (measures.kind === "metric") {
		const { namespace, metricName, dimensions, statistic, periodSeconds } = measures.metric;
		return { namespace, metricName, dimensions, statistic, period: periodSeconds, metricQueries: undefined };
	}
	return {
		namespace: undefined,
		metricName: undefined,
		period: undefined,
		metricQueries: measures.queries.map((query) =>
			"expression" in query
				? { id: query.id, expression: query.expression, label: query.label, returnData: query.returnData }
				: { id: query.id, metric: queried(query.metric), returnData: query.returnData },
		),
	};
}

function queried({ namespace, metricName, dimensions, statistic, periodSeconds }: AlarmMetric) {
	return { namespace, metricName, dimensions, stat: statistic, period: periodSeconds };
}
