import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { KinesisClient } from "@aws-sdk/client-kinesis";
import { LambdaClient } from "@aws-sdk/client-lambda";
import type { ConsumersPort } from "@headroom/controller";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { streamConsumers } from "../src/autoscaler/consumers/consumers.ts";
import { readMetricSeries } from "../src/autoscaler/load/metric-data.ts";
import { CONTROL_PLANE_TIMEOUTS, functionHttpHandler } from "../src/shared/function-http-handler.ts";
import { errorOf } from "./support/error-of.ts";
import { MetricStore, metricWire } from "./support/metric-wire.ts";
import { jsonAnswer, jsonError, openWire, type Wire, type WireAnswer } from "./support/wire.ts";

const NOW_MS = Date.parse("2026-11-23T10:00:30Z");
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const STREAM_ARN = "arn:aws:kinesis:us-east-1:111122223333:stream/votes";

let kinesisWire: Wire;
let lambdaWire: Wire;
let metrics: Wire;
let lambdaAnswer: () => WireAnswer;
const store = new MetricStore();
let consumers: ConsumersPort;

beforeAll(async () => {
	kinesisWire = await openWire();
	lambdaWire = await openWire(() => lambdaAnswer());
	metrics = await metricWire(store);
});
beforeEach(() => {
	store.clear();
	lambdaAnswer = () => jsonAnswer({ EventSourceMappings: [] });
	lambdaWire.answerWith();
	const cloudWatch = new CloudWatchClient({ ...metrics.clientConfig, maxAttempts: 1 });
	consumers = streamConsumers({
		kinesis: new KinesisClient({
			...kinesisWire.clientConfig,
			maxAttempts: 1,
			requestHandler: functionHttpHandler(CONTROL_PLANE_TIMEOUTS),
		}),
		readSeries: (range, requests) => readMetricSeries(cloudWatch, range, requests),
		lambda: () => new LambdaClient({ ...lambdaWire.clientConfig, maxAttempts: 1 }),
	});
});
afterAll(async () => {
	await Promise.all([kinesisWire, lambdaWire, metrics].map((wire) => wire.close()));
});

const described = (RetentionPeriodHours = 24) =>
	jsonAnswer({
		StreamDescriptionSummary: {
			StreamName: "votes",
			StreamARN: STREAM_ARN,
			RetentionPeriodHours,
			StreamStatus: "ACTIVE",
			OpenShardCount: 2,
		},
	});
const listed = (names: readonly string[], more: object = {}, ConsumerStatus = "ACTIVE") =>
	jsonAnswer({
		Consumers: names.map((ConsumerName) => ({ ConsumerName, ConsumerStatus, ConsumerARN: `${STREAM_ARN}/consumer/x` })),
		...more,
	});
const behind = (ConsumerName: string, atMs: number, value: number) =>
	store.put("AWS/Kinesis", "SubscribeToShardEvent.MillisBehindLatest", { StreamName: "votes", ConsumerName }, atMs, value);
const mappings = (...states: readonly object[]) =>
	jsonAnswer({
		EventSourceMappings: states.map((state) => ({
			FunctionArn: "arn:aws:lambda:us-east-1:111122223333:function:tally:live",
			EventSourceArn: STREAM_ARN,
			LastModified: NOW_MS / 1_000 - 3_600,
			...state,
		})),
	});

