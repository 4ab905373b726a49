import { paginateListSubscriptionsByTopic } from "@aws-sdk/client-sns";
import { DONE } from "@headroom/aws/self-check";
import { broken, type LinkFinding, ok, unchecked } from "../finding.ts";
import { topicAttributes } from "../topic-attributes.ts";
import type { VerifyContext } from "../verify-context.ts";

const PENDING = "PendingConfirmation";

/** Somebody hears what Headroom says; where it was asked for, everybody gets a test message. */
export async function checkNotifications(context: VerifyContext): Promise<readonly LinkFinding[]> {
	const { deployCommand, session } = context;
	const where = session.names.notificationsTopic;
	const { accountId } = await session.caller();
	const TopicArn = session.topicArn(accountId);
	if ((await topicAttributes(context)) === undefined) {
		return [broken("topic.missing", where, `There is no topic ${where}: nobody hears of acts and refusals.`, deployCommand)];
	}
	const subscriptions: string[] = [];
	for await (const { Subscriptions = [] } of paginateListSubscriptionsByTopic({ client: session.sns() }, { TopicArn })) {
		subscriptions.push(...Subscriptions.map(({ SubscriptionArn = PENDING }) => SubscriptionArn));
	}
	const confirmed = subscriptions.filter((arn) => arn !== PENDING).length;
	const pending = subscriptions.length - confirmed;
	const waiting = pending === 0 ? "" : `, ${pending} not confirmed yet`;
	if (confirmed === 0) {
		const command = `aws sns subscribe --topic-arn ${TopicArn} --protocol email --notification-endpoint you@example.com`;
		return [
			broken("notifications.nobody", where, `Nobody has confirmed a subscription to ${where}${waiting}: messages reach nobody.`, command),
		];
	}
	const heard = ok(where, `${confirmed} confirmed subscription${confirmed === 1 ? "" : "s"} to ${where}${waiting}.`);
	return context.sendsTestMessage ? [heard, await testMessageFinding(context, confirmed)] : [heard];
}

/** The autoscaler sends it, so that its role and the topic's key are tried with it. */
async function testMessageFinding(context: VerifyContext, confirmed: number): Promise<LinkFinding> {
	const where = context.session.names.notificationsTopic;
	const check = (await context.selfChecks()).get("autoscaler");
	const sent = check?.kind === "answered" ? check.answer.trials.find(({ action }) => action === "sns:Publish") : undefined;
	if (sent?.outcome === "allowed" && sent.answered === DONE) {
		const receivers = confirmed === 1 ? "The confirmed subscription gets" : `All ${confirmed} confirmed subscriptions get`;
		return ok(where, `${receivers} a test message. SNS took it; ask whether it arrived.`);
	}
	if (sent?.outcome === "denied")
		return broken("notifications.denied", where, `The test message was refused: ${sent.answered}`, context.deployCommand);
	return unchecked(
		"notifications.not-sent",
		where,
		`No test message was sent: ${sent?.answered ?? "the autoscaler answered no self-check"}.`,
	);
}
