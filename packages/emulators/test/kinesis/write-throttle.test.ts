import { describe, expect, it } from "vitest";
import { base64, World } from "./build.ts";

describe("a shard's write limits", () => {
	const rows = [
		{
			title: "takes 1,000 records at once and refuses the next",
			run: (world: World) => world.putMany(1_001),
			accepted: 1_000,
		},
		{
			title: "counts bytes with the partition key: 1,000,000 at once and not one record more",
			run: (world: World) => world.putMany(101, { bytes: 10_000 }),
			accepted: 100,
		},
		{
			title: "refills by the millisecond: 250 ms after the limit 250 records pass",
			run: (world: World) => {
				world.putMany(1_000);
				world.clock.advanceBy(250);
				return world.putMany(1_000);
			},
			accepted: 250,
		},
		{
			title: "holds no more than a second's worth after a long silence",
			run: (world: World) => {
				world.clock.advanceBy(3_600_000);
				return world.putMany(2_000);
			},
			accepted: 1_000,
		},
		{
			title: "holds what the burst setting says",
			settings: { writeBurstSeconds: 3 },
			run: (world: World) => world.putMany(4_000),
			accepted: 3_000,
		},
		{
			title: "lets one record larger than a second's bytes pass and makes the next wait for the debt",
			run: (world: World) => {
				const first = world.putMany(1, { bytes: 1_048_576 });
				world.clock.advanceBy(40);
				const early = world.putMany(1);
				world.clock.advanceBy(10);
				return first + early + world.putMany(1);
			},
			accepted: 2,
		},
		{
			title: "two shards take twice as much when the keys are spread",
			shardCount: 2,
			run: (world: World) => {
				let accepted = 0;
				// One key for each half of the hash-key space.
				for (const partitionKey of ["a", "b"]) accepted += world.putMany(1_500, { partitionKey });
				return accepted;
			},
			accepted: 2_000,
		},
		{
			title: "a hot key is one shard's worth however many shards there are",
			shardCount: 8,
			run: (world: World) => world.putMany(3_000),
			accepted: 1_000,
		},
	];

	for (const { title, run, accepted, shardCount = 1, settings = {} } of rows) {
		it(title, () => {
			expect(run(new World({ shardCount, settings }))).toBe(accepted);
		});
	}

	it("sustains 1,000 records a second over a minute, not more", () => {
		const world = new World();
		world.putMany(1_000);
		let accepted = 0;
		for (let tick = 0; tick < 600; tick++) {
			world.clock.advanceBy(100);
			accepted += world.putMany(150);
		}
		expect(accepted).toBe(60_000);
	});
});

describe("a throttled write", () => {
	it("is refused in the service's words, names the shard, and becomes an event", () => {
		const world = new World();
		world.putMany(1_000);
		expect(world.refusal("PutRecord", { StreamName: "votes", PartitionKey: "k", Data: base64("v") })).toEqual({
			code: "ProvisionedThroughputExceededException",
			message: "Rate exceeded for shard shardId-000000000000 in stream votes under account 123456789012.",
		});
		expect(world.events).toEqual([
			{ kind: "write-throttled", streamName: "votes", shardId: "shardId-000000000000", records: 1, atMs: world.clock.nowMs() },
		]);
	});

	it("fails single records of PutRecords, in place, and stores the others", () => {
		const world = new World({ shardCount: 2 });
		// "a" and "b" hash to different halves.
		world.putMany(999, { partitionKey: "a" });
		const answer = world.call<{
			readonly FailedRecordCount: number;
			readonly Records: readonly Record<string, string>[];
		}>("PutRecords", {
			StreamName: "votes",
			Records: ["a", "b", "a", "b", "a"].map((PartitionKey) => ({ PartitionKey, Data: base64("v") })),
		});
		expect(answer.FailedRecordCount).toBe(2);
		expect(answer.Records.map((record) => record["ErrorCode"] ?? "stored")).toEqual([
			"stored",
			"stored",
			"ProvisionedThroughputExceededException",
			"stored",
			"ProvisionedThroughputExceededException",
		]);
		const refused = answer.Records[2];
		const shardOfA = answer.Records[0]?.["ShardId"];
		expect(refused).toEqual({
			ErrorCode: "ProvisionedThroughputExceededException",
			ErrorMessage: `Rate exceeded for shard ${shardOfA} in stream votes under account 123456789012.`,
		});
		expect(world.events).toEqual([
			{ kind: "write-throttled", streamName: "votes", shardId: shardOfA, records: 2, atMs: world.clock.nowMs() },
		]);
	});

	it("answers 200 with every record failed when the shard has no room at all", () => {
		const world = new World();
		world.putMany(1_000);
		const answer = world.call("PutRecords", { StreamName: "votes", Records: [{ PartitionKey: "k", Data: base64("v") }] });
		expect(answer["FailedRecordCount"]).toBe(1);
	});

	it("goes on against the parents while the stream is UPDATING, and finds the children's room when it is ACTIVE", () => {
		const world = new World();
		world.scaleTo(2);
		expect(world.putMany(1_500, { partitionKey: "a" }) + world.putMany(1_500, { partitionKey: "b" })).toBe(1_000);
		world.clock.advanceBy(25_000);
		expect(world.summary()).toMatchObject({ StreamStatus: "ACTIVE", OpenShardCount: 2 });
		expect(world.putMany(1_500, { partitionKey: "a" }) + world.putMany(1_500, { partitionKey: "b" })).toBe(2_000);
	});
});
