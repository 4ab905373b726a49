import type { ReshardRecord } from "@headroom/engine";

/** Two evaluations that see the same reshard of somebody else are seconds apart. */
const SAME_CHANGE_WITHIN_MS = 60_000;

/**
 * The ledger with each reshard once. Two evaluations at once may both write the same reshard of somebody else. The same change
 * twice within a minute is one reshard: for two, the stream would have gone back in between.
 *
 * @returns oldest first
 */
export function distinctReshards(reshards: readonly ReshardRecord[]): ReshardRecord[] {
	const distinct: ReshardRecord[] = [];
	for (const reshard of [...reshards].sort((a, b) => a.atMs - b.atMs)) {
		const isSeen =
			reshard.startedBy === "observed" &&
			distinct.some(
				(earlier) =>
					earlier.startedBy === "observed" &&
					earlier.fromShardCount === reshard.fromShardCount &&
					earlier.toShardCount === reshard.toShardCount &&
					reshard.atMs - earlier.atMs < SAME_CHANGE_WITHIN_MS,
			);
		if (!isSeen) distinct.push(reshard);
	}
	return distinct;
}
