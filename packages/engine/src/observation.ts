import type { OptionalSignal } from "./optional-signals.ts";

/**
 * What was measured of one stream at one moment: plain, readonly, JSON-safe data, so that a logged observation can be
 * replayed. A missing measurement is a case of its own, never a zero.
 */
export interface Observation {
	readonly streamName: string;
	/** The moment of the observation, milliseconds since the epoch. The engine's only clock. */
	readonly observedAtMs: number;
	readonly stream: StreamObservation;
	/** The account's shards, from DescribeLimits. */
	readonly account: AccountObservation;
	readonly load: LoadObservation;
	/** Who reads the stream; absent if nobody asked. Only a scale in needs it, and asking takes four calls. */
	readonly consumers?: ConsumersObservation;
}

/** Everybody who reads a stream, as far as AWS says. */
export type ConsumersObservation =
	/** They could not be listed. */
	| { readonly kind: "no-data"; readonly reason: string }
	| {
			readonly kind: "known";
			/** `RetentionPeriodHours` of DescribeStreamSummary: what a consumer missed longer ago is gone. */
			readonly retentionHours: number;
			/** Consumers with enhanced fan-out, of ListStreamConsumers. */
			readonly registered: readonly RegisteredConsumer[];
			/** Lambda functions that share the shards, of ListEventSourceMappings. */
			readonly eventSourceMappings: readonly EventSourceMapping[];
			/** When consumers that share the shards last read within the last 24 h (`GetRecords.Success`); absent if they did not. */
			readonly sharedReadAtMs?: number;
	  };

export interface RegisteredConsumer {
	readonly consumerName: string;
	/** Maximum of `SubscribeToShardEvent.MillisBehindLatest` over the last minutes; absent if it got no event. */
	readonly behindMs?: number;
	/** When it last got an event within the retention; absent if it did not. */
	readonly readAtMs?: number;
}

export interface EventSourceMapping {
	readonly functionName: string;
	readonly isEnabled: boolean;
	/** `LastModified`: a disabled one was disabled then, or before. */
	readonly modifiedAtMs?: number;
}

export interface StreamObservation {
	/** `StreamStatus` of DescribeStreamSummary. */
	readonly streamStatus: "ACTIVE" | "CREATING" | "DELETING" | "UPDATING";
	/** `StreamModeDetails.StreamMode` of DescribeStreamSummary. */
	readonly streamMode: "ON_DEMAND" | "PROVISIONED";
	/** `OpenShardCount` of DescribeStreamSummary: whole, at least 1. */
	readonly openShardCount: number;
}

export type AccountObservation =
	| {
			readonly kind: "known" /** `ShardLimit`. */;
			readonly shardLimit: number /** `OpenShardCount`, all streams. */;
			readonly openShardCount: number;
	  }
	| { readonly kind: "no-data"; readonly reason: string };

export interface LoadObservation {
	/**
	 * One-minute datapoints of `AWS/Kinesis`, oldest first, gaps left out: a minute that is absent was not measured (an idle
	 * stream emits no datapoints). Should reach back over the policy's stabilization window.
	 */
	readonly minutes: readonly LoadDatapoint[];
	/**
	 * Starts of the minutes for which the same answer has a metric that Headroom itself published about this stream; absent if there are none. They tell
	 * an idle stream from metrics that did not arrive.
	 */
	readonly headroomMinutes?: readonly number[];
	/** The newest seconds, from what producers themselves publish; `no-data` if no producer publishes. */
	readonly fastWindow: FastWindow;
	/** Maximum of `GetRecords.IteratorAgeMilliseconds` over the last minutes. */
	readonly iteratorAge: IteratorAge;
	/** Throttled writes per shard over the last minutes: the evidence for or against a hot key. */
	readonly shardThrottles: ShardThrottleEvidence;
	/** What each open shard accepted, where enhanced shard-level metrics are on; absent where they are off. Only a throttled stream's are read. */
	readonly shardLoads?: ShardLoads;
	/** The hash keys of every open shard, in any order; absent if they were not listed. Only a throttled stream's are. */
	readonly shardRanges?: readonly ShardRange[];
}

/** Sums of `IncomingRecords` and `IncomingBytes` by shard over a window. */
export interface ShardLoads {
	readonly windowSeconds: number;
	/** A shard that is absent accepted nothing. */
	readonly shards: readonly { readonly shardId: string; readonly incomingRecords: number; readonly incomingBytes: number }[];
}

/** The hash keys that an open shard takes: `HashKeyRange` of ListShards, as decimal numbers from 0 to 2^128 - 1. */
export interface ShardRange {
	readonly shardId: string;
	readonly startingHashKey: string;
	/** The last one, included. */
	readonly endingHashKey: string;
}

export type IteratorAge = { readonly kind: "known"; readonly maxMs: number } | { readonly kind: "no-data" };

/** One period of the service's own metrics. Sums over the period, not rates. */
export interface LoadDatapoint {
	readonly startMs: number;
	readonly periodSeconds: number;
	/** `IncomingRecords` Sum: successful puts only. */
	readonly incomingRecords: number;
	/** `IncomingBytes` Sum: successful puts only. */
	readonly incomingBytes: number;
	/** `WriteProvisionedThroughputExceeded` Sum: rejected records, retries counted each time. */
	readonly throttledRecords: number;
	/** Sums of the optional signals that the policy lists, in the signal's unit; absent if it lists none. */
	readonly signals?: Readonly<Partial<Record<OptionalSignal, number>>>;
}

export type FastWindow =
	| { readonly kind: "no-data" }
	| {
			readonly kind: "measured";
			readonly startMs: number;
			readonly windowSeconds: number;
			/** `WriteThrottles` Sum over the window, as producers count them. */
			readonly throttledRecords: number;
	  };

export type ShardThrottleEvidence =
	/** `reason` if Headroom asked for the evidence and got none. */
	| { readonly kind: "no-data"; readonly reason?: string }
	| {
			readonly kind: "measured";
			readonly windowSeconds: number;
			/** Every open shard that was throttled in the window; a shard that is absent was not. */
			readonly shards: readonly { readonly shardId: string; readonly throttledRecords: number }[];
	  };
