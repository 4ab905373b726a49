import { CloudWatchClient, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { CreateTableCommand, DynamoDBClient, waitUntilTableExists } from "@aws-sdk/client-dynamodb";
import { CreateStreamCommand, KinesisClient, waitUntilStreamExists } from "@aws-sdk/client-kinesis";
import { CreateTopicCommand, SNSClient, SubscribeCommand } from "@aws-sdk/client-sns";
import { CreateQueueCommand, GetQueueAttributesCommand, type Message, ReceiveMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { cloudWatchLoad, dynamoHistory, dynamoManagedStreams, kinesisStream, notifiers, sqsRecheck } from "@headroom/aws/autoscaler";
import { sqsOverflow } from "@headroom/aws/overflow";
import { cloudWatchAlarms, dynamoHistoryReader } from "@headroom/aws/people";
import { dynamoTally } from "@headroom/aws/tally";
import { kinesisVoteStream } from "@headroom/aws/vote-stream";
import { HEADROOM_METRICS, HEADROOM_NAMESPACE, STREAM_NAME_DIMENSION } from "@headroom/controller";
import {
	alarmsContract,
	historyContract,
	historyReaderContract,
	loadContract,
	managedStreamsContract,
	notifierContract,
	recheckContract,
	streamContract,
} from "@headroom/controller/contracts";
import { KinesisEmulator } from "@headroom/emulators";
import { overflowContract, tallyContract, voteStreamContract } from "@headroom/voting/contracts";
import { afterAll, beforeAll, vi } from "vitest";
import { endpointRoutes } from "../src/endpoint/endpoint-routes.ts";
import { startEndpoint } from "../src/endpoint/endpoint-server.ts";
import { ACCOUNT_ID, REGION } from "../src/names.ts";
import { kinesisHandle } from "../src/services/kinesis/handle.ts";
import { Sessions } from "../src/services/sts/sessions.ts";
import { type LocalCloudServices, startServices } from "../src/start-services.ts";

/**
 * The contracts that the in-memory ports keep, kept by the ports over AWS: unmodified SDK clients, configured by nothing but the environment
 * that Lambda gives, talking to the local cloud's endpoint.
 */
vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 });

const cleanup = new AsyncDisposableStack();
let services: LocalCloudServices;

beforeAll(async () => {
	services = await startServices(
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
	vi.stubEnv("AWS_ENDPOINT_URL", services.endpointUrl);
	vi.stubEnv("AWS_REGION", REGION);
	vi.stubEnv("AWS_ACCESS_KEY_ID", "local");
	vi.stubEnv("AWS_SECRET_ACCESS_KEY", "local");
});
afterAll(async () => {
	vi.unstubAllEnvs();
	await cleanup.disposeAsync();
});

const nothing = async (): Promise<void> => {};

async function createStream(
	streamName: string,
	shardCount: number,
	streamMode: "ON_DEMAND" | "PROVISIONED" = "PROVISIONED",
): Promise<void> {
	const client = new KinesisClient();
	const StreamModeDetails = { StreamMode: streamMode };
	const shards = streamMode === "PROVISIONED" ? { ShardCount: shardCount } : {};
	await client.send(new CreateStreamCommand({ StreamName: streamName, StreamModeDetails, ...shards }));
	await waitUntilStreamExists({ client, maxWaitTime: 20, minDelay: 1, maxDelay: 1 }, { StreamName: streamName });
	client.destroy();
}

async function createTable(tableName: string, partitionKey: string, sortKey: string): Promise<void> {
	const client = new DynamoDBClient();
	await client.send(
		new CreateTableCommand({
			TableName: tableName,
			BillingMode: "PAY_PER_REQUEST",
			KeySchema: [
				{ AttributeName: partitionKey, KeyType: "HASH" },
				{ AttributeName: sortKey, KeyType: "RANGE" },
			],
			AttributeDefinitions: [
				{ AttributeName: partitionKey, AttributeType: "S" },
				{ AttributeName: sortKey, AttributeType: "S" },
			],
		}),
	);
	await waitUntilTableExists({ client, maxWaitTime: 20, minDelay: 1, maxDelay: 1 }, { TableName: tableName });
	client.destroy();
}

async function createQueue(queueName: string): Promise<string> {
	const { QueueUrl = "" } = await new SQSClient().send(new CreateQueueCommand({ QueueName: queueName }));
	return QueueUrl;
}

/** Takes what can be received now. */
async function takeAll(queueUrl: string): Promise<readonly Message[]> {
	const client = new SQSClient();
	const taken: Message[] = [];
	for (;;) {
		const { Messages = [] } = await client.send(
			new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, MessageAttributeNames: ["All"] }),
		);
		if (Messages.length === 0) return taken;
		taken.push(...Messages);
	}
}

