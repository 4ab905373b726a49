import type { MetricDatum } from "@headroom/emulators";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { EMBEDDED_METRIC_DELAY_MS, putEmbeddedMetrics } from "../src/services/cloudwatch/log-metrics.ts";
import { FunctionMetrics } from "../src/services/lambda/function-metrics.ts";

const START_MS = Date.UTC(2026, 10, 23, 12);
let data: MetricDatum[];
const sink = { putMetric: (datum: MetricDatum) => data.push(datum) };

beforeEach(() => {
	data = [];
	vi.useFakeTimers({ now: START_MS });
});
afterEach(() => {
	vi.useRealTimers();
});

describe("a log line", () => {
	const line = (metrics: unknown) =>
		JSON.stringify({
			_aws: {
				Timestamp: START_MS,
				CloudWatchMetrics: [{ Namespace: "Headroom", Dimensions: [["StreamName"], ["StreamName", "ShardId"]], Metrics: metrics }],
			},
			StreamName: "votes",
			ShardId: "shardId-000000000000",
			WriteThrottles: 2,
		});

	it("in the embedded metric format becomes a metric for each dimension set, a moment later", () => {
		expect(
			putEmbeddedMetrics(sink, line([{ Name: "WriteThrottles", Unit: "Count", StorageResolution: 1 }]), START_MS + 10),
		).toBeUndefined();
		expect(data).toMatchObject([
			{
				namespace: "Headroom",
				metricName: "WriteThrottles",
				dimensions: { StreamName: "votes" },
				timestampMs: START_MS,
				availableAtMs: START_MS + 10 + EMBEDDED_METRIC_DELAY_MS,
				storageResolutionSeconds: 1,
				statistics: { sampleCount: 1, sum: 2, minimum: 2, maximum: 2 },
			},
			{ dimensions: { StreamName: "votes", ShardId: "shardId-000000000000" } },
		]);
	});

	it("that means to hold metrics and does not keep to the format makes none, and says why", () => {
		expect(putEmbeddedMetrics(sink, line([{ Name: "Absent" }]), START_MS)).toContain('"Absent"');
		expect(data).toEqual([]);
	});

	it.each(["", "START RequestId: 1", '{"level":"INFO","message":"hello"}', "{".repeat(1000)])("that is another makes none: %s", (other) => {
		expect(putEmbeddedMetrics(sink, other, START_MS)).toBeUndefined();
		expect(data).toEqual([]);
	});
});

describe("Lambda's own metrics", () => {
	it("come once a minute, with what happened in it", () => {
		const metrics = new FunctionMetrics(sink);
		metrics.invoked("place-vote", "success", 4, START_MS + 1000);
		metrics.invoked("place-vote", "function-error", 6, START_MS + 2000);
		metrics.invoked("place-vote", "throttled", 0, START_MS + 3000);
		metrics.iteratorAge("tally", 250, START_MS + 4000);
		expect(data).toEqual([]);
		vi.advanceTimersByTime(61_000);
		metrics.close();
		const byName = Object.fromEntries(data.map((datum) => [`${datum.dimensions["FunctionName"]} ${datum.metricName}`, datum]));
		expect(Object.keys(byName).toSorted()).toEqual([
			"place-vote Duration",
			"place-vote Errors",
			"place-vote Invocations",
			"place-vote Throttles",
			"tally IteratorAge",
		]);
		expect(byName["place-vote Invocations"]).toMatchObject({
			timestampMs: START_MS,
			unit: "Count",
			statistics: { sampleCount: 2, sum: 2 },
		});
		expect(byName["place-vote Errors"]).toMatchObject({ statistics: { sampleCount: 2, sum: 1 } });
		expect(byName["place-vote Duration"]).toMatchObject({
			unit: "Milliseconds",
			statistics: { sampleCount: 2, sum: 10, minimum: 4, maximum: 6 },
		});
		expect(byName["tally IteratorAge"]).toMatchObject({ namespace: "AWS/Lambda", statistics: { maximum: 250 } });
	});
});
