import { setTimeout } from "node:timers/promises";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { dynamoManagedStreams } from "@headroom/aws/autoscaler";
import { TABLES } from "@headroom/config";
import { alarmDefinitions, putMetricAlarmInput } from "@headroom/controller";
import { CloudWatchEmulator, KinesisEmulator, ServiceError, WallClock } from "@headroom/emulators";
import { DEFAULT_POLICY } from "@headroom/engine";
import { plainJson, send } from "../../src/endpoint/aws-http.ts";
import { endpointRoutes } from "../../src/endpoint/endpoint-routes.ts";
import { startEndpoint } from "../../src/endpoint/endpoint-server.ts";
import type { Handle } from "../../src/endpoint/handle.ts";
import { targetOf } from "../../src/endpoint/service-of-request.ts";
import { ACCOUNT_ID, NAMES, REGION } from "../../src/names.ts";
import { cloudWatchHandle } from "../../src/services/cloudwatch/handle.ts";
import { DynamoDb } from "../../src/services/dynamodb/dynamodb.ts";
import { kinesisHandle } from "../../src/services/kinesis/handle.ts";
import { lambdaHandle } from "../../src/services/lambda/handle.ts";
import { LambdaControl } from "../../src/services/lambda/lambda-control.ts";
import { Messaging } from "../../src/services/sqs-sns/messaging.ts";
import { Sessions } from "../../src/services/sts/sessions.ts";

/** What each call takes longer than the local cloud does by itself, as a network and a service would have it. */
const ADDED_MS = { least: 20, most: 60 };
/** CreateStream takes five calls a second, and five streams may be CREATING. */
const CREATED_AT_ONCE = 5;

export interface FleetCall {
	/** `DescribeStreamSummary`. */
	readonly operation: string;
	readonly atMs: number;
}

/** An account with many streams, all attached, behind a network that takes its time; the emulators hold to the account's documented rates. */
export interface Fleet {
	readonly endpointUrl: string;
	readonly streamNames: readonly string[];
	/** Every call that arrived, in order. */
	readonly calls: readonly FleetCall[];
	/** The operations that Kinesis refused for the account's rate. */
	readonly refused: readonly string[];
	/** What a function of the deployment finds in its environment. */
	readonly functionEnvironment: Readonly<Record<string, string>>;
	/** Somebody else in the account, who calls it until nothing is left of its rate. */
	useUpRate(operation: "DescribeStreamSummary"): void;
	/** How many messages people got. */
	messageCount(): number;
	close(): Promise<void>;
}

/** Time that can be made to pass for whoever sets the account up, and goes on by itself afterwards. */
class HurriedClock extends WallClock {
	#aheadMs: number;

	constructor(aheadMs: number) {
		super();
		this.#aheadMs = aheadMs;
	}

