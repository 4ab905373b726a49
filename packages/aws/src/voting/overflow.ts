import { SendMessageCommand, type SendMessageCommandInput, SQSClient } from "@aws-sdk/client-sqs";
import { OverflowError, type OverflowPort, writeVoteRecord } from "@headroom/voting";
import { functionClientConfig } from "../shared/function-client-config.ts";
import { DATA_PLANE_TIMEOUTS } from "../shared/function-http-handler.ts";
import { faultMessage, sdkFault } from "../shared/sdk-errors.ts";
import { sqsDelaySeconds } from "../shared/sqs-delay.ts";

export interface SqsOverflowOptions {
	readonly queueUrl: string;
	readonly deadLetterQueueUrl: string;
	readonly client?: SQSClient;
}

/** The overflow queue, and its dead-letter queue for messages that are no votes. The SDK's three attempts stay: this is the last resort. */
export function sqsOverflow({ queueUrl, deadLetterQueueUrl, client = overflowClient() }: SqsOverflowOptions): OverflowPort {
	async function sendMessage(input: SendMessageCommandInput): Promise<void> {
		try {
			await client.send(new SendMessageCommand(input));
		} catch (error) {
			const fault = sdkFault(error);
			throw new OverflowError(faultMessage(fault, "sqs:SendMessage", `queue ${input.QueueUrl ?? ""}`), {
				code: `overflow.${fault.kind}`,
				retryable: fault.retryable,
				cause: error,
			});
		}
	}

	return {
		send: (vote, delaySeconds) =>
			sendMessage({ QueueUrl: queueUrl, MessageBody: writeVoteRecord(vote), DelaySeconds: sqsDelaySeconds(delaySeconds) }),

		setAside: (body, reason) =>
			sendMessage({
				QueueUrl: deadLetterQueueUrl,
				MessageBody: body,
				MessageAttributes: { reason: { DataType: "String", StringValue: reason } },
			}),
	};
}

function overflowClient(): SQSClient {
	return new SQSClient(functionClientConfig(DATA_PLANE_TIMEOUTS));
}
