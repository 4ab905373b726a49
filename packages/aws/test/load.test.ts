import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { KinesisClient } from "@aws-sdk/client-kinesis";
import { fastWindow, type LoadPort } from "@headroom/controller";
import type { FastWindow, LoadDatapoint } from "@headroom/engine";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cloudWatchLoad } from "../src/autoscaler/load/load.ts";

import { loadMinutes } from "../src/autoscaler/load/minutes.ts";
import { CONTROL_PLANE_TIMEOUTS, functionHttpHandler } from "../src/shared/function-http-handler.ts";
import { errorOf } from "./support/error-of.ts";
import { MetricStore, metricWire } from "./support/metric-wire.ts";
import { jsonError, openWire, recorded, type Wire } from "./support/wire.ts";

const NOW_MS = Date.parse("2026-11-23T10:00:30Z");
const MINUTE_MS = 60_000;
const TEN_O_CLOCK_MS = Date.parse("2026-11-23T10:00:00Z");

describe("loadMinutes", () => {
	const startMs = TEN_O_CLOCK_MS - MINUTE_MS;
	const minute = { startMs, periodSeconds: 60 };
	const none = new Map<number, number>();
	const at = (value: number) => new Map([[startMs, value]]);

	const rows: readonly {
		title: string;
		records?: ReadonlyMap<number, number>;
		bytes?: ReadonlyMap<number, number>;
		throttled?: ReadonlyMap<number, number>;
		nowMs?: number;
		is: readonly LoadDatapoint[];
	}[] = [
		{
			title: "joins the three series of a minute",
			records: at(60_000),
			bytes: at(12_000_000),
			throttled: at(30),
			is: [{ ...minute, incomingRecords: 60_000, incomingBytes: 12_000_000, throttledRecords: 30 }],
		},
		{
			title: "reads puts without a throttle datapoint as none throttled",
			records: at(5),
			bytes: at(500),
			is: [{ ...minute, incomingRecords: 5, incomingBytes: 500, throttledRecords: 0 }],
		},
		{
			title: "reads throttles without puts as every put turned away",
			throttled: at(900),
			is: [{ ...minute, incomingRecords: 0, incomingBytes: 0, throttledRecords: 900 }],
		},
		{ title: "leaves out a minute whose bytes have not arrived", records: at(5), throttled: at(1), is: [] },
		{ title: "leaves out a minute whose records have not arrived", bytes: at(500), is: [] },
		{ title: "leaves out a minute that is not over", records: at(5), bytes: at(500), nowMs: startMs + MINUTE_MS - 1, is: [] },
		{
			title: "takes a minute the moment it is over",
			throttled: at(1),
			nowMs: startMs + MINUTE_MS,
			is: [{ ...minute, incomingRecords: 0, incomingBytes: 0, throttledRecords: 1 }],
		},
		{ title: "has nothing of a stream that is idle", is: [] },
	];
	it.each(rows)("$title", ({ records = none, bytes = none, throttled = none, nowMs = NOW_MS, is }) => {
		expect(loadMinutes({ incomingRecords: records, incomingBytes: bytes, throttledRecords: throttled }, nowMs)).toEqual(is);
	});

	it("is sorted, and leaves gaps where nothing was measured", () => {
		const records = new Map([
			[TEN_O_CLOCK_MS - MINUTE_MS, 3],
			[TEN_O_CLOCK_MS - 5 * MINUTE_MS, 1],
		]);
		const minutes = loadMinutes({ incomingRecords: records, incomingBytes: records, throttledRecords: none }, NOW_MS);
		expect(minutes.map(({ startMs: start }) => start)).toEqual([TEN_O_CLOCK_MS - 5 * MINUTE_MS, TEN_O_CLOCK_MS - MINUTE_MS]);
	});
});

