import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { KinesisEmulator, ServiceError, VirtualClock } from "../../src/index.ts";
import { base64, START_MS, World } from "./build.ts";

const OPERATIONS = [
	"AddTagsToStream",
	"CreateStream",
	"DecreaseStreamRetentionPeriod",
	"DeleteStream",
	"DescribeLimits",
	"DescribeStream",
	"DescribeStreamSummary",
	"DisableEnhancedMonitoring",
	"EnableEnhancedMonitoring",
	"GetRecords",
	"GetShardIterator",
	"IncreaseStreamRetentionPeriod",
	"ListShards",
	"ListStreams",
	"ListTagsForStream",
	"MergeShards",
	"PutRecord",
	"PutRecords",
	"RemoveTagsFromStream",
	"SplitShard",
	"UpdateShardCount",
	"UpdateStreamMode",
	"toString",
	"__proto__",
	"",
];

const MEMBERS = [
	"Data",
	"ExclusiveStartShardId",
	"ExplicitHashKey",
	"Limit",
	"NewStartingHashKey",
	"NextToken",
	"PartitionKey",
	"Records",
	"RetentionPeriodHours",
	"ShardCount",
	"ShardFilter",
	"ShardId",
	"ShardIterator",
	"ShardIteratorType",
	"ShardLevelMetrics",
	"ShardToSplit",
	"StartingSequenceNumber",
	"StreamARN",
	"StreamModeDetails",
	"Tags",
	"TargetShardCount",
	"Timestamp",
	"__proto__",
	"constructor",
];

const value = fc.oneof(
	fc.jsonValue(),
	fc.constantFrom(
		"LATEST",
		"AT_TIMESTAMP",
		"shardId-000000000000",
		"arn:aws:kinesis:us-east-1:123456789012:stream/votes",
		"0",
		"-1",
		"AAAA",
	),
	fc.bigInt({ min: 0n, max: 2n ** 130n }).map(String),
	fc.integer(),
	fc.double(),
);

describe("whatever is sent", () => {
	it("every answer is an object or a ServiceError with a 400, and the emulator goes on working", () => {
		const world = new World();
		fc.assert(
			fc.property(
				fc.constantFrom(...OPERATIONS),
				fc.dictionary(fc.constantFrom(...MEMBERS), value),
				fc.boolean(),
				(operation, members, isNamed) => {
					world.clock.advanceBy(1_000);
					try {
						expect(typeof world.emulator.handle(operation, isNamed ? { StreamName: "votes", ...members } : members)).toBe("object");
					} catch (error) {
						if (!(error instanceof ServiceError)) throw error;
						expect(error.statusCode).toBe(400);
						expect(error.message.length).toBeLessThan(4_000);
					}
				},
			),
			{ seed: 20261123, numRuns: 3_000 },
		);
		world.clock.advanceBy(300_000);
		world.call("CreateStream", { StreamName: "afterwards", ShardCount: 1 });
		world.clock.advanceBy(1_000);
		expect(world.call("PutRecord", { StreamName: "afterwards", PartitionKey: "k", Data: base64("v") })).toMatchObject({
			ShardId: "shardId-000000000000",
		});
	});

	const bodies: readonly { readonly title: string; readonly input: unknown; readonly code: string }[] = [
		{ title: "no body at all is an empty request", input: undefined, code: "ValidationException" },
		{ title: "null is an empty request", input: null, code: "ValidationException" },
		{ title: "a list is no request", input: [], code: "SerializationException" },
		{ title: "a string is no request", input: "{}", code: "SerializationException" },
		{ title: "a number is no request", input: 7, code: "SerializationException" },
		{ title: "a number is no stream name", input: { StreamName: 7 }, code: "SerializationException" },
		{ title: "a list is no partition key", input: { StreamName: "votes", PartitionKey: ["k"], Data: "" }, code: "SerializationException" },
		{ title: "an object is no blob", input: { StreamName: "votes", PartitionKey: "k", Data: {} }, code: "SerializationException" },
		{
			title: "half a base64 group is no blob",
			input: { StreamName: "votes", PartitionKey: "k", Data: "AAA" },
			code: "SerializationException",
		},
		{
			title: "padding in the middle is no blob",
			input: { StreamName: "votes", PartitionKey: "k", Data: "AA==AAAA" },
			code: "SerializationException",
		},
		{
			title: "URL-safe base64 is no blob",
			input: { StreamName: "votes", PartitionKey: "k", Data: "_-__" },
			code: "SerializationException",
		},
		{
			title: "a negative hash key is none",
			input: { StreamName: "votes", PartitionKey: "k", Data: "", ExplicitHashKey: "-1" },
			code: "ValidationException",
		},
		{
			title: "members that every object inherits are not members",
			input: JSON.parse('{"__proto__": {"StreamName": "votes", "PartitionKey": "k", "Data": ""}}'),
			code: "ValidationException",
		},
	];
	for (const { title, input, code } of bodies) {
		it(title, () => {
			expect(new World().refusal("PutRecord", input).code).toBe(code);
		});
	}

	it("a very long ARN is refused at once", () => {
		const StreamARN = `arn:aws${":kinesis:".repeat(500_000)}`;
		const refusal = new World().refusal("DescribeStreamSummary", { StreamARN });
		expect(refusal.message).toContain("Member must have length less than or equal to 2048");
		expect(refusal.message.length).toBeLessThan(1_000);
	});

	it("keys and data come back as they were put: empty, binary, any language, no shorter for being odd", () => {
		fc.assert(
			fc.property(
				fc.string({ unit: "grapheme", minLength: 1, maxLength: 40 }),
				fc.uint8Array({ maxLength: 5_000 }),
				(partitionKey, bytes) => {
					const world = new World();
					const Data = Buffer.from(bytes).toString("base64");
					world.call("PutRecord", { StreamName: "votes", PartitionKey: partitionKey, Data });
					expect(world.read(world.iterator("shardId-000000000000")).Records).toMatchObject([{ PartitionKey: partitionKey, Data }]);
				},
			),
			{ seed: 20261123, numRuns: 200 },
		);
	});

	it("256 characters are counted as characters, not as UTF-16 units", () => {
		expect(new World().put("🗳".repeat(256)).ShardId).toBe("shardId-000000000000");
	});

	it("an iterator that was changed anywhere is invalid", () => {
		const world = new World();
		const iterator = world.iterator("shardId-000000000000");
		fc.assert(
			fc.property(fc.nat({ max: iterator.length - 1 }), fc.constantFrom("A", "Z", "9", "/", "=", "é"), (position, character) => {
				fc.pre(iterator[position] !== character);
				world.clock.advanceBy(1);
				const changed = iterator.slice(0, position) + character + iterator.slice(position + 1);
				expect(world.refusal("GetRecords", { ShardIterator: changed }).message).toBe("Invalid ShardIterator.");
			}),
			{ seed: 20261123, numRuns: 300 },
		);
	});
});

