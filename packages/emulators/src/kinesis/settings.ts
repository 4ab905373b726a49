import {
	ON_DEMAND_STREAM_LIMIT_DEFAULT,
	SHARD_LIMIT_DEFAULT,
	WRITE_BYTES_PER_SECOND_PER_SHARD,
	WRITE_RECORDS_PER_SECOND_PER_SHARD,
} from "./limits.ts";

/** The settings of the emulator. Each says whether AWS documents its default or the emulator assumes it. */
export interface KinesisSettings {
	/** Open shards of provisioned streams, with the short-lived ones of a reshard. Documented: 20,000 in us-east-1. */
	readonly shardLimit: number;
	/** Documented: 50. */
	readonly onDemandStreamLimit: number;
	/** Documented: 1,000. */
	readonly writeRecordsPerSecondPerShard: number;
	/** Documented as "1 MB"; that it is 1,000,000 is assumed, see limits.ts. */
	readonly writeBytesPerSecondPerShard: number;
	/**
	 * A shard's write limits are token buckets that hold this many seconds' worth. Assumed: AWS documents the rate and not the window over
	 * which it is measured. 1 lets an idle shard take two seconds' worth within the first second.
	 */
	readonly writeBurstSeconds: number;
	/** A reshard takes base + mutations x perMutation, at most maximum. Assumed; AWS: "could take a few minutes". */
	readonly reshardBaseMs: number;
	/** A split or a merge; resharding by percentages that need more of them takes longer, which is documented. */
	readonly reshardPerMutationMs: number;
	readonly reshardMaximumMs: number;
	/** CREATING, DELETING. Assumed, and shorter than the service's, so that a local cloud is up at once. */
	readonly createStreamMs: number;
	readonly deleteStreamMs: number;
	/** CREATING and DELETING of a consumer with enhanced fan-out. Assumed. */
	readonly registerConsumerMs: number;
	/** UPDATING after UpdateStreamMode. Assumed. */
	readonly updateStreamModeMs: number;
	/**
	 * A minute's metrics become visible this long after the minute's end, spread evenly and repeatably between the two. Assumed: AWS
	 * says only that they are published every minute; users see them more than a minute late.
	 */
	readonly metricDelayMinimumMs: number;
	readonly metricDelayMaximumMs: number;
	/**
	 * The most that a stream keeps in memory. Beyond it the oldest records are dropped, as after their retention. This is the emulator's own
	 * limit: an hour at 1,500 small records a second would otherwise take most of a gigabyte.
	 */
	readonly maxRetainedBytesPerStream: number;
}

export const DEFAULT_KINESIS_SETTINGS: KinesisSettings = {
	shardLimit: SHARD_LIMIT_DEFAULT,
	onDemandStreamLimit: ON_DEMAND_STREAM_LIMIT_DEFAULT,
	writeRecordsPerSecondPerShard: WRITE_RECORDS_PER_SECOND_PER_SHARD,
	writeBytesPerSecondPerShard: WRITE_BYTES_PER_SECOND_PER_SHARD,
	writeBurstSeconds: 1,
	reshardBaseMs: 15_000,
	reshardPerMutationMs: 10_000,
	reshardMaximumMs: 300_000,
	createStreamMs: 1_000,
	deleteStreamMs: 1_000,
	registerConsumerMs: 1_000,
	updateStreamModeMs: 15_000,
	metricDelayMinimumMs: 60_000,
	metricDelayMaximumMs: 90_000,
	maxRetainedBytesPerStream: 256 * 1024 * 1024,
};

/** @throws RangeError naming every setting that is no usable number */
export function completeSettings(given: Partial<KinesisSettings>): KinesisSettings {
	const settings = { ...DEFAULT_KINESIS_SETTINGS, ...given };
	const faults = Object.entries(settings)
		.filter(([, value]) => typeof value !== "number" || Number.isNaN(value) || value < 0)
		.map(([name, value]) => `${name} must be a number >= 0, is ${String(value)}`);
	if (settings.metricDelayMaximumMs < settings.metricDelayMinimumMs) {
		faults.push(
			`metricDelayMaximumMs must be >= metricDelayMinimumMs (${settings.metricDelayMinimumMs}), is ${settings.metricDelayMaximumMs}`,
		);
	}
	if (settings.writeBurstSeconds === 0) faults.push("writeBurstSeconds must be > 0: a bucket that holds nothing lets nothing pass");
	if (faults.length > 0) throw new RangeError(`KinesisEmulator settings: ${faults.join("; ")}.`);
	return settings;
}