describe("fastWindow", () => {
	const seconds = (values: Readonly<Record<number, number>>) =>
		new Map(Object.entries(values).map(([second, value]) => [TEN_O_CLOCK_MS + Number(second) * 1000, value]));

	const rows: readonly { title: string; values: Readonly<Record<number, number>>; is: FastWindow }[] = [
		{ title: "is no-data where no producer publishes", values: {}, is: { kind: "no-data" } },
		{
			title: "begins with the first throttled second and ends with the newest",
			values: { 10: 100, 11: 200, 12: 300, 13: 400 },
			is: { kind: "measured", startMs: TEN_O_CLOCK_MS + 10_000, windowSeconds: 4, throttledRecords: 1_000 },
		},
		{
			title: "counts the quiet seconds inside it",
			values: { 10: 100, 15: 100 },
			is: { kind: "measured", startMs: TEN_O_CLOCK_MS + 10_000, windowSeconds: 6, throttledRecords: 200 },
		},
		{
			title: "is at most ten seconds long, the newest ones",
			values: { 0: 999, 5: 50, 14: 50 },
			is: { kind: "measured", startMs: TEN_O_CLOCK_MS + 5_000, windowSeconds: 10, throttledRecords: 100 },
		},
		{
			title: "is at least three seconds long, so that one second makes no rate",
			values: { 20: 600 },
			is: { kind: "measured", startMs: TEN_O_CLOCK_MS + 18_000, windowSeconds: 3, throttledRecords: 600 },
		},
		{
			title: "is ten quiet seconds where a producer publishes zeros",
			values: { 18: 0, 19: 0 },
			is: { kind: "measured", startMs: TEN_O_CLOCK_MS + 10_000, windowSeconds: 10, throttledRecords: 0 },
		},
		{
			title: "leaves the zeros before the first throttle out",
			values: { 10: 0, 14: 0, 16: 9, 19: 0 },
			is: { kind: "measured", startMs: TEN_O_CLOCK_MS + 16_000, windowSeconds: 4, throttledRecords: 9 },
		},
	];
	it.each(rows)("$title", ({ values, is }) => {
		expect(fastWindow(seconds(values))).toEqual(is);
	});

	it("is between three and ten seconds long and never holds more than was published", () => {
		const series = fc.dictionary(fc.integer({ min: 0, max: 29 }).map(String), fc.nat({ max: 5_000 }), { minKeys: 1 });
		fc.assert(
			fc.property(series, (values) => {
				const window = fastWindow(seconds(values));
				if (window.kind === "no-data") throw new Error("there is data");
				expect(window.windowSeconds).toBeGreaterThanOrEqual(3);
				expect(window.windowSeconds).toBeLessThanOrEqual(10);
				expect(window.throttledRecords).toBeLessThanOrEqual(Object.values(values).reduce((sum, value) => sum + value, 0));
				expect(window.startMs + window.windowSeconds * 1000).toBe(
					TEN_O_CLOCK_MS + (Math.max(...Object.keys(values).map(Number)) + 1) * 1000,
				);
			}),
			{ seed: 20261123 },
		);
	});
});

