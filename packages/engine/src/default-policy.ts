import type { Policy } from "./policy.ts";

/**
 * The policy of a stream about which nothing was written. Its numbers were chosen over simulated loads and checked on others:
 * docs/decisions/0017-default-policy.md, docs/benchmark.md.
 */
export const DEFAULT_POLICY: Policy = {
	minShardCount: 1,
	maxShardCount: 64,
	targetUtilization: 0.75,
	scaleOutUtilization: 0.9,
	scaleInUtilization: 0.55,
	// Long enough for the service's own metrics, one to two minutes late, to have seen the new shard count.
	scaleOutCooldownSeconds: 120,
	scaleInCooldownSeconds: 1_800,
	stabilizationWindowSeconds: 3_600,
	// "A few minutes", as UpdateShardCount's page says of itself.
	lookAheadSeconds: 120,
	maxIteratorAgeMsForScaleIn: 60_000,
	// A scale in leaves these, or what it takes to grow back if that is more.
	reshardsReservedForScaleOut: 2,
	writeAttemptsPerRecord: 1,
	scheduledFloors: [],
};
