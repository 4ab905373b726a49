import { setTimeout } from "node:timers/promises";
import { DEAD_LETTER_RETENTION_SECONDS, QUEUES, TABLES, TIME_TO_LIVE_ATTRIBUTE } from "@headroom/config";
import { ALARMS_PRINCIPAL, alarmDefinitions, alarmNamePattern, putMetricAlarmInput } from "@headroom/controller";
import type { CloudWatchEmulator } from "@headroom/emulators";
import type { Policy } from "@headroom/engine";
import type { Operate } from "./endpoint/handle.ts";
import { ACCOUNT_ID, deployedName, functionArn, type LocalCloudNames, NAMES, REGION } from "./names.ts";
import type { DynamoDb } from "./services/dynamodb/dynamodb.ts";
import type { LambdaControl } from "./services/lambda/lambda-control.ts";
import type { Messaging, SqsQueue } from "./services/sqs-sns/messaging.ts";

/** The inbox keeps messages for people who read them later: four days, SQS's own default. */
const INBOX_RETENTION_SECONDS = 345_600;
const INBOX_VISIBILITY_TIMEOUT_SECONDS = 30;

/** DescribeStreamSummary takes twenty calls a second. */
const STREAM_POLL_MS = 60;
const STREAM_ACTIVE_WITHIN_MS = 30_000;

export interface Resources {
	readonly names: LocalCloudNames;
	readonly overflowQueue: SqsQueue;
	readonly recheckQueue: SqsQueue;
	/** Where Lambda keeps what it gave up. */
	readonly failedEventsQueue: SqsQueue;
}

/** Creates the resources of a deployment: the stream, the tables, the queues and the topic. */
export async function createResources(kinesis: Operate, messaging: Messaging, dynamoDb: DynamoDb, shardCount: number): Promise<Resources> {
	kinesis("CreateStream", { StreamName: NAMES.votesStream, ShardCount: shardCount });
	await untilActive(kinesis);
	kinesis("StartStreamEncryption", { StreamName: NAMES.votesStream, EncryptionType: "KMS", KeyId: "alias/aws/kinesis" });
	await dynamoDb.createTable({ tableName: NAMES.historyTable, ...TABLES.history });
	await dynamoDb.expireBy(NAMES.historyTable, TABLES.history.timeToLive);
	await dynamoDb.createTable({ tableName: NAMES.tallyTable, ...TABLES.tally });
	await dynamoDb.expireBy(NAMES.tallyTable, TIME_TO_LIVE_ATTRIBUTE);
	const overflow = createQueueWithDeadLetters(messaging, NAMES.overflowQueue, NAMES.overflowDeadLetterQueue, QUEUES.overflow);
	const recheck = createQueueWithDeadLetters(messaging, NAMES.recheckQueue, NAMES.recheckDeadLetterQueue, QUEUES.recheck);
	const failedEventsQueue = messaging.createQueue(NAMES.failedEventsQueue, {
		visibilityTimeoutSeconds: INBOX_VISIBILITY_TIMEOUT_SECONDS,
		messageRetentionSeconds: DEAD_LETTER_RETENTION_SECONDS,
	});
	const inbox = messaging.createQueue(NAMES.notificationsInboxQueue, {
		visibilityTimeoutSeconds: INBOX_VISIBILITY_TIMEOUT_SECONDS,
		messageRetentionSeconds: INBOX_RETENTION_SECONDS,
	});
	return {
		overflowQueue: overflow.queue,
		recheckQueue: recheck.queue,
		failedEventsQueue,
		names: {
			votesStream: NAMES.votesStream,
			historyTable: NAMES.historyTable,
			tallyTable: NAMES.tallyTable,
			overflowQueueUrl: overflow.queue.url,
			overflowDeadLetterQueueUrl: overflow.deadLetterQueue.url,
			recheckQueueUrl: recheck.queue.url,
			notificationsTopicArn: messaging.createTopic(NAMES.notificationsTopic, [inbox.arn], `alias/${NAMES.notificationsTopic}`),
			notificationsInboxQueueUrl: inbox.url,
		},
	};
}

/** Waits until the stream is ACTIVE: it accepts no record while CREATING. @throws Error if it does not become ACTIVE */
async function untilActive(kinesis: Operate): Promise<void> {
	for (let waitedMs = 0; waitedMs < STREAM_ACTIVE_WITHIN_MS; waitedMs += STREAM_POLL_MS) {
		const { StreamDescriptionSummary: summary } = kinesis("DescribeStreamSummary", { StreamName: NAMES.votesStream }) as {
			StreamDescriptionSummary: { StreamStatus: string };
		};
		if (summary.StreamStatus === "ACTIVE") return;
		await setTimeout(STREAM_POLL_MS);
	}
	throw new Error(`The stream ${NAMES.votesStream} was not ACTIVE within ${STREAM_ACTIVE_WITHIN_MS / 1000} s.`);
}

/** The alarms of the votes stream, as the deployment has them. */
export function createAlarms(
	cloudWatch: CloudWatchEmulator,
	lambda: LambdaControl,
	policy: Policy,
	notificationsTopicArn: string,
	hasFastAlarm: boolean,
): void {
	lambda.addPermission(deployedName("autoscaler"), {
		StatementId: `alarms-${NAMES.votesStream}`,
		Action: "lambda:InvokeFunction",
		Principal: ALARMS_PRINCIPAL,
		SourceAccount: ACCOUNT_ID,
		SourceArn: `arn:aws:cloudwatch:${REGION}:${ACCOUNT_ID}:alarm:${alarmNamePattern(NAMES.votesStream)}`,
	});
	const actionArns = { autoscaler: [functionArn(deployedName("autoscaler"))], people: [notificationsTopicArn] };
	for (const definition of alarmDefinitions({ streamName: NAMES.votesStream, policy })) {
		if (definition.kind === "fast" && !hasFastAlarm) continue;
		cloudWatch.handle("PutMetricAlarm", putMetricAlarmInput(definition, actionArns));
	}
}

type QueueDefinition = (typeof QUEUES)[keyof typeof QUEUES];

function createQueueWithDeadLetters(
	messaging: Messaging,
	name: string,
	deadLetterName: string,
	definition: QueueDefinition,
): { readonly queue: SqsQueue; readonly deadLetterQueue: SqsQueue } {
	const { maxReceiveCount, messageRetentionSeconds, visibilityTimeoutSeconds } = definition;
	const deadLetterQueue = messaging.createQueue(deadLetterName, {
		visibilityTimeoutSeconds,
		messageRetentionSeconds: DEAD_LETTER_RETENTION_SECONDS,
	});
	const redrive = { deadLetterQueueArn: deadLetterQueue.arn, maxReceiveCount };
	return { deadLetterQueue, queue: messaging.createQueue(name, { visibilityTimeoutSeconds, messageRetentionSeconds, redrive }) };
}
