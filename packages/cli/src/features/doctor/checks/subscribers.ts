import { paginateListSubscriptionsByTopic, type Subscription } from "@aws-sdk/client-sns";
import { visibleText } from "@headroom/engine";
import type { CheckContext } from "../check.ts";
import type { Finding } from "../finding.ts";

const PENDING = "PendingConfirmation";

export async function checkSubscribers({ session }: CheckContext): Promise<readonly Finding[]> {
	const { accountId } = await session.caller();
	const topicArn = session.topicArn(accountId);
	const subscriptions: Subscription[] = [];
	for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic({ client: session.sns() }, { TopicArn: topicArn })) {
		if (Subscriptions.some(({ SubscriptionArn }) => SubscriptionArn !== PENDING)) return [];
		subscriptions.push(...Subscriptions);
	}
	const pending = subscriptions.map(({ Endpoint = "" }) => visibleText(Endpoint)).join(", ");
	return [
		{
			severity: "problem",
			code: "notifications.nobody",
			where: session.names.notificationsTopic,
			says:
				subscriptions.length === 0
					? `${session.names.notificationsTopic} has no subscriber: nobody gets the messages about acts and refusals.`
					: `${session.names.notificationsTopic} has no confirmed subscription: ${pending} must confirm.`,
			fix: [`aws sns subscribe --topic-arn ${topicArn} --protocol email --notification-endpoint you@example.com`],
		},
	];
}
