import { describe, expect, it } from "vitest";
import { STREAM_ARN, World } from "./build.ts";

const LAST_HASH_KEY = (2n ** 128n - 1n).toString();
const HALF = (2n ** 127n).toString();

describe("UpdateShardCount over time", () => {
	it("keeps the stream UPDATING for 25 s from 1 to 2, then opens both children at once", () => {
		const world = new World();
		world.scaleTo(2);
		world.clock.advanceBy(24_999);
		expect(world.summary()).toMatchObject({ StreamStatus: "UPDATING", OpenShardCount: 1 });
		world.clock.advanceBy(1);
		expect(world.summary()).toMatchObject({ StreamStatus: "ACTIVE", OpenShardCount: 2 });
		expect(world.events).toEqual([
			{
				kind: "update-shard-count",
				outcome: "accepted",
				streamName: "votes",
				currentShardCount: 1,
				targetShardCount: 2,
				atMs: world.clock.nowMs() - 25_000,
			},
			{ kind: "stream-active", streamName: "votes", openShardCount: 2, atMs: world.clock.nowMs() },
		]);
	});

	const durations = [
		{ title: "two splits take 35 s", from: 2, to: 4, durationMs: 35_000 },
		{ title: "two splits and a merge take 45 s", from: 2, to: 3, durationMs: 45_000 },
		{ title: "a large one takes five minutes at most", from: 64, to: 128, durationMs: 300_000 },
	];
	for (const { title, from, to, durationMs } of durations) {
		it(title, () => {
			const world = new World({ shardCount: from });
			world.scaleTo(to);
			world.clock.advanceBy(durationMs - 1);
			expect(world.summary().StreamStatus).toBe("UPDATING");
			world.clock.advanceBy(1);
			expect(world.summary()).toMatchObject({ StreamStatus: "ACTIVE", OpenShardCount: to });
		});
	}

	it("shows the short-lived shards of 2 to 3 while it runs, in the account's count too", () => {
		const world = new World({ shardCount: 2 });
		world.scaleTo(3);
		world.clock.advanceBy(22_500);
		expect(world.summary()).toMatchObject({ StreamStatus: "UPDATING", OpenShardCount: 4 });
		expect(world.call("DescribeLimits", {})["OpenShardCount"]).toBe(4);
		world.clock.advanceBy(22_500);
		expect(world.summary()).toMatchObject({ StreamStatus: "ACTIVE", OpenShardCount: 3 });
		expect(world.call("DescribeLimits", {})["OpenShardCount"]).toBe(3);
	});

	it("writes the lineage of splits and merges", () => {
		const world = new World({ shardCount: 2 });
		world.scaleAndSettle(3);
		const family = world.shards().map(({ ShardId, ParentShardId, AdjacentParentShardId, SequenceNumberRange }) => ({
			shard: Number(ShardId.slice(-3)),
			parents: [ParentShardId, AdjacentParentShardId].flatMap((id) => (id === undefined ? [] : [Number(id.slice(-3))])),
			isClosed: SequenceNumberRange.EndingSequenceNumber !== undefined,
		}));
		expect(family).toEqual([
			{ shard: 0, parents: [], isClosed: true },
			{ shard: 1, parents: [], isClosed: true },
			{ shard: 2, parents: [0], isClosed: false },
			{ shard: 3, parents: [0], isClosed: true },
			{ shard: 4, parents: [1], isClosed: true },
			{ shard: 5, parents: [1], isClosed: false },
			{ shard: 6, parents: [3, 4], isClosed: false },
		]);
	});

	it("tells of a refusal as an event with the current and the wanted count", () => {
		const world = new World({ shardCount: 2 });
		const refusal = world.refusal("UpdateShardCount", { StreamName: "votes", TargetShardCount: 9, ScalingType: "UNIFORM_SCALING" });
		expect(world.events).toEqual([
			{
				kind: "update-shard-count",
				outcome: "refused",
				streamName: "votes",
				currentShardCount: 2,
				targetShardCount: 9,
				...refusal,
				atMs: world.clock.nowMs(),
			},
		]);
	});

	it("leaves nothing behind when it is refused", () => {
		const world = new World({ shardCount: 2 });
		const before = world.shards();
		world.refusal("UpdateShardCount", { StreamName: "votes", TargetShardCount: 9, ScalingType: "UNIFORM_SCALING" });
		world.clock.advanceBy(300_000);
		expect(world.shards()).toEqual(before);
		expect(world.summary().StreamStatus).toBe("ACTIVE");
	});

	it("evens out ranges that SplitShard left uneven", () => {
		const world = new World();
		world.call("SplitShard", { StreamName: "votes", ShardToSplit: "shardId-000000000000", NewStartingHashKey: "1000" });
		world.clock.advanceBy(300_000);
		world.scaleAndSettle(4);
		expect(
			world
				.shards("AT_LATEST")
				.map((shard) => shard.HashKeyRange.StartingHashKey)
				.sort(),
		).toEqual([0n, 1n, 2n, 3n].map((quarter) => (quarter * 2n ** 126n).toString()).sort());
	});

	it("stands still once the emulator is closed", () => {
		const world = new World();
		world.scaleTo(2);
		world.emulator.close();
		world.clock.advanceBy(300_000);
		expect(world.summary()).toMatchObject({ StreamStatus: "UPDATING", OpenShardCount: 1 });
	});
});

