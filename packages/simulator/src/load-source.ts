/** What producers offer in one second, before chance and before any retry. */
export interface OfferedSecond {
	/** New records, as a rate: at least 0, not necessarily whole. */
	readonly recordsPerSecond: number;
	/** Data and partition key of the mean record, at least 1. */
	readonly bytesPerRecord: number;
	/** Of the records, how many have one and the same partition key: 0 to 1; absent is 0, all keys different. */
	readonly hotKeyShare?: number;
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
