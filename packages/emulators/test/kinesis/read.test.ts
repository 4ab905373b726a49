import { describe, expect, it } from "vitest";
import { base64, START_MS, World } from "./build.ts";

const SHARD = "shardId-000000000000";
const HOUR_MS = 3_600_000;

/** One record a second: "r0" at START_MS, "r1" a second later, … */
function worldWithRecords(count: number): { readonly world: World; readonly sequenceNumbers: readonly string[] } {
	const world = new World();
	const sequenceNumbers: string[] = [];
	for (let index = 0; index < count; index++) {
		if (index > 0) world.clock.advanceBy(1_000);
		sequenceNumbers.push(world.put("k", `r${index}`).SequenceNumber);
	}
	return { world, sequenceNumbers };
}

function textsFrom(world: World, type: Record<string, unknown>): readonly string[] {
	return world.read(world.iterator(SHARD, type)).Records.map((record) => Buffer.from(record.Data, "base64").toString("utf8"));
}

describe("where an iterator begins", () => {
	const rows = [
		{ title: "TRIM_HORIZON at the oldest record", type: () => ({ ShardIteratorType: "TRIM_HORIZON" }), texts: ["r0", "r1", "r2"] },
		{ title: "LATEST after the newest", type: () => ({ ShardIteratorType: "LATEST" }), texts: [] },
		{
			title: "AT_SEQUENCE_NUMBER at the record itself",
			type: (second: string) => ({ ShardIteratorType: "AT_SEQUENCE_NUMBER", StartingSequenceNumber: second }),
			texts: ["r1", "r2"],
		},
		{
			title: "AFTER_SEQUENCE_NUMBER right after it",
			type: (second: string) => ({ ShardIteratorType: "AFTER_SEQUENCE_NUMBER", StartingSequenceNumber: second }),
			texts: ["r2"],
		},
		{
			title: "AT_TIMESTAMP at a record of that very moment",
			type: () => ({ ShardIteratorType: "AT_TIMESTAMP", Timestamp: (START_MS + 1_000) / 1_000 }),
			texts: ["r1", "r2"],
		},
		{
			title: "AT_TIMESTAMP between two records at the later one",
			type: () => ({ ShardIteratorType: "AT_TIMESTAMP", Timestamp: (START_MS + 1) / 1_000 }),
			texts: ["r1", "r2"],
		},
		{
			title: "AT_TIMESTAMP before all at the oldest",
			type: () => ({ ShardIteratorType: "AT_TIMESTAMP", Timestamp: 0 }),
			texts: ["r0", "r1", "r2"],
		},
	];
	for (const { title, type, texts } of rows) {
		it(title, () => {
			const { world, sequenceNumbers } = worldWithRecords(3);
			expect(textsFrom(world, type(sequenceNumbers[1] ?? ""))).toEqual(texts);
		});
	}

	it("LATEST sees what is put after it", () => {
		const { world } = worldWithRecords(2);
		const iterator = world.iterator(SHARD, { ShardIteratorType: "LATEST" });
		world.put("k", "later");
		expect(world.read(iterator).Records.map((record) => record.Data)).toEqual([base64("later")]);
	});

	it("an iterator may be in quotes, as AWS takes it", () => {
		const { world } = worldWithRecords(1);
		expect(world.read(`"${world.iterator(SHARD)}"`).Records).toHaveLength(1);
	});

	it("a shard's own starting sequence number is a place to begin", () => {
		const { world } = worldWithRecords(2);
		const StartingSequenceNumber = world.shards()[0]?.SequenceNumberRange.StartingSequenceNumber;
		expect(textsFrom(world, { ShardIteratorType: "AT_SEQUENCE_NUMBER", StartingSequenceNumber })).toEqual(["r0", "r1"]);
	});
});

