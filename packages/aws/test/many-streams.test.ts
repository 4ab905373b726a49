import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { KinesisClient } from "@aws-sdk/client-kinesis";
import { ANY_ALARM_NAME_PREFIX, alarmDefinitions } from "@headroom/controller";
import { DEFAULT_POLICY } from "@headroom/engine";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { listedAlarms } from "../src/autoscaler/alarms.ts";
import { listedStreams } from "../src/autoscaler/listed-streams.ts";
import { batchedMetricSeries } from "../src/autoscaler/load/batched-metrics.ts";
import type { MetricSeriesRequest } from "../src/autoscaler/load/metric-data.ts";
import { functionHttpHandler } from "../src/shared/function-http-handler.ts";
import { errorOf } from "./support/error-of.ts";
import { MetricStore } from "./support/metric-wire.ts";
import { jsonAnswer, jsonError, openWire, type Wire, type WireReaction, type WireRequest } from "./support/wire.ts";

let wire: Wire;
let answer: (request: WireRequest) => WireReaction;
let kinesis: KinesisClient;
let cloudWatch: CloudWatchClient;

beforeAll(async () => {
	wire = await openWire((request) => answer(request));
	const requestHandler = functionHttpHandler({ requestTimeoutMs: 1_000 });
	kinesis = new KinesisClient({ ...wire.clientConfig, maxAttempts: 1, requestHandler });
	cloudWatch = new CloudWatchClient({ ...wire.clientConfig, maxAttempts: 1 });
});
afterAll(() => wire.close());

function answerAll(reaction: (operation: string, body: WireRequest["body"]) => WireReaction): void {
	wire.answerWith();
	answer = ({ body, operation }) => reaction(operation.slice(operation.indexOf(".") + 1), body);
}

function operations(): string[] {
	return wire.requests.map(({ operation }) => operation.slice(operation.indexOf(".") + 1));
}

const NAMES = Array.from({ length: 150 }, (_, index) => `stream-${String(index).padStart(3, "0")}`);

describe("listedStreams", () => {
	const summary = (StreamName: string) => ({
		StreamName,
		StreamStatus: StreamName === "stream-001" ? "CREATING" : "ACTIVE",
		StreamModeDetails: { StreamMode: StreamName === "stream-002" ? "ON_DEMAND" : "PROVISIONED" },
	});
	/** A hundred streams a page, and three shards on two pages. */
	const reaction = (operation: string, body: WireRequest["body"]): WireReaction => {
		if (operation === "ListShards") {
			if (body["NextToken"] === "more") return jsonAnswer({ Shards: [{ ShardId: "shardId-3" }] });
			return jsonAnswer({ Shards: [{ ShardId: "shardId-1" }, { ShardId: "shardId-2" }], NextToken: "more" });
		}
		const isSecond = body["NextToken"] === "page 2";
		const names = isSecond ? NAMES.slice(100) : NAMES.slice(0, 100);
		return jsonAnswer({
			StreamNames: names,
			StreamSummaries: names.map(summary),
			HasMoreStreams: true,
			NextToken: isSecond ? "page 3" : "page 2",
		});
	};

	it("describes many streams without one DescribeStreamSummary: two pages of names, and the open shards of each", async () => {
		answerAll(reaction);
		const { describe: describeStream } = listedStreams({
			client: kinesis,
			streamNames: ["stream-000", "stream-001", "stream-002", "stream-149"],
		});
		expect(await Promise.all(["stream-000", "stream-001", "stream-002", "stream-149"].map(describeStream))).toEqual([
			{ streamStatus: "ACTIVE", streamMode: "PROVISIONED", openShardCount: 3 },
			{ streamStatus: "CREATING", streamMode: "PROVISIONED", openShardCount: 0 },
			{ streamStatus: "ACTIVE", streamMode: "ON_DEMAND", openShardCount: 3 },
			{ streamStatus: "ACTIVE", streamMode: "PROVISIONED", openShardCount: 3 },
		]);
		expect(operations().filter((operation) => operation !== "ListShards")).toEqual(["ListStreams", "ListStreams"]);
		expect(wire.requests.find(({ operation }) => operation.endsWith("ListShards"))?.body).toMatchObject({
			ShardFilter: { Type: "AT_LATEST" },
		});
	});

	it("ends the listing when all were seen", async () => {
		answerAll(reaction);
		await listedStreams({ client: kinesis, streamNames: ["stream-000"] }).describe("stream-000");
		expect(operations()).toEqual(["ListStreams", "ListShards", "ListShards"]);
	});

	it.each([
		{
			title: "is not listed",
			react: () => jsonAnswer({ StreamNames: [], StreamSummaries: [], HasMoreStreams: false }),
			code: "observation.stream-not-found",
		},
		{ title: "may not be listed", react: () => jsonError("AccessDeniedException", "no"), code: "observation.access-denied" },
		{
			title: "could not be listed in time",
			react: () => jsonError("LimitExceededException", "Rate exceeded"),
			code: "observation.rate-exceeded",
		},
	])("says $code of a stream that $title", async ({ code, react }) => {
		answerAll(react);
		const { describe: describeStream } = listedStreams({ client: kinesis, streamNames: ["votes"] });
		expect(await errorOf(describeStream("votes"))).toMatchObject({ name: "ObservationError", code, streamName: "votes" });
	});
});

