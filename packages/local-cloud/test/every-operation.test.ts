import { CLOUDWATCH_OPERATIONS, KINESIS_OPERATIONS } from "@headroom/emulators";
import { Decoder, Encoder } from "cbor-x";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ACCOUNT_ID, REGION } from "../src/names.ts";
import { type LocalCloudServices, startServices } from "../src/start-services.ts";

/**
 * No answer has a null: AWS leaves an absent member out, and a client that finds one takes it for a value. Every operation is called in a
 * way that leaves out as much as it can.
 */

const cleanup = new AsyncDisposableStack();
let services: LocalCloudServices;

beforeAll(async () => {
	services = await startServices(
		{
			endpointPort: 0,
			deliverAlarms: false,
			logFile: undefined,
			functions: () => undefined,
			kinesisSettings: {
				createStreamMs: 0,
				deleteStreamMs: 0,
				reshardBaseMs: 0,
				registerConsumerMs: 0,
				reshardPerMutationMs: 0,
				updateStreamModeMs: 0,
			},
			reshardPermission: "arn",
		},
		cleanup,
	);
	services.messaging.createQueue("queue", { visibilityTimeoutSeconds: 30, messageRetentionSeconds: 3_600 });
	services.messaging.createTopic("topic", []);
	services.lambda.deploy({
		FunctionName: "function",
		FunctionArn: `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:function`,
		Runtime: "nodejs24.x",
		Role: `arn:aws:iam::${ACCOUNT_ID}:role/function`,
		Handler: "handler.handler",
		Description: "",
		Timeout: 1,
		MemorySize: 128,
		Environment: { Variables: {} },
	});
	services.lambda.eventSourceMappings.add({
		EventSourceArn: STREAM_ARN,
		FunctionArn: `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:function`,
		BatchSize: 1,
		MaximumBatchingWindowInSeconds: 0,
		FunctionResponseTypes: [],
	});
});
afterAll(() => cleanup.disposeAsync());

const STREAM_ARN = `arn:aws:kinesis:${REGION}:${ACCOUNT_ID}:stream/s`;
const ALARM_ARN = `arn:aws:cloudwatch:${REGION}:${ACCOUNT_ID}:alarm:a`;
const authorization = (service: string): string =>
	`AWS4-HMAC-SHA256 Credential=local/20261123/us-east-1/${service}/aws4_request, SignedHeaders=host;x-amz-date, Signature=00`;

async function call(service: string, headers: Record<string, string>, body: Uint8Array<ArrayBuffer> | string, path = "/", method = "POST") {
	const init = method === "GET" ? {} : { body };
	return fetch(services.endpointUrl + path, {
		method,
		headers: { authorization: authorization(service), "x-amz-date": "20261123T120000Z", ...headers },
		...init,
	});
}

async function json(service: string, target: string, input: object): Promise<Record<string, unknown>> {
	const version = service === "kinesis" || service === "logs" ? "1.1" : "1.0";
	const headers = { "content-type": `application/x-amz-json-${version}`, "x-amz-target": target };
	const answer = await call(service, headers, JSON.stringify(input));
	const text = await answer.text();
	expect({ target, status: answer.status, text }).toMatchObject({ status: 200 });
	return text === "" ? {} : (JSON.parse(text) as Record<string, unknown>);
}

/** Where a value holds a null. */
function nullsOf(value: unknown, path = ""): string[] {
	if (value === null || value === undefined) return [path];
	if (typeof value !== "object" || value instanceof Date || value instanceof Uint8Array) return [];
	return Object.entries(value).flatMap(([name, child]) => nullsOf(child, `${path}.${name}`));
}

