import { AddPermissionCommand, RemovePermissionCommand } from "@aws-sdk/client-lambda";
import { sdkFault } from "@headroom/aws/sdk-errors";
import { ALARMS_PRINCIPAL } from "@headroom/controller";
import type { AwsSession } from "../session/aws-session.ts";
import { alarmSourceArn, alarmStatementId } from "./alarm-permission.ts";

/**
 * Lets a stream's alarms wake the autoscaler. An existing permission is fine: another person, or a lost first attempt, has added it.
 */
export async function grantAlarmPermission(session: AwsSession, streamName: string): Promise<void> {
	const { accountId } = await session.caller();
	try {
		await session.lambda().send(
			new AddPermissionCommand({
				FunctionName: session.names.functions.autoscaler,
				StatementId: alarmStatementId(streamName),
				Action: "lambda:InvokeFunction",
				Principal: ALARMS_PRINCIPAL,
				SourceAccount: accountId,
				SourceArn: await alarmSourceArn(session, streamName),
			}),
		);
	} catch (error) {
		if (sdkFault(error).name !== "ResourceConflictException") throw error;
	}
}

/** A missing permission is no error. */
export async function revokeAlarmPermission(session: AwsSession, streamName: string): Promise<void> {
	try {
		await session
			.lambda()
			.send(new RemovePermissionCommand({ FunctionName: session.names.functions.autoscaler, StatementId: alarmStatementId(streamName) }));
	} catch (error) {
		if (sdkFault(error).kind !== "not-found") throw error;
	}
}
