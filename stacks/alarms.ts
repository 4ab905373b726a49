import { alarmDefinitions } from "@headroom/controller";
import { accountId } from "./account.ts";
import { alarmArn } from "./arns.ts";
import { autoscaler } from "./autoscaler.ts";
import { managedStreams, settings } from "./managed-streams.ts";
import { metricAlarm } from "./metric-alarm.ts";
import { notificationsTopic } from "./notifications.ts";

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html read 2026-11-25 */
const ALARMS_PRINCIPAL = "lambda.alarms.cloudwatch.amazonaws.com";

/** The alarms of every managed stream, and for each that wakes the autoscaler its permission to. */
for (const stream of managedStreams) {
	for (const definition of alarmDefinitions(stream)) {
		const isForPeople = definition.wakes === "people";
		metricAlarm(definition, { alarmActions: [isForPeople ? notificationsTopic.arn : autoscaler.arn] });
		if (!isForPeople) permitAlarm(definition.alarmName);
	}
}

// The alarms of attached streams are made later, by `headroom attach`.
for (const pattern of settings.attachableStreams) permitAlarm(`headroom-${pattern}-*`);

function permitAlarm(alarmName: string): void {
	new aws.lambda.Permission(`WokenBy${alarmName}`, {
		action: "lambda:InvokeFunction",
		function: autoscaler.name,
		principal: ALARMS_PRINCIPAL,
		sourceAccount: accountId,
		sourceArn: alarmArn(alarmName),
	});
}
