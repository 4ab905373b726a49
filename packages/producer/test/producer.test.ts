import { CloudWatch } from "@aws-sdk/client-cloudwatch";
import { Kinesis } from "@aws-sdk/client-kinesis";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cloudWatchThrottles, createProducer, type ThrottlePublisher } from "../src/index.ts";
import { EmulatedKinesis, START_MS } from "./support/emulated-kinesis.ts";

const Data = new TextEncoder().encode("v");
const records = (count: number, from = 0) => Array.from({ length: count }, (_, index) => ({ Data, PartitionKey: `key-${from + index}` }));

class CountedThrottles implements ThrottlePublisher {
	readonly byShard = new Map<string, number>();
	calls = 0;
	closed = 0;

	count(streamName: string, throttles: ReadonlyMap<string | undefined, number>): void {
		this.calls += 1;
		for (const [shardId, count] of throttles) {
			const key = `${streamName} ${shardId}`;
			this.byShard.set(key, (this.byShard.get(key) ?? 0) + count);
		}
	}

	async close(): Promise<void> {
		this.closed += 1;
	}
}

function world(options: { isLost?: (call: number) => boolean; shardCount?: number; maxAttempts?: number } = {}) {
	const kinesis = new EmulatedKinesis(options);
	const throttles = new CountedThrottles();
	const waits: number[] = [];
	const producer = createProducer({
		kinesis,
		throttles,
		...(options.maxAttempts === undefined ? {} : { maxAttempts: options.maxAttempts }),
		nowMs: () => kinesis.clock.nowMs(),
		random: () => 0.5,
		sleep: async (ms) => {
			waits.push(ms);
			kinesis.clock.advanceBy(ms);
		},
	});
	return { kinesis, producer, throttles, waits };
}

describe("a producer at rest", () => {
	it("makes one call for a call, counts nothing and waits for nothing", async () => {
		const { kinesis, producer, throttles, waits } = world();
		await producer.putRecord({ StreamName: "votes", PartitionKey: "a", Data });
		expect(await producer.putRecords({ StreamName: "votes", Records: records(2) })).toMatchObject({ FailedRecordCount: 0 });
		expect(kinesis.calls).toEqual([["a"], ["key-0", "key-1"]]);
		expect({ calls: throttles.calls, waits }).toEqual({ calls: 0, waits: [] });
	});

	it("takes the client of the SDK as it is", () => {
		const own = { region: "us-east-1", maxAttempts: 1 };
		const throttles = cloudWatchThrottles({ cloudWatch: new CloudWatch(own) });
		expect(createProducer({ kinesis: new Kinesis(own), throttles })).toHaveProperty("putRecords");
	});
});

describe("a throttled PutRecords", () => {
	it("sends again only what was refused, and answers in the order of the request", async () => {
		const { kinesis, producer, throttles } = world();
		for (const from of [0, 400]) await producer.putRecords({ StreamName: "votes", Records: records(400, from) });
		const answer = await producer.putRecords({ StreamName: "votes", Records: records(300, 800) });
		expect(answer.FailedRecordCount).toBe(0);
		expect(answer.Records?.map(({ ErrorCode, SequenceNumber }) => ErrorCode ?? typeof SequenceNumber)).toEqual(Array(300).fill("string"));
		const [first = [], second = []] = kinesis.calls.slice(2);
		expect({ first: first.length, second: second.length }).toEqual({ first: 300, second: 100 });
		expect(throttles.byShard.get("votes shardId-000000000000")).toBe(kinesis.refused.get("shardId-000000000000"));
		expect(new Set(kinesis.stored().values())).toEqual(new Set([1]));
		expect(kinesis.stored().size).toBe(1_100);
	});

	it("gives back what is refused at last, after as many calls as allowed, with longer and longer waits", async () => {
		const { kinesis, producer, throttles, waits } = world({ maxAttempts: 3 });
		await producer.putRecords({ StreamName: "votes", Records: records(500) });
		await producer.putRecords({ StreamName: "votes", Records: records(500, 500) });
		const { FailedRecordCount, Records = [] } = await producer.putRecords({ StreamName: "votes", Records: records(500, 1_000) });
		expect(waits).toEqual([50, 100]);
		expect(kinesis.calls).toHaveLength(5);
		// 50 ms and 100 ms of a shard's 1,000 records/s.
		expect(FailedRecordCount).toBe(350);
		const failed = Records.filter(({ ErrorCode }) => ErrorCode === "ProvisionedThroughputExceededException");
		expect(failed).toHaveLength(350);
		expect(kinesis.stored().size).toBe(1_150);
		expect(throttles.byShard.get("votes shardId-000000000000")).toBe(500 + 450 + 350);
	});

	it("counts each shard's own", async () => {
		const { kinesis, producer, throttles } = world({ shardCount: 4, maxAttempts: 1 });
		for (let call = 0; call < 10; call++) await producer.putRecords({ StreamName: "votes", Records: records(500, call * 500) });
		expect(kinesis.refused.size).toBe(4);
		expect(throttles.byShard).toEqual(new Map([...kinesis.refused].map(([shardId, count]) => [`votes ${shardId}`, count])));
	});
});

