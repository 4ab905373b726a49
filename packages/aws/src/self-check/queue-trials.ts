import { SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { functionClientConfig } from "../shared/function-client-config.ts";
import { CONTROL_PLANE_TIMEOUTS } from "../shared/function-http-handler.ts";
import type { Trial } from "./run-trials.ts";

/** Not a character that a message may hold, and longer than a message can wait: refused twice over. */
const REFUSED_MESSAGE = { MessageBody: "\u0000", DelaySeconds: 901 };

export function selfCheckSqs(): SQSClient {
	return new SQSClient(functionClientConfig(CONTROL_PLANE_TIMEOUTS));
}

/** A message that the service refuses: the queue stays as it is. */
export function sendRefusedMessageTrial(client: SQSClient, queueUrl: string): Trial {
	return {
		action: "sqs:SendMessage",
		on: queueUrl,
		call: () => client.send(new SendMessageCommand({ QueueUrl: queueUrl, ...REFUSED_MESSAGE })),
		refusals: ["InvalidMessageContents", "InvalidParameterValue"],
	};
}
