import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { DeliveryError, type NotifierPort } from "@headroom/controller";
import { functionClientConfig } from "../shared/function-client-config.ts";
import { CONTROL_PLANE_TIMEOUTS } from "../shared/function-http-handler.ts";
import { faultMessage, sdkFault } from "../shared/sdk-errors.ts";
import { snsMessage } from "./sns-message.ts";

export interface SnsNotifierOptions {
	readonly topicArn: string;
	readonly client?: SNSClient;
}

/** Notifies people over an SNS topic; subscriptions may filter on the attributes `streamName` and `kind`. */
export function snsNotifier({
	topicArn,
	client = new SNSClient(functionClientConfig(CONTROL_PLANE_TIMEOUTS)),
}: SnsNotifierOptions): NotifierPort {
	return {
		async publish({ streamName, subject, body, kind }) {
			try {
				await client.send(
					new PublishCommand({
						TopicArn: topicArn,
						...snsMessage(subject, body, { streamName, kind }),
					}),
				);
			} catch (error) {
				const fault = sdkFault(error);
				throw new DeliveryError(faultMessage(fault, "sns:Publish", `topic ${topicArn} for stream ${streamName}`), {
					code: "notification.failed",
					retryable: fault.retryable,
					streamName,
					cause: error,
				});
			}
		},
	};
}
