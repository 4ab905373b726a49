import { connect as connectHttp2 } from "node:http2";
import { connect } from "node:net";
import {
	CloudWatchClient,
	DescribeAlarmsCommand,
	GetMetricDataCommand,
	PutMetricAlarmCommand,
	PutMetricDataCommand,
	SetAlarmStateCommand,
} from "@aws-sdk/client-cloudwatch";
import { DynamoDBClient, GetItemCommand, PutItemCommand, UpdateItemCommand } from "@aws-sdk/client-dynamodb";
import {
	DescribeStreamSummaryCommand,
	GetRecordsCommand,
	GetShardIteratorCommand,
	KinesisClient,
	PutRecordCommand,
	PutRecordsCommand,
	UpdateShardCountCommand,
} from "@aws-sdk/client-kinesis";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { DeleteMessageCommand, GetQueueUrlCommand, ReceiveMessageCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { NodeHttpHandler } from "@smithy/node-http-handler";
import { Decoder, Encoder } from "cbor-x";
import fc from "fast-check";
import { XMLParser } from "fast-xml-parser";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type LocalCloud, startLocalCloud } from "../src/index.ts";
import type { LocalCloudDescription } from "../src/local-cloud.ts";

let localCloud: LocalCloud;
let described: LocalCloudDescription;

beforeAll(async () => {
	// Without alarms or a sweep: nothing here happens by itself.
	localCloud = await startLocalCloud({ endpointPort: 0, apiPort: 0, variant: "naive" });
	described = localCloud.describe();
});
afterAll(() => localCloud.stop());

const client = () => ({
	region: described.region,
	endpoint: described.endpointUrl,
	credentials: { accessKeyId: "local", secretAccessKey: "local" },
	maxAttempts: 1,
});

const authorization = (service: string): string =>
	`AWS4-HMAC-SHA256 Credential=local/20261123/us-east-1/${service}/aws4_request, SignedHeaders=host;x-amz-date, Signature=00`;

/** A request as no SDK would shape it. */
async function post(service: string | undefined, path: string, headers: Record<string, string>, body: Uint8Array<ArrayBuffer> | string) {
	const response = await fetch(described.endpointUrl + path, {
		method: "POST",
		headers: { ...(service === undefined ? {} : { authorization: authorization(service) }), "x-amz-date": "20261123T120000Z", ...headers },
		body,
	});
	return { statusCode: response.status, headers: response.headers, body: Buffer.from(await response.arrayBuffer()) };
}

describe.each([
	{ title: "HTTP/2, as the Kinesis client comes", make: () => new KinesisClient(client()) },
	{ title: "HTTP/1.1, as functions use it", make: () => new KinesisClient({ ...client(), requestHandler: new NodeHttpHandler() }) },
])("Kinesis over $title", ({ make }) => {
	let kinesis: KinesisClient;
	beforeAll(() => {
		kinesis = make();
	});
	afterAll(() => kinesis.destroy());
	const StreamName = "votes";

	it("takes records and gives them back", async () => {
		const Data = Buffer.from(`${Math.PI} é`);
		const { SequenceNumber, ShardId } = await kinesis.send(new PutRecordCommand({ StreamName, Data, PartitionKey: "lunch#you" }));
		expect(SequenceNumber).toMatch(/^\d{56}$/);
		const { ShardIterator } = await kinesis.send(
			new GetShardIteratorCommand({ StreamName, ShardId, ShardIteratorType: "AT_SEQUENCE_NUMBER", StartingSequenceNumber: SequenceNumber }),
		);
		const { Records = [] } = await kinesis.send(new GetRecordsCommand({ ShardIterator }));
		expect(Buffer.from(Records[0]?.Data ?? [])).toEqual(Data);
		expect(Records[0]).toMatchObject({ SequenceNumber, PartitionKey: "lunch#you", ApproximateArrivalTimestamp: expect.any(Date) });
	});

	it("takes 500 kB in one call", async () => {
		const Records = Array.from({ length: 10 }, (_, index) => ({ Data: Buffer.alloc(50_000, index), PartitionKey: String(index) }));
		expect(await kinesis.send(new PutRecordsCommand({ StreamName, Records }))).toMatchObject({ FailedRecordCount: expect.any(Number) });
	});

	it("describes the stream", async () => {
		const { StreamDescriptionSummary: summary } = await kinesis.send(new DescribeStreamSummaryCommand({ StreamName }));
		expect(summary).toMatchObject({ StreamStatus: "ACTIVE", OpenShardCount: 1, StreamCreationTimestamp: expect.any(Date) });
	});

	it("refuses with the service's exceptions", async () => {
		await expect(kinesis.send(new DescribeStreamSummaryCommand({ StreamName: "nope" }))).rejects.toMatchObject({
			name: "ResourceNotFoundException",
			$metadata: { httpStatusCode: 400, requestId: expect.stringMatching(/^[0-9a-f-]{36}$/) },
		});
		const target = { StreamName, TargetShardCount: 3, ScalingType: "UNIFORM_SCALING" } as const;
		await expect(kinesis.send(new UpdateShardCountCommand(target))).rejects.toMatchObject({ message: expect.stringContaining("double") });
	});
});