describe("SplitShard and MergeShards", () => {
	it("split at the given key and merge back, the lower shard first, by ids in full or in short", () => {
		const world = new World();
		world.call("SplitShard", { StreamName: "votes", ShardToSplit: "shardId-000000000000", NewStartingHashKey: HALF });
		expect(world.summary().StreamStatus).toBe("UPDATING");
		world.clock.advanceBy(25_000);
		expect(world.shards("AT_LATEST").map((shard) => shard.HashKeyRange)).toEqual([
			{ StartingHashKey: "0", EndingHashKey: (2n ** 127n - 1n).toString() },
			{ StartingHashKey: HALF, EndingHashKey: LAST_HASH_KEY },
		]);
		world.call("MergeShards", { StreamName: "votes", ShardToMerge: "1", AdjacentShardToMerge: "shardId-2" });
		world.clock.advanceBy(25_000);
		expect(world.shards("AT_LATEST")).toMatchObject([
			{
				ShardId: "shardId-000000000003",
				ParentShardId: "shardId-000000000001",
				AdjacentParentShardId: "shardId-000000000002",
				HashKeyRange: { StartingHashKey: "0", EndingHashKey: LAST_HASH_KEY },
			},
		]);
	});

	it("are not counted against the ten reshards", () => {
		const world = new World();
		let last = "shardId-000000000000";
		for (let split = 0; split < 12; split++) {
			const range = world.shards("AT_LATEST").at(-1);
			if (range === undefined) throw new Error("a stream has shards");
			last = range.ShardId;
			const middle = (BigInt(range.HashKeyRange.StartingHashKey) + BigInt(range.HashKeyRange.EndingHashKey)) / 2n;
			world.call("SplitShard", { StreamName: "votes", ShardToSplit: last, NewStartingHashKey: middle.toString() });
			world.clock.advanceBy(25_000);
		}
		expect(world.summary().OpenShardCount).toBe(13);
		expect(world.scaleTo(14)).toMatchObject({ TargetShardCount: 14 });
	});
});

describe("the life of a stream", () => {
	it("is CREATING, ACTIVE, DELETING and gone", () => {
		const world = new World({ shardCount: 0 });
		world.call("CreateStream", { StreamName: "votes", ShardCount: 3 });
		expect(world.summary()).toMatchObject({ StreamStatus: "CREATING", OpenShardCount: 0 });
		world.clock.advanceBy(1_000);
		expect(world.summary()).toMatchObject({ StreamStatus: "ACTIVE", OpenShardCount: 3 });
		world.call("DeleteStream", { StreamName: "votes" });
		expect(world.summary().StreamStatus).toBe("DELETING");
		expect(world.put("k").ShardId).toMatch(/^shardId-/);
		world.clock.advanceBy(1_000);
		expect(world.refusal("DescribeStreamSummary", { StreamName: "votes" }).code).toBe("ResourceNotFoundException");
	});

	it("begins with four shards on demand, and can be resharded after it became provisioned", () => {
		const world = new World({ shardCount: 0 });
		world.call("CreateStream", { StreamName: "votes", StreamModeDetails: { StreamMode: "ON_DEMAND" } });
		world.clock.advanceBy(1_000);
		expect(world.summary()).toMatchObject({ OpenShardCount: 4, StreamModeDetails: { StreamMode: "ON_DEMAND" } });
		world.call("UpdateStreamMode", { StreamARN: STREAM_ARN, StreamModeDetails: { StreamMode: "PROVISIONED" } });
		expect(world.summary().StreamStatus).toBe("UPDATING");
		world.clock.advanceBy(15_000);
		expect(world.scaleTo(8)).toMatchObject({ CurrentShardCount: 4, TargetShardCount: 8 });
	});
});
