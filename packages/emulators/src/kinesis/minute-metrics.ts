import type { EmulatorClock } from "../clock.ts";
import type { MetricSink } from "../metric-datum.ts";
import type { KinesisSettings } from "./settings.ts";

const MINUTE_MS = 60_000;
/** Prime, so that neighbouring minutes' delays differ much. */
const DELAY_SPREAD_STEP_MS = 7_919;

type Unit = "Bytes" | "Count" | "Milliseconds";

/** https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html (read 2026-11-23); latencies are not modelled. */
const STREAM_METRIC_UNITS = {
	"GetRecords.Bytes": "Bytes",
	"GetRecords.IteratorAgeMilliseconds": "Milliseconds",
	"GetRecords.Records": "Count",
	"GetRecords.Success": "Count",
	IncomingBytes: "Bytes",
	IncomingRecords: "Count",
	"PutRecord.Bytes": "Bytes",
	"PutRecord.Success": "Count",
	"PutRecords.Bytes": "Bytes",
	"PutRecords.FailedRecords": "Count",
	"PutRecords.Success": "Count",
	"PutRecords.SuccessfulRecords": "Count",
	"PutRecords.ThrottledRecords": "Count",
	"PutRecords.TotalRecords": "Count",
	ReadProvisionedThroughputExceeded: "Count",
	WriteProvisionedThroughputExceeded: "Count",
} as const satisfies Record<string, Unit>;

const SHARD_METRIC_UNITS = {
	IncomingBytes: "Bytes",
	IncomingRecords: "Count",
	IteratorAgeMilliseconds: "Milliseconds",
	OutgoingBytes: "Bytes",
	OutgoingRecords: "Count",
	ReadProvisionedThroughputExceeded: "Count",
	WriteProvisionedThroughputExceeded: "Count",
} as const satisfies Record<string, Unit>;

const CONSUMER_METRIC_UNITS = {
	"SubscribeToShardEvent.Bytes": "Bytes",
	"SubscribeToShardEvent.MillisBehindLatest": "Milliseconds",
	"SubscribeToShardEvent.Records": "Count",
	"SubscribeToShardEvent.Success": "Count",
} as const satisfies Record<string, Unit>;

export type ConsumerMetricName = keyof typeof CONSUMER_METRIC_UNITS;
export type StreamMetricName = keyof typeof STREAM_METRIC_UNITS;
export type ShardMetricName = keyof typeof SHARD_METRIC_UNITS;

export const SHARD_METRIC_NAMES = Object.keys(SHARD_METRIC_UNITS) as readonly ShardMetricName[];

class StatisticSet {
	sampleCount = 0;
	sum = 0;
	minimum = Number.POSITIVE_INFINITY;
	maximum = Number.NEGATIVE_INFINITY;

	add(value: number): void {
		this.sampleCount += 1;
		this.sum += value;
		if (value < this.minimum) this.minimum = value;
		if (value > this.maximum) this.maximum = value;
	}
}

/**
 * One stream's measurements by the minute of its clock. The sink gets them at the end of the minute, and they become visible later. A
 * metric without a measurement in a minute emits nothing for it. A put without throttles counts as 0 for
 * WriteProvisionedThroughputExceeded. So a busy stream without throttles reports zeros, and an idle one nothing.
 */
export class MinuteMetrics {
	readonly #streamName: string;
	readonly #sink: MetricSink;
	readonly #settings: KinesisSettings;
	readonly #schedule: EmulatorClock["schedule"];
	#minuteStartMs = Number.NaN;
	#ofStream = new Map<StreamMetricName, StatisticSet>();
	#ofShards = new Map<string, Map<ShardMetricName, StatisticSet>>();
	#ofConsumers = new Map<string, Map<ConsumerMetricName, StatisticSet>>();

	constructor(streamName: string, sink: MetricSink, settings: KinesisSettings, schedule: EmulatorClock["schedule"]) {
		this.#streamName = streamName;
		this.#sink = sink;
		this.#settings = settings;
		this.#schedule = schedule;
	}

