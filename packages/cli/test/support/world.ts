import {
	CloudWatchClient,
	DeleteAlarmsCommand,
	DescribeAlarmsCommand,
	DisableAlarmActionsCommand,
	PutMetricAlarmCommand,
	PutMetricDataCommand,
} from "@aws-sdk/client-cloudwatch";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
	CreateStreamCommand,
	DescribeStreamSummaryCommand,
	KinesisClient,
	ListStreamsCommand,
	UpdateShardCountCommand,
} from "@aws-sdk/client-kinesis";
import { GetPolicyCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { DeleteTopicCommand, ListSubscriptionsCommand, SNSClient, UnsubscribeCommand } from "@aws-sdk/client-sns";
import { ReceiveMessageCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { DynamoDBDocumentClient, PutCommand, ScanCommand } from "@aws-sdk/lib-dynamodb";
import { dynamoHistory } from "@headroom/aws/autoscaler";
import type { Override } from "@headroom/engine";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { expect, vi } from "vitest";
import type { LocalCloudChild } from "./local-cloud-child.ts";

/** What a test does to the local cloud behind the command's back, and how it looks at what is left. */
export class World {
	readonly localCloud: LocalCloudChild;
	readonly env: Readonly<Record<string, string>>;
	readonly #config;
	readonly #kinesis: KinesisClient;
	readonly #cloudWatch: CloudWatchClient;

	constructor(localCloud: LocalCloudChild) {
		this.localCloud = localCloud;
		this.env = { AWS_ENDPOINT_URL: localCloud.endpointUrl };
		this.#config = {
			region: "us-east-1",
			endpoint: localCloud.endpointUrl,
			credentials: { accessKeyId: "local", secretAccessKey: "local" },
		};
		// CreateStream takes five calls a second, and every test creates its own.
		this.#kinesis = new KinesisClient({ ...this.#config, maxAttempts: 10, requestHandler: new NodeHttpHandler() });
		this.#cloudWatch = new CloudWatchClient(this.#config);
	}

	async createStream(StreamName: string, ShardCount: number): Promise<void> {
		await this.#kinesis.send(new CreateStreamCommand({ StreamName, ShardCount }));
		await vi.waitFor(async () => expect((await this.status(StreamName)).streamStatus).toBe("ACTIVE"), { timeout: 20_000, interval: 100 });
	}

	async status(StreamName: string): Promise<{ readonly openShardCount: number | undefined; readonly streamStatus: string | undefined }> {
		const { StreamDescriptionSummary } = await this.#kinesis.send(new DescribeStreamSummaryCommand({ StreamName }));
		return { openShardCount: StreamDescriptionSummary?.OpenShardCount, streamStatus: StreamDescriptionSummary?.StreamStatus };
	}

	/** Somebody else's reshard. */
	async reshardElsewhere(StreamName: string, TargetShardCount: number): Promise<void> {
		await this.#kinesis.send(new UpdateShardCountCommand({ StreamName, TargetShardCount, ScalingType: "UNIFORM_SCALING" }));
		const done = { openShardCount: TargetShardCount, streamStatus: "ACTIVE" };
		await vi.waitFor(async () => expect(await this.status(StreamName)).toEqual(done), { timeout: 20_000, interval: 100 });
	}

	/** What producers publish when they are throttled, every half second until it is told to stop: the fast alarm rings. */
	throttle(streamName: string): () => Promise<void> {
		let isOver = false;
		const published = (async () => {
			while (!isOver) {
				const Dimensions = [{ Name: "StreamName", Value: streamName }];
				const MetricData = [{ MetricName: "WriteThrottles", Dimensions, Value: 400, StorageResolution: 1, Timestamp: new Date() }];
				await this.#cloudWatch.send(new PutMetricDataCommand({ Namespace: "Headroom", MetricData }));
				await new Promise((resolve) => setTimeout(resolve, 500));
			}
		})();
		return async () => {
			isOver = true;
			await published;
		};
	}

	async alarmNames(): Promise<string[]> {
		const { MetricAlarms = [] } = await this.#cloudWatch.send(new DescribeAlarmsCommand({}));
		return MetricAlarms.map(({ AlarmName = "" }) => AlarmName).sort();
	}

	async deleteAlarm(name: string): Promise<void> {
		await this.#cloudWatch.send(new DeleteAlarmsCommand({ AlarmNames: [name] }));
	}

	async disableAlarm(name: string): Promise<void> {
		await this.#cloudWatch.send(new DisableAlarmActionsCommand({ AlarmNames: [name] }));
	}

	/** As it is, but waking somebody else. */
	async pointElsewhere(name: string): Promise<void> {
		const { MetricAlarms: [alarm] = [] } = await this.#cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: [name] }));
		if (alarm === undefined) throw new Error(`There is no alarm ${name}.`);
		const {
			AlarmName,
			ComparisonOperator,
			DatapointsToAlarm,
			Dimensions,
			EvaluationPeriods,
			MetricName,
			Namespace,
			Period,
			Statistic,
			Threshold,
			TreatMissingData,
		} = alarm;
		await this.#cloudWatch.send(
			new PutMetricAlarmCommand({
				AlarmName,
				ComparisonOperator,
				DatapointsToAlarm,
				Dimensions,
				EvaluationPeriods,
				MetricName,
				Namespace,
				Period,
				Statistic,
				Threshold,
				TreatMissingData,
				AlarmActions: ["arn:aws:sns:us-east-1:000000000000:somebody-else"],
			}),
		);
	}

	async createOnDemandStream(StreamName: string): Promise<void> {
		await this.#kinesis.send(new CreateStreamCommand({ StreamName, StreamModeDetails: { StreamMode: "ON_DEMAND" } }));
	}

	/** Any item of the history table, as a hand or another version leaves it. */
	async putItem(Item: Readonly<Record<string, unknown>>): Promise<void> {
		const client = new DynamoDBClient(this.#config);
		await DynamoDBDocumentClient.from(client).send(new PutCommand({ TableName: "headroom-history", Item }));
		client.destroy();
	}

	/** A stored policy as somebody who edits the table by hand leaves it. */
	async storePolicy(streamName: string, policy: string): Promise<void> {
		await this.putItem({ streamName: "#streams", sortKey: `policy#${streamName}`, policy, by: "hand", atMs: 1, revision: 1 });
	}

	/** A stream's state as another version of Headroom, or a hand, leaves it. */
	async spoilState(streamName: string): Promise<void> {
		await this.putItem({ streamName, sortKey: "state", revision: 1, override: { kind: "freeze" } });
	}

	/** Another person's word, as their own command writes it. */
	async override(streamName: string, override: Override): Promise<void> {
		const client = new DynamoDBClient(this.#config);
		const history = dynamoHistory({ tableName: "headroom-history", client: DynamoDBDocumentClient.from(client) });
		const put = async (): Promise<void> => {
			const { revision } = await history.load(streamName, Date.now());
			expect(await history.putOverride(streamName, override, revision)).toMatchObject({ kind: "recorded" });
		};
		await vi.waitFor(put, { timeout: 20_000, interval: 100 });
		client.destroy();
	}

	async unsubscribeAll(): Promise<void> {
		const client = new SNSClient(this.#config);
		const { Subscriptions = [] } = await client.send(new ListSubscriptionsCommand({}));
		for (const { SubscriptionArn } of Subscriptions) await client.send(new UnsubscribeCommand({ SubscriptionArn }));
		client.destroy();
	}

	/** As where the notifications' topic was deleted by hand. */
	async deleteTopic(): Promise<void> {
		const client = new SNSClient(this.#config);
		await client.send(new DeleteTopicCommand({ TopicArn: "arn:aws:sns:us-east-1:000000000000:headroom-notifications" }));
		client.destroy();
	}

	/** Everything in the history table about one stream. */
	async items(streamName: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
		const client = new DynamoDBClient(this.#config);
		const { Items = [] } = await DynamoDBDocumentClient.from(client).send(new ScanCommand({ TableName: "headroom-history" }));
		client.destroy();
		return Items.filter((item) => item["streamName"] === streamName || String(item["sortKey"]).endsWith(`#${streamName}`));
	}

	/** Everything in the tally table. */
	async tallyItems(): Promise<readonly Readonly<Record<string, unknown>>[]> {
		const client = new DynamoDBClient(this.#config);
		const { Items = [] } = await DynamoDBDocumentClient.from(client).send(new ScanCommand({ TableName: "headroom-tally" }));
		client.destroy();
		return Items;
	}

	/** What lies in a queue, as text; it is taken out of sight. */
	async receive(queueName: string): Promise<readonly string[]> {
		const client = new SQSClient(this.#config);
		const QueueUrl = `${this.localCloud.endpointUrl}/000000000000/${queueName}`;
		const { Messages = [] } = await client.send(new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10 }));
		client.destroy();
		return Messages.map(({ Body = "" }) => Body);
	}

	async streamNames(): Promise<readonly string[]> {
		const { StreamNames = [] } = await this.#kinesis.send(new ListStreamsCommand({}));
		return StreamNames;
	}

	/** The autoscaler's resource policy, as text. */
	async invokePolicy(): Promise<string> {
		const client = new LambdaClient(this.#config);
		const { Policy = "" } = await client.send(new GetPolicyCommand({ FunctionName: "headroom-autoscaler" }));
		client.destroy();
		return Policy;
	}

	async send(queueName: string, MessageBody: string): Promise<void> {
		const client = new SQSClient(this.#config);
		await client.send(new SendMessageCommand({ QueueUrl: `${this.localCloud.endpointUrl}/000000000000/${queueName}`, MessageBody }));
		client.destroy();
	}

	/** The UpdateShardCount calls that reached the service, as `3>6` or `3>6 refused`. */
	async calls(streamName: string): Promise<string[]> {
		const events = await this.localCloud.events("update-shard-count", streamName);
		return events.map(
			({ currentShardCount, outcome, targetShardCount }) =>
				`${currentShardCount}>${targetShardCount}${outcome === "accepted" ? "" : ` ${outcome}`}`,
		);
	}

	close(): void {
		this.#kinesis.destroy();
		this.#cloudWatch.destroy();
	}
}