describe("reading on", () => {
	it("gives what was put, in order, with arrival times, and how far behind the reader is", () => {
		const { world, sequenceNumbers } = worldWithRecords(5);
		const first = world.read(world.iterator(SHARD), 2);
		expect(first.Records).toEqual([
			{
				SequenceNumber: sequenceNumbers[0],
				ApproximateArrivalTimestamp: START_MS / 1_000,
				Data: base64("r0"),
				PartitionKey: "k",
			},
			{
				SequenceNumber: sequenceNumbers[1],
				ApproximateArrivalTimestamp: START_MS / 1_000 + 1,
				Data: base64("r1"),
				PartitionKey: "k",
			},
		]);
		expect(first.MillisBehindLatest).toBe(3_000);
		const second = world.read(first.NextShardIterator ?? "");
		expect(second.Records).toHaveLength(3);
		expect(second.MillisBehindLatest).toBe(0);
		expect(second.NextShardIterator).toEqual(expect.any(String));
	});

	it.each(["shardId-000000000000", "shardId-0", "0"])("begins in the shard that %s names", (shardId) => {
		const { world } = worldWithRecords(3);
		expect(world.read(world.iterator(shardId)).Records).toHaveLength(3);
	});

	it.each([
		{ named: "shardId-7", message: "Shard shardId-000000000007 in stream votes under account 123456789012 does not exist" },
		{ named: "2147483648", message: "Could not find shard 2147483648 in stream votes under account 123456789012." },
		{ named: "seven", message: "Could not find shard seven in stream votes under account 123456789012." },
	])("finds no shard by $named", ({ message, named }) => {
		const refusal = worldWithRecords(1).world.refusal("GetShardIterator", {
			StreamName: "votes",
			ShardId: named,
			ShardIteratorType: "LATEST",
		});
		expect(refusal).toEqual({
			code: "ResourceNotFoundException",
			message,
		});
	});

	it("ends at the end of a closed shard: no further iterator, and the children", () => {
		const { world } = worldWithRecords(3);
		const iterator = world.iterator(SHARD);
		world.scaleAndSettle(2);
		const last = world.read(world.iterator(SHARD));
		expect(last.Records).toHaveLength(3);
		expect(last).not.toHaveProperty("NextShardIterator");
		expect(last).toMatchObject({
			MillisBehindLatest: 0,
			ChildShards: [
				{ ShardId: "shardId-000000000001", ParentShards: [SHARD], HashKeyRange: { StartingHashKey: "0" } },
				{ ShardId: "shardId-000000000002", ParentShards: [SHARD], HashKeyRange: { StartingHashKey: (2n ** 127n).toString() } },
			],
		});
		expect(world.read(iterator, 2).ChildShards).toBeUndefined();
	});

	it("ends at once where a closed shard never had a record", () => {
		const world = new World();
		world.scaleAndSettle(2);
		const answer = world.read(world.iterator(SHARD));
		expect(answer.Records).toEqual([]);
		expect(answer).not.toHaveProperty("NextShardIterator");
	});

	it("gives at most 10,000 records and at most 10 MiB a call", () => {
		const generous = { writeRecordsPerSecondPerShard: 100_000, writeBytesPerSecondPerShard: 100_000_000 };
		const many = new World({ settings: generous });
		many.putMany(10_001);
		expect(many.read(many.iterator(SHARD)).Records).toHaveLength(10_000);
		const large = new World({ settings: generous });
		large.putMany(12, { bytes: 1_000_000 });
		expect(large.read(large.iterator(SHARD)).Records).toHaveLength(10);
	});
});

