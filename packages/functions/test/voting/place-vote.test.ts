import { createHash } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { ENVIRONMENT } from "@headroom/config/deployment";
import {
	HEADROOM_METRICS,
	HEADROOM_NAMESPACE,
	WRITE_THROTTLES_DIMENSION_SETS,
	WRITE_THROTTLES_STORAGE_RESOLUTION_SECONDS,
} from "@headroom/controller";
import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from "aws-lambda";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";

type WireAnswer = { readonly status: number; readonly body: object | ((request: string) => object) };

const STORED: WireAnswer = { status: 200, body: { ShardId: "shardId-000000000003", SequenceNumber: "4959" } };
const THROTTLED: WireAnswer = {
	status: 400,
	body: {
		__type: "ProvisionedThroughputExceededException",
		message: "Rate exceeded for shard shardId-000000000003 in stream votes under account 123456789012.",
	},
};
/** The SDK checks the digest. */
const SENT: WireAnswer = {
	status: 200,
	body: (request) => ({ MessageId: "m-1", MD5OfMessageBody: createHash("md5").update(JSON.parse(request).MessageBody).digest("hex") }),
};
const FAILED: WireAnswer = { status: 400, body: { __type: "AccessDeniedException", message: "no" } };

/** An AWS endpoint of two operations, whose answers each test chooses. */
let server: Server;
let answers: Readonly<Record<string, WireAnswer>> = {};
let handler: (event: APIGatewayProxyEventV2, context: Context, callback: () => void) => unknown;
const requests: string[] = [];

beforeAll(async () => {
	server = createServer((request, response) => {
		const operation = String(request.headers["x-amz-target"]);
		requests.push(operation);
		const answer = answers[operation] ?? { status: 500, body: {} };
		const chunks: Buffer[] = [];
		request.on("data", (chunk: Buffer) => chunks.push(chunk));
		request.on("end", () => {
			const body = typeof answer.body === "function" ? answer.body(Buffer.concat(chunks).toString()) : answer.body;
			response.writeHead(answer.status, { "content-type": "application/x-amz-json-1.1" }).end(JSON.stringify(body));
		});
	});
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	vi.stubEnv("AWS_ENDPOINT_URL", endpoint);
	vi.stubEnv("AWS_REGION", "us-east-1");
	vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
	vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
	vi.stubEnv(ENVIRONMENT.votesStreamName, "votes");
	vi.stubEnv(ENVIRONMENT.overflowQueueUrl, `${endpoint}/123456789012/overflow`);
	vi.stubEnv(ENVIRONMENT.overflowDeadLetterQueueUrl, `${endpoint}/123456789012/overflow-dead`);
	({ handler } = (await import("../../src/place-vote.ts")) as unknown as { handler: typeof handler });
});

afterEach(() => vi.restoreAllMocks());

afterAll(async () => {
	vi.unstubAllEnvs();
	server.closeAllConnections();
	await new Promise((resolve) => server.close(resolve));
});

const event = {
	version: "2.0",
	routeKey: "POST /votes/{vote_id}/{token}/{vote_choice}",
	rawPath: "/votes/lunch/voter-1/pizza",
	rawQueryString: "",
	headers: {},
	pathParameters: { vote_id: "lunch", token: "voter-1", vote_choice: "pizza" },
	requestContext: { http: { method: "POST" }, requestId: "JKJaXmPLvHcESHA=", stage: "$default" },
	isBase64Encoded: false,
} as unknown as APIGatewayProxyEventV2;

/** The answer, and what was written to standard output meanwhile. */
async function invoke(wire: Readonly<Record<string, WireAnswer>>) {
	answers = wire;
	requests.length = 0;
	const lines: string[] = [];
	vi.spyOn(process.stdout, "write").mockImplementation((text) => {
		lines.push(String(text));
		return true;
	});
	const response = (await handler(event, {} as Context, () => undefined)) as APIGatewayProxyStructuredResultV2;
	return { response, lines, body: JSON.parse(response.body ?? "") };
}

describe("the place-vote function", () => {
	it("stores a vote and answers 200 in silence", async () => {
		const { response, lines } = await invoke({ "Kinesis_20131202.PutRecord": STORED });
		expect(response.statusCode).toBe(200);
		expect(requests).toEqual(["Kinesis_20131202.PutRecord"]);
		expect(lines).toEqual([]);
	});

	it("queues a throttled vote, answers 202, and writes one line with the metrics that the alarms are defined on", async () => {
		const { response, lines, body } = await invoke({ "Kinesis_20131202.PutRecord": THROTTLED, "AmazonSQS.SendMessage": SENT });
		expect(response.statusCode).toBe(202);
		expect(body).toMatchObject({ status: "queued", request_id: "JKJaXmPLvHcESHA=" });
		expect(requests).toEqual(["Kinesis_20131202.PutRecord", "Kinesis_20131202.PutRecord", "AmazonSQS.SendMessage"]);
		expect(lines).toHaveLength(1);
		expect(lines[0]).toMatch(/^[^\n]+\n$/);
		const line = JSON.parse(lines[0] ?? "");
		expect(line).toMatchObject({ event: "vote.overflowed", StreamName: "votes", ShardId: "shardId-000000000003", WriteThrottles: 2 });
		expect(line._aws.CloudWatchMetrics).toEqual([
			{
				Namespace: HEADROOM_NAMESPACE,
				Dimensions: WRITE_THROTTLES_DIMENSION_SETS,
				Metrics: [{ Name: HEADROOM_METRICS.writeThrottles, Unit: "Count", StorageResolution: WRITE_THROTTLES_STORAGE_RESOLUTION_SECONDS }],
			},
			{ Namespace: HEADROOM_NAMESPACE, Dimensions: [["StreamName"]], Metrics: [{ Name: HEADROOM_METRICS.overflowedVotes, Unit: "Count" }] },
		]);
	});

	it("answers 503 with JSON when neither the stream nor the queue may be written", async () => {
		const { response, lines, body } = await invoke({ "Kinesis_20131202.PutRecord": FAILED, "AmazonSQS.SendMessage": FAILED });
		expect(response.statusCode).toBe(503);
		expect(body.error.code).toBe("service.unavailable");
		expect(JSON.parse(lines[0] ?? "")).toMatchObject({
			level: "ERROR",
			event: "vote.refused",
			stream_error: expect.stringMatching(/^vote-stream\.access-denied: /),
			overflow_error: expect.stringMatching(/^overflow\.access-denied: /),
		});
	});
});

describe("a voting function without its environment", () => {
	it.each([
		{ module: "place-vote", names: [ENVIRONMENT.votesStreamName, ENVIRONMENT.overflowQueueUrl, ENVIRONMENT.overflowDeadLetterQueueUrl] },
		{
			module: "drain-overflow",
			names: [ENVIRONMENT.votesStreamName, ENVIRONMENT.overflowQueueUrl, ENVIRONMENT.overflowDeadLetterQueueUrl],
		},
		{ module: "tally", names: [ENVIRONMENT.tallyTableName] },
		{ module: "results", names: [ENVIRONMENT.tallyTableName] },
	])("$module names every variable that is missing, at start-up", async ({ module, names }) => {
		vi.resetModules();
		for (const name of Object.values(ENVIRONMENT)) vi.stubEnv(name, undefined);
		await expect(import(`../../src/${module}.ts`)).rejects.toThrow(new RegExp(names.join("[^]*")));
	});
});
