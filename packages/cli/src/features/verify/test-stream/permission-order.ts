import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import {
	publishRefusedMessageTrial,
	putRecordsTrial,
	putRecordTrial,
	runTrial,
	sendRefusedMessageTrial,
	type Trial,
	tableTrials,
	updateMissingStreamTrial,
} from "@headroom/aws/self-check";
import { TABLES } from "@headroom/config";
import type { AwsSession, TemporaryCredentials } from "../../../shared/session/aws-session.ts";
import { SingleAttemptKinesisClient } from "../../../shared/session/aws-session.ts";
import { queueUrl } from "../../../shared/session/queue-url.ts";

export interface PermissionOrder {
	readonly permissionComesFirst: Readonly<Record<string, boolean>>;
	readonly notMeasured: readonly string[];
}

/**
 * Makes the calls of a self-check with credentials that may make none of them. A service that answers "denied" checks permissions first:
 * a self-check that gets another refusal has the permission. A service that answers what is wrong with the call tells a self-check
 * nothing.
 */
export async function measurePermissionOrder(
	session: AwsSession,
	credentials: TemporaryCredentials,
	streamName: string,
): Promise<PermissionOrder> {
	const { names } = session;
	const kinesis = session.clientAs(SingleAttemptKinesisClient, credentials);
	const sqs = session.clientAs(SQSClient, credentials);
	const sns = session.clientAs(SNSClient, credentials);
	const dynamoDb = session.clientAs(DynamoDBClient, credentials);
	const table = { client: DynamoDBDocumentClient.from(dynamoDb), tableName: names.historyTable, ...TABLES.history };
	const { accountId } = await session.caller();
	const trials: readonly Trial[] = [
		putRecordTrial(kinesis, streamName),
		putRecordsTrial(kinesis, streamName),
		updateMissingStreamTrial(kinesis, `${streamName}-none`),
		sendRefusedMessageTrial(sqs, await queueUrl(session, names.recheckQueue)),
		publishRefusedMessageTrial(sns, session.topicArn(accountId)),
		...tableTrials(table, ["UpdateItem"]),
	];
	const permissionComesFirst: Record<string, boolean> = {};
	const notMeasured: string[] = [];
	for (const trial of trials) {
		const { action, answered, outcome } = await runTrial(trial);
		if (outcome === "unknown") notMeasured.push(`whether permission is looked at first for ${action}: ${answered}`);
		else permissionComesFirst[action] = outcome === "denied";
	}
	for (const client of [kinesis, sqs, sns, dynamoDb]) client.destroy();
	return { permissionComesFirst, notMeasured };
}