/** Everything ever received from a queue, with the moment at which it was first seen. */
function inboxOf(queueUrl: string): () => Promise<readonly { readonly body: string; readonly atMs: number }[]> {
	const inbox: { body: string; atMs: number }[] = [];
	return async () => {
		for (const { Body = "" } of await takeAll(queueUrl)) inbox.push({ body: Body, atMs: Date.now() });
		return inbox;
	};
}

historyContract("DynamoDB on the local cloud", async () => {
	await createTable("contract-history", "streamName", "sortKey");
	return { port: dynamoHistory({ tableName: "contract-history" }), cleanup: nothing };
});

historyReaderContract("DynamoDB on the local cloud", async () => {
	await createTable("contract-history-reader", "streamName", "sortKey");
	const options = { tableName: "contract-history-reader" };
	return { port: dynamoHistoryReader(options), history: dynamoHistory(options), cleanup: nothing };
});

managedStreamsContract("DynamoDB on the local cloud", async () => {
	await createTable("contract-managed-streams", "streamName", "sortKey");
	return { port: dynamoManagedStreams({ tableName: "contract-managed-streams" }), cleanup: nothing };
});

alarmsContract("CloudWatch on the local cloud", async () => ({ port: cloudWatchAlarms(), cleanup: nothing }));

tallyContract("DynamoDB on the local cloud", async () => {
	await createTable("contract-tally", "pk", "sk");
	return { port: dynamoTally({ tableName: "contract-tally" }), cleanup: nothing };
});

streamContract("Kinesis on the local cloud", async () => ({
	port: kinesisStream(),
	createStream: (streamName, { openShardCount, streamMode }) => createStream(streamName, openShardCount, streamMode),
	reshardTimeoutMs: 60_000,
	cleanup: nothing,
}));

loadContract("CloudWatch on the local cloud", async () => ({
	port: cloudWatchLoad(),
	/** Straight into the emulator, as the Kinesis emulator does it: nobody may publish in the service's own namespace. */
	putMinute: async (streamName, { startMs, incomingRecords, incomingBytes, throttledRecords }) => {
		const sums = { IncomingRecords: incomingRecords, IncomingBytes: incomingBytes, WriteProvisionedThroughputExceeded: throttledRecords };
		for (const [metricName, sum] of Object.entries(sums)) {
			if (sum === 0) continue;
			services.cloudWatch.putMetric({
				namespace: "AWS/Kinesis",
				metricName,
				dimensions: { [STREAM_NAME_DIMENSION]: streamName },
				timestampMs: startMs,
				availableAtMs: startMs,
				storageResolutionSeconds: 60,
				statistics: { sampleCount: 1, sum, minimum: sum, maximum: sum },
			});
		}
	},
	putThrottles: async (streamName, { atMs, throttledRecords }) => {
		await new CloudWatchClient().send(
			new PutMetricDataCommand({
				Namespace: HEADROOM_NAMESPACE,
				MetricData: [
					{
						MetricName: HEADROOM_METRICS.writeThrottles,
						Dimensions: [{ Name: STREAM_NAME_DIMENSION, Value: streamName }],
						Timestamp: new Date(atMs),
						Value: throttledRecords,
						StorageResolution: 1,
					},
				],
			}),
		);
	},
	nowMs: () => Date.now(),
	visibleWithinMs: 8000,
	cleanup: nothing,
}));

