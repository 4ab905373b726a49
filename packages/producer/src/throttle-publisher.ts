/** Throttled attempts to write, by shard; `undefined` for those whose shard is not known. */
export type ThrottlesByShard = ReadonlyMap<string | undefined, number>;

/** Where counted throttles go. Neither throws: a metric that cannot be published fails no write. */
export interface ThrottlePublisher {
	/** Throttled attempts of one answer, at this time (milliseconds since the epoch). */
	count(streamName: string, throttles: ThrottlesByShard, atMs: number): void;
	/** Before the program ends: publishes what is left. */
	close(): Promise<void>;
}
