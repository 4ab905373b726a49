import { KinesisEmulator, VirtualClock } from "@headroom/emulators";
import type { KinesisStreamEvent } from "aws-lambda";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { KinesisEventSource, type KinesisEventSourceSettings } from "../src/services/lambda/event-sources/kinesis-event-source.ts";
import type { InvocationOutcome } from "../src/services/lambda/runtime/function-host.ts";

const START_MS = Date.UTC(2026, 10, 23, 12);
const STREAM = "votes";
const STREAM_ARN = `arn:aws:kinesis:us-east-1:000000000000:stream/${STREAM}`;
const STEP_MS = 100;
const SETTINGS: KinesisEventSourceSettings = {
	batchSize: 50,
	maximumBatchingWindowInSeconds: 0,
	startingPosition: "TRIM_HORIZON",
	bisectBatchOnFunctionError: true,
	reportBatchItemFailures: true,
	maximumRetryAttempts: -1,
	maximumRecordAgeInSeconds: -1,
};

let clock: VirtualClock;
let kinesis: KinesisEmulator;
let source: KinesisEventSource | undefined;

beforeEach(() => {
	vi.useFakeTimers({ now: START_MS });
	clock = new VirtualClock(START_MS);
	kinesis = new KinesisEmulator({ clock, region: "us-east-1", accountId: "000000000000" });
});
afterEach(async () => {
	await source?.stop();
	vi.useRealTimers();
});

/** The stream's time and the poller's pass together. */
async function pass(durationMs: number): Promise<void> {
	for (let passedMs = 0; passedMs < durationMs; passedMs += STEP_MS) {
		clock.advanceBy(STEP_MS);
		await vi.advanceTimersByTimeAsync(STEP_MS);
	}
}

/** Creates the stream and lets it become ACTIVE. */
async function createStream(ShardCount: number): Promise<void> {
	kinesis.handle("CreateStream", { StreamName: STREAM, ShardCount });
	await pass(60_000);
}

function put(partitionKey: string, text: string): void {
	kinesis.handle("PutRecord", { StreamName: STREAM, PartitionKey: partitionKey, Data: Buffer.from(text).toString("base64") });
}

interface Delivery {
	readonly shardId: string;
	readonly texts: readonly string[];
	readonly event: KinesisStreamEvent;
}

type Answer = (texts: readonly string[], event: KinesisStreamEvent) => Promise<unknown> | unknown;

function start(settings: Partial<KinesisEventSourceSettings> = {}, answer: Answer = () => undefined) {
	const deliveries: Delivery[] = [];
	const agesMs: number[] = [];
	source = new KinesisEventSource({
		isEnabled: () => true,
		kinesis: (operation, input) => kinesis.handle(operation, input),
		streamName: STREAM,
		streamArn: STREAM_ARN,
		region: "us-east-1",
		roleArn: "arn:aws:iam::000000000000:role/tally",
		settings: { ...SETTINGS, ...settings },
		invoke: async (eventJson): Promise<InvocationOutcome> => {
			const event: KinesisStreamEvent = JSON.parse(eventJson);
			const texts = event.Records.map((record) => Buffer.from(record.kinesis.data, "base64").toString());
			deliveries.push({ shardId: event.Records[0]?.eventID.split(":")[0] ?? "", texts, event });
			const result = await answer(texts, event);
			if (result instanceof Error)
				return { kind: "function-error", requestId: "r", error: { errorType: "Error", errorMessage: result.message } };
			return { kind: "success", requestId: "r", payload: JSON.stringify(result ?? null) };
		},
		onIteratorAge: (ageMs) => agesMs.push(ageMs),
		onDiscarded: () => expect.unreachable("nothing is discarded"),
		onInternalError: (error) => {
			throw error;
		},
	});
	source.start();
	return { deliveries, agesMs };
}

