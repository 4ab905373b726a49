import { createHash } from "node:crypto";
import { SNSClient } from "@aws-sdk/client-sns";
import { SQSClient } from "@aws-sdk/client-sqs";
import type { Notification } from "@headroom/controller";
import type { Vote } from "@headroom/voting";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { messageText, placeOf } from "../src/autoscaler/first-screen.ts";
import { sqsRecheck } from "../src/autoscaler/recheck.ts";
import { MAX_MESSAGE_BYTES, snsMessage, snsSubject } from "../src/autoscaler/sns-message.ts";
import { snsNotifier } from "../src/autoscaler/sns-notifier.ts";
import { MAX_SQS_DELAY_SECONDS, sqsDelaySeconds } from "../src/shared/sqs-delay.ts";
import { sqsOverflow } from "../src/voting/overflow.ts";
import { errorOf } from "./support/error-of.ts";
import { openWire, recorded, type Wire, type WireAnswer } from "./support/wire.ts";

let wire: Wire;
let sqs: SQSClient;
let sns: SNSClient;

beforeAll(async () => {
	wire = await openWire();
	sqs = new SQSClient({ ...wire.clientConfig, maxAttempts: 1 });
	sns = new SNSClient({ ...wire.clientConfig, maxAttempts: 1 });
});
afterAll(() => wire.close());

/** The recorded answer, with the checksum of the body at hand: the client checks it. */
function sent(messageBody: string): WireAnswer {
	return {
		...recorded("send-message"),
		body: { MessageId: "219f8380", MD5OfMessageBody: createHash("md5").update(messageBody).digest("hex") },
	};
}

const QUEUE_URL = "https://sqs.us-east-1.amazonaws.com/111122223333/recheck";

describe("sqsRecheck", () => {
	it("sends the stream and the reason, to come back after the delay", async () => {
		wire.answerWith(sent('{"streamName":"votes","reason":"still-throttled"}'));
		await sqsRecheck({ queueUrl: QUEUE_URL, client: sqs }).schedule({ streamName: "votes", reason: "still-throttled", delaySeconds: 60 });
		expect(wire.requests).toEqual([
			{
				operation: "AmazonSQS.SendMessage",
				body: { QueueUrl: QUEUE_URL, MessageBody: '{"streamName":"votes","reason":"still-throttled"}', DelaySeconds: 60 },
			},
		]);
	});

	it("throws recheck.failed when there is no queue", async () => {
		wire.answerWith(recorded("send-message-no-queue"));
		const error = await errorOf(
			sqsRecheck({ queueUrl: QUEUE_URL, client: sqs }).schedule({ streamName: "votes", reason: "blocked", delaySeconds: 1 }),
		);
		expect(error).toMatchObject({
			name: "DeliveryError",
			code: "recheck.failed",
			retryable: false,
			streamName: "votes",
			message:
				`sqs:SendMessage on queue ${QUEUE_URL} for stream votes failed: QueueDoesNotExist: The specified queue does not exist. ` +
				"Check its name, the account and the Region.",
		});
	});
});

describe("sqsDelaySeconds", () => {
	it.each([
		{ title: "is rounded up, so that nothing comes early", seconds: 0.2, delay: 1 },
		{ title: "is at most what SQS takes", seconds: 86_400, delay: MAX_SQS_DELAY_SECONDS },
		{ title: "is never negative", seconds: -5, delay: 0 },
		{ title: "is none for what is no number", seconds: Number.NaN, delay: 0 },
		{ title: "is the longest for infinity", seconds: Number.POSITIVE_INFINITY, delay: MAX_SQS_DELAY_SECONDS },
	])("$title", ({ seconds, delay }) => {
		expect(sqsDelaySeconds(seconds)).toBe(delay);
	});
});