describe("CloudWatch over AWS JSON, as the SDK's client comes", () => {
	let cloudWatch: CloudWatchClient;
	beforeAll(() => {
		cloudWatch = new CloudWatchClient(client());
	});
	afterAll(() => cloudWatch.destroy());

	it("takes a metric and gives it back at its time", async () => {
		const Timestamp = new Date(Math.floor(Date.now() / 60_000) * 60_000);
		await cloudWatch.send(new PutMetricDataCommand({ Namespace: "Wire", MetricData: [{ MetricName: "Json", Value: 2.5, Timestamp }] }));
		const query = new GetMetricDataCommand({
			StartTime: new Date(Timestamp.getTime() - 60_000),
			EndTime: new Date(Timestamp.getTime() + 120_000),
			MetricDataQueries: [{ Id: "m", MetricStat: { Metric: { Namespace: "Wire", MetricName: "Json" }, Period: 60, Stat: "Sum" } }],
		});
		await expect
			.poll(async () => (await cloudWatch.send(query)).MetricDataResults?.[0], { timeout: 10_000 })
			.toMatchObject({ Id: "m", Values: [2.5], Timestamps: [Timestamp], StatusCode: "Complete" });
	});

	it("keeps alarms and their states", async () => {
		await cloudWatch.send(
			new PutMetricAlarmCommand({
				AlarmName: "wire",
				Namespace: "Wire",
				MetricName: "Absent",
				Statistic: "Sum",
				Period: 60,
				EvaluationPeriods: 1,
				Threshold: 0,
				ComparisonOperator: "GreaterThanThreshold",
				TreatMissingData: "ignore",
				AlarmActions: ["arn:aws:lambda:us-east-1:000000000000:function:not-here", "arn:aws:sns:us-east-1:000000000000:not-here"],
			}),
		);
		await cloudWatch.send(new SetAlarmStateCommand({ AlarmName: "wire", StateValue: "ALARM", StateReason: "by hand" }));
		const { MetricAlarms = [] } = await cloudWatch.send(new DescribeAlarmsCommand({ AlarmNames: ["wire"] }));
		expect(MetricAlarms[0]).toMatchObject({ AlarmName: "wire", StateUpdatedTimestamp: expect.any(Date) });
		await expect
			.poll(() => eventsOf("alarm-action"))
			.toMatchObject([
				{ outcome: "failed", message: "Function not-here does not exist." },
				{ outcome: "failed", message: expect.stringContaining("Topic does not exist") },
			]);
	});

	it("refuses with the service's exceptions", async () => {
		const command = new SetAlarmStateCommand({ AlarmName: "nope", StateValue: "OK", StateReason: "none" });
		// AWS sends no message with it (recorded in September 2025): the SDK puts a word of its own in its place.
		await expect(cloudWatch.send(command)).rejects.toMatchObject({ name: "ResourceNotFound", message: "UnknownError" });
	});

	it("names a wrong value as the JSON protocol does, and as the query protocol does in the header (recorded in September 2025)", async () => {
		const response = await fetch(described.endpointUrl, {
			method: "POST",
			headers: { "content-type": "application/x-amz-json-1.0", "x-amz-target": "GraniteServiceVersion20100801.SetAlarmState" },
			body: JSON.stringify({ AlarmName: "nope", StateValue: "INVALID", StateReason: "none" }),
		});
		expect(await response.json()).toMatchObject({ __type: "ValidationException", message: expect.stringContaining("stateValue") });
		expect(response.headers.get("x-amzn-query-error")).toBe("ValidationError;Sender");
	});
});

