import { XMLParser } from "fast-xml-parser";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ACCOUNT_ID } from "../src/names.ts";
import { type LocalCloudServices, startServices } from "../src/start-services.ts";

/** SQS as the AWS CLI and boto3 of Debian 12 speak it: forms in, XML out. */

const cleanup = new AsyncDisposableStack();
let services: LocalCloudServices;
let queueUrl: string;

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
	services.messaging.createQueue("inbox", { visibilityTimeoutSeconds: 0, messageRetentionSeconds: 3_600 });
	queueUrl = `${services.endpointUrl}/${ACCOUNT_ID}/inbox`;
});
afterAll(() => cleanup.disposeAsync());

const parser = new XMLParser({ parseTagValue: false });

async function call(action: string, parameters: Record<string, string> = {}, path = `/${ACCOUNT_ID}/inbox`) {
	const response = await fetch(services.endpointUrl + path, {
		method: "POST",
		headers: {
			authorization: "AWS4-HMAC-SHA256 Credential=local/20261127/us-east-1/sqs/aws4_request, SignedHeaders=host, Signature=00",
			"content-type": "application/x-www-form-urlencoded; charset=utf-8",
		},
		body: new URLSearchParams({ Action: action, Version: "2012-11-05", ...parameters }).toString(),
	});
	return { statusCode: response.status, document: parser.parse(await response.text()) };
}

describe("SQS over the query protocol", () => {
	it("sends, receives with attributes, and deletes", async () => {
		const sent = await call("SendMessage", {
			QueueUrl: queueUrl,
			MessageBody: "<é & ü>",
			DelaySeconds: "0",
			"MessageAttribute.1.Name": "kind",
			"MessageAttribute.1.Value.DataType": "String",
			"MessageAttribute.1.Value.StringValue": "test",
		});
		const MessageId = sent.document.SendMessageResponse.SendMessageResult.MessageId;
		expect(sent).toMatchObject({
			statusCode: 200,
			document: { SendMessageResponse: { ResponseMetadata: { RequestId: expect.any(String) } } },
		});
		const received = await call("ReceiveMessage", {
			QueueUrl: queueUrl,
			MaxNumberOfMessages: "10",
			WaitTimeSeconds: "0",
			"AttributeName.1": "SentTimestamp",
			"MessageAttributeName.1": "All",
		});
		const { Message } = received.document.ReceiveMessageResponse.ReceiveMessageResult;
		expect(Message).toMatchObject({
			MessageId,
			Body: "<é & ü>",
			Attribute: { Name: "SentTimestamp", Value: expect.stringMatching(/^\d{13}$/) },
			MessageAttribute: { Name: "kind", Value: { DataType: "String", StringValue: "test" } },
		});
		const deleted = await call("DeleteMessage", { QueueUrl: queueUrl, ReceiptHandle: Message.ReceiptHandle });
		expect(deleted.document.DeleteMessageResponse).toEqual({ ResponseMetadata: { RequestId: expect.any(String) } });
		const empty = await call("ReceiveMessage", { QueueUrl: queueUrl });
		expect(empty.document.ReceiveMessageResponse.ReceiveMessageResult).toBe("");
	});

	it("sends and deletes in batches, each entry with its outcome", async () => {
		const sent = await call("SendMessageBatch", {
			QueueUrl: queueUrl,
			"SendMessageBatchRequestEntry.1.Id": "a",
			"SendMessageBatchRequestEntry.1.MessageBody": "one",
			"SendMessageBatchRequestEntry.2.Id": "b",
			"SendMessageBatchRequestEntry.2.MessageBody": "two",
		});
		expect(sent.document.SendMessageBatchResponse.SendMessageBatchResult.SendMessageBatchResultEntry).toMatchObject([
			{ Id: "a" },
			{ Id: "b" },
		]);
		const received = await call("ReceiveMessage", { QueueUrl: queueUrl, MaxNumberOfMessages: "10" });
		const messages: { Body: string; ReceiptHandle: string }[] = received.document.ReceiveMessageResponse.ReceiveMessageResult.Message;
		expect(messages.map(({ Body }) => Body).sort()).toEqual(["one", "two"]);
		const deleted = await call("DeleteMessageBatch", {
			QueueUrl: queueUrl,
			"DeleteMessageBatchRequestEntry.1.Id": "a",
			"DeleteMessageBatchRequestEntry.1.ReceiptHandle": messages[0]?.ReceiptHandle ?? "",
		});
		expect(deleted.document.DeleteMessageBatchResponse.DeleteMessageBatchResult).toEqual({ DeleteMessageBatchResultEntry: { Id: "a" } });
		await call("PurgeQueue", { QueueUrl: queueUrl });
	});

	it("makes, lists, tags, describes and deletes queues", async () => {
		const made = await call(
			"CreateQueue",
			{ QueueName: "made", "Attribute.1.Name": "VisibilityTimeout", "Attribute.1.Value": "7", "Tag.1.Key": "team", "Tag.1.Value": "x" },
			"/",
		);
		const QueueUrl = made.document.CreateQueueResponse.CreateQueueResult.QueueUrl;
		const listed = await call("ListQueues", {}, "/");
		expect(listed.document.ListQueuesResponse.ListQueuesResult.QueueUrl).toEqual([queueUrl, QueueUrl]);
		expect((await call("GetQueueUrl", { QueueName: "made" }, "/")).document.GetQueueUrlResponse.GetQueueUrlResult).toEqual({ QueueUrl });
		const attributes = await call("GetQueueAttributes", { QueueUrl, "AttributeName.1": "VisibilityTimeout" });
		expect(attributes.document.GetQueueAttributesResponse.GetQueueAttributesResult).toEqual({
			Attribute: { Name: "VisibilityTimeout", Value: "7" },
		});
		const tags = await call("ListQueueTags", { QueueUrl });
		expect(tags.document.ListQueueTagsResponse.ListQueueTagsResult).toEqual({ Tag: { Key: "team", Value: "x" } });
		expect((await call("DeleteQueue", { QueueUrl })).statusCode).toBe(200);
	});

	it.each([
		{
			title: "a queue that is not there",
			action: "GetQueueUrl",
			parameters: { QueueName: "nope" },
			code: "AWS.SimpleQueueService.NonExistentQueue",
		},
		{ title: "an action that is not there", action: "Dance", parameters: {}, code: "InvalidAction" },
		{ title: "a name that reaches for prototypes", action: "ListQueues", parameters: { "__proto__.x": "1" }, code: "MalformedQueryString" },
		{ title: "a name that is a value and a list", action: "ListQueues", parameters: { a: "1", "a.b": "2" }, code: "MalformedQueryString" },
		{ title: "a list without an index", action: "ListQueues", parameters: { "a..b": "2" }, code: "MalformedQueryString" },
	])("refuses $title in XML", async ({ action, code, parameters }) => {
		const answer = await call(action, parameters as Record<string, string>, "/");
		expect(answer).toMatchObject({ statusCode: 400, document: { ErrorResponse: { Error: { Type: "Sender", Code: code } } } });
	});
});
