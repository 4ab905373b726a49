import { setTimeout } from "node:timers/promises";
import type { SQSEvent } from "aws-lambda";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { SqsEventSource, type SqsEventSourceSettings } from "../src/services/lambda/event-sources/sqs-event-source.ts";
import type { InvocationOutcome } from "../src/services/lambda/runtime/function-host.ts";
import { Messaging, type SqsQueue } from "../src/services/sqs-sns/messaging.ts";

const REGION = "us-east-1";
const ACCOUNT_ID = "000000000000";
const SETTINGS: SqsEventSourceSettings = {
	batchSize: 10,
	maximumBatchingWindowInSeconds: 0,
	maximumConcurrency: 2,
	reportBatchItemFailures: true,
};

let messaging: Messaging;
let queue: SqsQueue;
let deadLetterQueue: SqsQueue;
let source: SqsEventSource | undefined;

beforeEach(async () => {
	messaging = await Messaging.start(REGION, ACCOUNT_ID);
	messaging.reachedAt(4566);
	deadLetterQueue = messaging.createQueue("dead", { visibilityTimeoutSeconds: 30, messageRetentionSeconds: 60 });
	queue = workQueue(30);
});
afterEach(async () => {
	await source?.stop();
	await messaging.close();
});

function workQueue(visibilityTimeoutSeconds: number): SqsQueue {
	const redrive = { deadLetterQueueArn: deadLetterQueue.arn, maxReceiveCount: 2 };
	return messaging.createQueue("work", { visibilityTimeoutSeconds, messageRetentionSeconds: 60, redrive });
}

/** What failed is in sight again at once: no test waits for a visibility timeout. */
function withoutVisibilityTimeout(): void {
	queue = workQueue(0);
}

async function sendBodies(...bodies: readonly string[]): Promise<void> {
	const topicArn = messaging.createTopic("feed", [queue.arn]);
	for (const body of bodies) await messaging.publish(topicArn, "subject", body);
}

/** The text that was published, out of SNS's envelope. */
const textOf = (body: string): string => JSON.parse(body).Message;

function start(settings: Partial<SqsEventSourceSettings>, answer: (event: SQSEvent) => Promise<unknown> | unknown): string[][] {
	const batches: string[][] = [];
	source = new SqsEventSource({
		isEnabled: () => true,
		queue,
		queueByArn: (arn) => messaging.queueByArn(arn),
		region: REGION,
		accountId: ACCOUNT_ID,
		settings: { ...SETTINGS, ...settings },
		invoke: async (eventJson): Promise<InvocationOutcome> => {
			const event: SQSEvent = JSON.parse(eventJson);
			batches.push(event.Records.map((record) => textOf(record.body)));
			const result = await answer(event);
			if (result instanceof Error)
				return { kind: "function-error", requestId: "r", error: { errorType: "Error", errorMessage: result.message } };
			if (result === "throttled") return { kind: "throttled", requestId: "r" };
			return { kind: "success", requestId: "r", payload: JSON.stringify(result ?? null) };
		},
		onInternalError: (error) => expect.unreachable(String(error)),
	});
	source.start();
	return batches;
}

const left = (): number => queue.messages.length + queue.inflightMessages.size;

