import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { DeliveryError, type RecheckPort } from "@headroom/controller";
import { functionClientConfig } from "../shared/function-client-config.ts";
import { CONTROL_PLANE_TIMEOUTS } from "../shared/function-http-handler.ts";
import { faultMessage, sdkFault } from "../shared/sdk-errors.ts";
import { sqsDelaySeconds } from "../shared/sqs-delay.ts";
import { writeRecheckMessage } from "./recheck-message.ts";

export interface SqsRecheckOptions {
	readonly queueUrl: string;
	readonly client?: SQSClient;
}

/**
 * The loop's own alarm clock: an SQS message that comes back after its delay. SQS delays by at most 15 minutes. A longer wait comes back
 * early, and the evaluation schedules the rest.
 */
export function sqsRecheck({
	queueUrl,
	client = new SQSClient(functionClientConfig(CONTROL_PLANE_TIMEOUTS)),
}: SqsRecheckOptions): RecheckPort {
	return {
		async schedule({ streamName, reason, delaySeconds }) {
			try {
				await client.send(
					new SendMessageCommand({
						QueueUrl: queueUrl,
						MessageBody: writeRecheckMessage({ streamName, reason }),
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
