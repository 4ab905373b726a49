import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { DeliveryError, MAX_SUBJECT_LENGTH, type NotifierPort } from "@headroom/controller";
import { functionClientConfig } from "../shared/function-client-config.ts";
import { CONTROL_PLANE_TIMEOUTS } from "../shared/function-http-handler.ts";
import { faultMessage, sdkFault } from "../shared/sdk-errors.ts";

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
						Subject: snsSubject(subject),
						Message: body,
						MessageAttributes: {
							streamName: { DataType: "String", StringValue: streamName },
							kind: { DataType: "String", StringValue: kind },
						},
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

/**
 * A subject that SNS accepts: printable ASCII in one line, no space at the beginning, under 100 characters. A message with a corrected
 * subject is better than a refused one.
 */
export function snsSubject(subject: string): string {
	const line = subject
		.replaceAll(/\s+/g, " ")
		.replaceAll(/[^\x20-\x7e]/g, "?")
		.trim();
	const short = line.length <= MAX_SUBJECT_LENGTH ? line : `${line.slice(0, MAX_SUBJECT_LENGTH - 3)}...`;
	return short === "" ? "Headroom" : short;
}
