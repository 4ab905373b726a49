import {
	type EmulatorClock,
	KinesisEmulator,
	type KinesisEvent,
	type KinesisSettings,
	type MetricDatum,
	type MetricSink,
} from "@headroom/emulators";
import { ACCOUNT_ID, REGION } from "../../../src/names.ts";

const WRITE_RECORDS_PER_SECOND_PER_SHARD = 1_000;
const WRITE_BYTES_PER_SECOND_PER_SHARD = 1_000_000;

/** The metrics whose values are records or bytes; the others are calls, ages and counts of shards. */
const WEIGHTED_METRICS: ReadonlySet<string> = new Set(["IncomingBytes", "IncomingRecords", "WriteProvisionedThroughputExceeded"]);

export interface WeightedKinesisOptions {
	readonly clock: EmulatorClock;
	readonly metrics: MetricSink;
	readonly onEvent: (event: KinesisEvent) => void;
	readonly settings: Partial<KinesisSettings>;
	readonly recordWeight: number;
}

/**
 * A Kinesis in which each record that is put stands for `recordWeight` like it, so that a day's load is put in seconds: a shard takes as
 * many times fewer records and bytes, and its metrics and throttle events count as many times more. Seen from outside, by rates, it
 * is the same service.
 *
 * @param options.recordWeight divides 1,000
 */
export function weightedKinesis({ clock, metrics, onEvent, settings, recordWeight }: WeightedKinesisOptions): KinesisEmulator {
	return new KinesisEmulator({
		clock,
		region: REGION,
		accountId: ACCOUNT_ID,
		metrics: { putMetric: (datum) => metrics.putMetric(weighted(datum, recordWeight)) },
		onEvent: (event) => onEvent(event.kind === "write-throttled" ? { ...event, records: event.records * recordWeight } : event),
		settings: {
			...settings,
			writeRecordsPerSecondPerShard: WRITE_RECORDS_PER_SECOND_PER_SHARD / recordWeight,
			writeBytesPerSecondPerShard: WRITE_BYTES_PER_SECOND_PER_SHARD / recordWeight,
		},
	});
}

function weighted(datum: MetricDatum, recordWeight: number): MetricDatum {
	if (recordWeight === 1 || !WEIGHTED_METRICS.has(datum.metricName)) return datum;
	const { sampleCount, sum, minimum, maximum } = datum.statistics;
	return {
		...datum,
		statistics: { sampleCount, sum: sum * recordWeight, minimum: minimum * recordWeight, maximum: maximum * recordWeight },
	};
}
