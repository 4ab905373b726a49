import { describe, expect, it } from "vitest";
import { START_MS, STREAM_ARN, type WireShard, World } from "./build.ts";

const LAST_HASH_KEY = (2n ** 128n - 1n).toString();

interface ShardPage {
	readonly Shards: readonly WireShard[];
	readonly NextToken?: string;
}

describe("descriptions", () => {
	it("DescribeStreamSummary answers every member that the stream has", () => {
		const world = new World({ shardCount: 3 });
		expect(world.call("DescribeStreamSummary", { StreamARN: STREAM_ARN })).toEqual({
			StreamDescriptionSummary: {
				StreamName: "votes",
				StreamARN: STREAM_ARN,
				StreamStatus: "ACTIVE",
				StreamModeDetails: { StreamMode: "PROVISIONED" },
				RetentionPeriodHours: 24,
				StreamCreationTimestamp: START_MS / 1_000 - 1,
				EnhancedMonitoring: [{ ShardLevelMetrics: [] }],
				EncryptionType: "NONE",
				OpenShardCount: 3,
				ConsumerCount: 0,
				MaxRecordSizeInKiB: 1_024,
			},
		});
	});

	it("shows a stream that was created by a name alone as one of four shards on demand", () => {
		const world = new World({ shardCount: 0 });
		world.call("CreateStream", { StreamName: "votes" });
		world.clock.advanceBy(1_000);
		expect(world.summary()).toMatchObject({
			StreamStatus: "ACTIVE",
			OpenShardCount: 4,
			StreamModeDetails: { StreamMode: "ON_DEMAND" },
		});
	});

	it("says whether records are encrypted at rest, and with which key", () => {
		const world = new World({ shardCount: 1 });
		const key = { StreamName: "votes", EncryptionType: "KMS", KeyId: "alias/aws/kinesis" };
		const described = () =>
			world.call<{ readonly StreamDescriptionSummary: Readonly<Record<string, unknown>> }>("DescribeStreamSummary", {
				StreamARN: STREAM_ARN,
			}).StreamDescriptionSummary;
		expect(world.call("StartStreamEncryption", key)).toEqual({});
		expect(described()).toMatchObject({ EncryptionType: "KMS", KeyId: "alias/aws/kinesis", StreamStatus: "ACTIVE" });
		world.call("StopStreamEncryption", key);
		expect(described()).toMatchObject({ EncryptionType: "NONE" });
		expect(described()).not.toHaveProperty("KeyId");
	});

	it("DescribeStream pages by 100 shards and goes on after the last one seen", () => {
		const world = new World({ shardCount: 150 });
		const page = (input: object) =>
			world.call<{ readonly StreamDescription: { readonly Shards: readonly WireShard[]; readonly HasMoreShards: boolean } }>(
				"DescribeStream",
				{
					StreamName: "votes",
					...input,
				},
			).StreamDescription;
		const first = page({ Limit: 10_000 });
		expect([first.Shards.length, first.HasMoreShards]).toEqual([100, true]);
		const second = page({ ExclusiveStartShardId: first.Shards.at(-1)?.ShardId });
		expect([second.Shards.length, second.HasMoreShards]).toEqual([50, false]);
		expect(first.Shards[0]?.HashKeyRange.StartingHashKey).toBe("0");
		expect(second.Shards.at(-1)?.HashKeyRange.EndingHashKey).toBe(LAST_HASH_KEY);
	});

	it("even ranges are those that the service makes for three shards", () => {
		expect(new World({ shardCount: 3 }).shards().map((shard) => shard.HashKeyRange)).toEqual([
			{ StartingHashKey: "0", EndingHashKey: "113427455640312821154458202477256070484" },
			{ StartingHashKey: "113427455640312821154458202477256070485", EndingHashKey: "226854911280625642308916404954512140969" },
			{ StartingHashKey: "226854911280625642308916404954512140970", EndingHashKey: LAST_HASH_KEY },
		]);
	});

	it("a record goes to the shard whose range holds the MD5 of its partition key, or its explicit hash key", () => {
		const world = new World({ shardCount: 4 });
		// MD5("a") begins with 0c, MD5("c") with 4a, MD5("k") with 8c.
		expect(["a", "c", "k"].map((key) => world.put(key).ShardId.slice(-1))).toEqual(["0", "1", "2"]);
		const explicit = (ExplicitHashKey: string) =>
			world.call<{ readonly ShardId: string }>("PutRecord", { StreamName: "votes", PartitionKey: "a", Data: "", ExplicitHashKey }).ShardId;
		const second = 2n ** 126n;
		expect([0n, second - 1n, second, 2n ** 128n - 1n].map((hashKey) => explicit(hashKey.toString()).slice(-1))).toEqual([
			"0",
			"0",
			"1",
			"3",
		]);
	});
});