async function eventsOf(kind: string): Promise<object[]> {
	const { events } = (await (await fetch(`${described.endpointUrl}/_local-cloud/events`)).json()) as { events: { kind: string }[] };
	return events.filter((event) => event.kind === kind);
}

describe("CloudWatch over the query protocol, as older clients and scripts come", () => {
	const form = { "content-type": "application/x-www-form-urlencoded; charset=utf-8" };
	const parser = new XMLParser({ ignoreAttributes: false });
	const call = async (parameters: Record<string, string>) => {
		const answer = await post("monitoring", "/", form, new URLSearchParams({ Version: "2010-08-01", ...parameters }).toString());
		return { statusCode: answer.statusCode, type: answer.headers.get("content-type"), document: parser.parse(answer.body.toString()) };
	};

	it("puts a metric with dimensions, values and counts", async () => {
		const now = new Date(Math.floor(Date.now() / 60_000) * 60_000);
		const put = await call({
			Action: "PutMetricData",
			Namespace: "Wire",
			"MetricData.member.1.MetricName": "Query",
			"MetricData.member.1.Timestamp": now.toISOString(),
			"MetricData.member.1.Values.member.1": "1.5",
			"MetricData.member.1.Values.member.2": "2",
			"MetricData.member.1.Counts.member.1": "1",
			"MetricData.member.1.Counts.member.2": "3",
			"MetricData.member.1.Dimensions.member.1.Name": "Kind",
			"MetricData.member.1.Dimensions.member.1.Value": "7",
		});
		expect(put).toMatchObject({
			statusCode: 200,
			type: "text/xml",
			document: { PutMetricDataResponse: { ResponseMetadata: { RequestId: expect.any(String) } } },
		});
		await expect
			.poll(
				async () =>
					(
						await call({
							Action: "GetMetricStatistics",
							Namespace: "Wire",
							MetricName: "Query",
							Period: "60",
							StartTime: new Date(now.getTime() - 60_000).toISOString(),
							EndTime: new Date(now.getTime() + 120_000).toISOString(),
							"Statistics.member.1": "Sum",
							"Statistics.member.2": "SampleCount",
							"Dimensions.member.1.Name": "Kind",
							"Dimensions.member.1.Value": "7",
						})
					).document.GetMetricStatisticsResponse?.GetMetricStatisticsResult,
				{ timeout: 10_000 },
			)
			.toMatchObject({ Label: "Query", Datapoints: { member: { Sum: 7.5, SampleCount: 4, Timestamp: now.toISOString() } } });
	});

	it("answers an operation without output with an empty result, and takes an empty list of any member", async () => {
		await call({
			Action: "PutMetricAlarm",
			AlarmName: "wire-query",
			MetricName: "Query",
			Namespace: "Wire",
			Statistic: "Sum",
			Period: "60",
			EvaluationPeriods: "1",
			Threshold: "0.5",
			ComparisonOperator: "GreaterThanThreshold",
			ActionsEnabled: "false",
			AlarmActions: "",
		});
		const { document } = await call({ Action: "DescribeAlarms", AlarmNames: "", AlarmNamePrefix: "wire-query", MaxRecords: "5" });
		const { AlarmArn, ...alarm } = document.DescribeAlarmsResponse.DescribeAlarmsResult.MetricAlarms.member;
		expect(alarm).toMatchObject({ AlarmName: "wire-query", ActionsEnabled: false, Period: 60, Threshold: 0.5 });
		const tag = { ResourceARN: AlarmArn, "Tags.member.1.Key": "team", "Tags.member.1.Value": "7" };
		expect(await call({ Action: "TagResource", ...tag })).toMatchObject({ document: { TagResourceResponse: { TagResourceResult: "" } } });
		const tags = (await call({ Action: "ListTagsForResource", ResourceARN: AlarmArn })).document.ListTagsForResourceResponse;
		expect(tags.ListTagsForResourceResult.Tags.member).toMatchObject({ Key: "team", Value: 7 });
		await call({ Action: "DeleteAlarms", "AlarmNames.member.1": "wire-query" });
	});

	it.each([
		{
			title: "an alarm that is not there",
			parameters: { Action: "SetAlarmState", AlarmName: "nope", StateValue: "OK", StateReason: "none" },
			statusCode: 404,
			code: "ResourceNotFound",
		},
		{ title: "an action that is not there", parameters: { Action: "Dance" }, statusCode: 400, code: "InvalidAction" },
		{ title: "no action", parameters: {}, statusCode: 400, code: "MissingAction" },
		{ title: "another version", parameters: { Action: "ListMetrics", Version: "1999-01-01" }, statusCode: 400, code: "NoSuchVersion" },
		{
			title: "a parameter that reaches for prototypes",
			parameters: { Action: "ListMetrics", "__proto__.x": "1" },
			statusCode: 400,
			code: "MalformedQueryString",
		},
	])("refuses $title in XML", async ({ code, parameters, statusCode }) => {
		const answer = await call(parameters as Record<string, string>);
		expect(answer).toMatchObject({
			statusCode,
			document: { ErrorResponse: { Error: { Type: "Sender", Code: code }, RequestId: expect.any(String) } },
		});
	});
});