describe("cloudWatchLoad", () => {
	let wire: Wire;
	let load: LoadPort;
	let store: MetricStore;
	let metrics: Wire;

	beforeAll(async () => {
		wire = await openWire();
		store = new MetricStore();
		metrics = await metricWire(store);
		load = cloudWatchLoad({
			client: new CloudWatchClient({ ...metrics.clientConfig, maxAttempts: 1 }),
			kinesisClient: new KinesisClient({
				...wire.clientConfig,
				maxAttempts: 1,
				requestHandler: functionHttpHandler(CONTROL_PLANE_TIMEOUTS),
			}),
		});
	});
	afterAll(async () => {
		await wire.close();
		await metrics.close();
	});

	it("reads a stream that is idle as no data, in two calls", async () => {
		store.clear();
		expect(await load.read("votes", NOW_MS - 15 * MINUTE_MS, NOW_MS)).toEqual({
			minutes: [],
			fastWindow: { kind: "no-data" },
			iteratorAge: { kind: "no-data" },
			shardThrottles: { kind: "no-data" },
		});
		expect(metrics.requests.map(({ operation }) => operation)).toEqual([
			"GraniteServiceVersion20100801.GetMetricData",
			"GraniteServiceVersion20100801.GetMetricData",
		]);
	});

	it("reads calm minutes, the greatest recent iterator age, and asks for no shards", async () => {
		store.clear();
		const votes = { StreamName: "votes" };
		for (const minutesAgo of [3, 2, 1]) {
			const startMs = TEN_O_CLOCK_MS - minutesAgo * MINUTE_MS;
			store.put("AWS/Kinesis", "IncomingRecords", votes, startMs, 1_000 * minutesAgo);
			store.put("AWS/Kinesis", "IncomingBytes", votes, startMs, 100_000 * minutesAgo);
			store.put("AWS/Kinesis", "GetRecords.IteratorAgeMilliseconds", votes, startMs, 10 * minutesAgo);
		}
		store.put("AWS/Kinesis", "GetRecords.IteratorAgeMilliseconds", votes, TEN_O_CLOCK_MS - 12 * MINUTE_MS, 99_999);
		wire.answerWith();
		const read = await load.read("votes", NOW_MS - 15 * MINUTE_MS, NOW_MS);
		expect(read.minutes.map(({ incomingRecords }) => incomingRecords)).toEqual([3_000, 2_000, 1_000]);
		expect(read.iteratorAge).toEqual({ kind: "known", maxMs: 30 });
		expect(read.shardThrottles).toEqual({ kind: "no-data" });
		expect(wire.requests).toEqual([]);
	});

	it("gives the minutes of Headroom's own metric, which tell an idle stream from metrics that are missing", async () => {
		store.clear();
		const votes = { StreamName: "votes" };
		const startsMs = [3, 2, 1].map((minutesAgo) => TEN_O_CLOCK_MS - minutesAgo * MINUTE_MS);
		for (const startMs of startsMs) store.put("Headroom", "OpenShardCount", votes, startMs, 4);
		const silent = await load.read("votes", NOW_MS - 15 * MINUTE_MS, NOW_MS);
		expect(silent).toMatchObject({ minutes: [], headroomMinutes: startsMs });
		// Records without their bytes: other load may not have arrived either.
		store.put("AWS/Kinesis", "IncomingRecords", votes, TEN_O_CLOCK_MS - 2 * MINUTE_MS, 60);
		expect(await load.read("votes", NOW_MS - 15 * MINUTE_MS, NOW_MS)).not.toHaveProperty("headroomMinutes");
	});

	it("takes no silence for calm while a minute that runs has load: the stream has woken up", async () => {
		store.clear();
		const votes = { StreamName: "votes" };
		for (const minutesAgo of [3, 2, 1]) store.put("Headroom", "OpenShardCount", votes, TEN_O_CLOCK_MS - minutesAgo * MINUTE_MS, 4);
		const runningMs = Math.floor(NOW_MS / MINUTE_MS) * MINUTE_MS;
		store.put("AWS/Kinesis", "IncomingRecords", votes, runningMs, 300_000);
		store.put("AWS/Kinesis", "IncomingBytes", votes, runningMs, 30_000_000);
		const read = await load.read("votes", NOW_MS - 15 * MINUTE_MS, NOW_MS);
		expect(read.minutes).toEqual([]);
		expect(read).not.toHaveProperty("headroomMinutes");
	});

	it("reads the bytes that consumers read only where it is asked for them; a minute without a value is one in which nobody read", async () => {
		store.clear();
		const votes = { StreamName: "votes" };
		for (const minutesAgo of [2, 1]) {
			const startMs = TEN_O_CLOCK_MS - minutesAgo * MINUTE_MS;
			store.put("AWS/Kinesis", "IncomingRecords", votes, startMs, 1_000);
			store.put("AWS/Kinesis", "IncomingBytes", votes, startMs, 100_000);
		}
		store.put("AWS/Kinesis", "GetRecords.Bytes", votes, TEN_O_CLOCK_MS - MINUTE_MS, 600_000);
		const sinceMs = NOW_MS - 15 * MINUTE_MS;
		const read = await load.read("votes", sinceMs, NOW_MS, ["reads"]);
		expect(read.minutes.map(({ signals }) => signals)).toEqual([{ reads: 0 }, { reads: 600_000 }]);
		expect((await load.read("votes", sinceMs, NOW_MS)).minutes[0]).not.toHaveProperty("signals");
	});

	it("reaches back as far as asked, from the start of a minute", async () => {
		store.clear();
		metrics.answerWith();
		await load.read("votes", NOW_MS - 60 * MINUTE_MS, NOW_MS);
		expect(metrics.requests.map(({ body }) => Number(body["StartTime"]) * 1000).sort()).toEqual([
			TEN_O_CLOCK_MS - 60 * MINUTE_MS,
			NOW_MS - 30_000,
		]);
	});

	it("of a stream that is throttled now names the throttled shards, page by page, by what producers publish", async () => {
		store.clear();
		store.put("Headroom", "WriteThrottles", { StreamName: "votes" }, NOW_MS - 5_000, 40);
		store.put("Headroom", "WriteThrottles", { StreamName: "votes", ShardId: "shardId-000000000002" }, TEN_O_CLOCK_MS - MINUTE_MS, 30);
		store.put("Headroom", "WriteThrottles", { StreamName: "votes", ShardId: "shardId-000000000002" }, TEN_O_CLOCK_MS, 10);
		wire.answerWith(recorded("list-shards-page-1"), recorded("list-shards-page-2"));
		const read = await load.read("votes", NOW_MS - 15 * MINUTE_MS, NOW_MS);
		expect(read.fastWindow).toMatchObject({ kind: "measured", throttledRecords: 40 });
		expect(read.shardThrottles).toEqual({
			kind: "measured",
			windowSeconds: 330,
			shards: [{ shardId: "shardId-000000000002", throttledRecords: 40 }],
		});
		expect(read.shardRanges?.[0]).toEqual({
			shardId: "shardId-000000000001",
			startingHashKey: "0",
			endingHashKey: "68056473384187692692674921486353642291",
		});
		expect(read.shardRanges?.length).toBeGreaterThan(1);
		expect(wire.requests.map(({ body }) => Object.keys(body).sort())).toEqual([
			["MaxResults", "ShardFilter", "StreamName"],
			["MaxResults", "NextToken"],
		]);
	});

	it("keeps the ranges where the throttles by shard cannot be read, and knows none where one is missing", async () => {
		store.clear();
		store.put("Headroom", "WriteThrottles", { StreamName: "votes" }, NOW_MS - 5_000, 40);
		wire.answerWith(recorded("list-shards-page-2"));
		const read = await load.read("votes", NOW_MS - 15 * MINUTE_MS, NOW_MS);
		expect(read.shardThrottles).toEqual({ kind: "no-data" });
		expect(read.shardRanges?.length).toBeGreaterThan(0);
		wire.answerWith({
			status: 200,
			headers: { "content-type": "application/x-amz-json-1.1" },
			body: { Shards: [{ ShardId: "shardId-000000000001" }] },
		});
		expect(await load.read("votes", NOW_MS - 15 * MINUTE_MS, NOW_MS)).not.toHaveProperty("shardRanges");
	});

	it("of a stream that only the service sees throttled uses the service's shard-level metric", async () => {
		store.clear();
		store.put("AWS/Kinesis", "WriteProvisionedThroughputExceeded", { StreamName: "votes" }, TEN_O_CLOCK_MS - 2 * MINUTE_MS, 40);
		const shard = { StreamName: "votes", ShardId: "shardId-000000000001" };
		store.put("AWS/Kinesis", "WriteProvisionedThroughputExceeded", shard, TEN_O_CLOCK_MS - 2 * MINUTE_MS, 40);
		wire.answerWith(recorded("list-shards-page-2"));
		expect((await load.read("votes", NOW_MS - 15 * MINUTE_MS, NOW_MS)).shardThrottles).toEqual({ kind: "no-data" });
		wire.answerWith(recorded("list-shards-page-1"), recorded("list-shards-page-2"));
		expect((await load.read("votes", NOW_MS - 15 * MINUTE_MS, NOW_MS)).shardThrottles).toEqual({
			kind: "measured",
			windowSeconds: 330,
			shards: [{ shardId: "shardId-000000000001", throttledRecords: 40 }],
		});
	});

	it("has the load of each shard where enhanced monitoring measures it, in the same call as the throttles", async () => {
		store.clear();
		store.put("Headroom", "WriteThrottles", { StreamName: "votes" }, NOW_MS - 5_000, 40);
		const shard = { StreamName: "votes", ShardId: "shardId-000000000001" };
		store.put("Headroom", "WriteThrottles", shard, NOW_MS - 5_000, 40);
		for (const minutesAgo of [3, 2]) {
			store.put("AWS/Kinesis", "IncomingRecords", shard, TEN_O_CLOCK_MS - minutesAgo * MINUTE_MS, 60_000);
			store.put("AWS/Kinesis", "IncomingBytes", shard, TEN_O_CLOCK_MS - minutesAgo * MINUTE_MS, 6_000_000);
		}
		wire.answerWith(recorded("list-shards-page-1"), recorded("list-shards-page-2"));
		const before = metrics.requests.length;
		const { shardLoads } = await load.read("votes", NOW_MS - 15 * MINUTE_MS, NOW_MS);
		expect(shardLoads?.windowSeconds).toBe(120);
		expect(shardLoads?.shards.filter(({ incomingRecords }) => incomingRecords > 0)).toEqual([
			{ shardId: "shardId-000000000001", incomingRecords: 120_000, incomingBytes: 12_000_000 },
		]);
		expect(metrics.requests.length - before).toBe(3);

		// A shard that a split has just opened was measured for less long than the others: no load by shard can be compared.
		const young = { StreamName: "votes", ShardId: "shardId-000000000002" };
		store.put("AWS/Kinesis", "IncomingRecords", young, TEN_O_CLOCK_MS - MINUTE_MS, 60_000);
		store.put("AWS/Kinesis", "IncomingBytes", young, TEN_O_CLOCK_MS - MINUTE_MS, 6_000_000);
		wire.answerWith(recorded("list-shards-page-1"), recorded("list-shards-page-2"));
		expect(await load.read("votes", NOW_MS - 15 * MINUTE_MS, NOW_MS)).not.toHaveProperty("shardLoads");
	});

	it("does without the shards when they cannot be listed, and says why", async () => {
		store.clear();
		store.put("Headroom", "WriteThrottles", { StreamName: "votes" }, NOW_MS - 5_000, 40);
		wire.answerWith(jsonError("AccessDeniedException", "no"));
		const read = await load.read("votes", NOW_MS - 15 * MINUTE_MS, NOW_MS);
		expect(read.fastWindow.kind).toBe("measured");
		expect(read.shardThrottles).toMatchObject({
			kind: "no-data",
			reason: expect.stringContaining("kinesis:ListShards on stream votes failed: AccessDeniedException"),
		});
	});

	it("asks no shards when the last throttle is older than the evidence reaches", async () => {
		store.clear();
		store.put("AWS/Kinesis", "WriteProvisionedThroughputExceeded", { StreamName: "votes" }, TEN_O_CLOCK_MS - 6 * MINUTE_MS, 40);
		wire.answerWith();
		expect((await load.read("votes", NOW_MS - 15 * MINUTE_MS, NOW_MS)).shardThrottles).toEqual({ kind: "no-data" });
		expect(wire.requests).toEqual([]);
	});

	describe("over a wire that is scripted", () => {
		function scripted(): LoadPort {
			return cloudWatchLoad({
				client: new CloudWatchClient({ ...wire.clientConfig, maxAttempts: 1 }),
				kinesisClient: new KinesisClient({
					...wire.clientConfig,
					maxAttempts: 1,
					requestHandler: functionHttpHandler(CONTROL_PLANE_TIMEOUTS),
				}),
			});
		}

		it.each([
			{ title: "access is denied", answer: jsonError("AccessDeniedException", "no"), retryable: false },
			{ title: "the service fails", answer: jsonError("InternalServiceFault", "", 500), retryable: true },
			{
				title: "the service answers for a part of the series only",
				answer: {
					status: 200,
					headers: { "content-type": "application/x-amz-json-1.0" },
					body: { MetricDataResults: [{ Id: "m1", StatusCode: "InternalError" }] },
				},
				retryable: true,
			},
		])("throws observation.metrics-unavailable when $title", async ({ answer, retryable }) => {
			wire.answerWith(answer, answer);
			expect(await errorOf(scripted().read("votes", NOW_MS - MINUTE_MS, NOW_MS))).toMatchObject({
				name: "ObservationError",
				code: "observation.metrics-unavailable",
				retryable,
				streamName: "votes",
			});
		});

		it("is given up when the pages do not end", async () => {
			wire.answerWith(...Array.from({ length: 40 }, () => recorded("get-metric-data-page-1")));
			const error = await errorOf(scripted().read("votes", NOW_MS - MINUTE_MS, NOW_MS));
			expect(error).toMatchObject({ code: "observation.metrics-unavailable" });
			expect(String(error)).toContain("did not end after 10 pages");
		});
	});
});
