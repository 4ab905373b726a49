import { alarmDefinitions, type PutMetricAlarmInput, putMetricAlarmInput } from "@headroom/controller";
import type { Policy } from "@headroom/engine";
import type { AwsSession } from "../session/aws-session.ts";

/** The wanted alarms of a stream, with their actions. */
export async function wantedAlarms(session: AwsSession, streamName: string, policy: Policy): Promise<PutMetricAlarmInput[]> {
	const { accountId } = await session.caller();
	const actionArns = {
		autoscaler: [session.functionArn(session.names.functions.autoscaler, accountId)],
		people: [session.topicArn(accountId)],
	};
	return alarmDefinitions({ streamName, policy }).map((definition) => putMetricAlarmInput(definition, actionArns));
}
