import { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { KinesisClient } from "@aws-sdk/client-kinesis";
import {
	FAST_LOOK_BACK_SECONDS,
	fastWindow,
	HEADROOM_METRICS,
	HEADROOM_NAMESPACE,
	KINESIS_METRIC_PERIOD_SECONDS,
	KINESIS_METRICS,
	kinesisMetric,
	type LoadPort,
	SIGNAL_METRICS,
	STREAM_NAME_DIMENSION,
	WRITE_THROTTLES_STORAGE_RESOLUTION_SECONDS,
} from "@headroom/controller";
import type { LoadObservation } from "@headroom/engine";
import { functionClientConfig } from "../../shared/function-client-config.ts";
import { CONTROL_PLANE_TIMEOUTS } from "../../shared/function-http-handler.ts";

import { type MetricSeries, type MetricSeriesRequest, type ReadMetricSeries, readMetricSeries } from "./metric-data.ts";
import { headroomMinutes, loadMinutes } from "./minutes.ts";
import { EVIDENCE_WINDOW_SECONDS, readShardEvidence, type ShardEvidence } from "./shard-evidence.ts";

export interface CloudWatchLoadOptions {
	readonly client?: CloudWatchClient;
	/** For ListShards, which names the shards whose throttles are read. */
	readonly kinesisClient?: KinesisClient;
	/** How series are read; each reading by itself, over `client`, where absent. */
	readonly readSeries?: ReadMetricSeries;
}

/** Consumers report an age with every read; five minutes bridge a function that polls an idle shard slowly. */
const ITERATOR_AGE_WINDOW_MS = 300_000;

const NOTHING: MetricSeries = new Map();

/**
 * The metrics of a stream over GetMetricData. Two calls side by side, minutes and seconds, since one call has one time range and CloudWatch
 * keeps one-second data for three hours only; CloudWatch bills by the series, not by the call. Only a throttled stream costs more: then its
 * shards are listed and read one by one.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html read 2026-11-23
 */
export function cloudWatchLoad({
	client = new CloudWatchClient(functionClientConfig(CONTROL_PLANE_TIMEOUTS)),
	kinesisClient = new KinesisClient(functionClientConfig(CONTROL_PLANE_TIMEOUTS)),
	readSeries = (range, requests) => readMetricSeries(client, range, requests),
}: CloudWatchLoadOptions = {}): LoadPort {
	return {
		async read(streamName, sinceMs, nowMs, optionalSignals = []) {
			const [minuteSeries, secondSeries] = await Promise.all([
				readSeries({ streamName, startMs: startOfMinute(Math.min(sinceMs, nowMs - ITERATOR_AGE_WINDOW_MS)), endMs: nowMs }, [
					kinesisMetric(streamName, KINESIS_METRICS.incomingRecords, "Sum"),
					kinesisMetric(streamName, KINESIS_METRICS.incomingBytes, "Sum"),
					kinesisMetric(streamName, KINESIS_METRICS.writeProvisionedThroughputExceeded, "Sum"),
					kinesisMetric(streamName, KINESIS_METRICS.iteratorAgeMilliseconds, "Maximum"),
					ownMetric(streamName),
					...optionalSignals.map((signal) => kinesisMetric(streamName, SIGNAL_METRICS[signal], "Sum")),
				]),
				readSeries({ streamName, startMs: nowMs - FAST_LOOK_BACK_SECONDS * 1000, endMs: nowMs }, [perSecondThrottles(streamName)]),
			]);
			const [
				incomingRecords = NOTHING,
				incomingBytes = NOTHING,
				throttledRecords = NOTHING,
				iteratorAges = NOTHING,
				ownValues = NOTHING,
				...ofSignals
			] = minuteSeries;
			const [writeThrottles = NOTHING] = secondSeries;
			const signals = new Map(optionalSignals.map((signal, index) => [signal, ofSignals[index] ?? NOTHING]));
			const minuteParts = { incomingRecords, incomingBytes, throttledRecords, signals };
			const observed = {
				minutes: loadMinutes(minuteParts, nowMs),
				...headroomMinutes(ownValues, minuteParts, nowMs),
				fastWindow: fastWindow(writeThrottles),
				iteratorAge: iteratorAge(iteratorAges, nowMs),
			};
			const evidence: ShardEvidence = isThrottled(observed, nowMs)
				? await readShardEvidence({ readSeries, kinesis: kinesisClient, streamName, nowMs })
				: { shardThrottles: { kind: "no-data" } };
			return { ...observed, ...evidence };
		},
	};
}

/** Each evaluation publishes it. It arrives by the same way as the service's metrics, so it tells silence from metrics that are missing. */
function ownMetric(streamName: string): MetricSeriesRequest {
	return {
		namespace: HEADROOM_NAMESPACE,
		metricName: HEADROOM_METRICS.openShardCount,
		dimensions: { [STREAM_NAME_DIMENSION]: streamName },
		statistic: "Maximum",
		periodSeconds: KINESIS_METRIC_PERIOD_SECONDS,
	};
}

function perSecondThrottles(streamName: string): MetricSeriesRequest {
	return {
		namespace: HEADROOM_NAMESPACE,
		metricName: HEADROOM_METRICS.writeThrottles,
		dimensions: { [STREAM_NAME_DIMENSION]: streamName },
		statistic: "Sum",
		periodSeconds: WRITE_THROTTLES_STORAGE_RESOLUTION_SECONDS,
	};
}

/** CloudWatch aligns periods itself, but returns older data if the start is not aligned. */
function startOfMinute(ms: number): number {
	return Math.floor(ms / 60_000) * 60_000;
}

function iteratorAge(ages: MetricSeries, nowMs: number): LoadObservation["iteratorAge"] {
	const recent = [...ages].filter(([startMs]) => startMs >= startOfMinute(nowMs - ITERATOR_AGE_WINDOW_MS)).map(([, ageMs]) => ageMs);
	return recent.length === 0 ? { kind: "no-data" } : { kind: "known", maxMs: Math.max(...recent) };
}

function isThrottled({ minutes, fastWindow }: Pick<LoadObservation, "fastWindow" | "minutes">, nowMs: number): boolean {
	if (fastWindow.kind === "measured" && fastWindow.throttledRecords > 0) return true;
	const sinceMs = startOfMinute(nowMs - EVIDENCE_WINDOW_SECONDS * 1000);
	return minutes.some(({ startMs, throttledRecords }) => startMs >= sinceMs && throttledRecords > 0);
}
