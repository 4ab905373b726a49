import { isBySplitsAndMerges, RESHARD_WINDOW_MS, type ReshardRecord } from "@headroom/engine";
import type { Settlement } from "../evaluation.ts";
import type { StreamPort } from "../ports/stream-port.ts";

/** Every stream keeps closed shards for a day at least. An hour less, for clocks that differ. */
const LINEAGE_REACHES_MS = RESHARD_WINDOW_MS - 3_600_000;

/**
 * Somebody else's change, with what the lineage of the shards says of it: splits and merges that no UpdateShardCount can have been among do not count
 * against the ten. What the lineage leaves open stays a guess.
 *
 * @param lastObservedAtMs when the stream still had the shards from before the change
 */
export async function knownByLineage(
	stream: Pick<StreamPort, "lineageSince">,
	streamName: string,
	settlements: readonly Settlement[],
	{ lastObservedAtMs, nowMs }: { readonly lastObservedAtMs: number; readonly nowMs: number },
): Promise<readonly Settlement[]> {
	if (!settlements.some(({ kind }) => kind === "reshard-observed")) return settlements;
	const lineage = await stream.lineageSince(streamName, Math.max(lastObservedAtMs, nowMs - LINEAGE_REACHES_MS));
	if ("kind" in lineage) return settlements;
	return settlements.map((settlement) => {
		if (settlement.kind !== "reshard-observed" || !isBySplitsAndMerges(lineage, settlement.reshard.toShardCount)) return settlement;
		return { ...settlement, reshard: { ...settlement.reshard, operation: operationOf(settlement.reshard) } };
	});
}

/** There may have been both; the one that there were more of. */
function operationOf({ fromShardCount, toShardCount }: ReshardRecord): NonNullable<ReshardRecord["operation"]> {
	return toShardCount > fromShardCount ? "SplitShard" : "MergeShards";
}