describe("Kinesis", () => {
	const target = (operation: string) => `Kinesis_20131202.${operation}`;
	const kinesis = (operation: string, input: object) => json("kinesis", target(operation), input);

	it("has no null in any answer, to the end of a closed shard", async () => {
		const called = new Set<string>();
		const nulls: string[] = [];
		const ask = async (operation: string, input: object) => {
			called.add(operation);
			const answer = await kinesis(operation, input);
			nulls.push(...nullsOf(answer, operation));
			return answer;
		};
		const StreamName = "s";
		const settled = () =>
			expect.poll(() => kinesis("ListStreams", {}), { interval: 300 }).toMatchObject({ StreamSummaries: [{ StreamStatus: "ACTIVE" }] });
		await ask("CreateStream", { StreamName, ShardCount: 1 });
		await settled();
		await ask("PutRecord", { StreamName, PartitionKey: "k", Data: "" });
		await ask("PutRecords", { StreamName, Records: [{ PartitionKey: "k", Data: "YQ==" }] });
		for (const operation of ["DescribeStream", "DescribeStreamSummary", "ListShards", "ListTagsForStream"])
			await ask(operation, { StreamName });
		for (const operation of ["DescribeLimits", "ListStreams"]) await ask(operation, {});
		await ask("AddTagsToStream", { StreamName, Tags: { a: "" } });
		await ask("RemoveTagsFromStream", { StreamName, TagKeys: ["a"] });
		await ask("EnableEnhancedMonitoring", { StreamName, ShardLevelMetrics: ["ALL"] });
		await ask("DisableEnhancedMonitoring", { StreamName, ShardLevelMetrics: ["ALL"] });
		await ask("IncreaseStreamRetentionPeriod", { StreamName, RetentionPeriodHours: 48 });
		await ask("DecreaseStreamRetentionPeriod", { StreamName, RetentionPeriodHours: 24 });
		await ask("StartStreamEncryption", { StreamName, EncryptionType: "KMS", KeyId: "k" });
		await ask("StopStreamEncryption", { StreamName, EncryptionType: "KMS", KeyId: "k" });
		await ask("SplitShard", { StreamName, ShardToSplit: "shardId-000000000000", NewStartingHashKey: "1000" });
		await settled();
		await ask("MergeShards", { StreamName, ShardToMerge: "shardId-000000000001", AdjacentShardToMerge: "shardId-000000000002" });
		await settled();
		await ask("UpdateShardCount", { StreamName, TargetShardCount: 2, ScalingType: "UNIFORM_SCALING" });
		await settled();
		const { ShardIterator } = await ask("GetShardIterator", {
			StreamName,
			ShardId: "shardId-000000000000",
			ShardIteratorType: "TRIM_HORIZON",
		});
		const last = await ask("GetRecords", { ShardIterator });
		expect(last).toMatchObject({ Records: [{}, {}], ChildShards: [{}, {}] });
		expect(last).not.toHaveProperty("NextShardIterator");
		await ask("ListShards", { StreamName });
		await ask("RegisterStreamConsumer", { StreamARN: STREAM_ARN, ConsumerName: "c" });
		await expect
			.poll(() => kinesis("ListStreamConsumers", { StreamARN: STREAM_ARN }), { interval: 300 })
			.toMatchObject({ Consumers: [{ ConsumerStatus: "ACTIVE" }] });
		await ask("ListStreamConsumers", { StreamARN: STREAM_ARN });
		const { ConsumerDescription } = await ask("DescribeStreamConsumer", { StreamARN: STREAM_ARN, ConsumerName: "c" });
		const { ConsumerARN } = ConsumerDescription as { readonly ConsumerARN: string };
		nulls.push(...(await subscribedNulls(ConsumerARN)));
		called.add("SubscribeToShard");
		await ask("DeregisterStreamConsumer", { ConsumerARN });
		await expect.poll(() => kinesis("ListStreamConsumers", { StreamARN: STREAM_ARN }), { interval: 300 }).toEqual({ Consumers: [] });
		await ask("UpdateStreamMode", { StreamARN: STREAM_ARN, StreamModeDetails: { StreamMode: "ON_DEMAND" } });
		await settled();
		await ask("DeleteStream", { StreamName });
		expect(nulls).toEqual([]);
		expect([...called].sort()).toEqual([...KINESIS_OPERATIONS]);
	});
});

/** Of the events of a subscription that begins and ends at once: its shard is closed. */
async function subscribedNulls(ConsumerARN: string): Promise<string[]> {
	const input = { ConsumerARN, ShardId: "shardId-000000000000", StartingPosition: { Type: "TRIM_HORIZON" } };
	const headers = { "content-type": "application/x-amz-json-1.1", "x-amz-target": "Kinesis_20131202.SubscribeToShard" };
	const answer = await call("kinesis", headers, JSON.stringify(input));
	expect(answer.status).toBe(200);
	const text = await answer.text();
	expect(text).toContain("ChildShards");
	return text.includes("null") ? [text] : [];
}

