import { DescribeStreamSummaryCommand, type KinesisClient, ListStreamConsumersCommand } from "@aws-sdk/client-kinesis";
import type { LambdaClient } from "@aws-sdk/client-lambda";
import {
	CONSUMER_NAME_DIMENSION,
	type ConsumersPort,
	KINESIS_METRICS,
	KINESIS_NAMESPACE,
	kinesisMetric,
	ObservationError,
	STREAM_NAME_DIMENSION,
} from "@headroom/controller";
import type { ConsumersObservation, EventSourceMapping, RegisteredConsumer } from "@headroom/engine";
import type { MetricSeries, MetricSeriesRequest, ReadMetricSeries } from "../load/metric-data.ts";
import { describeError } from "../stream.ts";

export interface StreamConsumersOptions {
	readonly kinesis: KinesisClient;
	readonly readSeries: ReadMetricSeries;
	/** Made when it is needed first: few evaluations need it, and it takes a function long to load. */
	readonly lambda: () => LambdaClient | Promise<LambdaClient>;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** An event comes at least every five seconds, also from an idle shard; the metric is a minute or two late. */
const BEHIND_WINDOW_MS = 5 * MINUTE_MS;
/** Nobody reads a stream that nobody has read for so long. */
const SHARED_LOOK_BACK_MS = 24 * HOUR_MS;
/** A stream has 50 consumers at most. The bound ends the loop if the service's tokens never end. */
const MAX_PAGES = 10;
/** How long the mappings of a stream are believed: Lambda's control plane takes 15 calls a second, of everybody. */
const MAPPINGS_MAX_AGE_MS = 5 * MINUTE_MS;

/**
 * Who reads a stream: its registered consumers, the event source mappings on it, and when each read last, by the service's own metrics.
 *
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_ListStreamConsumers.html five a second a stream, read 2026-11-27
 * @see https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html SubscribeToShardEvent.MillisBehindLatest, by StreamName and
 *   ConsumerName, read 2026-11-27
 */
export function streamConsumers({ kinesis, lambda, readSeries }: StreamConsumersOptions): ConsumersPort {
	const remembered = new Map<string, { readonly atMs: number; readonly mappings: readonly EventSourceMapping[] }>();

	async function mappingsOf(streamName: string, streamArn: string, nowMs: number): Promise<readonly EventSourceMapping[]> {
		const known = remembered.get(streamArn);
		if (known !== undefined && nowMs - known.atMs < MAPPINGS_MAX_AGE_MS && nowMs >= known.atMs) return known.mappings;
		const [client, { listEventSourceMappings }] = await Promise.all([lambda(), import("./event-source-mappings.ts")]);
		const mappings = await listEventSourceMappings(client, streamName, streamArn);
		remembered.set(streamArn, { atMs: nowMs, mappings });
		return mappings;
	}

	return {
		async read(streamName, nowMs): Promise<ConsumersObservation> {
			const { retentionHours, streamArn } = await describe(kinesis, streamName);
			const [names, eventSourceMappings, sharedReadAtMs] = await Promise.all([
				registeredNames(kinesis, streamName, streamArn),
				mappingsOf(streamName, streamArn, nowMs),
				lastSharedRead(readSeries, streamName, nowMs),
			]);
			const registered = await readRegistered(readSeries, { streamName, names, nowMs, retentionHours });
			return {
				kind: "known",
				retentionHours,
				registered,
				eventSourceMappings,
				...(sharedReadAtMs === undefined ? {} : { sharedReadAtMs }),
			};
		},
	};
}

async function describe(kinesis: KinesisClient, streamName: string) {
	const { StreamDescriptionSummary } = await kinesis
		.send(new DescribeStreamSummaryCommand({ StreamName: streamName }))
		.catch((error: unknown) => {
			throw describeError(error, "kinesis:DescribeStreamSummary", streamName);
		});
	const { RetentionPeriodHours, StreamARN } = StreamDescriptionSummary ?? {};
	if (RetentionPeriodHours !== undefined && StreamARN !== undefined) return { retentionHours: RetentionPeriodHours, streamArn: StreamARN };
	throw new ObservationError(`kinesis:DescribeStreamSummary describes stream ${streamName} without its ARN or retention period.`, {
		code: "observation.unavailable",
		retryable: false,
		streamName,
	});
}

/** Without those that are being deleted: what they miss, nobody waits for. */
async function registeredNames(kinesis: KinesisClient, streamName: string, streamArn: string): Promise<readonly string[]> {
	const names: string[] = [];
	let nextToken: string | undefined;
	for (let page = 1; page <= MAX_PAGES; page += 1) {
		const answer = await kinesis
			.send(new ListStreamConsumersCommand({ StreamARN: streamArn, ...(nextToken === undefined ? {} : { NextToken: nextToken }) }))
			.catch((error: unknown) => {
				throw describeError(error, "kinesis:ListStreamConsumers", streamName);
			});
		for (const { ConsumerName, ConsumerStatus } of answer.Consumers ?? []) {
			if (ConsumerName !== undefined && ConsumerStatus !== "DELETING") names.push(ConsumerName);
		}
		nextToken = answer.NextToken;
		if (nextToken === undefined) return names;
	}
	throw new ObservationError(`kinesis:ListStreamConsumers on stream ${streamName} did not end after ${MAX_PAGES} pages.`, {
		code: "observation.unavailable",
		retryable: true,
		streamName,
	});
}

async function lastSharedRead(readSeries: ReadMetricSeries, streamName: string, nowMs: number): Promise<number | undefined> {
	const request = kinesisMetric(streamName, KINESIS_METRICS.getRecordsSuccess, "Sum");
	const [reads] = await readSeries({ streamName, startMs: startOfPeriod(nowMs - SHARED_LOOK_BACK_MS, MINUTE_MS), endMs: nowMs }, [request]);
	const successful = new Map([...(reads ?? [])].filter(([, count]) => count > 0));
	return endOfNewest(successful, MINUTE_MS, nowMs);
}

interface RegisteredReading {
	readonly streamName: string;
	readonly names: readonly string[];
	readonly nowMs: number;
	readonly retentionHours: number;
}

async function readRegistered(
	readSeries: ReadMetricSeries,
	{ names, nowMs, retentionHours, streamName }: RegisteredReading,
): Promise<RegisteredConsumer[]> {
	if (names.length === 0) return [];
	const over = (startMs: number, periodMs: number) =>
		readSeries(
			{ streamName, startMs: startOfPeriod(startMs, periodMs), endMs: nowMs },
			names.map((name) => millisBehindLatest(streamName, name, periodMs)),
		);
	// By the hour, a year of retention is a page.
	const [newest, kept] = await Promise.all([over(nowMs - BEHIND_WINDOW_MS, MINUTE_MS), over(nowMs - retentionHours * HOUR_MS, HOUR_MS)]);
	return names.map((consumerName, index) => {
		const behind = [...(newest[index]?.values() ?? [])];
		const readAtMs = endOfNewest(newest[index], MINUTE_MS, nowMs) ?? endOfNewest(kept[index], HOUR_MS, nowMs);
		return {
			consumerName,
			...(behind.length === 0 ? {} : { behindMs: Math.max(...behind) }),
			...(readAtMs === undefined ? {} : { readAtMs }),
		};
	});
}

function millisBehindLatest(streamName: string, consumerName: string, periodMs: number): MetricSeriesRequest {
	return {
		namespace: KINESIS_NAMESPACE,
		metricName: KINESIS_METRICS.millisBehindLatest,
		dimensions: { [STREAM_NAME_DIMENSION]: streamName, [CONSUMER_NAME_DIMENSION]: consumerName },
		statistic: "Maximum",
		periodSeconds: periodMs / 1_000,
	};
}

/** CloudWatch aligns periods itself, but returns older data if the start is not aligned. */
function startOfPeriod(ms: number, periodMs: number): number {
	return Math.floor(ms / periodMs) * periodMs;
}

function endOfNewest(series: MetricSeries | undefined, periodMs: number, nowMs: number): number | undefined {
	if (series === undefined || series.size === 0) return undefined;
	return Math.min(nowMs, Math.max(...series.keys()) + periodMs);
}