describe("a lost answer", () => {
	it("of PutRecord is asked for again: stored twice, as by every client", async () => {
		const { kinesis, producer, throttles } = world({ isLost: (call) => call === 0 });
		await producer.putRecord({ StreamName: "votes", PartitionKey: "a", Data });
		expect(kinesis.stored()).toEqual(new Map([["a", 2]]));
		expect(throttles.calls).toBe(0);
	});

	it("at the last attempt is thrown where nothing is known", async () => {
		const { kinesis, producer } = world({ isLost: () => true, maxAttempts: 4 });
		await expect(producer.putRecords({ StreamName: "votes", Records: records(2) })).rejects.toThrow("socket hang up");
		expect(kinesis.calls).toHaveLength(4);
	});

	it("at the last attempt leaves what is known: the others are stored", async () => {
		const { producer } = world({ isLost: (call) => call > 2, maxAttempts: 2 });
		for (const from of [0, 500]) await producer.putRecords({ StreamName: "votes", Records: records(450, from) });
		const { FailedRecordCount, Records = [] } = await producer.putRecords({ StreamName: "votes", Records: records(200, 1_000) });
		expect(FailedRecordCount).toBe(100);
		expect(Records.slice(99, 101)).toMatchObject([{ ShardId: "shardId-000000000000" }, { ErrorMessage: "socket hang up" }]);
	});

	it("loses no record and stores none more often than once and once for each lost answer that it was in", async () => {
		const scenario = fc.record({
			lost: fc.array(fc.boolean(), { maxLength: 30 }),
			batches: fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 8 }),
			shardCount: fc.integer({ min: 1, max: 3 }),
			maxAttempts: fc.integer({ min: 1, max: 6 }),
		});
		await fc.assert(
			fc.asyncProperty(scenario, async ({ batches, lost, maxAttempts, shardCount }) => {
				const { kinesis, producer, throttles } = world({ isLost: (call) => lost[call] ?? false, shardCount, maxAttempts });
				const confirmed = new Set<string>();
				let from = 0;
				for (const count of batches) {
					const batch = records(count, from);
					from += count;
					const before = kinesis.calls.length;
					const answer = await producer.putRecords({ StreamName: "votes", Records: batch }).catch(() => undefined);
					expect(kinesis.calls.length - before).toBeLessThanOrEqual(maxAttempts);
					batch.forEach(({ PartitionKey }, index) => {
						if (answer?.Records?.[index]?.SequenceNumber !== undefined) confirmed.add(PartitionKey);
					});
					if (answer !== undefined) expect(answer.Records).toHaveLength(count);
				}
				const stored = kinesis.stored();
				for (const key of confirmed) expect(stored.get(key)).toBeGreaterThanOrEqual(1);
				for (const [key, copies] of stored) expect(copies).toBeLessThanOrEqual(1 + (kinesis.lost.get(key) ?? 0));
				const counted = [...throttles.byShard.values()].reduce((sum, count) => sum + count, 0);
				const refused = [...kinesis.refused.values()].reduce((sum, count) => sum + count, 0);
				expect(counted).toBeLessThanOrEqual(refused);
				if (kinesis.lost.size === 0) expect(counted).toBe(refused);
			}),
			{ numRuns: 40, seed: 19 },
		);
	});
});

describe("what is not retried", () => {
	it("is thrown after one call, and counted as no throttle", async () => {
		const { kinesis, producer, throttles } = world();
		await expect(producer.putRecord({ StreamName: "none", PartitionKey: "a", Data })).rejects.toThrow("not found");
		expect({ calls: kinesis.calls.length, counted: throttles.calls }).toEqual({ calls: 1, counted: 0 });
	});

	it("is a call without a stream, and says what it takes", async () => {
		const { producer } = world();
		await expect(producer.putRecords({ Records: records(1) })).rejects.toThrow("The call names no stream. Give StreamName, or StreamARN");
	});

	it.each([0, 1.5, Number.NaN])("is a producer with %s attempts", (maxAttempts) => {
		expect(() => world({ maxAttempts })).toThrow(`maxAttempts is ${maxAttempts}; it takes a whole number of at least 1.`);
	});
});

describe("a throttled PutRecord", () => {
	it("is tried again until the shard has room, and each refusal is counted with its shard", async () => {
		const { kinesis, producer, throttles, waits } = world();
		for (const from of [0, 500]) await producer.putRecords({ StreamName: "votes", Records: records(500, from) });
		await producer.putRecord({ StreamARN: "arn:aws:kinesis:us-east-1:123456789012:stream/votes", PartitionKey: "late", Data });
		expect(waits).toEqual([50]);
		expect(throttles.byShard).toEqual(new Map([["votes shardId-000000000000", 1]]));
		expect(kinesis.stored().get("late")).toBe(1);
		expect(kinesis.clock.nowMs()).toBeGreaterThan(START_MS);
	});
});