	override nowMs(): number {
		// Asked for once by the constructor of what it extends.
		return super.nowMs() + (this.#aheadMs ?? 0);
	}

	hurry(ms: number): void {
		this.#aheadMs += ms;
	}
}

export async function startFleet(streamCount: number): Promise<Fleet> {
	await using starting = new AsyncDisposableStack();
	const rounds = Math.ceil(streamCount / CREATED_AT_ONCE);
	// It is today when all are there.
	const clock = new HurriedClock(-rounds * 1000);
	starting.defer(() => clock.close());
	const cloudWatch = new CloudWatchEmulator({ clock, region: REGION, accountId: ACCOUNT_ID, onAlarmAction: () => {} });
	starting.defer(() => cloudWatch.close());
	const kinesis = new KinesisEmulator({
		clock,
		region: REGION,
		accountId: ACCOUNT_ID,
		metrics: cloudWatch,
		settings: { createStreamMs: 0 },
	});
	const messaging = await Messaging.start(REGION, ACCOUNT_ID);
	starting.defer(() => messaging.close());
	const dynamoDb = await DynamoDb.start();
	starting.defer(() => dynamoDb.close());
	await dynamoDb.createTable({ tableName: NAMES.historyTable, ...TABLES.history });

	const streamNames = Array.from({ length: streamCount }, (_, index) => `stream-${String(index).padStart(4, "0")}`);
	for (let round = 0; round < rounds; round += 1) {
		for (const StreamName of streamNames.slice(round * CREATED_AT_ONCE, (round + 1) * CREATED_AT_ONCE)) {
			kinesis.handle("CreateStream", { StreamName, ShardCount: 2 });
			for (const definition of alarmDefinitions({ streamName: StreamName, policy: DEFAULT_POLICY })) {
				cloudWatch.handle("PutMetricAlarm", putMetricAlarmInput(definition, { autoscaler: [], people: [] }));
			}
		}
		clock.hurry(1000);
		await setTimeout(1);
	}

	const calls: FleetCall[] = [];
	const refused: string[] = [];
	const operate = (operation: string, input: unknown): object => {
		try {
			return kinesis.handle(operation, input);
		} catch (error) {
			if (error instanceof ServiceError && error.message.startsWith("Rate exceeded")) refused.push(operation);
			throw error;
		}
	};
	const onInternalError = (error: unknown): void => console.error(error);
	const notHere = () => Promise.reject(new Error("Nobody here invokes a function."));
	const refuse: Handle = (_, response) => send(response, plainJson(501, { message: "Nobody here needs it." }));
	const routes = endpointRoutes({
		services: {
			apigateway: refuse,
			dynamodb: dynamoDb.handle,
			iam: refuse,
			kinesis: kinesisHandle({ handle: operate, subscribeToShard: kinesis.subscribeToShard.bind(kinesis) }, onInternalError),
			lambda: lambdaHandle({ lambda: new LambdaControl(), invoke: notHere, invokeAsync: () => false, onInternalError }),
			logs: refuse,
			monitoring: cloudWatchHandle(cloudWatch, onInternalError),
			scheduler: refuse,
			sns: messaging.handle,
			sqs: messaging.handle,
			sts: messaging.handle,
		},
		access: { isDenied: () => false, sessions: new Sessions("arn") },
		control: () => undefined,
		onInternalError,
	});
	const endpoint = await startEndpoint(0, (request, response) => {
		calls.push({ operation: operationOf(request.headers, request.url ?? ""), atMs: performance.now() });
		void setTimeout(ADDED_MS.least + Math.random() * (ADDED_MS.most - ADDED_MS.least)).then(() => routes(request, response));
	});
	starting.defer(() => endpoint.close());
	messaging.reachedAt(endpoint.port);
	const settings = { visibilityTimeoutSeconds: 30, messageRetentionSeconds: 600 };
	const inbox = messaging.createQueue(NAMES.notificationsInboxQueue, settings);
	const recheckQueue = messaging.createQueue(NAMES.recheckQueue, settings);
	const topicArn = messaging.createTopic(NAMES.notificationsTopic, [inbox.arn]);

	const credentials = { accessKeyId: "local", secretAccessKey: "local" };
	const bare = new DynamoDBClient({ endpoint: dynamoDb.url, region: REGION, credentials });
	const managedStreams = dynamoManagedStreams({ tableName: NAMES.historyTable, client: DynamoDBDocumentClient.from(bare) });
	for (const streamName of streamNames) await managedStreams.put({ streamName, written: {}, by: "ana", atMs: Date.now() }, 0);
	await managedStreams.recordDeployed({ streamsJson: JSON.stringify({ [streamNames[0] ?? ""]: {} }), atMs: Date.now() });
	bare.destroy();

	const running = starting.move();
	return {
		endpointUrl: endpoint.url,
		streamNames,
		calls,
		refused,
		functionEnvironment: {
			AWS_ENDPOINT_URL: endpoint.url,
			AWS_REGION: REGION,
			AWS_ACCESS_KEY_ID: "local",
			AWS_SECRET_ACCESS_KEY: "local",
			HEADROOM_HISTORY_TABLE_NAME: NAMES.historyTable,
			HEADROOM_NOTIFICATIONS_TOPIC_ARN: topicArn,
			HEADROOM_RECHECK_QUEUE_URL: recheckQueue.url,
			HEADROOM_STREAMS: JSON.stringify({ [streamNames[0] ?? ""]: {} }),
		},
		useUpRate: (operation) => {
			try {
				for (;;) kinesis.handle(operation, { StreamName: streamNames[0] });
			} catch (error) {
				if (!(error instanceof ServiceError)) throw error;
			}
		},
		messageCount: () => inbox.dequeue(10).length,
		close: () => running.disposeAsync(),
	};
}

function operationOf(headers: Parameters<typeof targetOf>[0], url: string): string {
	return targetOf(headers)?.operation ?? url.slice(url.lastIndexOf("/") + 1);
}

/** The most calls of an operation in any second. */
export function mostInASecond(calls: readonly FleetCall[], operation: string): number {
	const moments = calls.filter((call) => call.operation === operation).map(({ atMs }) => atMs);
	return Math.max(0, ...moments.map((fromMs) => moments.filter((atMs) => atMs >= fromMs && atMs < fromMs + 1000).length));
}
