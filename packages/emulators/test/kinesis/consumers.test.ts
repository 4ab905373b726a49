import { describe, expect, it } from "vitest";
import { ServiceError } from "../../src/index.ts";
import { ACCOUNT_ID, base64, START_MS, STREAM_ARN, World } from "./build.ts";

const SHARD = "shardId-000000000000";
const TRIM_HORIZON = { Type: "TRIM_HORIZON" };

interface Event {
	readonly Records: readonly { readonly Data: string; readonly PartitionKey: string; readonly SequenceNumber: string }[];
	readonly ContinuationSequenceNumber?: string;
	readonly MillisBehindLatest: number;
	readonly ChildShards?: readonly { readonly ShardId: string }[];
}

interface Subscription {
	readonly events: Event[];
	readonly ended: (ServiceError | undefined)[];
	readonly stop: () => void;
}

function register(world: World, ConsumerName = "reader"): string {
	const { Consumer } = world.call<{ readonly Consumer: { readonly ConsumerARN: string } }>("RegisterStreamConsumer", {
		StreamARN: STREAM_ARN,
		ConsumerName,
	});
	world.clock.advanceBy(1_000);
	return Consumer.ConsumerARN;
}

function subscribe(world: World, ConsumerARN: string, StartingPosition: object = TRIM_HORIZON, ShardId = SHARD): Subscription {
	const events: Event[] = [];
	const ended: (ServiceError | undefined)[] = [];
	const stop = world.emulator.subscribeToShard(
		{ ConsumerARN, ShardId, StartingPosition },
		{ onEvent: (event) => events.push(event as Event), onEnd: (error) => ended.push(error) },
	);
	return { events, ended, stop };
}

function refusalOf(perform: () => unknown): ServiceError {
	try {
		perform();
	} catch (error) {
		if (error instanceof ServiceError) return error;
		throw error;
	}
	throw new Error("nothing was refused");
}

const texts = ({ events }: Subscription) =>
	events.flatMap(({ Records }) => Records.map(({ Data }) => Buffer.from(Data, "base64").toString()));

describe("consumers with enhanced fan-out", () => {
	it("are registered, described, listed and deregistered, as recorded in AWS in 2022", () => {
		const world = new World();
		const { Consumer } = world.call<{ Consumer: object }>("RegisterStreamConsumer", { StreamARN: STREAM_ARN, ConsumerName: "reader" });
		const described = {
			ConsumerName: "reader",
			ConsumerARN: `${STREAM_ARN}/consumer/reader:${START_MS / 1_000}`,
			ConsumerCreationTimestamp: START_MS / 1_000,
		};
		expect(Consumer).toEqual({ ...described, ConsumerStatus: "CREATING" });
		world.clock.advanceBy(1_000);
		expect(world.call("ListStreamConsumers", { StreamARN: STREAM_ARN })).toEqual({
			Consumers: [{ ...described, ConsumerStatus: "ACTIVE" }],
		});
		const active = { ConsumerDescription: { ...described, ConsumerStatus: "ACTIVE", StreamARN: STREAM_ARN } };
		expect(world.call("DescribeStreamConsumer", { ConsumerARN: described.ConsumerARN })).toEqual(active);
		expect(world.call("DescribeStreamConsumer", { StreamARN: STREAM_ARN, ConsumerName: "reader" })).toEqual(active);
		expect(world.summary()).toMatchObject({ ConsumerCount: 1 });
		expect(world.refusal("DeleteStream", { StreamName: "votes" })).toMatchObject({ code: "ResourceInUseException" });
		expect(world.call("DeregisterStreamConsumer", { StreamARN: STREAM_ARN, ConsumerName: "reader" })).toEqual({});
		world.clock.advanceBy(1_000);
		expect(world.call("ListStreamConsumers", { StreamARN: STREAM_ARN })).toEqual({ Consumers: [] });
		expect(world.call("DeleteStream", { StreamName: "votes" })).toEqual({});
	});

	it("are listed by name, page by page", () => {
		const world = new World();
		for (const name of ["b", "a", "c"]) register(world, name);
		const first = world.call<{ Consumers: { ConsumerName: string }[]; NextToken: string }>("ListStreamConsumers", {
			StreamARN: STREAM_ARN,
			MaxResults: 2,
		});
		const second = world.call<typeof first>("ListStreamConsumers", { StreamARN: STREAM_ARN, NextToken: first.NextToken });
		expect([first, second].map(({ Consumers }) => Consumers.map(({ ConsumerName }) => ConsumerName))).toEqual([["a", "b"], ["c"]]);
		expect(second).not.toHaveProperty("NextToken");
		expect(world.refusal("ListStreamConsumers", { StreamARN: STREAM_ARN, NextToken: "x" }).code).toBe("InvalidArgumentException");
	});

	it("have names of their own, 20 to a stream, and need a stream that is ACTIVE", () => {
		const world = new World();
		register(world);
		expect(world.refusal("RegisterStreamConsumer", { StreamARN: STREAM_ARN, ConsumerName: "reader" }).code).toBe("ResourceInUseException");
		for (let index = 1; index < 20; index++) register(world, `reader-${index}`);
		expect(world.refusal("RegisterStreamConsumer", { StreamARN: STREAM_ARN, ConsumerName: "one-more" }).code).toBe(
			"LimitExceededException",
		);
		world.scaleTo(2);
		expect(world.refusal("RegisterStreamConsumer", { StreamARN: STREAM_ARN, ConsumerName: "late" }).code).toBe("ResourceInUseException");
		expect(world.refusal("DescribeStreamConsumer", { StreamARN: STREAM_ARN }).code).toBe("InvalidArgumentException");
		expect(world.refusal("DescribeStreamConsumer", { StreamARN: STREAM_ARN, ConsumerName: "nobody" }).code).toBe(
			"ResourceNotFoundException",
		);
	});
});

