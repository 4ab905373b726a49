import { HEADROOM_METRICS, HEADROOM_NAMESPACE, WRITE_THROTTLES_STORAGE_RESOLUTION_SECONDS } from "@headroom/controller";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { cloudWatchThrottles, embeddedThrottles, type MetricWriter, throttlesForRuntime, WRITE_THROTTLES_METRIC } from "../src/index.ts";

const START_MS = Date.UTC(2026, 10, 23, 12);
const SHARD = "shardId-000000000003";

beforeEach(() => {
	vi.useFakeTimers({ now: START_MS });
});
afterEach(() => {
	vi.useRealTimers();
	vi.unstubAllEnvs();
});

it("the metric is the one that Headroom's alarms watch", () => {
	const { name, namespace, storageResolutionSeconds } = WRITE_THROTTLES_METRIC;
	expect({ name, namespace, storageResolutionSeconds }).toEqual({
		name: HEADROOM_METRICS.writeThrottles,
		namespace: HEADROOM_NAMESPACE,
		storageResolutionSeconds: WRITE_THROTTLES_STORAGE_RESOLUTION_SECONDS,
	});
});

type Call = Parameters<MetricWriter["putMetricData"]>[0];

function published({ fails = false } = {}) {
	const calls: { atMs: number; data: Call["MetricData"]; namespace: string }[] = [];
	const errors: string[] = [];
	const throttles = cloudWatchThrottles({
		cloudWatch: {
			async putMetricData({ MetricData, Namespace }) {
				calls.push({ atMs: Date.now() - START_MS, data: MetricData, namespace: Namespace });
				if (fails) throw new Error("socket hang up");
			},
		},
		onPublishError: ({ message }) => errors.push(message),
	});
	return { calls, errors, throttles };
}

describe("PutMetricData", () => {
	it("is not called at rest", async () => {
		const { calls, throttles } = published();
		await vi.advanceTimersByTimeAsync(60_000);
		await throttles.close();
		expect(calls).toEqual([]);
	});

	it("says the throttled seconds of the stream and of each shard, a second after the first throttle", async () => {
		const { calls, throttles } = published();
		throttles.count(
			"votes",
			new Map([
				[SHARD, 2],
				[undefined, 1],
			]),
			Date.now(),
		);
		await vi.advanceTimersByTimeAsync(400);
		throttles.count("votes", new Map([[SHARD, 3]]), Date.now());
		await vi.advanceTimersByTimeAsync(60_000);
		const datum = { MetricName: "WriteThrottles", Timestamp: new Date(START_MS), Unit: "Count", StorageResolution: 1 };
		const stream = { Name: "StreamName", Value: "votes" };
		expect(calls).toEqual([
			{
				atMs: 1_000,
				namespace: "Headroom",
				data: [
					{ ...datum, Dimensions: [stream], Value: 6 },
					{ ...datum, Dimensions: [stream, { Name: "ShardId", Value: SHARD }], Value: 5 },
				],
			},
		]);
	});

	it("is called at most once in ten seconds however long and wide the throttling is, and loses no count of a stream", async () => {
		const { calls, throttles } = published();
		let counted = 0;
		for (let tick = 0; tick < 600; tick++) {
			for (let shard = 0; shard < 120; shard++) {
				throttles.count("votes", new Map([[`shardId-${String(shard).padStart(12, "0")}`, 1]]), Date.now());
				counted += 1;
			}
			await vi.advanceTimersByTimeAsync(100);
		}
		await vi.advanceTimersByTimeAsync(60_000);
		expect(calls.map(({ atMs }) => atMs)).toEqual([1_000, 11_000, 21_000, 31_000, 41_000, 51_000, 61_000]);
		const ofStream = calls.flatMap(({ data }) => data).filter(({ Dimensions }) => Dimensions.length === 1);
		expect(ofStream.reduce((sum, { Value }) => sum + Value, 0)).toBe(counted);
		expect(Math.max(...calls.map(({ data }) => data.length))).toBe(1_000);
	});

	it("that failed is told and not sent again, since it may have taken effect; the next one goes on", async () => {
		const { calls, errors, throttles } = published({ fails: true });
		throttles.count("votes", new Map([[SHARD, 2]]), Date.now());
		await vi.advanceTimersByTimeAsync(5_000);
		throttles.count("votes", new Map([[SHARD, 3]]), Date.now());
		await vi.advanceTimersByTimeAsync(60_000);
		expect(errors).toEqual(["socket hang up", "socket hang up"]);
		expect(calls.map(({ atMs, data }) => [atMs, data[0]?.Value])).toEqual([
			[1_000, 2],
			[11_000, 3],
		]);
	});

	it("is called with what is left when the producer closes", async () => {
		const { calls, throttles } = published();
		throttles.count("votes", new Map([[SHARD, 2]]), Date.now());
		await throttles.close();
		await vi.advanceTimersByTimeAsync(60_000);
		expect(calls).toHaveLength(1);
	});
});

describe("the embedded metric format", () => {
	it("is a line for each shard, at once", () => {
		const lines: string[] = [];
		embeddedThrottles((line) => lines.push(line)).count(
			"votes",
			new Map([
				[SHARD, 2],
				[undefined, 1],
			]),
			START_MS,
		);
		const metrics = [{ Name: "WriteThrottles", Unit: "Count", StorageResolution: 1 }];
		expect(lines.map((line) => JSON.parse(line))).toEqual([
			{
				_aws: {
					Timestamp: START_MS,
					CloudWatchMetrics: [{ Namespace: "Headroom", Dimensions: [["StreamName"], ["StreamName", "ShardId"]], Metrics: metrics }],
				},
				StreamName: "votes",
				ShardId: SHARD,
				WriteThrottles: 2,
			},
			{
				_aws: { Timestamp: START_MS, CloudWatchMetrics: [{ Namespace: "Headroom", Dimensions: [["StreamName"]], Metrics: metrics }] },
				StreamName: "votes",
				WriteThrottles: 1,
			},
		]);
	});

	it("is what a Lambda function gets, with or without a client", async () => {
		vi.stubEnv("AWS_LAMBDA_FUNCTION_NAME", "orders");
		const written = vi.spyOn(process.stdout, "write").mockReturnValue(true);
		const { calls, throttles } = published();
		const chosen = throttlesForRuntime({ putMetricData: () => Promise.reject(new Error("no call in Lambda")) });
		chosen.count("votes", new Map([[SHARD, 2]]), START_MS);
		const lines = written.mock.calls.length;
		written.mockRestore();
		expect({ lines, calls }).toEqual({ lines: 1, calls: [] });
		await throttles.close();
	});

	it("outside of Lambda there is no log that becomes a metric: a client is asked for", () => {
		vi.stubEnv("AWS_LAMBDA_FUNCTION_NAME", undefined);
		expect(() => throttlesForRuntime()).toThrow("Outside of Lambda the throttles need a CloudWatch client");
	});
});
