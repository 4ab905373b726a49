import { namesOf } from "../harness/look-up.ts";
import * as data from "../properties/data.ts";
import * as names from "../properties/names.ts";
import * as notifications from "../properties/notifications.ts";
import * as queues from "../properties/queues.ts";
import * as removal from "../properties/removal.ts";
import { add, first, type MutableApp, type Mutation, remove, rewriteJson, the } from "./mutation.ts";

export const DATA_MUTATIONS: readonly Mutation[] = [
	{
		title: "the stream is on demand, as SST makes it by default",
		breaks: data.streamIsProvisioned,
		mutate: (app) => {
			first(app, "stream").inputs["streamModeDetails"] = { streamMode: "ON_DEMAND" };
		},
	},
	{
		title: "the stream begins with four shards",
		breaks: data.streamIsProvisioned,
		mutate: (app) => {
			first(app, "stream").inputs["shardCount"] = 4;
		},
	},
	{
		title: "the stream keeps votes for a week",
		breaks: data.streamIsProvisioned,
		mutate: (app) => {
			first(app, "stream").inputs["retentionPeriod"] = 168;
		},
	},
	{
		title: "a deployment sets the shard count back",
		breaks: data.shardCountIsTheAutoscalers,
		mutate: (app) => {
			first(app, "stream").ignoreChanges = [];
		},
	},
	{
		title: "the stream is not encrypted",
		breaks: data.streamsAreEncrypted,
		mutate: (app) => delete first(app, "stream").inputs["encryptionType"],
	},
	{
		title: "a table's encryption is switched off",
		breaks: data.tablesAreEncrypted,
		mutate: (app) => {
			the(app, "table", namesOf(app).tallyTable).inputs["serverSideEncryption"] = { enabled: false };
		},
	},
	{
		title: "the topic is not encrypted",
		breaks: data.topicsAreEncrypted,
		mutate: (app) => delete first(app, "topic").inputs["kmsMasterKeyId"],
	},
	{
		title: "the topic takes AWS's key, which CloudWatch may not use",
		breaks: data.topicsAreEncrypted,
		mutate: (app) => {
			first(app, "topic").inputs["kmsMasterKeyId"] = "alias/aws/sns";
		},
	},
	{
		title: "the topic's key never changes",
		breaks: data.topicsAreEncrypted,
		mutate: (app) => {
			first(app, "key").inputs["enableKeyRotation"] = false;
		},
	},
	{
		title: "a queue is not encrypted",
		breaks: data.queuesAreEncrypted,
		mutate: (app) => {
			the(app, "queue", namesOf(app).failedEventsQueue).inputs["sqsManagedSseEnabled"] = false;
		},
	},
	{
		title: "a table cannot be brought back",
		breaks: data.tablesCanBeBroughtBack,
		mutate: (app) => {
			the(app, "table", namesOf(app).tallyTable).inputs["pointInTimeRecovery"] = { enabled: false };
		},
	},
	{
		title: "the history grows for ever",
		breaks: data.tablesHaveTheirKeys,
		mutate: (app) => delete the(app, "table", namesOf(app).historyTable).inputs["ttl"],
	},
	{
		title: "a table has another sort key",
		breaks: data.tablesHaveTheirKeys,
		mutate: (app) => {
			the(app, "table", namesOf(app).tallyTable).inputs["rangeKey"] = "shardId";
		},
	},

	{
		title: "a queue has no dead-letter queue",
		breaks: queues.queuesHaveDeadLetterQueues,
		mutate: (app) => delete the(app, "queue", namesOf(app).recheckQueue).inputs["redrivePolicy"],
	},
	{
		title: "a dead-letter queue is not made",
		breaks: queues.queuesHaveDeadLetterQueues,
		mutate: (app) => remove(app, the(app, "queue", namesOf(app).overflowDeadLetterQueue)),
	},
	{
		title: "a vote is given up after three receives",
		breaks: queues.queuesHaveTheirSettings,
		mutate: (app) =>
			rewriteJson<{ maxReceiveCount: number }>(the(app, "queue", namesOf(app).overflowQueue), "redrivePolicy", (policy) => {
				policy.maxReceiveCount = 3;
			}),
	},
	{
		title: "a message is seen again before its function has ended",
		breaks: queues.queuesHaveTheirSettings,
		mutate: (app) => {
			the(app, "queue", namesOf(app).overflowQueue).inputs["visibilityTimeoutSeconds"] = 30;
		},
	},
	{
		title: "votes that wait are dropped after SQS's four days",
		breaks: queues.queuesHaveTheirSettings,
		mutate: (app) => delete the(app, "queue", namesOf(app).overflowQueue).inputs["messageRetentionSeconds"],
	},
	{
		title: "dead letters are dropped after four days",
		breaks: queues.deadLettersWaitLongest,
		mutate: (app) => {
			the(app, "queue", namesOf(app).failedEventsQueue).inputs["messageRetentionSeconds"] = 345_600;
		},
	},

	{
		title: "production is removed with its stage",
		breaks: removal.dataOutlivesOnlyProduction,
		mutate: (app) => {
			app.settings.removal = "remove";
		},
	},
	{
		title: "production can be removed by mistake",
		breaks: removal.dataOutlivesOnlyProduction,
		mutate: (app) => {
			app.settings.protect = false;
		},
	},
	{
		title: "the stream goes with production",
		breaks: removal.dataOutlivesOnlyProduction,
		mutate: (app) => {
			first(app, "stream").retainOnDelete = false;
		},
	},
	{
		title: "a table of production can be deleted",
		breaks: removal.dataOutlivesOnlyProduction,
		mutate: (app) => {
			first(app, "table").inputs["deletionProtectionEnabled"] = false;
		},
	},
	{
		title: "a personal stage leaves its stream, and its bill",
		breaks: removal.dataOutlivesOnlyProduction,
		stage: "personal",
		mutate: (app) => {
			first(app, "stream").retainOnDelete = true;
		},
	},
	{
		title: "a personal stage cannot be removed",
		breaks: removal.dataOutlivesOnlyProduction,
		stage: "personal",
		mutate: (app) => {
			first(app, "table").inputs["deletionProtectionEnabled"] = true;
		},
	},

	{
		title: "a resource is made twice",
		breaks: names.urnsAreUnique,
		mutate: (app) => app.resources.push(structuredClone(first(app, "queue"))),
	},
	{ title: "two queues have one name", breaks: names.namesAreUnique, mutate: (app) => add(app, first(app, "queue"), {}) },
	{
		title: "a table has the same name in every stage",
		breaks: names.namesTellTheStage,
		mutate: (app) => rename(app, namesOf(app).historyTable, "headroom-history"),
	},

	{
		title: "an address is not subscribed",
		breaks: notifications.peopleAreSubscribed,
		mutate: (app) => remove(app, first(app, "subscription")),
	},
	{
		title: "somebody is subscribed whom nobody named",
		breaks: notifications.peopleAreSubscribed,
		mutate: (app) => add(app, first(app, "subscription"), { endpoint: "someone@example.com" }),
	},
	{
		title: "a subscription is to another topic",
		breaks: notifications.peopleAreSubscribed,
		mutate: (app) => {
			first(app, "subscription").inputs["topic"] = "arn:aws:sns:us-east-1:123456789012:other";
		},
	},
];

function rename(app: MutableApp, from: string, to: string): void {
	the(app, "table", from).inputs["name"] = to;
}