describe("messages of a queue", () => {
	it("wait in it while the mapping is disabled, also those that the local cloud itself puts there", async () => {
		let isEnabled = false;
		const bodies: string[] = [];
		source = new SqsEventSource({
			queue,
			queueByArn: (arn) => messaging.queueByArn(arn),
			region: REGION,
			accountId: ACCOUNT_ID,
			settings: SETTINGS,
			isEnabled: () => isEnabled,
			invoke: async (eventJson): Promise<InvocationOutcome> => {
				bodies.push(...(JSON.parse(eventJson) as SQSEvent).Records.map(({ body }) => body));
				return { kind: "success", requestId: "r", payload: "null" };
			},
			onInternalError: (error) => expect.unreachable(String(error)),
		});
		source.start();
		await messaging.sendMessage(queue, "given up");
		await setTimeout(300);
		expect(bodies).toEqual([]);
		isEnabled = true;
		await vi.waitFor(() => expect(bodies).toEqual(["given up"]));
	});

	it("arrive in the shape of Lambda's SQS event, and are deleted when the function succeeds", async () => {
		let seen: SQSEvent | undefined;
		await sendBodies("one");
		start({}, (event) => {
			seen = event;
		});
		await expect.poll(left).toBe(0);
		expect(seen?.Records[0]).toEqual({
			messageId: expect.stringMatching(/^[0-9a-f-]{36}$/),
			receiptHandle: expect.any(String),
			body: expect.stringContaining('"Message":"one"'),
			attributes: {
				ApproximateReceiveCount: "1",
				SentTimestamp: expect.stringMatching(/^\d{13}$/),
				SenderId: ACCOUNT_ID,
				ApproximateFirstReceiveTimestamp: expect.stringMatching(/^\d{13}$/),
			},
			messageAttributes: {},
			md5OfBody: expect.stringMatching(/^[0-9a-f]{32}$/),
			eventSource: "aws:sqs",
			eventSourceARN: `arn:aws:sqs:${REGION}:${ACCOUNT_ID}:work`,
			awsRegion: REGION,
		});
		expect(deadLetterQueue.messages).toHaveLength(0);
	});

	it("are gathered over the window into batches larger than one receive", async () => {
		await sendBodies(...Array.from({ length: 25 }, (_, index) => String(index)));
		const batches = start({ batchSize: 100, maximumBatchingWindowInSeconds: 0.2, maximumConcurrency: 1 }, () => undefined);
		await expect.poll(left).toBe(0);
		expect(batches.map((batch) => batch.length)).toEqual([25]);
	});

	it("are handed to no more invocations at once than allowed", async () => {
		await sendBodies("a", "b", "c", "d");
		let atOnce = 0;
		let most = 0;
		start({ batchSize: 1, maximumConcurrency: 2 }, async () => {
			atOnce += 1;
			most = Math.max(most, atOnce);
			await new Promise(setImmediate);
			atOnce -= 1;
		});
		await expect.poll(left).toBe(0);
		expect(most).toBe(2);
	});

	it("that are reported as failed come again, alone, and end in the dead-letter queue", async () => {
		withoutVisibilityTimeout();
		await sendBodies("good", "poison");
		const batches = start({ maximumConcurrency: 1, maximumBatchingWindowInSeconds: 0 }, (event) => ({
			batchItemFailures: event.Records.filter((record) => textOf(record.body) === "poison").map((record) => ({
				itemIdentifier: record.messageId,
			})),
		}));
		await expect.poll(() => deadLetterQueue.messages.length).toBe(1);
		expect(left()).toBe(0);
		expect(batches.flat().filter((text) => text === "good")).toHaveLength(1);
		expect(batches.flat().filter((text) => text === "poison")).toHaveLength(2);
		expect(textOf(deadLetterQueue.messages[0]?.body ?? "{}")).toBe("poison");
	});

	it.each([
		{ title: "the function throws", answer: () => new Error("no") },
		{ title: "the answer names a message that was not sent", answer: () => ({ batchItemFailures: [{ itemIdentifier: "another" }] }) },
		{ title: "the answer has another shape", answer: () => ({ ok: true }) },
	])("all come again when $title", async ({ answer }) => {
		withoutVisibilityTimeout();
		await sendBodies("a", "b");
		const batches = start({ maximumConcurrency: 1 }, answer);
		await expect.poll(() => deadLetterQueue.messages.length).toBe(2);
		expect(batches.flat().filter((text) => text === "a")).toHaveLength(2);
	});

	it("of a throttled invocation stay in the queue", async () => {
		await sendBodies("a");
		const batches = start({ maximumConcurrency: 1 }, () => "throttled");
		await expect.poll(() => batches.length).toBe(1);
		await expect.poll(() => queue.messages.length).toBe(1);
	});

	it("that are sent later wake a poller that waits", async () => {
		const batches = start({}, () => undefined);
		await sendBodies("late");
		await expect.poll(() => batches).toEqual([["late"]]);
	});
});