describe("sqsOverflow", () => {
	const vote: Vote = { time_id: "2026-11-23T10:00:00.000Z-r1", vote_id: "poll", token: "ann", vote_choice: "a", request_id: "r1" };
	const queues = { queueUrl: `${QUEUE_URL}-overflow`, deadLetterQueueUrl: `${QUEUE_URL}-dead` };

	it("sends the vote as the record that the stream would hold", async () => {
		wire.answerWith(sent(JSON.stringify(vote)));
		await sqsOverflow({ ...queues, client: sqs }).send(vote, 5);
		expect(wire.requests[0]?.body).toEqual({ QueueUrl: queues.queueUrl, MessageBody: JSON.stringify(vote), DelaySeconds: 5 });
	});

	it("sets a body aside whole, with the reason", async () => {
		wire.answerWith(sent("{broken"));
		await sqsOverflow({ ...queues, client: sqs }).setAside("{broken", "not JSON");
		expect(wire.requests[0]?.body).toEqual({
			QueueUrl: queues.deadLetterQueueUrl,
			MessageBody: "{broken",
			MessageAttributes: { reason: { DataType: "String", StringValue: "not JSON" } },
		});
	});

	it("throws when the queue is gone", async () => {
		wire.answerWith(recorded("send-message-no-queue"));
		const error = await errorOf(sqsOverflow({ ...queues, client: sqs }).send(vote, 0));
		expect(error).toMatchObject({ name: "OverflowError", code: "overflow.not-found", retryable: false });
	});

	it("throws when the answer never comes", async () => {
		wire.answerWith("hang-up");
		const error = await errorOf(sqsOverflow({ ...queues, client: sqs }).send(vote, 0));
		expect(error).toMatchObject({ name: "OverflowError", code: "overflow.unavailable", retryable: true });
	});

	it("throws when the service stored another body than was sent", async () => {
		wire.answerWith(sent("another body"));
		const error = await errorOf(sqsOverflow({ ...queues, client: sqs }).send(vote, 0));
		expect(error).toMatchObject({ name: "OverflowError", code: "overflow.unavailable" });
	});
});

describe("snsNotifier", () => {
	const topicArn = "arn:aws:sns:us-east-1:111122223333:headroom-production-notifications";
	const notification: Notification = {
		streamName: "votes",
		subject: "Headroom: votes: 8 -> 16 shards blocked by reshard-quota",
		body: "Not scaling out.\n\nUndo: headroom resume votes",
		kind: "blocked",
		severity: "critical",
		dedupeKey: "blocked#reshard-quota#scale-out",
		team: "orders",
	};

	it("says first whether to act, what happened, where, and the next command; every command names its place", async () => {
		wire.answerWith(recorded("publish"));
		await snsNotifier({ topicArn, client: sns }).publish(notification);
		expect(wire.requests).toHaveLength(1);
		const place = "--deployment headroom-production --region us-east-1";
		expect(wire.requests[0]?.body).toMatchObject({
			Action: "Publish",
			TopicArn: topicArn,
			Subject: notification.subject,
			Message: [
				"Act now: 8 -> 16 shards blocked by reshard-quota",
				"votes in headroom-production, us-east-1, account 111122223333",
				`Next: headroom ${place} explain votes`,
				"",
				"Not scaling out.",
				"",
				`Undo: headroom ${place} resume votes`,
			].join("\n"),
		});
	});

	it.each([
		{ severity: "critical", says: "Act now" },
		{ severity: "warning", says: "Look at it today" },
		{ severity: "info", says: "Nothing to do" },
	] as const)("has all of that on the first screen of a phone: $says", ({ says, severity }) => {
		const longest = { ...notification, severity, streamName: "orders-of-the-whole-shop", body: "why ".repeat(1_000) };
		const screen = messageText(longest, placeOf(topicArn)).slice(0, 12 * 40);
		for (const part of [says, "8 -> 16 shards", longest.streamName, "headroom-production", "us-east-1", "111122223333", "Next: headroom "])
			expect(screen).toContain(part);
	});

	it("carries what subscriptions filter on; no team, no attribute; a key that is too long is a digest", async () => {
		const attributesOf = async (published: Notification) => {
			wire.answerWith(recorded("publish"));
			await snsNotifier({ topicArn, client: sns }).publish(published);
			const sent = wire.requests.at(-1)?.body as Record<string, string>;
			const names = Object.keys(sent).filter((key) => /^MessageAttributes\.entry\.\d+\.Name$/.test(key));
			return Object.fromEntries(names.map((key) => [sent[key], sent[key.replace(/Name$/, "Value.StringValue")]]));
		};
		expect(await attributesOf(notification)).toEqual({
			streamName: "votes",
			kind: "blocked",
			severity: "critical",
			dedupeKey: "votes#blocked#reshard-quota#scale-out",
			team: "orders",
		});
		const { team: _, ...ownerless } = notification;
		const long = await attributesOf({ ...ownerless, dedupeKey: `hot-key#${"shardId-000000000000,".repeat(100)}` });
		expect(Object.keys(long).sort()).toEqual(["dedupeKey", "kind", "severity", "streamName"]);
		expect(long["dedupeKey"]).toMatch(/^[0-9a-f]{64}$/);
	});

	it("throws notification.failed when publishing is not allowed", async () => {
		wire.answerWith(recorded("publish-denied"));
		const error = await errorOf(snsNotifier({ topicArn, client: sns }).publish(notification));
		expect(error).toMatchObject({ name: "DeliveryError", code: "notification.failed", retryable: false, streamName: "votes" });
		expect(String(error)).toContain("the role allows sns:Publish");
	});
});

