import { BYTES_PER_SECOND_PER_SHARD, RECORDS_PER_SECOND_PER_SHARD } from "../kinesis-limits.ts";
import type { LoadDatapoint } from "../observation.ts";
import { OPTIONAL_PER_SHARD_PER_SECOND, OPTIONAL_SIGNALS, type OptionalSignal } from "../optional-signals.ts";

/** Which of a shard's limits a need is measured against. */
export type NeedSource = "bytes" | "records" | OptionalSignal;

/** What a stream needs by one signal. The largest need decides. */
export interface Need {
	readonly source: NeedSource;
	/** Offered in a second, in the signal's unit: the worse of the newest minute and the mean of the newest three. */
	readonly ratePerSecond: number;
	/** Shards that this fills, a fraction. */
	readonly fullShards: number;
	/** The same at the end of the look-ahead; never the smaller. */
	readonly fullShardsAhead: number;
}

/** One limit of a shard, and how a datapoint is measured against it. */
export interface Signal {
	readonly source: NeedSource;
	/** What one shard takes in a second. */
	readonly perShardPerSecond: number;
	/**
	 * What producers offered within the period.
	 * @param throttledRecords retries divided out
	 */
	offered(datapoint: LoadDatapoint, throttledRecords: number): number;
}

class Records implements Signal {
	readonly source = "records";
	readonly perShardPerSecond = RECORDS_PER_SECOND_PER_SHARD;

	offered({ incomingRecords }: LoadDatapoint, throttledRecords: number): number {
		return incomingRecords + throttledRecords;
	}
}

class Bytes implements Signal {
	readonly source = "bytes";
	readonly perShardPerSecond = BYTES_PER_SECOND_PER_SHARD;

	/** The service counts throttled records and not their size: they are assumed to weigh what the accepted ones do. */
	offered({ incomingBytes, incomingRecords }: LoadDatapoint, throttledRecords: number): number {
		return incomingBytes * (incomingRecords > 0 ? 1 + throttledRecords / incomingRecords : 1);
	}
}

/** A sum of the datapoint, as the service counts it; absent where the policy does not list the signal. */
class Optional implements Signal {
	readonly source: OptionalSignal;
	readonly perShardPerSecond: number;

	constructor(source: OptionalSignal) {
		this.source = source;
		this.perShardPerSecond = OPTIONAL_PER_SHARD_PER_SECOND[source];
	}

	offered({ signals }: LoadDatapoint): number {
		return signals?.[this.source] ?? 0;
	}
}

/**
 * Every signal that can ask for shards. A new one is one more class, and what it reads of a datapoint. Classes, not object literals: their
 * calls are in the innermost loop of a decision, and the engine compiles calls of known classes to half of what calls of stored functions
 * take.
 */
export const SIGNALS: readonly Signal[] = [new Records(), new Bytes(), ...OPTIONAL_SIGNALS.map((source) => new Optional(source))];

/** Shards that one datapoint fills by its largest signal. */
export function fullShardsOf(datapoint: LoadDatapoint, throttledRecords: number): number {
	let fullShardSeconds = 0;
	for (const signal of SIGNALS) {
		fullShardSeconds = Math.max(fullShardSeconds, signal.offered(datapoint, throttledRecords) / signal.perShardPerSecond);
	}
	return fullShardSeconds / datapoint.periodSeconds;
}

/** The largest need now, and the signal that it is measured by; the largest need at the end of the look-ahead, by whatever signal. */
export function largestNeed(needs: readonly Need[]): Pick<Need, "fullShards" | "fullShardsAhead" | "source"> {
	let fullShards = 0;
	let fullShardsAhead = 0;
	let source: NeedSource = "records";
	for (const need of needs) {
		if (need.fullShards > fullShards) ({ fullShards, source } = need);
		if (need.fullShardsAhead > fullShardsAhead) ({ fullShardsAhead } = need);
	}
	return { fullShards, fullShardsAhead, source };
}
