import type { Policy } from "./policy.ts";

/**
 * The policy of a stream that has none of its own. Its numbers were chosen over simulated loads and checked on others:
 * docs/decisions/0017-default-policy.md, docs/benchmark.md.
 */
export const DEFAULT_POLICY: Policy = {
	minShardCount: 1,
	maxShardCount: 64,
	targetUtilization: 0.75,
	scaleOutUtilization: 0.9,
	scaleInUtilization: 0.55,
	// The service's metrics are one to two minutes late. After this pause they show the load on the new shard count.
	scaleOutCooldownSeconds: 120,
	scaleInCooldownSeconds: 1_800,
	stabilizationWindowSeconds: 3_600,
	// UpdateShardCount's page says that a call takes "a few minutes".
	lookAheadSeconds: 120,
	maxIteratorAgeMsForScaleIn: 60_000,
	// A scale in leaves these, or the reshards to grow back if those are more.
	reshardsReservedForScaleOut: 2,
	writeAttemptsPerRecord: 1,
	// Whoever pauses a stream for longer than a shift has often forgotten it.
	maxOverrideSeconds: 86_400,
	scheduledFloors: [],
};
