import { GetTopicAttributesCommand } from "@aws-sdk/client-sns";
import { sdkFault } from "@headroom/aws/sdk-errors";
import type { VerifyContext } from "./verify-context.ts";

/** Of the topic that carries notifications, read once; undefined where there is none. */
export function topicAttributes(context: VerifyContext): Promise<Readonly<Record<string, string>> | undefined> {
	return context.once("topic", async () => {
		const { session } = context;
		const { accountId } = await session.caller();
		try {
			const { Attributes = {} } = await session.sns().send(new GetTopicAttributesCommand({ TopicArn: session.topicArn(accountId) }));
			return Attributes;
		} catch (error) {
			if (sdkFault(error).kind !== "not-found") throw error;
			return undefined;
		}
	});
}
