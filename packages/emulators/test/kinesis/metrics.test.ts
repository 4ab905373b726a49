import { describe, expect, it } from "vitest";
import { base64, START_MS, World } from "./build.ts";

const SHARD = "shardId-000000000000";
const MINUTE_MS = 60_000;

function sumsOf(world: World, minuteStartMs: number): Record<string, number> {
	const ofMinute = world.data.filter((datum) => datum.timestampMs === minuteStartMs && datum.dimensions["ShardId"] === undefined);
	return Object.fromEntries(ofMinute.map((datum) => [datum.metricName, datum.statistics.sum]));
}

describe("the stream's metrics", () => {
	it("come once a minute, stamped with the minute's start, visible 60 to 90 s after its end", () => {
		const world = new World();
		world.clock.advanceBy(10_000);
		world.putMany(3, { bytes: 100 });
		world.clock.advanceTo(START_MS + MINUTE_MS - 1);
		expect(world.data).toEqual([]);
		world.clock.advanceBy(1);
		const incoming = world.data.filter((datum) => datum.metricName === "IncomingRecords");
		expect(incoming).toHaveLength(1);
		expect(incoming[0]).toMatchObject({
			namespace: "AWS/Kinesis",
			dimensions: { StreamName: "votes" },
			timestampMs: START_MS,
			storageResolutionSeconds: 60,
			unit: "Count",
			statistics: { sampleCount: 3, sum: 3, minimum: 1, maximum: 1 },
		});
		for (const datum of world.data) {
			expect(datum.availableAtMs).toBeGreaterThanOrEqual(START_MS + 2 * MINUTE_MS);
			expect(datum.availableAtMs).toBeLessThanOrEqual(START_MS + 2 * MINUTE_MS + 30_000);
		}
	});

	it("spread their delay over the setting's span, the same in every run", () => {
		const delaysMs = () => {
			const world = new World({ settings: { metricDelayMinimumMs: 5_000, metricDelayMaximumMs: 9_000 } });
			for (let minute = 0; minute < 60; minute++) {
				world.put("k");
				world.clock.advanceBy(MINUTE_MS);
			}
			return world.data
				.filter((datum) => datum.metricName === "IncomingRecords")
				.map((datum) => datum.availableAtMs - datum.timestampMs - MINUTE_MS);
		};
		const first = delaysMs();
		expect(first).toHaveLength(60);
		expect(Math.min(...first)).toBeGreaterThanOrEqual(5_000);
		expect(Math.max(...first)).toBeLessThanOrEqual(9_000);
		expect(Math.max(...first) - Math.min(...first)).toBeGreaterThan(2_000);
		expect(delaysMs()).toEqual(first);
	});

	it("count what was stored and what was throttled apart: offered is their sum", () => {
		const world = new World();
		world.putMany(1_400, { bytes: 10 });
		world.clock.advanceBy(MINUTE_MS);
		expect(sumsOf(world, START_MS)).toEqual({
			IncomingBytes: 10_000,
			IncomingRecords: 1_000,
			"PutRecord.Bytes": 10_000,
			"PutRecord.Success": 1_000,
			WriteProvisionedThroughputExceeded: 400,
		});
	});

	it("report zero throttles for a busy calm minute and nothing at all for an idle one", () => {
		const world = new World();
		world.put("k");
		world.clock.advanceBy(3 * MINUTE_MS);
		expect(sumsOf(world, START_MS)["WriteProvisionedThroughputExceeded"]).toBe(0);
		expect(world.data.every((datum) => datum.timestampMs === START_MS)).toBe(true);
	});

	it("put each minute's measurements into that minute", () => {
		const world = new World();
		world.clock.advanceTo(START_MS + MINUTE_MS - 1);
		world.putMany(2);
		world.clock.advanceBy(1);
		world.putMany(5);
		world.clock.advanceBy(MINUTE_MS);
		expect(sumsOf(world, START_MS)["IncomingRecords"]).toBe(2);
		expect(sumsOf(world, START_MS + MINUTE_MS)["IncomingRecords"]).toBe(5);
	});

	it("tell PutRecords' records apart, with the throttled ones in both metrics", () => {
		const world = new World();
		world.putMany(998);
		world.clock.advanceTo(START_MS + MINUTE_MS);
		world.putMany(998);
		world.call("PutRecords", {
			StreamName: "votes",
			Records: Array.from({ length: 5 }, () => ({ PartitionKey: "k", Data: base64("four") })),
		});
		world.clock.advanceBy(MINUTE_MS);
		expect(sumsOf(world, START_MS + MINUTE_MS)).toMatchObject({
			IncomingRecords: 1_000,
			"PutRecords.Bytes": 10,
			"PutRecords.FailedRecords": 0,
			"PutRecords.Success": 1,
			"PutRecords.SuccessfulRecords": 2,
			"PutRecords.ThrottledRecords": 3,
			"PutRecords.TotalRecords": 5,
			WriteProvisionedThroughputExceeded: 3,
		});
	});

	it("show how old the last record read was, and refused reads", () => {
		const world = new World();
		world.put("k", "old");
		world.clock.advanceBy(20_000);
		const { NextShardIterator } = world.read(world.iterator(SHARD));
		for (let call = 0; call < 4; call++) world.read(NextShardIterator ?? "");
		world.refusal("GetRecords", { ShardIterator: NextShardIterator });
		world.clock.advanceBy(MINUTE_MS);
		const age = world.data.find((datum) => datum.metricName === "GetRecords.IteratorAgeMilliseconds");
		expect(age).toMatchObject({ unit: "Milliseconds", statistics: { sampleCount: 5, sum: 20_000, minimum: 0, maximum: 20_000 } });
		expect(sumsOf(world, START_MS)).toMatchObject({
			"GetRecords.Bytes": 4,
			"GetRecords.Records": 1,
			"GetRecords.Success": 5,
			ReadProvisionedThroughputExceeded: 1,
		});
	});
});