describe("CloudWatch over RPC v2 CBOR, as the AWS CLI comes", () => {
	const encoder = new Encoder({ useRecords: false, mapsAsObjects: true });
	const decoder = new Decoder({ useRecords: false, mapsAsObjects: true });
	const headers = { "content-type": "application/cbor", "smithy-protocol": "rpc-v2-cbor" };
	const call = async (operation: string, body: Uint8Array<ArrayBuffer> | string) => {
		const answer = await post("monitoring", `/service/GraniteServiceVersion20100801/operation/${operation}`, headers, body);
		return { ...answer, output: decoder.decode(answer.body) };
	};
	const encoded = (input: object) => new Uint8Array(encoder.encode(input));

	it("reads and writes timestamps as CBOR has them", async () => {
		const { headers: answered, output, statusCode } = await call("DescribeAlarms", encoded({ AlarmNamePrefix: "wire" }));
		expect(statusCode).toBe(200);
		expect(answered.get("smithy-protocol")).toBe("rpc-v2-cbor");
		expect(output.MetricAlarms[0]).toMatchObject({ AlarmName: "wire", StateUpdatedTimestamp: expect.any(Date) });
		const query = {
			Namespace: "Wire",
			MetricName: "Json",
			Period: 60,
			StartTime: new Date(Date.now() - 3_600_000),
			EndTime: new Date(),
			Statistics: ["Sum"],
		};
		expect((await call("GetMetricStatistics", encoded(query))).output).toMatchObject({ Label: "Json", Datapoints: expect.any(Array) });
	});

	it("refuses with the shape's name and the query protocol's code", async () => {
		const {
			headers: answered,
			output,
			statusCode,
		} = await call("SetAlarmState", encoded({ AlarmName: "nope", StateValue: "OK", StateReason: "none" }));
		expect({ statusCode, type: output.__type }).toEqual({ statusCode: 404, type: "com.amazonaws.cloudwatch#ResourceNotFound" });
		expect(answered.get("x-amzn-query-error")).toBe("ResourceNotFound;Sender");
	});

	it("refuses what is no CBOR, no map or no operation", async () => {
		expect((await call("DescribeAlarms", new Uint8Array([0xff, 0x00, 0x1c]))).output.__type).toContain("SerializationException");
		expect((await call("DescribeAlarms", new Uint8Array([0x05]))).output.__type).toContain("SerializationException");
		expect((await call("Dance", encoded({}))).output.__type).toContain("UnknownOperationException");
	});
});