describe("snsMessage", () => {
	const attributes = { streamName: "votes", kind: "failed" };
	/** As SNS counts: the message and all parts of its attributes; the subject, too, to be safe. */
	const bytesOf = ({ Message, MessageAttributes, Subject }: ReturnType<typeof snsMessage>): number =>
		Buffer.byteLength(
			[Subject, Message, ...Object.entries(MessageAttributes).flatMap(([name, value]) => [name, value.DataType, value.StringValue])].join(
				"",
			),
		);

	it("leaves a body alone that fits to the last byte", () => {
		const room = MAX_MESSAGE_BYTES - bytesOf(snsMessage("Headroom: votes", "", attributes));
		const fitting = "é".repeat(Math.floor(room / 2)) + "x".repeat(room % 2);
		const message = snsMessage("Headroom: votes", fitting, attributes);
		expect(message.Message).toBe(fitting);
		expect(bytesOf(message)).toBe(MAX_MESSAGE_BYTES);
	});

	it.each([
		{ title: "one byte too long", body: (room: number) => "x".repeat(room + 1) },
		{ title: "120,000 characters, of four bytes each", body: () => "🚀".repeat(120_000) },
		{ title: "a megabyte of two-byte characters, at odd places", body: () => `x${"é".repeat(500_000)}` },
	])("cuts a body that is $title between characters, and says so", ({ body }) => {
		const text = body(MAX_MESSAGE_BYTES - bytesOf(snsMessage("Headroom: votes", "", attributes)));
		const message = snsMessage("Headroom: votes", text, attributes);
		expect(bytesOf(message)).toBeLessThanOrEqual(MAX_MESSAGE_BYTES);
		expect(bytesOf(message)).toBeGreaterThan(MAX_MESSAGE_BYTES - 8);
		const [kept = "", notice = ""] = message.Message.split("\n\n");
		expect(text.startsWith(kept)).toBe(true);
		expect(kept.isWellFormed()).toBe(true);
		expect(notice).toBe(
			`[This message was cut: it had ${Buffer.byteLength(text)} bytes, and SNS takes ${MAX_MESSAGE_BYTES} with its attributes.]`,
		);
	});
});

describe("snsSubject", () => {
	it.each([
		{ title: "leaves a good subject alone", subject: "votes: scaling out 1 to 2", is: "votes: scaling out 1 to 2" },
		{ title: "puts lines into one", subject: "votes:\r\n scaling\tout", is: "votes: scaling out" },
		{ title: "replaces what is not ASCII", subject: "votes 1 → 2", is: "votes 1 ? 2" },
		{ title: "is never empty", subject: " \n ", is: "Headroom" },
		{ title: "is cut to 99 characters", subject: "x".repeat(120), is: `${"x".repeat(96)}...` },
	])("$title", ({ subject, is }) => {
		expect(snsSubject(subject)).toBe(is);
	});

	it("is always one that SNS takes", () => {
		fc.assert(
			fc.property(fc.string({ unit: "binary", maxLength: 300 }), (subject) => {
				expect(snsSubject(subject)).toMatch(/^[\x21-\x7e][\x20-\x7e]{0,98}$/);
			}),
			{ seed: 20261123 },
		);
	});
});
