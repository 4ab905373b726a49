import { ALARMS_PRINCIPAL, alarmDefinitions } from "@headroom/controller";
import { accountId } from "./account.ts";
import { alarmArn } from "./arns.ts";
import { autoscaler } from "./autoscaler.ts";
import { managedStreams, settings } from "./managed-streams.ts";
import { metricAlarm } from "./metric-alarm.ts";
import { notificationsTopic } from "./notifications.ts";
import { wakingAlarms } from "./waking-alarms.ts";

/** The alarms of every managed stream. */
for (const stream of managedStreams) {
	for (const definition of alarmDefinitions(stream)) {
		metricAlarm(definition, { alarmActions: [definition.wakes === "people" ? notificationsTopic.arn : autoscaler.arn] });
	}
}

/** One permission for each, so that no other alarm of the account can wake it. */
for (const alarmName of wakingAlarms(managedStreams, settings.attachableStreams)) {
	new aws.lambda.Permission(`WokenBy${alarmName}`, {
		action: "lambda:InvokeFunction",
		function: autoscaler.name,
		principal: ALARMS_PRINCIPAL,
		sourceAccount: accountId,
		sourceArn: alarmArn(alarmName),
	});
}
