import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { functionClientConfig } from "../shared/function-client-config.ts";
import { CONTROL_PLANE_TIMEOUTS } from "../shared/function-http-handler.ts";
import type { Trial } from "./run-trials.ts";

/** Empty, and no JSON where JSON is announced: refused twice over. */
const REFUSED_MESSAGE = { Message: "", MessageStructure: "json" };

export function selfCheckSns(): SNSClient {
	return new SNSClient(functionClientConfig(CONTROL_PLANE_TIMEOUTS));
}

/** A message that the service refuses: nobody gets it. The topic's key is not used, so that the permission for it stays unknown. */
export function publishRefusedMessageTrial(client: SNSClient, topicArn: string): Trial {
	return {
		action: "sns:Publish",
		on: topicArn,
		call: () => client.send(new PublishCommand({ TopicArn: topicArn, ...REFUSED_MESSAGE })),
		refusals: ["InvalidParameter"],
	};
}

/** A message that everybody gets who has confirmed a subscription. With it the topic's key is used, too. */
export function publishTestMessageTrial(client: SNSClient, topicArn: string, checkId: string): Trial {
	return {
		action: "sns:Publish",
		on: topicArn,
		call: () =>
			client.send(
				new PublishCommand({
					TopicArn: topicArn,
					Subject: "Headroom: test message",
					Message: `This is a test. Somebody ran headroom verify --send-test-message (check ${checkId}). Nothing is wrong and nothing is to be done.`,
					MessageAttributes: { kind: { DataType: "String", StringValue: "test" } },
				}),
			),
	};
}
