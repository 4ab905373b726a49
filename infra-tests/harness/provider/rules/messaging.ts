import {
	characters,
	demand,
	type Inputs,
	json,
	matching,
	oneOf,
	type ProviderRule,
	parsed,
	rulesOf,
	uniqueAmong,
	wholeNumber,
} from "../rule.ts";
import { aws, provider } from "./sources.ts";

const QUEUE = provider("sqs/queue.go");
const TOPIC = provider("sns/topic.go");

export function messagingRules(): ProviderRule[] {
	return [
		...rulesOf("aws:sqs/queue:Queue", [
			["name", QUEUE, matching(/^[0-9A-Za-z_-]{1,80}$/, "a.b")],
			["name", aws("AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html"), uniqueAmong("name")],
			["delaySeconds", QUEUE, wholeNumber(0, 900)],
			["messageRetentionSeconds", QUEUE, wholeNumber(60, 1_209_600)],
			["visibilityTimeoutSeconds", QUEUE, wholeNumber(0, 43_200)],
			["redrivePolicy", QUEUE, json()],
			[
				"redrivePolicy",
				aws("AWSSimpleQueueService/latest/APIReference/API_SetQueueAttributes.html"),
				demand(
					"must name a queue of this Region and account, and 1 to 1000 receives",
					(policy, { account }) => {
						const { deadLetterTargetArn, maxReceiveCount } = (parsed(policy) ?? {}) as Inputs;
						const place = `arn:${account.partition}:sqs:${account.region}:${account.accountId}:`;
						return String(deadLetterTargetArn).startsWith(place) && Number(maxReceiveCount) >= 1 && Number(maxReceiveCount) <= 1000;
					},
					{ value: JSON.stringify({ deadLetterTargetArn: "arn:aws:sqs:us-east-1:123456789012:dead", maxReceiveCount: 1001 }) },
				),
			],
			[
				"sqsManagedSseEnabled",
				QUEUE,
				demand("must be without a key of KMS", (_, { inputs }) => inputs["kmsMasterKeyId"] === undefined, {
					write: (inputs) => {
						inputs["kmsMasterKeyId"] = "alias/aws/sqs";
					},
				}),
			],
			[
				"contentBasedDeduplication",
				QUEUE,
				demand("must be off but for FIFO queues", (isOn, { inputs }) => isOn !== true || inputs["fifoQueue"] === true, { value: true }),
			],
		]),
		...rulesOf("aws:sns/topic:Topic", [
			["name", TOPIC, matching(/^[0-9A-Za-z_-]{1,256}$/, "a.b")],
			["displayName", aws("sns/latest/api/API_SetTopicAttributes.html"), characters(0, 100)],
			["kmsMasterKeyId", aws("kms/latest/APIReference/API_DescribeKey.html"), characters(1, 2048)],
		]),
		...rulesOf("aws:sns/topicSubscription:TopicSubscription", [
			[
				"protocol",
				provider("sns/topic_subscription.go"),
				oneOf(["application", "email", "email-json", "firehose", "http", "https", "lambda", "sms", "sqs"]),
			],
			["endpoint", aws("sns/latest/api/API_Subscribe.html"), matching(/^[^\s@,;]+@[^\s@,;]+\.[^\s@,;]+$/, "oncall")],
			[
				"topic",
				provider("sns/topic_subscription.go"),
				matching(/^arn:aws(-[a-z]+)*:sns:[a-z0-9-]+:\d{12}:[0-9A-Za-z_-]{1,256}$/, "notifications"),
			],
		]),
	];
}