describe("CloudWatch", () => {
	const alarm = {
		AlarmName: "a",
		Namespace: "N",
		MetricName: "M",
		Statistic: "Sum",
		Period: 60,
		EvaluationPeriods: 1,
		Threshold: 0,
		ComparisonOperator: "GreaterThanThreshold",
	};
	const window = { StartTime: 1_700_000_000, EndTime: 1_700_000_060 };
	const CALLS: readonly (readonly [operation: string, input: object])[] = [
		["PutMetricData", { Namespace: "N", MetricData: [{ MetricName: "M", Value: 1 }] }],
		["PutMetricAlarm", alarm],
		["SetAlarmState", { AlarmName: "a", StateValue: "OK", StateReason: "r" }],
		["DescribeAlarms", {}],
		["DescribeAlarmsForMetric", { Namespace: "N", MetricName: "M" }],
		["DescribeAlarmHistory", {}],
		["DisableAlarmActions", { AlarmNames: ["a"] }],
		["EnableAlarmActions", { AlarmNames: ["a"] }],
		["ListMetrics", {}],
		["GetMetricStatistics", { Namespace: "N", MetricName: "M", Period: 60, Statistics: ["Sum"], ...window }],
		[
			"GetMetricData",
			{
				MetricDataQueries: [{ Id: "m", MetricStat: { Metric: { Namespace: "N", MetricName: "M" }, Period: 60, Stat: "Sum" } }],
				...window,
			},
		],
		["TagResource", { ResourceARN: ALARM_ARN, Tags: [{ Key: "k", Value: "" }] }],
		["ListTagsForResource", { ResourceARN: ALARM_ARN }],
		["UntagResource", { ResourceARN: ALARM_ARN, TagKeys: ["k"] }],
		["ListTagsForResource", { ResourceARN: ALARM_ARN }],
		["DeleteAlarms", { AlarmNames: ["a"] }],
		["DescribeAlarms", {}],
	];

	it("is called in full below", () => {
		expect([...new Set(CALLS.map(([operation]) => operation))].sort()).toEqual([...CLOUDWATCH_OPERATIONS].sort());
	});

	it("has no null in any answer in JSON", async () => {
		for (const [operation, input] of CALLS) {
			expect(nullsOf(await json("monitoring", `GraniteServiceVersion20100801.${operation}`, input), operation)).toEqual([]);
		}
	});

	it("has no null in any answer in CBOR", async () => {
		const options = { useRecords: false, mapsAsObjects: true } as const;
		for (const [operation, input] of CALLS) {
			const answer = await call(
				"monitoring",
				{ "content-type": "application/cbor", "smithy-protocol": "rpc-v2-cbor" },
				new Uint8Array(new Encoder(options).encode(input)),
				`/service/GraniteServiceVersion20100801/operation/${operation}`,
			);
			expect({ operation, status: answer.status }).toEqual({ operation, status: 200 });
			expect(nullsOf(new Decoder(options).decode(Buffer.from(await answer.arrayBuffer())), operation)).toEqual([]);
		}
	});

	it("has a result element in every answer of the query protocol, also in one without members", async () => {
		for (const [operation, input] of CALLS) {
			const answer = await call(
				"monitoring",
				{ "content-type": "application/x-www-form-urlencoded" },
				new URLSearchParams([["Action", operation], ...formOf(input)]).toString(),
			);
			const text = await answer.text();
			expect({ operation, status: answer.status }).toEqual({ operation, status: 200 });
			expect(text).toMatch(new RegExp(`<${operation}Result(?:/>|>.*</${operation}Result>)<ResponseMetadata>`));
			expect(text).not.toMatch(/>(?:null|undefined|\[object Object\])</);
		}
	});
});

/** As a client of the query protocol writes an input. */
function formOf(value: unknown, path: readonly (number | string)[] = []): [string, string][] {
	if (Array.isArray(value)) return value.flatMap((element, index) => formOf(element, [...path, "member", index + 1]));
	if (typeof value === "object" && value !== null) return Object.entries(value).flatMap(([name, child]) => formOf(child, [...path, name]));
	const isMoment = path.at(-1) === "StartTime" || path.at(-1) === "EndTime";
	return [[path.join("."), isMoment ? new Date(Number(value) * 1_000).toISOString() : String(value)]];
}

describe("the other services", () => {
	const QueueUrl = () => `${services.endpointUrl}/${ACCOUNT_ID}/queue`;
	it.each([
		["sqs", "AmazonSQS.GetQueueAttributes", () => ({ QueueUrl: QueueUrl(), AttributeNames: ["All"] })],
		["sqs", "AmazonSQS.ReceiveMessage", () => ({ QueueUrl: QueueUrl() })],
		["sqs", "AmazonSQS.SendMessage", () => ({ QueueUrl: QueueUrl(), MessageBody: "m" })],
		["sqs", "AmazonSQS.ReceiveMessage", () => ({ QueueUrl: QueueUrl() })],
		["sqs", "AmazonSQS.ListQueues", () => ({})],
		["logs", "Logs_20140328.DescribeLogGroups", () => ({})],
		["logs", "Logs_20140328.FilterLogEvents", () => ({ logGroupName: "/aws/lambda/headroom-autoscaler" })],
		["dynamodb", "DynamoDB_20120810.ListTables", () => ({})],
	] as const)("have no null in the answers of %s to %s", async (service, target, input) => {
		expect(nullsOf(await json(service, target, input()))).toEqual([]);
	});

	it.each([
		["lambda", "GET", "/2015-03-31/functions/function/configuration"],
		["lambda", "GET", "/2017-10-31/functions/function/concurrency"],
		["lambda", "GET", "/2015-03-31/event-source-mappings/"],
		["apigateway", "GET", "/v2/apis"],
	] as const)("have no null in the answer of %s to %s %s", async (service, method, path) => {
		const answer = await call(service, {}, "", path, method);
		expect(answer.status).toBe(200);
		expect(nullsOf(await answer.json())).toEqual([]);
	});

	it.each([
		["sts", "Action=GetCallerIdentity&Version=2011-06-15"],
		["sts", `Action=AssumeRole&RoleArn=arn:aws:iam::${ACCOUNT_ID}:role/r&RoleSessionName=s`],
		["sns", "Action=ListTopics&Version=2010-03-31"],
	])("have no null in the answer of %s to %s", async (service, form) => {
		const answer = await call(service, { "content-type": "application/x-www-form-urlencoded" }, form);
		expect(answer.status).toBe(200);
		expect(await answer.text()).not.toMatch(/>(?:null|undefined)</);
	});
});
