import type { Policy } from "./policy.ts";

/** The policy of a stream about which nothing was written. Cautious: it would rather pay for a shard than refuse a write. */
export const DEFAULT_POLICY: Policy = {
	minShardCount: 1,
	maxShardCount: 64,
	targetUtilization: 0.7,
	scaleOutUtilization: 0.8,
	scaleInUtilization: 0.35,
	// Long enough for the service's own metrics, one to two minutes late, to have seen the new shard count.
	scaleOutCooldownSeconds: 120,
	scaleInCooldownSeconds: 1_800,
	stabilizationWindowSeconds: 3_600,
	// "A few minutes", as UpdateShardCount's page says of itself.
	lookAheadSeconds: 120,
	maxIteratorAgeMsForScaleIn: 60_000,
	reshardsReservedForScaleOut: 4,
	writeAttemptsPerRecord: 1,
	scheduledFloors: [],
};