notifierContract("SNS on the local cloud", async () => {
	const sns = new SNSClient();
	const { TopicArn = "" } = await sns.send(new CreateTopicCommand({ Name: "contract-notifications" }));
	const queueUrl = await createQueue("contract-inbox");
	const { Attributes = {} } = await new SQSClient().send(
		new GetQueueAttributesCommand({ QueueUrl: queueUrl, AttributeNames: ["QueueArn"] }),
	);
	await sns.send(new SubscribeCommand({ TopicArn, Protocol: "sqs", Endpoint: Attributes["QueueArn"] }));
	const inbox = inboxOf(queueUrl);
	return {
		port: notifiers({ topicArn: TopicArn }),
		received: async (streamName) => {
			const messages = (await inbox()).map(({ body }) => JSON.parse(body) as { Subject: string; Message: string });
			return (
				messages
					.filter(({ Subject }) => Subject.includes(streamName))
					// After the first screen, which the notifier puts before it.
					.map(({ Subject, Message }) => ({ subject: Subject, body: Message.split("\n\n").slice(1).join("\n\n") }))
			);
		},
		deliveredWithinMs: 5000,
		cleanup: nothing,
	};
});

recheckContract("SQS on the local cloud", async () => {
	const queueUrl = await createQueue("contract-recheck");
	const inbox = inboxOf(queueUrl);
	return {
		port: sqsRecheck({ queueUrl }),
		received: async (streamName) =>
			(await inbox())
				.map(({ body, atMs }) => ({ ...(JSON.parse(body) as { streamName: string; reason: "blocked" }), atMs }))
				.filter((recheck) => recheck.streamName === streamName),
		nowMs: () => Date.now(),
		lateByAtMostMs: 5000,
		cleanup: nothing,
	};
});

overflowContract("SQS on the local cloud", async () => {
	const queueUrl = await createQueue("contract-overflow");
	const deadLetterQueueUrl = await createQueue("contract-overflow-dead-letter");
	return {
		port: sqsOverflow({ queueUrl, deadLetterQueueUrl }),
		receive: async () => (await takeAll(queueUrl)).map(({ Body = "" }) => Body),
		receiveSetAside: async () =>
			(await takeAll(deadLetterQueueUrl)).map(({ Body = "", MessageAttributes = {} }) => ({
				body: Body,
				reason: MessageAttributes["reason"]?.StringValue ?? "",
			})),
		cleanup: nothing,
	};
});

voteStreamContract("Kinesis on the local cloud", async () => {
	await createStream("contract-votes", 1);
	// The same endpoint code before a stream with room for one record a second: one of a thousand cannot be kept full from outside.
	const small = new KinesisEmulator({
		clock: services.clock,
		region: REGION,
		accountId: ACCOUNT_ID,
		settings: { writeRecordsPerSecondPerShard: 1 },
	});
	const { handles, onInternalError } = services;
	const kinesis = kinesisHandle(small, onInternalError);
	const narrow = await startEndpoint(
		0,
		endpointRoutes({
			access: { isDenied: () => false, sessions: new Sessions("arn") },
			services: { ...handles, kinesis },
			control: () => undefined,
			onInternalError,
		}),
	);
	cleanup.defer(() => narrow.close());
	const narrowClient = new KinesisClient({ endpoint: narrow.url, maxAttempts: 1 });
	await narrowClient.send(new CreateStreamCommand({ StreamName: "contract-votes", ShardCount: 1 }));
	await waitUntilStreamExists({ client: narrowClient, maxWaitTime: 20, minDelay: 1, maxDelay: 1 }, { StreamName: "contract-votes" });
	return {
		port: kinesisVoteStream({ streamName: "contract-votes" }),
		storedTexts: async () => {
			const { ShardIterator } = services.kinesis("GetShardIterator", {
				StreamName: "contract-votes",
				ShardId: "shardId-000000000000",
				ShardIteratorType: "TRIM_HORIZON",
			}) as { ShardIterator: string };
			const { Records } = services.kinesis("GetRecords", { ShardIterator }) as { Records: { Data: string }[] };
			return Records.map(({ Data }) => Buffer.from(Data, "base64").toString("utf8"));
		},
		fullPort: async () => {
			const put = () => small.handle("PutRecord", { StreamName: "contract-votes", PartitionKey: "fill", Data: "AA==" });
			try {
				for (;;) put();
			} catch {
				// Full: that is what was wanted.
			}
			return kinesisVoteStream({ streamName: "contract-votes", client: narrowClient });
		},
		cleanup: async () => narrowClient.destroy(),
	};
});
