import { apiErrorsAlarmDefinition, healthAlarmDefinitions, type MetricAlarmDefinition } from "@headroom/controller";
import { deadLetterQueueNames, functionNames } from "../shared/deployed.ts";
import { deployment, names } from "../shared/deployment.ts";
import { metricAlarm } from "../shared/metric-alarm.ts";
import { votingApi } from "../voting/voting-api.ts";
import { notificationsTopic } from "./notifications.ts";

/**
 * Alarms on Headroom itself and on the voting system: a message in a dead-letter queue, a function that fails, a sweep that has stopped.
 */
function tellPeople(definition: MetricAlarmDefinition): void {
	metricAlarm(definition, { alarmActions: [notificationsTopic.arn], okActions: [notificationsTopic.arn] });
}

const definitions = healthAlarmDefinitions({
	deployment,
	functionNames,
	sweepFunctionName: names.functions.sweep,
	deadLetterQueueNames,
});

for (const definition of definitions) tellPeople(definition);

// The API has no id before it is created.
votingApi?.nodes.api.id.apply((apiId) => tellPeople(apiErrorsAlarmDefinition(deployment, apiId)));
