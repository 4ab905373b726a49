import type { AccountObservation, ShardLineage, StreamObservation } from "@headroom/engine";

/** The stream itself. */
export interface StreamPort {
	/**
	 * The stream as the service describes it now.
	 * @throws ObservationError `observation.stream-not-found`, `observation.access-denied`, `observation.rate-exceeded`, `observation.unavailable`
	 */
	describe(streamName: string): Promise<StreamObservation>;
	/**
	 * The account's shard quota; `no-data` without an answer. DescribeLimits allows one call a second, and a busy account must not
	 * stop an evaluation.
	 */
	describeAccount(): Promise<AccountObservation>;
	/**
	 * The shards that were open at a time within the last day, and all since; `no-data` without an answer. It makes a guess certain, and must not stop
	 * an evaluation.
	 */
	lineageSince(streamName: string, sinceMs: number): Promise<ShardLineage | { readonly kind: "no-data"; readonly reason: string }>;
	/**
	 * Ask for `targetShardCount`, once.
	 * @throws ReshardError the service may have accepted the call (`reshard.unknown-outcome`), or can never accept it:
	 *   `reshard.access-denied`, `reshard.stream-not-found`
	 */
	updateShardCount(streamName: string, targetShardCount: number): Promise<UpdateShardCountOutcome>;
}

/** The answer of the service. A refusal is an answer, not an error. */
export type UpdateShardCountOutcome =
	| { readonly kind: "accepted"; readonly currentShardCount: number; readonly targetShardCount: number }
	| RefusedCall;

/** The same of any call that reshards. */
export type ReshardAnswer = { readonly kind: "accepted" } | RefusedCall;

interface RefusedCall {
	readonly kind: "refused";
	readonly refusal: ReshardRefusal;
	/** In the service's words. */
	readonly message: string;
}

/** Stored with decisions: never remove a name that was used. */
export const RESHARD_REFUSALS = [
	/** `ResourceInUseException`: somebody else's reshard, or ours from a moment ago. */
	"reshard-in-progress",
	/** The ten of 24 h are used up, by any callers. */
	"reshard-quota",
	"account-shard-quota",
	/** Above double, below half, above the maximum. */
	"target-out-of-range",
	"on-demand",
	/** More than ten calls a second. */
	"rate",
	"other",
] as const;
export type ReshardRefusal = (typeof RESHARD_REFUSALS)[number];
