import { readFileSync } from "node:fs";
import { CreateTopicCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand, GetQueueAttributesCommand, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { notifiers } from "@headroom/aws/autoscaler";
import type { Notification } from "@headroom/controller";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { REGION } from "../src/names.ts";
import { startServices } from "../src/start-services.ts";

const PAGE = readFileSync(new URL("../../../docs/notifications.md", import.meta.url), "utf8");
/** In the order of the page. */
const [NIGHT = "", TEAM = "", AUDIT = ""] = [...PAGE.matchAll(/```json\n(.*?)```/gs)].map(([, policy]) => policy);

const cleanup = new AsyncDisposableStack();

beforeAll(async () => {
	const { endpointUrl } = await startServices(
		{
			endpointPort: 0,
			deliverAlarms: false,
			logFile: undefined,
			functions: () => undefined,
			kinesisSettings: {},
			reshardPermission: "arn",
		},
		cleanup,
	);
	vi.stubEnv("AWS_ENDPOINT_URL", endpointUrl);
	vi.stubEnv("AWS_REGION", REGION);
	vi.stubEnv("AWS_ACCESS_KEY_ID", "local");
	vi.stubEnv("AWS_SECRET_ACCESS_KEY", "local");
}, 60_000);
afterAll(async () => {
	vi.unstubAllEnvs();
	await cleanup.disposeAsync();
});

const message = (says: string, about: Pick<Notification, "kind" | "severity"> & { readonly team?: string }): Notification => ({
	streamName: "votes",
	subject: `Headroom: votes: ${says}`,
	body: `votes: ${says}.`,
	dedupeKey: says,
	...about,
});

describe("docs/notifications.md: a subscription with its filter policy", () => {
	it("takes what the page says, by the attributes of real messages, and no other", async () => {
		const [sns, sqs] = [new SNSClient(), new SQSClient()];
		const { TopicArn = "" } = await sns.send(new CreateTopicCommand({ Name: "headroom-notifications-filtered" }));
		const subscribe = async (name: string, FilterPolicy: string): Promise<() => Promise<string[]>> => {
			const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
			const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["QueueArn"] }));
			await sns.send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint: Attributes["QueueArn"], Attributes: { FilterPolicy } }));
			return async () => {
				const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 0 }));
				return Messages.map(({ Body = "{}" }) =>
					(JSON.parse(Body) as { Subject: string }).Subject.slice("Headroom: votes: ".length),
				).sort();
			};
		};
		const night = await subscribe("night", NIGHT);
		const team = await subscribe("team", TEAM);
		const audit = await subscribe("audit", AUDIT);

		const notifier = notifiers({ topicArn: TopicArn });
		for (const each of [
			message("blocked by the quota", { kind: "blocked", severity: "critical", team: "orders" }),
			message("blocked by a cooldown", { kind: "blocked", severity: "warning", team: "orders" }),
			message("scaling out", { kind: "accepted", severity: "info", team: "orders" }),
			message("hot key of another team", { kind: "finding", severity: "critical", team: "clicks" }),
			message("hot key of nobody", { kind: "finding", severity: "critical" }),
			message("paused", { kind: "override", severity: "info", team: "orders" }),
			message("attached", { kind: "act", severity: "info" }),
		])
			await notifier.publish(each);

		const settled = { timeout: 10_000, interval: 50 };
		await vi.waitFor(
			async () => expect(await night()).toEqual(["blocked by the quota", "hot key of another team", "hot key of nobody"]),
			settled,
		);
		await vi.waitFor(async () => expect(await team()).toEqual(["blocked by a cooldown", "blocked by the quota"]), settled);
		await vi.waitFor(async () => expect(await audit()).toEqual(["attached", "paused"]), settled);
		sns.destroy();
		sqs.destroy();
	}, 60_000);
});