describe("ListShards", () => {
	it("pages through every shard once", () => {
		const world = new World({ shardCount: 7 });
		const seen: string[] = [];
		let page = world.call<ShardPage>("ListShards", { StreamName: "votes", MaxResults: 3 });
		for (;;) {
			seen.push(...page.Shards.map((shard) => shard.ShardId));
			if (page.NextToken === undefined) break;
			page = world.call<ShardPage>("ListShards", { NextToken: page.NextToken, MaxResults: 3 });
		}
		expect(seen).toEqual(Array.from({ length: 7 }, (_, index) => `shardId-00000000000${index}`));
	});

	it("gives at most 1,000 shards a page, whatever is asked for", () => {
		const world = new World({ shardCount: 1_001 });
		const page = world.call<ShardPage>("ListShards", { StreamName: "votes", MaxResults: 10_000 });
		expect(page.Shards).toHaveLength(1_000);
		expect(world.call<ShardPage>("ListShards", { NextToken: page.NextToken }).Shards).toHaveLength(1);
	});

	it("forgets a token after 300 s, and takes none that it did not give", () => {
		const world = new World({ shardCount: 2 });
		const { NextToken } = world.call<ShardPage>("ListShards", { StreamName: "votes", MaxResults: 1 });
		expect(world.refusal("ListShards", { NextToken, StreamName: "votes" }).message).toBe(
			"NextToken and StreamName cannot be provided together.",
		);
		expect(world.refusal("ListShards", { NextToken: `${NextToken}A` }).code).toBe("InvalidArgumentException");
		world.clock.advanceBy(300_001);
		expect(world.refusal("ListShards", { NextToken }).code).toBe("ExpiredNextTokenException");
	});

	const SECOND_MS = 1_000;
	const filters = [
		{ title: "all that are within retention, by default", filter: undefined, shards: ["0", "1", "2"] },
		{ title: "only the open ones at LATEST", filter: { Type: "AT_LATEST" }, shards: ["1", "2"] },
		{ title: "those open at the trim horizon", filter: { Type: "AT_TRIM_HORIZON" }, shards: ["0"] },
		{ title: "all from the trim horizon", filter: { Type: "FROM_TRIM_HORIZON" }, shards: ["0", "1", "2"] },
		{ title: "those after a shard", filter: { Type: "AFTER_SHARD_ID", ShardId: "shardId-000000000001" }, shards: ["2"] },
		{ title: "those open before the split", filter: { Type: "AT_TIMESTAMP", Timestamp: START_MS / SECOND_MS + 10 }, shards: ["0"] },
		{ title: "those open after the split", filter: { Type: "AT_TIMESTAMP", Timestamp: START_MS / SECOND_MS + 30 }, shards: ["1", "2"] },
		{
			title: "those not closed before a time",
			filter: { Type: "FROM_TIMESTAMP", Timestamp: START_MS / SECOND_MS + 30 },
			shards: ["1", "2"],
		},
	];
	for (const { title, filter, shards } of filters) {
		it(`lists ${title}`, () => {
			const world = new World();
			world.scaleAndSettle(2);
			const page = world.call<ShardPage>("ListShards", { StreamName: "votes", ShardFilter: filter });
			expect(page.Shards.map((shard) => shard.ShardId.slice(-1))).toEqual(shards);
		});
	}

	it("refuses filters that lack what they need or carry what they do not", () => {
		const world = new World();
		const refusalOf = (ShardFilter: object) => world.refusal("ListShards", { StreamName: "votes", ShardFilter }).message;
		expect(refusalOf({ Type: "AFTER_SHARD_ID" })).toBe("ShardFilter of Type AFTER_SHARD_ID needs a ShardId.");
		expect(refusalOf({ Type: "AT_TIMESTAMP" })).toBe("ShardFilter of Type AT_TIMESTAMP needs a Timestamp.");
		expect(refusalOf({ Type: "AT_LATEST", Timestamp: 1 })).toBe("ShardFilter of Type AT_LATEST takes no Timestamp.");
	});
});

describe("ListStreams and tags", () => {
	it("lists streams by name, page by page", () => {
		const world = new World({ shardCount: 0 });
		for (const StreamName of ["gamma", "alpha", "beta"]) world.call("CreateStream", { StreamName, ShardCount: 1 });
		const first = world.call("ListStreams", { Limit: 2 });
		expect(first).toMatchObject({ StreamNames: ["alpha", "beta"], HasMoreStreams: true });
		expect(world.call("ListStreams", { NextToken: first["NextToken"] })).toMatchObject({ StreamNames: ["gamma"], HasMoreStreams: false });
		expect(world.call("ListStreams", { ExclusiveStartStreamName: "beta" })).toMatchObject({ StreamNames: ["gamma"] });
		expect(world.refusal("ListStreams", { NextToken: "made up" }).message).toBe("Invalid NextToken.");
	});

	it("adds, overwrites, lists by page and removes tags", () => {
		const world = new World();
		world.call("AddTagsToStream", { StreamName: "votes", Tags: { team: "blue", stage: "test", cost: "" } });
		world.call("AddTagsToStream", { StreamName: "votes", Tags: { team: "red" } });
		expect(world.call("ListTagsForStream", { StreamName: "votes", Limit: 2 })).toEqual({
			Tags: [
				{ Key: "cost", Value: "" },
				{ Key: "stage", Value: "test" },
			],
			HasMoreTags: true,
		});
		world.call("RemoveTagsFromStream", { StreamName: "votes", TagKeys: ["cost", "never there"] });
		expect(world.call("ListTagsForStream", { StreamName: "votes", ExclusiveStartTagKey: "stage" })).toEqual({
			Tags: [{ Key: "team", Value: "red" }],
			HasMoreTags: false,
		});
	});
});