describe("a subscription to a shard", () => {
	it("gives what is there, then what comes, and its progress", () => {
		const world = new World();
		const arn = register(world);
		world.put("k", "one");
		const subscription = subscribe(world, arn);
		world.clock.advanceBy(100);
		expect(texts(subscription)).toEqual(["one"]);
		world.put("k", "two");
		world.put("k", "three");
		world.clock.advanceBy(100);
		expect(texts(subscription)).toEqual(["one", "two", "three"]);
		expect(subscription.events.at(-1)).toMatchObject({
			MillisBehindLatest: 0,
			ContinuationSequenceNumber: expect.stringMatching(/^\d{56}$/),
		});
		subscription.stop();
		world.put("k", "four");
		world.clock.advanceBy(10_000);
		expect(texts(subscription)).toHaveLength(3);
		expect(subscription.ended).toEqual([]);
		const later = subscribe(world, arn, {
			Type: "AFTER_SEQUENCE_NUMBER",
			SequenceNumber: subscription.events.at(-1)?.ContinuationSequenceNumber,
		});
		world.clock.advanceBy(100);
		expect(texts(later)).toEqual(["four"]);
	});

	it.each([
		{ title: "the newest", position: { Type: "LATEST" }, expected: [] },
		{ title: "a moment", position: { Type: "AT_TIMESTAMP", Timestamp: (START_MS + 1_500) / 1_000 }, expected: ["two"] },
	])("begins at $title", ({ expected, position }) => {
		const world = new World();
		const arn = register(world);
		world.put("k", "one");
		world.clock.advanceBy(1_000);
		world.put("k", "two");
		const subscription = subscribe(world, arn, position);
		world.clock.advanceBy(100);
		expect(texts(subscription)).toEqual(expected);
	});

	it("says every five seconds how far it is where nothing comes, and ends after five minutes", () => {
		const world = new World();
		const subscription = subscribe(world, register(world));
		world.clock.advanceBy(299_000);
		expect(subscription.events).toHaveLength(60);
		expect(subscription.ended).toEqual([]);
		world.clock.advanceBy(1_000);
		expect(subscription.ended).toEqual([undefined]);
	});

	it("ends at the end of a closed shard, with its children and without a continuation", () => {
		const world = new World();
		const arn = register(world);
		world.put("k", "last");
		const subscription = subscribe(world, arn);
		world.scaleAndSettle(2);
		const end = subscription.events.at(-1);
		expect(end).not.toHaveProperty("ContinuationSequenceNumber");
		expect(end?.ChildShards?.map(({ ShardId }) => ShardId)).toEqual(["shardId-000000000001", "shardId-000000000002"]);
		expect(texts(subscription)).toEqual(["last"]);
		expect(subscription.ended).toEqual([undefined]);
	});

	it("has 2 MiB a second of its own", () => {
		const world = new World({ settings: { writeBytesPerSecondPerShard: 100_000_000, writeRecordsPerSecondPerShard: 100_000 } });
		const arn = register(world);
		const Data = base64("x".repeat(1_000_000));
		for (let record = 0; record < 10; record++) world.call("PutRecord", { StreamName: "votes", PartitionKey: "k", Data });
		const other = register(world, "other");
		const [a, b] = [subscribe(world, arn), subscribe(world, other)];
		// A full bucket may go into debt by one page of two records: four at once, then two for each second.
		for (const { afterMs, expected } of [
			{ afterMs: 100, expected: 4 },
			{ afterMs: 1_000, expected: 6 },
			{ afterMs: 1_000, expected: 8 },
		]) {
			world.clock.advanceBy(afterMs);
			expect([texts(a).length, texts(b).length]).toEqual([expected, expected]);
		}
		world.clock.advanceBy(10_000);
		expect([texts(a).length, texts(b).length]).toEqual([10, 10]);
	});

	it("is refused within five seconds of another, and takes over later", () => {
		const world = new World();
		const arn = register(world);
		const first = subscribe(world, arn);
		expect(refusalOf(() => subscribe(world, arn))).toMatchObject({ code: "ResourceInUseException" });
		world.clock.advanceBy(5_000);
		const second = subscribe(world, arn);
		expect(first.ended).toMatchObject([{ code: "ResourceInUseException" }]);
		world.put("k", "for the second");
		world.clock.advanceBy(100);
		expect([texts(first), texts(second)]).toEqual([[], ["for the second"]]);
	});

	it("ends with its consumer, and with its stream", () => {
		const world = new World();
		const arn = register(world);
		const first = subscribe(world, arn);
		world.call("DeregisterStreamConsumer", { ConsumerARN: arn });
		expect(first.ended).toEqual([undefined]);
		const second = subscribe(world, register(world, "other"));
		world.call("DeleteStream", { StreamName: "votes", EnforceConsumerDeletion: true });
		world.clock.advanceBy(2_000);
		expect(second.ended).toEqual([undefined]);
	});

	it.each([
		{ title: "a consumer that is not there", input: { ConsumerARN: `${STREAM_ARN}/consumer/nobody:1` }, code: "ResourceNotFoundException" },
		{ title: "a shard that is not there", input: { ShardId: "shardId-000000000009" }, code: "ResourceNotFoundException" },
		{
			title: "a position without its number",
			input: { StartingPosition: { Type: "AT_SEQUENCE_NUMBER" } },
			code: "InvalidArgumentException",
		},
		{ title: "no ARN of a consumer", input: { ConsumerARN: STREAM_ARN }, code: "ValidationException" },
		{ title: "no position", input: { StartingPosition: undefined }, code: "ValidationException" },
	])("is refused for $title", ({ code, input }) => {
		const world = new World();
		const ConsumerARN = register(world);
		const listener = { onEvent: () => {}, onEnd: () => {} };
		const refusal = refusalOf(() =>
			world.emulator.subscribeToShard({ ConsumerARN, ShardId: SHARD, StartingPosition: TRIM_HORIZON, ...input }, listener),
		);
		expect(refusal.code).toBe(code);
	});

	it("is refused for a consumer that is still CREATING", () => {
		const world = new World();
		world.call("RegisterStreamConsumer", { StreamARN: STREAM_ARN, ConsumerName: "young" });
		const arn = `arn:aws:kinesis:us-east-1:${ACCOUNT_ID}:stream/votes/consumer/young:${START_MS / 1_000}`;
		expect(refusalOf(() => subscribe(world, arn)).code).toBe("ResourceInUseException");
	});
});

