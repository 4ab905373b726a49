import { GetQueueUrlCommand } from "@aws-sdk/client-sqs";
import type { AwsSession } from "./aws-session.ts";

/** @throws the errors of SQS: the queue does not exist, or access is denied */
export async function queueUrl(session: AwsSession, queueName: string): Promise<string> {
	const { QueueUrl } = await session.sqs().send(new GetQueueUrlCommand({ QueueName: queueName }));
	if (QueueUrl === undefined) throw new Error(`sqs:GetQueueUrl answered without the URL of ${queueName}.`);
	return QueueUrl;
}