describe("retention", () => {
	it("hides a record the moment it is older than 24 hours, and keeps it when retention was increased", () => {
		for (const [retentionHours, texts] of [
			[24, ["r1"]],
			[48, ["r0", "r1"]],
		] as const) {
			const { world } = worldWithRecords(2);
			world.call("IncreaseStreamRetentionPeriod", { StreamName: "votes", RetentionPeriodHours: retentionHours });
			world.clock.advanceTo(START_MS + 24 * HOUR_MS + 1);
			expect(textsFrom(world, { ShardIteratorType: "TRIM_HORIZON" })).toEqual(texts);
		}
	});

	it("lists a closed shard until its records are gone, then forgets it", () => {
		const world = new World();
		world.scaleAndSettle(2);
		const closedAtMs = START_MS + 25_000;
		world.clock.advanceTo(closedAtMs + 24 * HOUR_MS);
		expect(world.shards().map((shard) => shard.ShardId)).toContain(SHARD);
		world.clock.advanceBy(1);
		expect(world.shards().map((shard) => shard.ShardId)).toEqual(["shardId-000000000001", "shardId-000000000002"]);
		expect(world.refusal("GetShardIterator", { StreamName: "votes", ShardId: SHARD, ShardIteratorType: "LATEST" })).toEqual({
			code: "ResourceNotFoundException",
			message: `Shard ${SHARD} in stream votes under account 123456789012 does not exist`,
		});
	});

	it("never gives a shard's id again, even after the shard is forgotten", () => {
		const world = new World();
		world.scaleAndSettle(2);
		world.clock.advanceBy(25 * HOUR_MS);
		world.scaleAndSettle(1);
		expect(world.shards("AT_LATEST").map((shard) => shard.ShardId)).toEqual(["shardId-000000000003"]);
	});

	it("drops the oldest records when the emulator's own memory bound is reached, and only those", () => {
		const world = new World({ settings: { maxRetainedBytesPerStream: 600_000 } });
		for (let second = 0; second < 10; second++) {
			world.putMany(100, { bytes: 1_000 });
			world.clock.advanceBy(1_000);
		}
		world.put("k", "newest");
		const records = world.read(world.iterator(SHARD)).Records;
		const keptBytes = records.reduce((sum, record) => sum + Buffer.from(record.Data, "base64").length + 1, 0);
		expect(keptBytes).toBeLessThanOrEqual(600_000);
		expect(keptBytes).toBeGreaterThan(300_000);
		expect(records.at(-1)?.Data).toBe(base64("newest"));
	});
});

describe("read limits", () => {
	it("a sixth GetRecords of one shard in one second is refused", () => {
		const { world } = worldWithRecords(1);
		const iterator = world.iterator(SHARD);
		for (let call = 0; call < 5; call++) world.read(iterator);
		expect(world.refusal("GetRecords", { ShardIterator: iterator })).toEqual({
			code: "ProvisionedThroughputExceededException",
			message: `Rate exceeded for shard ${SHARD} in stream votes under account 123456789012.`,
		});
		world.clock.advanceBy(200);
		expect(world.read(iterator).Records).toHaveLength(1);
	});

	it("a sixth GetShardIterator of one shard in one second is refused", () => {
		const world = new World();
		for (let call = 0; call < 5; call++) world.iterator(SHARD);
		expect(world.refusal("GetShardIterator", { StreamName: "votes", ShardId: SHARD, ShardIteratorType: "LATEST" }).code).toBe(
			"ProvisionedThroughputExceededException",
		);
	});

	it("2 MiB a second: a larger answer is paid for before the next", () => {
		const world = new World({ settings: { writeBytesPerSecondPerShard: 100_000_000 } });
		world.putMany(4, { bytes: 1_048_576 });
		const { NextShardIterator } = world.read(world.iterator(SHARD));
		world.clock.advanceBy(1_000);
		expect(world.refusal("GetRecords", { ShardIterator: NextShardIterator }).code).toBe("ProvisionedThroughputExceededException");
		world.clock.advanceBy(1);
		expect(world.read(NextShardIterator ?? "").Records).toEqual([]);
	});

	it("an answer cut at 10 MiB closes the shard to reads for five seconds", () => {
		const world = new World({ settings: { writeBytesPerSecondPerShard: 100_000_000 } });
		world.putMany(11, { bytes: 1_000_000 });
		const { NextShardIterator } = world.read(world.iterator(SHARD));
		world.clock.advanceBy(4_999);
		expect(world.refusal("GetRecords", { ShardIterator: NextShardIterator }).code).toBe("ProvisionedThroughputExceededException");
		world.clock.advanceBy(1);
		expect(world.read(NextShardIterator ?? "").Records).toHaveLength(1);
	});
});

