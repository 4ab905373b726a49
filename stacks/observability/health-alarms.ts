import { apiErrorsAlarmDefinition, healthAlarmDefinitions, type MetricAlarmDefinition } from "@headroom/controller";
import "../autoscaler/alarms.ts";
import "../voting/drain-overflow.ts";
import { metricAlarm } from "../shared/metric-alarm.ts";
import { deadLetterQueueNames, deployment, names } from "../shared/names.ts";
import { notificationsTopic } from "./notifications.ts";
import "../autoscaler/recheck.ts";
import { votingApi } from "../voting/api.ts";

/** On Headroom itself, and on the voting system: whatever stands in a dead-letter queue, fails, or has stopped. */
function tellPeople(definition: MetricAlarmDefinition): void {
	metricAlarm(definition, { alarmActions: [notificationsTopic.arn], okActions: [notificationsTopic.arn] });
}

const definitions = healthAlarmDefinitions({
	deployment,
	functionNames: Object.values(names.functions),
	sweepFunctionName: names.functions.sweep,
	deadLetterQueueNames,
});

for (const definition of definitions) tellPeople(definition);

// The API's id is not known before it is created.
votingApi.nodes.api.id.apply((apiId) => tellPeople(apiErrorsAlarmDefinition(deployment, apiId)));
