import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { DeliveryError, type Recheck, type RecheckPort } from "@headroom/controller";
import { functionClientConfig } from "./function-client-config.ts";
import { CONTROL_PLANE_TIMEOUTS } from "./function-http-handler.ts";
import { faultMessage, sdkFault } from "./sdk-errors.ts";
import { sqsDelaySeconds } from "./sqs-delay.ts";

export interface SqsRecheckOptions {
	readonly queueUrl: string;
	readonly client?: SQSClient;
}

/** What a re-check message's body is, as JSON. */
export type RecheckMessage = Pick<Recheck, "reason" | "streamName">;

/**
 * The loop's own alarm clock: an SQS message that comes back after its delay. SQS delays by at most 15 minutes; a longer wait comes back
 * early, finds that it is too early, and asks again.
 */
export function sqsRecheck({
	queueUrl,
	client = new SQSClient(functionClientConfig(CONTROL_PLANE_TIMEOUTS)),
}: SqsRecheckOptions): RecheckPort {
	return {
		async schedule({ streamName, reason, delaySeconds }) {
			const message: RecheckMessage = { streamName, reason };
			try {
				await client.send(
					new SendMessageCommand({
						QueueUrl: queueUrl,
						MessageBody: JSON.stringify(message),
						DelaySeconds: sqsDelaySeconds(delaySeconds),
					}),
				);
			} catch (error) {
				const fault = sdkFault(error);
				throw new DeliveryError(faultMessage(fault, "sqs:SendMessage", `queue ${queueUrl} for stream ${streamName}`), {
					code: "recheck.failed",
					retryable: fault.retryable,
					streamName,
					cause: error,
				});
			}
		},
	};
}
