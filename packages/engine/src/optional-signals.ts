import { READ_BYTES_PER_SECOND_PER_SHARD } from "./kinesis-limits.ts";

/** Signals that count only if the policy lists them: each costs a metric at every evaluation, and none is what producers write. */
export const OPTIONAL_SIGNALS = ["reads"] as const;
export type OptionalSignal = (typeof OPTIONAL_SIGNALS)[number];

/** What one shard takes of each in a second, in the signal's unit. */
export const OPTIONAL_PER_SHARD_PER_SECOND: Readonly<Record<OptionalSignal, number>> = { reads: READ_BYTES_PER_SECOND_PER_SHARD };

/** Whether a signal is an optional one. */
export function isOptional(signal: string): signal is OptionalSignal {
	return OPTIONAL_SIGNALS.some((optional) => optional === signal);
}
