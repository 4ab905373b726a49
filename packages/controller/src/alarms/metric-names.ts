import type { OptionalSignal } from "@headroom/engine";

/**
 * Metrics that Headroom publishes, all in the namespace `Headroom`. Producers publish `WriteThrottles` and
 * `OverflowedVotes`; the autoscaler publishes the others at every evaluation, with the dimension `StreamName`.
 */
export const HEADROOM_NAMESPACE = "Headroom";

export const HEADROOM_METRICS = {
	/** Throttled attempts to write, as the producer counts them; 1-second resolution, see {@link WRITE_THROTTLES_DIMENSION_SETS}. */
	writeThrottles: "WriteThrottles",
	/** Votes answered 202 and handed to the overflow queue; dimension `StreamName`. */
	overflowedVotes: "OverflowedVotes",
	/** `OpenShardCount` of DescribeStreamSummary. The service has no such metric, and the utilization alarms need one. */
	openShardCount: "OpenShardCount",
	/** Reshards left of the ten of the rolling 24 h. */
	reshardsLeft: "ReshardsLeft",
	/** Offered load over capacity, ratio; 1 is full. */
	writeUtilization: "WriteUtilization",
} as const;

/** `WriteThrottles` is published once for the stream and once for the shard that refused. */
export const WRITE_THROTTLES_DIMENSION_SETS = [["StreamName"], ["StreamName", "ShardId"]] as const;

/** High resolution: a 10 s alarm needs data finer than a minute. */
export const WRITE_THROTTLES_STORAGE_RESOLUTION_SECONDS = 1;

/**
 * Metrics of the service itself: one-minute periods, dimension `StreamName`.
 * @see https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html (read 2026-11-23)
 */
export const KINESIS_NAMESPACE = "AWS/Kinesis";

export const KINESIS_METRICS = {
	/** Successful puts only: the offered load is this plus the throttled records. */
	incomingRecords: "IncomingRecords",
	/** Successful puts only. */
	incomingBytes: "IncomingBytes",
	/** Records rejected for throttling, PutRecord and PutRecords together. */
	writeProvisionedThroughputExceeded: "WriteProvisionedThroughputExceeded",
	/** Reads refused: too many GetRecords calls, or too many bytes. */
	readProvisionedThroughputExceeded: "ReadProvisionedThroughputExceeded",
	/** Of consumers that share the shards. Enhanced fan-out has `millisBehindLatest`. */
	iteratorAgeMilliseconds: "GetRecords.IteratorAgeMilliseconds",
	/** GetRecords calls that succeeded, also those that found nothing. */
	getRecordsSuccess: "GetRecords.Success",
	/** Of one consumer with enhanced fan-out: dimensions `StreamName` and `ConsumerName`. */
	millisBehindLatest: "SubscribeToShardEvent.MillisBehindLatest",
} as const;

/** The service's metric of each optional signal, as a Sum by the minute. `GetRecords.Bytes` holds what shared consumers read, not enhanced fan-out. */
export const SIGNAL_METRICS: Readonly<Record<OptionalSignal, string>> = { reads: "GetRecords.Bytes" };

/** The period of the service's stream-level metrics. */
export const KINESIS_METRIC_PERIOD_SECONDS = 60;

export const STREAM_NAME_DIMENSION = "StreamName";
export const SHARD_ID_DIMENSION = "ShardId";
export const CONSUMER_NAME_DIMENSION = "ConsumerName";
