import type { History, ReshardRecord, ScaleTrigger } from "../history.ts";
import { MAX_SHARDS_PER_STREAM } from "../kinesis-limits.ts";
import { isCounted } from "./reshard-budget.ts";

/** What these set says nothing of the load. */
const NOT_FOR_LOAD: ReadonlySet<ScaleTrigger | undefined> = new Set<ScaleTrigger>(["person", "policy-bounds", "scheduled-floor"]);

/** The most shards that the stream had within the counted time; at least those that are open. A record's count that can be none is left out. */
export function highestShardCount(openShardCount: number, history: History, nowMs: number): number {
	let highest = openShardCount;
	for (const reshard of history.reshards) {
		if (isCounted(reshard.atMs, nowMs)) highest = Math.max(highest, sound(reshard.fromShardCount), sound(reshard.toShardCount));
	}
	return highest;
}

/**
 * The most shards that load took within the counted time; 0 where it took none. A count that a person, a floor or somebody else set is left
 * out, and what it was scaled in to afterwards: it is as high as it is because of them. Where the stream stood before the oldest record counts, as nobody knows who set it.
 */
export function highestShardCountForLoad({ reshards }: History, nowMs: number): number {
	const counted = reshards.filter(({ atMs }) => isCounted(atMs, nowMs)).sort((a, b) => a.atMs - b.atMs);
	let highest = 0;
	let isForLoad = true;
	for (const reshard of counted) {
		if (isForLoad) highest = Math.max(highest, sound(reshard.fromShardCount));
		isForLoad = isMadeForLoad(reshard) && (isForLoad || reshard.toShardCount > reshard.fromShardCount);
		if (isForLoad) highest = Math.max(highest, sound(reshard.toShardCount));
	}
	return highest;
}

function isMadeForLoad({ startedBy, trigger }: ReshardRecord): boolean {
	return startedBy === "headroom" && !NOT_FOR_LOAD.has(trigger);
}

function sound(shardCount: number): number {
	return Number.isInteger(shardCount) && shardCount <= MAX_SHARDS_PER_STREAM ? shardCount : 0;
}