	addToStream(name: StreamMetricName, value: number, nowMs: number): void {
		this.#enterMinuteOf(nowMs);
		addTo(this.#ofStream, name, value);
	}

	addToShard(shardId: string, name: ShardMetricName, value: number, nowMs: number): void {
		this.#enterMinuteOf(nowMs);
		addTo(within(this.#ofShards, shardId), name, value);
	}

	/** Of one consumer with enhanced fan-out. */
	addToConsumer(consumerName: string, name: ConsumerMetricName, value: number, nowMs: number): void {
		this.#enterMinuteOf(nowMs);
		addTo(within(this.#ofConsumers, consumerName), name, value);
	}

	#enterMinuteOf(nowMs: number): void {
		const minuteStartMs = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS;
		if (minuteStartMs === this.#minuteStartMs) return;
		this.#emit();
		this.#minuteStartMs = minuteStartMs;
		this.#schedule(minuteStartMs + MINUTE_MS, () => {
			if (this.#minuteStartMs === minuteStartMs) this.#emit();
		});
	}

	#emit(): void {
		const minuteStartMs = this.#minuteStartMs;
		for (const [name, statistics] of this.#ofStream) {
			this.#put(name, STREAM_METRIC_UNITS[name], { StreamName: this.#streamName }, statistics, minuteStartMs);
		}
		for (const [shardId, ofShard] of this.#ofShards) {
			for (const [name, statistics] of ofShard) {
				this.#put(name, SHARD_METRIC_UNITS[name], { StreamName: this.#streamName, ShardId: shardId }, statistics, minuteStartMs);
			}
		}
		for (const [consumerName, ofConsumer] of this.#ofConsumers) {
			const dimensions = { StreamName: this.#streamName, ConsumerName: consumerName };
			for (const [name, statistics] of ofConsumer) this.#put(name, CONSUMER_METRIC_UNITS[name], dimensions, statistics, minuteStartMs);
		}
		this.#ofStream = new Map();
		this.#ofShards = new Map();
		this.#ofConsumers = new Map();
		this.#minuteStartMs = Number.NaN;
	}

	#put(
		metricName: string,
		unit: Unit,
		dimensions: Readonly<Record<string, string>>,
		statistics: StatisticSet,
		minuteStartMs: number,
	): void {
		const { sampleCount, sum, minimum, maximum } = statistics;
		this.#sink.putMetric({
			namespace: "AWS/Kinesis",
			metricName,
			dimensions,
			timestampMs: minuteStartMs,
			availableAtMs: minuteStartMs + MINUTE_MS + metricDelayMs(minuteStartMs, this.#settings),
			storageResolutionSeconds: 60,
			unit,
			statistics: { sampleCount, sum, minimum, maximum },
		});
	}
}

/**
 * The delay from the end of a minute until its metrics are visible. It depends on the minute alone, within the setting's span: late like
 * the service's, and equal in every run.
 */
export function metricDelayMs(
	minuteStartMs: number,
	settings: Pick<KinesisSettings, "metricDelayMaximumMs" | "metricDelayMinimumMs">,
): number {
	const spanMs = settings.metricDelayMaximumMs - settings.metricDelayMinimumMs;
	return settings.metricDelayMinimumMs + (((minuteStartMs / MINUTE_MS) * DELAY_SPREAD_STEP_MS) % (spanMs + 1));
}

function within<N>(parts: Map<string, Map<N, StatisticSet>>, key: string): Map<N, StatisticSet> {
	const known = parts.get(key) ?? new Map<N, StatisticSet>();
	parts.set(key, known);
	return known;
}

function addTo<N>(metrics: Map<N, StatisticSet>, name: N, value: number): void {
	let statistics = metrics.get(name);
	if (statistics === undefined) {
		statistics = new StatisticSet();
		metrics.set(name, statistics);
	}
	statistics.add(value);
}