describe("enhanced monitoring", () => {
	it("adds the chosen metrics for each shard, from when it is on until it is off", () => {
		const world = new World({ shardCount: 2 });
		expect(
			world.call("EnableEnhancedMonitoring", {
				StreamName: "votes",
				ShardLevelMetrics: ["IncomingRecords", "WriteProvisionedThroughputExceeded"],
			}),
		).toMatchObject({
			CurrentShardLevelMetrics: [],
			DesiredShardLevelMetrics: ["IncomingRecords", "WriteProvisionedThroughputExceeded"],
		});
		world.putMany(1_100, { partitionKey: "a" });
		world.putMany(10, { partitionKey: "b" });
		world.clock.advanceBy(MINUTE_MS);
		const ofShards = world.data
			.filter((datum) => datum.dimensions["ShardId"] !== undefined)
			.map((datum) => [datum.dimensions["ShardId"]?.slice(-1), datum.metricName, datum.statistics.sum]);
		expect(ofShards).toEqual([
			["0", "IncomingRecords", 1_000],
			["0", "WriteProvisionedThroughputExceeded", 100],
			["1", "IncomingRecords", 10],
			["1", "WriteProvisionedThroughputExceeded", 0],
		]);
		world.call("DisableEnhancedMonitoring", { StreamName: "votes", ShardLevelMetrics: ["ALL"] });
		world.put("a");
		world.clock.advanceBy(MINUTE_MS);
		expect(world.data.filter((datum) => datum.dimensions["ShardId"] !== undefined)).toHaveLength(4);
	});

	it("shows in DescribeStreamSummary, ALL as the seven", () => {
		const world = new World();
		world.call("EnableEnhancedMonitoring", { StreamName: "votes", ShardLevelMetrics: ["ALL"] });
		expect(world.summary()).toMatchObject({
			EnhancedMonitoring: [
				{
					ShardLevelMetrics: [
						"IncomingBytes",
						"IncomingRecords",
						"IteratorAgeMilliseconds",
						"OutgoingBytes",
						"OutgoingRecords",
						"ReadProvisionedThroughputExceeded",
						"WriteProvisionedThroughputExceeded",
					],
				},
			],
		});
	});
});