describe("a clock that misbehaves", () => {
	it("going backwards neither fills a shard's room nor breaks the order", () => {
		const steady = new VirtualClock(START_MS);
		let setBackMs = 0;
		const emulator = new KinesisEmulator({
			clock: { nowMs: () => steady.nowMs() - setBackMs, schedule: (atMs, task) => steady.schedule(atMs, task) },
			region: "us-east-1",
			accountId: "123456789012",
		});
		emulator.handle("CreateStream", { StreamName: "votes", ShardCount: 1 });
		steady.advanceBy(1_000);
		const put = () =>
			emulator.handle("PutRecord", { StreamName: "votes", PartitionKey: "k", Data: base64("v") }) as { SequenceNumber: string };
		const before = put();
		setBackMs = 3_600_000;
		const after = put();
		expect(BigInt(after.SequenceNumber)).toBeGreaterThan(BigInt(before.SequenceNumber));
		let accepted = 2;
		for (let call = 0; call < 1_000; call++) {
			try {
				put();
				accepted += 1;
			} catch (error) {
				expect(error).toBeInstanceOf(ServiceError);
			}
		}
		expect(accepted).toBe(1_000);
	});
});

describe("settings that the model cannot use", () => {
	const rows = [
		{ title: "a negative limit", settings: { shardLimit: -1 }, message: "shardLimit must be a number >= 0, is -1" },
		{
			title: "a duration that is no number",
			settings: { reshardBaseMs: Number.NaN },
			message: "reshardBaseMs must be a number >= 0, is NaN",
		},
		{
			title: "a metric delay whose end is before its start",
			settings: { metricDelayMinimumMs: 10, metricDelayMaximumMs: 5 },
			message: "metricDelayMaximumMs must be >= metricDelayMinimumMs (10), is 5",
		},
		{ title: "a bucket that holds nothing", settings: { writeBurstSeconds: 0 }, message: "writeBurstSeconds must be > 0" },
	];
	for (const { title, settings, message } of rows) {
		it(`are named: ${title}`, () => {
			const clock = new VirtualClock(START_MS);
			expect(() => new KinesisEmulator({ clock, region: "us-east-1", accountId: "123456789012", settings })).toThrow(message);
		});
	}
});