describe("the metrics of a consumer with enhanced fan-out", () => {
	const ofConsumer = (world: World, metricName: string) =>
		world.data.filter((datum) => datum.metricName === metricName && datum.dimensions["ConsumerName"] === "reader");

	it("are its own: how far it is behind, also while nothing is written, and none after it stopped", () => {
		const world = new World();
		const subscription = subscribe(world, register(world));
		world.clock.advanceTo(START_MS + 60_000);
		expect(ofConsumer(world, "SubscribeToShardEvent.MillisBehindLatest").at(-1)).toMatchObject({
			namespace: "AWS/Kinesis",
			dimensions: { StreamName: "votes", ConsumerName: "reader" },
			timestampMs: START_MS,
			unit: "Milliseconds",
			statistics: { maximum: 0 },
		});
		subscription.stop();
		world.clock.advanceBy(180_000);
		expect(ofConsumer(world, "SubscribeToShardEvent.MillisBehindLatest")).toHaveLength(1);
	});

	it("count what it got, and GetRecords has no part in it", () => {
		const world = new World();
		subscribe(world, register(world));
		world.putMany(40, { bytes: 100 });
		world.clock.advanceTo(START_MS + 120_000);
		const records = ofConsumer(world, "SubscribeToShardEvent.Records").reduce((sum, { statistics }) => sum + statistics.sum, 0);
		expect(records).toBe(40);
		expect(world.data.some(({ metricName }) => metricName.startsWith("GetRecords."))).toBe(false);
	});
});