describe("SQS, SNS, DynamoDB and STS", () => {
	it("sends, receives and deletes a message by a queue URL that needs no name server", async () => {
		const sqs = new SQSClient(client());
		const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: "headroom-overflow-dead-letter" }));
		expect(QueueUrl).toBe(described.names.overflowDeadLetterQueueUrl);
		await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "é" }));
		const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
		expect(Messages[0]?.Body).toBe("é");
		await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: Messages[0]?.ReceiptHandle }));
		await expect(sqs.send(new GetQueueUrlCommand({ QueueName: "nope" }))).rejects.toMatchObject({ name: "QueueDoesNotExist" });
		sqs.destroy();
	});

	it("publishes to the topic, and the inbox has it", async () => {
		const sns = new SNSClient(client());
		const sqs = new SQSClient(client());
		await sns.send(new PublishCommand({ TopicArn: described.names.notificationsTopicArn, Subject: "s", Message: "hello" }));
		const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl: described.names.notificationsInboxQueueUrl }));
		expect(JSON.parse(Messages[0]?.Body ?? "{}")).toMatchObject({ Type: "Notification", Subject: "s", Message: "hello" });
		const missing = new PublishCommand({ TopicArn: `${described.names.notificationsTopicArn}-not`, Message: "hello" });
		await expect(sns.send(missing)).rejects.toMatchObject({ name: "NotFoundException" });
		sns.destroy();
		sqs.destroy();
	});

	it("keeps items and their conditions", async () => {
		const dynamo = new DynamoDBClient(client());
		const TableName = described.names.tallyTable;
		const Key = { pk: { S: "wire" }, sk: { S: "1" } };
		await dynamo.send(new PutItemCommand({ TableName, Item: { ...Key, n: { N: "1" } } }));
		const update = {
			TableName,
			Key,
			UpdateExpression: "ADD n :one",
			ConditionExpression: "n = :seen",
			ExpressionAttributeValues: { ":one": { N: "1" }, ":seen": { N: "1" } },
		};
		await dynamo.send(new UpdateItemCommand(update));
		await expect(dynamo.send(new UpdateItemCommand(update))).rejects.toMatchObject({ name: "ConditionalCheckFailedException" });
		expect((await dynamo.send(new GetItemCommand({ TableName, Key }))).Item?.["n"]).toEqual({ N: "2" });
		dynamo.destroy();
	});

	it("says who calls", async () => {
		const answer = await post(
			"sts",
			"/",
			{ "content-type": "application/x-www-form-urlencoded" },
			"Action=GetCallerIdentity&Version=2011-06-15",
		);
		expect(answer.body.toString()).toContain("<Account>000000000000</Account>");
	});
});

