import type { ThrottlePublisher } from "./throttle-publisher.ts";
import { WRITE_THROTTLES_METRIC } from "./write-throttles.ts";

/** The most often that PutMetricData is called, however many streams and shards are throttled. */
const MIN_CALL_INTERVAL_MS = 10_000;

/** The first call after a rest waits until the second of its throttle is over: less than that is no rate. */
const FIRST_CALL_AFTER_MS = 1_000;

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html read 2026-11-27 */
const MAX_DATA_PER_CALL = 1_000;

interface Datum {
	readonly MetricName: string;
	readonly Dimensions: { Name: string; Value: string }[];
	readonly Timestamp: Date;
	readonly Value: number;
	readonly Unit: "Count";
	readonly StorageResolution: number;
}

/** `new CloudWatch({})` of `@aws-sdk/client-cloudwatch`, or a function of this name. */
export interface MetricWriter {
	putMetricData(input: { readonly Namespace: string; MetricData: Datum[] }): Promise<unknown>;
}

export interface CloudWatchThrottlesOptions {
	readonly cloudWatch: MetricWriter;
	/** Told of a call that failed. Its counts are not sent again: the call may have taken effect. Default: a warning of the process. */
	readonly onPublishError?: (error: Error) => void;
	readonly nowMs?: () => number;
}

/**
 * Publishes with PutMetricData: one call 1 s after the first throttle, then one in 10 s while throttles go on, none otherwise. A call has a datum for
 * each throttled second of each stream and shard. Past 1,000 data the shards with the fewest throttles are left out; the streams' sums are whole.
 */
export function cloudWatchThrottles({
	cloudWatch,
	nowMs = Date.now,
	onPublishError = warn,
}: CloudWatchThrottlesOptions): ThrottlePublisher {
	const counted = new Map<string, Datum & { Value: number }>();
	let lastCallMs = Number.NEGATIVE_INFINITY;
	let timer: ReturnType<typeof setTimeout> | undefined;

	function add(dimensions: Datum["Dimensions"], startMs: number, count: number): void {
		const key = [startMs, ...dimensions.map(({ Value }) => Value)].join(" ");
		const datum = counted.get(key);
		if (datum !== undefined) {
			datum.Value += count;
			return;
		}
		const { name, storageResolutionSeconds, unit } = WRITE_THROTTLES_METRIC;
		counted.set(key, {
			MetricName: name,
			Dimensions: dimensions,
			Timestamp: new Date(startMs),
			Value: count,
			Unit: unit,
			StorageResolution: storageResolutionSeconds,
		});
	}

	async function publish(): Promise<void> {
		clearTimeout(timer);
		timer = undefined;
		if (counted.size === 0) return;
		const data = [...counted.values()].sort((one, other) => one.Dimensions.length - other.Dimensions.length || other.Value - one.Value);
		counted.clear();
		lastCallMs = nowMs();
		try {
			await cloudWatch.putMetricData({ Namespace: WRITE_THROTTLES_METRIC.namespace, MetricData: data.slice(0, MAX_DATA_PER_CALL) });
		} catch (error) {
			onPublishError(error instanceof Error ? error : new Error(String(error)));
		}
	}

	return {
		count(streamName, throttles, atMs) {
			const { shardDimension, streamDimension } = WRITE_THROTTLES_METRIC;
			const stream = { Name: streamDimension, Value: streamName };
			const startMs = Math.floor(atMs / 1_000) * 1_000;
			for (const [shardId, count] of throttles) {
				add([stream], startMs, count);
				if (shardId !== undefined) add([stream, { Name: shardDimension, Value: shardId }], startMs, count);
			}
			if (timer !== undefined || counted.size === 0) return;
			timer = setTimeout(publish, Math.max(FIRST_CALL_AFTER_MS, lastCallMs + MIN_CALL_INTERVAL_MS - nowMs()));
			// It keeps no program alive.
			timer.unref();
		},
		close: publish,
	};
}

function warn(error: Error): void {
	process.emitWarning(`WriteThrottles was not published: ${error.message}`, { type: "HeadroomProducerWarning" });
}
