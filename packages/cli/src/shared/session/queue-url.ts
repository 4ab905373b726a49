import { GetQueueUrlCommand } from "@aws-sdk/client-sqs";
import type { AwsSession } from "./aws-session.ts";

/** @throws what SQS throws: the queue does not exist, or may not be looked at */
export async function queueUrl(session: AwsSession, queueName: string): Promise<string> {
	const { QueueUrl } = await session.sqs().send(new GetQueueUrlCommand({ QueueName: queueName }));
	if (QueueUrl === undefined) throw new Error(`sqs:GetQueueUrl answered without the URL of ${queueName}.`);
	return QueueUrl;
}
