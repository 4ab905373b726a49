/** What producers offer in one second, before chance and before any retry. */
export interface OfferedSecond {
	/** New records, as a rate: at least 0, not necessarily whole. */
	readonly recordsPerSecond: number;
	/** Data and partition key of the mean record, at least 1. */
	readonly bytesPerRecord: number;
	/** Of the records, how many have one and the same partition key: 0 to 1; absent is 0, all keys different. */
	readonly hotKeyShare?: number;
	/** Absent: all other keys spread evenly over the hash keys. The same object as long as it does not change. */
	readonly hotRange?: HotHashKeys;
}

/** A part of the hash keys that many partition keys crowd into. */
export interface HotHashKeys {
	/** Of the records without the hot key's, how many fall there: 0 to 1. */
	readonly share: number;
	/** Where it begins and ends, as a share of all hash keys: 0 to 1. */
	readonly from: number;
	readonly to: number;
}

/**
 * A load's shape at one-second resolution: deterministic, pulled second by second, in constant memory however long it is. Chance
 * (arrivals, burstiness) is added by the simulator, from its own seed.
 */
export interface LoadSource {
	/** Milliseconds since the epoch, a whole minute. */
	readonly startMs: number;
	/** Whole, at least 1. */
	readonly durationSeconds: number;
	/** Consumers that share the shards, each reading everything once, at once; absent is 1. */
	readonly sharedConsumers?: number;
	/** When the consumer stops for good, seconds since the start; absent: never. It is a function with an event source mapping, and shares the shards. */
	readonly consumerStopsAtSecond?: number;
	/** By how much CloudWatch shows the service's metrics later than usual, milliseconds, while Headroom's own are on time; absent: 0. */
	readonly serviceMetricsLateMs?: number;
	/** How somebody has split the stream before, as widths from hash key 0 up: their share of the sum counts. Absent: even ranges. */
	readonly rangeWidths?: readonly number[];
	/**
	 * @param second since `startMs`, 0 to `durationSeconds` - 1, usually but not always asked in rising order
	 * @returns valid until the next call: a source may hand out the same object again
	 */
	at(second: number): OfferedSecond;
}

/** A load, its name in a report, and what was assumed to read it, a sentence each. */
export interface ReplayedLoad {
	readonly name: string;
	readonly source: LoadSource;
	readonly assumptions?: readonly string[];
}