describe("listedAlarms", () => {
	it("pages once through the alarms of all streams, and gives each its own", async () => {
		const alarmsOf = (streamName: string) => alarmDefinitions({ streamName, policy: DEFAULT_POLICY }).map(({ alarmName }) => alarmName);
		const pages = [
			[...alarmsOf("votes").slice(0, 2), ...alarmsOf("votes-2")],
			[...alarmsOf("votes").slice(2), `${ANY_ALARM_NAME_PREFIX}of-somebody`],
		];
		answerAll((_, body) => {
			const isSecond = body["NextToken"] === "2";
			const MetricAlarms = (pages[isSecond ? 1 : 0] ?? []).map((AlarmName) => ({ AlarmName, Dimensions: [] }));
			return jsonAnswer({ MetricAlarms, ...(isSecond ? {} : { NextToken: "2" }) });
		});
		const { describe: describeAlarms } = listedAlarms({ client: cloudWatch });
		const described = await Promise.all(["votes", "votes-2", "clicks"].map(describeAlarms));
		expect(described.map((alarms) => alarms.map(({ AlarmName }) => AlarmName))).toEqual([alarmsOf("votes"), alarmsOf("votes-2"), []]);
		expect(wire.requests.map(({ body }) => [body["AlarmNamePrefix"], body["MaxRecords"], body["NextToken"]])).toEqual([
			[ANY_ALARM_NAME_PREFIX, 100, undefined],
			[ANY_ALARM_NAME_PREFIX, 100, "2"],
		]);
	});
});

describe("batchedMetricSeries", () => {
	const store = new MetricStore();
	const MINUTE_MS = 60_000;
	const NOW_MS = 1_795_435_200_000;
	for (const name of NAMES) {
		for (let minute = -5; minute < 5; minute += 1) {
			store.put("AWS/Kinesis", "IncomingRecords", { StreamName: name }, NOW_MS + minute * MINUTE_MS, Number(name.slice(7)) + 1);
		}
	}
	const requestOf = (streamName: string, metricName = "IncomingRecords"): MetricSeriesRequest => ({
		namespace: "AWS/Kinesis",
		metricName,
		dimensions: { StreamName: streamName },
		statistic: "Sum",
		periodSeconds: 60,
	});
	const rangeOf = (streamName: string, startMs = NOW_MS) => ({ streamName, startMs, endMs: NOW_MS + 2 * MINUTE_MS });

	it("reads 150 streams' series in two calls instead of 150, and gives each its own", async () => {
		answerAll((operation, body) => jsonAnswer(store.answer({ operation, body })));
		const readSeries = batchedMetricSeries(cloudWatch);
		const metrics = ["IncomingRecords", "Absent", "Absent", "IncomingRecords"];
		const read = await Promise.all(
			NAMES.map((name) =>
				readSeries(
					rangeOf(name),
					metrics.map((metric) => requestOf(name, metric)),
				),
			),
		);
		expect(wire.requests).toHaveLength(2);
		expect(read).toEqual(
			NAMES.map((_, index) => {
				const own = new Map([
					[NOW_MS, index + 1],
					[NOW_MS + MINUTE_MS, index + 1],
				]);
				return [own, new Map(), new Map(), own];
			}),
		);
	});

	it("gives nobody more of the range than was asked for", async () => {
		answerAll((operation, body) => jsonAnswer(store.answer({ operation, body })));
		const readSeries = batchedMetricSeries(cloudWatch);
		const [wide, narrow] = await Promise.all([
			readSeries({ ...rangeOf("stream-000"), endMs: NOW_MS + 4 * MINUTE_MS }, [requestOf("stream-000")]),
			readSeries({ ...rangeOf("stream-001"), endMs: NOW_MS + MINUTE_MS }, [requestOf("stream-001")]),
		]);
		expect(wire.requests).toHaveLength(1);
		expect([wide[0]?.size, narrow[0]?.size]).toEqual([4, 1]);
	});

	it("lets a query that is refused be the fault of its own stream alone", async () => {
		answerAll((operation, body) =>
			JSON.stringify(body).includes("stream-007")
				? jsonError("InvalidParameterValueException", "not so")
				: jsonAnswer(store.answer({ operation, body })),
		);
		const readSeries = batchedMetricSeries(cloudWatch);
		const settled = await Promise.allSettled(NAMES.slice(0, 10).map((name) => readSeries(rangeOf(name), [requestOf(name)])));
		expect(settled.map(({ status }) => status)).toEqual(
			NAMES.slice(0, 10).map((name) => (name === "stream-007" ? "rejected" : "fulfilled")),
		);
	});

	it("does not ask again, for each alone, what was refused for the rate", async () => {
		answerAll(() => jsonError("ThrottlingException", "Rate exceeded"));
		const readSeries = batchedMetricSeries(cloudWatch);
		const settled = await Promise.allSettled(NAMES.slice(0, 10).map((name) => readSeries(rangeOf(name), [requestOf(name)])));
		expect(settled.every(({ status }) => status === "rejected")).toBe(true);
		expect(wire.requests).toHaveLength(1);
	});
});
