import { createHash } from "node:crypto";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { DeliveryError, type Notification, type NotifierPort } from "@headroom/controller";
import { visibleText } from "@headroom/engine";
import { functionClientConfig } from "../shared/function-client-config.ts";
import { CONTROL_PLANE_TIMEOUTS } from "../shared/function-http-handler.ts";
import { faultMessage, sdkFault } from "../shared/sdk-errors.ts";
import { messageText, placeOf } from "./first-screen.ts";
import { snsMessage } from "./sns-message.ts";

export interface SnsNotifierOptions {
	readonly topicArn: string;
	readonly client?: SNSClient;
}

/** A longer one is of a hot key with hundreds of shards. Services for incidents take 255 characters. */
const MAX_DEDUPE_KEY_LENGTH = 255;

/** Notifies people over an SNS topic; subscriptions may filter on the attributes. docs/notifications.md */
export function snsNotifier({
	topicArn,
	client = new SNSClient(functionClientConfig(CONTROL_PLANE_TIMEOUTS)),
}: SnsNotifierOptions): NotifierPort {
	return {
		async publish(notification) {
			const { streamName, subject } = notification;
			try {
				await client.send(
					new PublishCommand({
						TopicArn: topicArn,
						...snsMessage(subject, messageText(notification, placeOf(topicArn)), attributesOf(notification)),
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

/** What a subscription filters on. SNS takes no empty value: a stream without a team has no such attribute. */
function attributesOf({ dedupeKey, kind, severity, streamName, team }: Notification): Readonly<Record<string, string>> {
	const key = visibleText(`${streamName}#${dedupeKey}`);
	const short = key.length <= MAX_DEDUPE_KEY_LENGTH ? key : createHash("sha256").update(key).digest("hex");
	return { streamName, kind, severity, dedupeKey: short, ...(team === undefined ? {} : { team }) };
}
