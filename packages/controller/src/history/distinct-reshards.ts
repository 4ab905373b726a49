import type { ReshardRecord } from "@headroom/engine";

/** Two evaluations that see the same foreign change are seconds apart. */
const SAME_CHANGE_WITHIN_MS = 60_000;

/**
 * The ledger with each reshard once. Two evaluations at once may both write down the same change by somebody else. From one
 * count to the same other count twice within a minute cannot be two: the stream would have had to go back in between.
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