describe("records of a stream", () => {
	it("arrive in the shape of Lambda's Kinesis event within a second or so", async () => {
		await createStream(1);
		const { agesMs, deliveries } = start();
		await pass(1000);
		put("lunch#ann", "é");
		await pass(1200);
		expect(deliveries.map((delivery) => delivery.event)).toEqual([
			{
				Records: [
					{
						kinesis: {
							kinesisSchemaVersion: "1.0",
							partitionKey: "lunch#ann",
							sequenceNumber: expect.stringMatching(/^\d{56}$/),
							data: "w6k=",
							approximateArrivalTimestamp: expect.closeTo((START_MS + 61_000) / 1000, 1),
						},
						eventSource: "aws:kinesis",
						eventVersion: "1.0",
						eventID: expect.stringMatching(/^shardId-000000000000:\d{56}$/),
						eventName: "aws:kinesis:record",
						invokeIdentityArn: "arn:aws:iam::000000000000:role/tally",
						awsRegion: "us-east-1",
						eventSourceARN: STREAM_ARN,
					},
				],
			},
		]);
		expect(agesMs).toHaveLength(1);
		expect(agesMs[0]).toBeLessThanOrEqual(1000);
	});

	it("are read from the beginning, in batches no larger than asked for", async () => {
		await createStream(1);
		for (let index = 0; index < 120; index += 1) put("k", String(index));
		const { deliveries } = start();
		await pass(2000);
		expect(deliveries.map((delivery) => delivery.texts.length)).toEqual([50, 50, 20]);
		expect(deliveries.flatMap((delivery) => delivery.texts)).toEqual(Array.from({ length: 120 }, (_, index) => String(index)));
	});

	it("are gathered for as long as the window says", async () => {
		await createStream(1);
		const { deliveries } = start({ maximumBatchingWindowInSeconds: 5 });
		for (let index = 0; index < 4; index += 1) {
			put("k", String(index));
			await pass(1000);
		}
		expect(deliveries).toEqual([]);
		await pass(3000);
		expect(deliveries.map((delivery) => delivery.texts)).toEqual([["0", "1", "2", "3"]]);
	});

	it("of one shard wait behind a record that fails, those of another do not", async () => {
		await createStream(2);
		let isPoisonous = true;
		const counted: string[] = [];
		const poisoned = (texts: readonly string[]) => texts.findIndex((text) => isPoisonous && text === "poison");
		start({}, (texts, event) => {
			const failedAt = poisoned(texts);
			counted.push(...(failedAt === -1 ? texts : texts.slice(0, failedAt)));
			return failedAt === -1 ? null : { batchItemFailures: [{ itemIdentifier: event.Records[failedAt]?.kinesis.sequenceNumber }] };
		});
		put("a", "before");
		put("a", "poison");
		put("a", "after");
		// Another hash key range: md5("b") begins with 9, md5("a") with 0.
		put("b", "elsewhere");
		await pass(10_000);
		expect(counted.toSorted()).toEqual(["before", "elsewhere"]);
		isPoisonous = false;
		await pass(40_000);
		expect(counted.toSorted()).toEqual(["after", "before", "elsewhere", "poison"]);
		expect(counted.indexOf("poison")).toBeLessThan(counted.indexOf("after"));
	});

	it("are all delivered once and in order of their keys, parents before children, across reshards under load", async () => {
		await createStream(1);
		const finished: string[] = [];
		const { deliveries } = start();
		let next = 0;
		const load = async (durationMs: number) => {
			for (let passedMs = 0; passedMs < durationMs; passedMs += STEP_MS) {
				for (let index = 0; index < 10; index += 1) put(`key-${next % 7}`, `key-${next % 7}:${next++}`);
				await pass(STEP_MS);
			}
		};
		await load(2000);
		for (const target of [2, 3, 6, 4]) {
			kinesis.handle("UpdateShardCount", { StreamName: STREAM, TargetShardCount: target, ScalingType: "UNIFORM_SCALING" });
			await load(90_000);
		}
		await pass(5000);
		const texts = deliveries.flatMap((delivery) => delivery.texts);
		expect(texts).toHaveLength(next);
		expect(new Set(texts).size).toBe(next);
		const lastOfKey = new Map<string, number>();
		for (const text of texts) {
			const [key = "", number = ""] = text.split(":");
			expect(Number(number)).toBeGreaterThan(lastOfKey.get(key) ?? -1);
			lastOfKey.set(key, Number(number));
		}
		const { Shards } = kinesis.handle("ListShards", { StreamName: STREAM }) as { Shards: { ShardId: string; ParentShardId?: string }[] };
		for (const { shardId } of deliveries) if (finished.at(-1) !== shardId) finished.push(shardId);
		for (const { ParentShardId, ShardId } of Shards) {
			if (ParentShardId === undefined || !finished.includes(ShardId) || !finished.includes(ParentShardId)) continue;
			expect(finished.lastIndexOf(ParentShardId)).toBeLessThan(finished.indexOf(ShardId));
		}
	});

	it("outlive an iterator that expired while the function took its time", async () => {
		await createStream(1);
		let release: () => void = () => {};
		const slow = new Promise<void>((resolve) => {
			release = resolve;
		});
		const { deliveries } = start({}, (texts) => (texts.includes("slow") ? slow : undefined));
		put("k", "slow");
		await pass(2000);
		put("k", "later");
		await pass(6 * 60_000);
		release();
		await pass(5000);
		expect(deliveries.flatMap((delivery) => delivery.texts)).toEqual(["slow", "later"]);
	});

	it("wait for a stream that is not there yet", async () => {
		const { deliveries } = start();
		await pass(5000);
		await createStream(1);
		put("k", "at last");
		await pass(2000);
		expect(deliveries.flatMap((delivery) => delivery.texts)).toEqual(["at last"]);
	});
});