describe("an iterator that cannot be used", () => {
	it("lives five minutes and says so afterwards", () => {
		const world = new World();
		const iterator = world.iterator(SHARD);
		world.clock.advanceBy(300_000);
		expect(world.read(iterator).Records).toEqual([]);
		world.clock.advanceBy(1);
		expect(world.refusal("GetRecords", { ShardIterator: iterator })).toEqual({
			code: "ExpiredIteratorException",
			message:
				"Iterator expired. The iterator was created at time Mon Nov 23 12:00:00 UTC 2026 while right now it is " +
				"Mon Nov 23 12:05:00 UTC 2026 which is further in the future than the tolerated delay of 300000 milliseconds.",
		});
	});

	it("does not survive its stream, even if another of the same name comes", () => {
		const world = new World();
		const iterator = world.iterator(SHARD);
		world.call("DeleteStream", { StreamName: "votes" });
		world.clock.advanceBy(1_000);
		expect(world.refusal("GetRecords", { ShardIterator: iterator }).message).toBe("Stream votes under account 123456789012 not found.");
		world.call("CreateStream", { StreamName: "votes", ShardCount: 1 });
		world.clock.advanceBy(1_000);
		expect(world.refusal("GetRecords", { ShardIterator: iterator }).message).toBe(
			`Shard ${SHARD} in stream votes under account 123456789012 does not exist`,
		);
	});

	const rows = [
		{
			title: "a sequence number with TRIM_HORIZON",
			input: { ShardIteratorType: "TRIM_HORIZON", StartingSequenceNumber: "1" },
			message: /Request specified TRIM_HORIZON and also a StartingSequenceNumber\.$/,
		},
		{
			title: "AT_SEQUENCE_NUMBER without one",
			input: { ShardIteratorType: "AT_SEQUENCE_NUMBER" },
			message: /Request specified AT_SEQUENCE_NUMBER and no StartingSequenceNumber\.$/,
		},
		{
			title: "a sequence number that is none",
			input: { ShardIteratorType: "AT_SEQUENCE_NUMBER", StartingSequenceNumber: "42" },
			message: /^StartingSequenceNumber 42 used in GetShardIterator on shard shardId-000000000000 .* is invalid\.$/,
		},
		{
			title: "AT_TIMESTAMP without a timestamp",
			input: { ShardIteratorType: "AT_TIMESTAMP" },
			message: "Must specify timestampInMillis when the ShardIteratorType is AT_TIMESTAMP.",
		},
		{
			title: "a timestamp with LATEST",
			input: { ShardIteratorType: "LATEST", Timestamp: 1 },
			message: "Timestamp is only allowed with AT_TIMESTAMP. Request specified LATEST and also a Timestamp.",
		},
		{
			title: "a timestamp in the future",
			input: { ShardIteratorType: "AT_TIMESTAMP", Timestamp: START_MS / 1_000 + 1 },
			message: `The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. timestampInMillis: ${START_MS + 1_000}, currentTimestampInMillis: ${START_MS}`,
		},
	];
	for (const { title, input, message } of rows) {
		it(`is not given for ${title}`, () => {
			const refusal = new World().refusal("GetShardIterator", { StreamName: "votes", ShardId: SHARD, ...input });
			expect(refusal.code).toBe("InvalidArgumentException");
			if (typeof message === "string") expect(refusal.message).toBe(message);
			else expect(refusal.message).toMatch(message);
		});
	}

	it("is not given for another shard's sequence number", () => {
		const world = new World({ shardCount: 2 });
		// "b" hashes to the upper half: the second shard.
		const { SequenceNumber } = world.put("b");
		expect(
			world.refusal("GetShardIterator", {
				StreamName: "votes",
				ShardId: SHARD,
				ShardIteratorType: "AT_SEQUENCE_NUMBER",
				StartingSequenceNumber: SequenceNumber,
			}).message,
		).toBe(`Invalid StartingSequenceNumber. It encodes shardId-000000000001, while it was used in a call to a shard with ${SHARD}`);
	});
});