describe("what the endpoint refuses", () => {
	const json = { "content-type": "application/x-amz-json-1.1" };
	it.each([
		{
			title: "a body that is no JSON",
			service: "kinesis",
			headers: { ...json, "x-amz-target": "Kinesis_20131202.PutRecord" },
			body: "{",
			statusCode: 400,
			text: "SerializationException",
		},
		{
			title: "a body that is a list",
			service: "kinesis",
			headers: { ...json, "x-amz-target": "Kinesis_20131202.PutRecord" },
			body: "[]",
			statusCode: 400,
			text: "SerializationException",
		},
		{
			title: "an unknown operation",
			service: "kinesis",
			headers: { ...json, "x-amz-target": "Kinesis_20131202.Dance" },
			body: "{}",
			statusCode: 400,
			text: "UnknownOperationException",
		},
		{
			title: "an operation named like a prototype's member",
			service: "kinesis",
			headers: { ...json, "x-amz-target": "Kinesis_20131202.constructor" },
			body: "{}",
			statusCode: 400,
			text: "UnknownOperationException",
		},
		{
			title: "another service's target",
			service: "kinesis",
			headers: { ...json, "x-amz-target": "AmazonSQS.SendMessage" },
			body: "{}",
			statusCode: 400,
			text: "UnknownOperationException",
		},
		{ title: "no target", service: "monitoring", headers: json, body: "{}", statusCode: 400, text: "UnknownOperationException" },
		{
			title: "broken JSON for SQS",
			service: "sqs",
			headers: { "content-type": "application/x-amz-json-1.0", "x-amz-target": "AmazonSQS.SendMessage" },
			body: "{",
			statusCode: 400,
			text: "SerializationException",
		},
		{
			title: "broken JSON for DynamoDB",
			service: "dynamodb",
			headers: { "content-type": "application/x-amz-json-1.0", "x-amz-target": "DynamoDB_20120810.GetItem" },
			body: "{",
			statusCode: 400,
			text: "SerializationException",
		},
		{
			title: "a service that is not here",
			service: "ec2",
			headers: json,
			body: "{}",
			statusCode: 400,
			text: "The local cloud does not serve ec2. The local cloud serves apigateway, dynamodb, iam, kinesis, lambda, logs, monitoring, scheduler, sns, sqs, sts.",
		},
		{
			title: "a service that is not here, for a form",
			service: "redshift",
			headers: { "content-type": "application/x-www-form-urlencoded" },
			body: "Action=ListUsers",
			statusCode: 400,
			text: "<Code>UnknownServiceException</Code>",
		},
		{
			title: "a request for nobody",
			service: undefined,
			headers: json,
			body: "{}",
			statusCode: 400,
			text: "MissingAuthenticationTokenException",
		},
		{
			title: "more bytes than any request has",
			service: "kinesis",
			headers: { ...json, "x-amz-target": "Kinesis_20131202.PutRecords" },
			body: "x".repeat(17 * 1024 * 1024),
			statusCode: 413,
			text: "RequestEntityTooLargeException",
		},
	])("is $title", async ({ body, headers, service, statusCode, text }) => {
		const answer = await post(service, "/", headers as unknown as Record<string, string>, body);
		expect(answer.statusCode).toBe(statusCode);
		expect(answer.body.toString()).toContain(text);
	});

	it("is nothing that brings it down: random bytes, half requests and half HTTP/2", async () => {
		await fc.assert(
			fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.boolean(), async (bytes, asHttp2) => {
				const { port } = new URL(described.endpointUrl);
				await new Promise<void>((resolve) => {
					const socket = connect(Number(port), "127.0.0.1", () => {
						if (asHttp2) socket.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
						socket.end(bytes);
					});
					socket.on("data", () => {});
					socket.on("error", () => {});
					socket.on("close", () => resolve());
				});
			}),
			{ seed: 20_261_123, numRuns: 100 },
		);
		expect((await fetch(`${described.endpointUrl}/_local-cloud/health`)).status).toBe(200);
		expect(await eventsOf("local-cloud-fault")).toEqual([]);
	});

	it("is, over HTTP/2 too, answered for services whose clients speak HTTP/1.1", async () => {
		const session = connectHttp2(described.endpointUrl);
		const body = await new Promise<string>((resolve, reject) => {
			const request = session.request({
				":method": "POST",
				":path": "/",
				authorization: authorization("sqs"),
				"content-type": "application/x-amz-json-1.0",
				"x-amz-target": "AmazonSQS.ListQueues",
			});
			let text = "";
			request.on("data", (chunk: Buffer) => {
				text += chunk.toString();
			});
			request.on("end", () => resolve(text));
			request.on("error", reject);
			request.end("{}");
		});
		session.close();
		expect(JSON.parse(body).QueueUrls).toContain(described.names.overflowQueueUrl);
	});
});

describe("the local cloud's own pages", () => {
	it.each([
		{ path: "/_local-cloud/health", statusCode: 200, body: { status: "ok" } },
		{ path: "/_local-cloud/events?after=999999", statusCode: 200, body: { events: [] } },
		{ path: "/_local-cloud/logs?filter=nothing-says-this", statusCode: 200, body: { lines: [] } },
		{ path: "/_local-cloud/events?after=-1", statusCode: 400, body: { error: { code: "local-cloud.bad-request" } } },
		{ path: "/_local-cloud/neighbour", statusCode: 200, body: { recordsPerSecond: 0, stored: 0, throttled: 0 } },
		{ path: "/_local-cloud/elsewhere", statusCode: 404, body: { error: { code: "local-cloud.bad-request" } } },
	])("answer $path with $statusCode", async ({ body, path, statusCode }) => {
		const response = await fetch(described.endpointUrl + path);
		expect(response.status).toBe(statusCode);
		expect(await response.json()).toMatchObject(body);
	});

	it.each([
		{ given: "recordsPerSecond=-1", statusCode: 400 },
		{ given: "recordsPerSecond=10001", statusCode: 400 },
		{ given: "recordsPerSecond=many", statusCode: 400 },
		{ given: "", statusCode: 400 },
		{ given: "recordsPerSecond=0", statusCode: 200 },
	])("let the neighbour write what it can: $given is answered $statusCode", async ({ given, statusCode }) => {
		const response = await fetch(`${described.endpointUrl}/_local-cloud/neighbour?${given}`, { method: "POST" });
		expect(response.status).toBe(statusCode);
		if (statusCode === 400) expect(await response.text()).toContain("recordsPerSecond must be a whole number from 0 to 10000.");
	});
});