describe("streamConsumers", () => {
	it("knows nobody of a stream that nobody reads", async () => {
		kinesisWire.answerWith(described(48), listed([]));
		expect(await consumers.read("votes", NOW_MS)).toEqual({ kind: "known", retentionHours: 48, registered: [], eventSourceMappings: [] });
	});

	it("reads how far each registered consumer is behind, and when it read last", async () => {
		behind("keeps-up", NOW_MS - 3 * MINUTE_MS, 0);
		behind("keeps-up", NOW_MS - 2 * MINUTE_MS, 800);
		behind("stopped", NOW_MS - 5 * HOUR_MS, 0);
		kinesisWire.answerWith(described(), listed(["keeps-up", "stopped"], { NextToken: "more" }), listed(["never"]));
		expect(await consumers.read("votes", NOW_MS)).toMatchObject({
			registered: [
				{ consumerName: "keeps-up", behindMs: 800, readAtMs: Date.parse("2026-11-23T09:59:00Z") },
				// The hour's end: longer ago, CloudWatch has it by the hour only.
				{ consumerName: "stopped", readAtMs: Date.parse("2026-11-23T06:00:00Z") },
				{ consumerName: "never" },
			],
		});
		expect(kinesisWire.requests.map(({ operation }) => operation)).toEqual([
			"Kinesis_20131202.DescribeStreamSummary",
			"Kinesis_20131202.ListStreamConsumers",
			"Kinesis_20131202.ListStreamConsumers",
		]);
	});

	it("leaves out a consumer that is being deleted", async () => {
		behind("gone", NOW_MS - 2 * HOUR_MS, 0);
		kinesisWire.answerWith(described(), listed(["gone"], {}, "DELETING"));
		expect(await consumers.read("votes", NOW_MS)).toMatchObject({ registered: [] });
	});

	it("knows when those that share the shards read last, and takes no refused call for a read", async () => {
		const calls = (minutesAgo: number, count: number) =>
			store.put("AWS/Kinesis", "GetRecords.Success", { StreamName: "votes" }, NOW_MS - minutesAgo * MINUTE_MS, count);
		calls(40, 12);
		calls(20, 0);
		kinesisWire.answerWith(described(), listed([]));
		expect(await consumers.read("votes", NOW_MS)).toMatchObject({ sharedReadAtMs: Date.parse("2026-11-23T09:21:00Z") });
	});

	it("knows the functions on the stream, and which of their mappings are disabled", async () => {
		lambdaAnswer = () => mappings({ State: "Enabled" }, { State: "Disabled" }, { State: "Updating" });
		kinesisWire.answerWith(described(), listed([]));
		const modifiedAtMs = NOW_MS - HOUR_MS;
		expect(await consumers.read("votes", NOW_MS)).toMatchObject({
			eventSourceMappings: [
				{ functionName: "tally", isEnabled: true, modifiedAtMs },
				{ functionName: "tally", isEnabled: false, modifiedAtMs },
				{ functionName: "tally", isEnabled: true, modifiedAtMs },
			],
		});
	});

	it("believes the mappings for five minutes", async () => {
		for (const laterMs of [0, 4 * MINUTE_MS, 6 * MINUTE_MS]) {
			kinesisWire.answerWith(described(), listed([]));
			await consumers.read("votes", NOW_MS + laterMs);
		}
		expect(lambdaWire.requests).toHaveLength(2);
	});

	const faults: readonly { title: string; reactions: readonly WireAnswer[]; code: string; lambda?: WireAnswer }[] = [
		{
			title: "may not list the consumers",
			reactions: [described(), jsonError("AccessDeniedException", "not authorized to perform: kinesis:ListStreamConsumers")],
			code: "observation.access-denied",
		},
		{
			title: "finds the stream deleted in the middle",
			reactions: [described(), jsonError("ResourceNotFoundException", "Stream votes not found.")],
			code: "observation.stream-not-found",
		},
		{
			title: "is refused for the rate",
			reactions: [described(), jsonError("LimitExceededException", "Rate exceeded for stream votes")],
			code: "observation.rate-exceeded",
		},
		{
			title: "gets a description without a retention",
			reactions: [jsonAnswer({ StreamDescriptionSummary: {} })],
			code: "observation.unavailable",
		},
		{
			title: "may not list the mappings",
			reactions: [described(), listed([])],
			lambda: jsonError("AccessDeniedException", "not authorized to perform: lambda:ListEventSourceMappings", 403),
			code: "observation.access-denied",
		},
		{
			title: "gets pages without an end",
			reactions: [described(), ...Array.from({ length: 10 }, () => listed(["again"], { NextToken: "again" }))],
			code: "observation.unavailable",
		},
	];
	it.each(faults)("says so where it $title", async ({ code, lambda, reactions }) => {
		if (lambda !== undefined) lambdaAnswer = () => lambda;
		kinesisWire.answerWith(...reactions);
		expect(await errorOf(consumers.read("votes", NOW_MS))).toMatchObject({ name: "ObservationError", code });
	});
});
