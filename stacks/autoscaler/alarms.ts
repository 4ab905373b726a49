import { ALARMS_PRINCIPAL, alarmDefinitions } from "@headroom/controller";
import { managedStreams, settings } from "../managed-streams.ts";
import { notificationsTopic } from "../observability/notifications.ts";
import { accountId, alarmArn } from "../shared/deployment.ts";
import { metricAlarm } from "../shared/metric-alarm.ts";
import { wakeupAlarms } from "../shared/wakeup-alarms.ts";
import { wakeupPermission } from "../shared/wakeup-permissions.ts";
import { autoscaler } from "./evaluation.ts";

for (const stream of managedStreams) {
	for (const definition of alarmDefinitions(stream)) {
		metricAlarm(definition, { alarmActions: [definition.wakes === "people" ? notificationsTopic.arn : autoscaler.arn] });
	}
}

// One permission for each alarm, so that no other alarm of the account can wake the autoscaler.
for (const alarmName of wakeupAlarms(managedStreams, settings.attachableStreams)) {
	const { logicalName, statementId } = wakeupPermission(alarmName);
	new aws.lambda.Permission(logicalName, {
		action: "lambda:InvokeFunction",
		function: autoscaler.name,
		principal: ALARMS_PRINCIPAL,
		sourceAccount: accountId,
		sourceArn: alarmArn(alarmName),
		statementId,
	});
}
