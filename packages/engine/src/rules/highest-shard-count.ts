import type { History, ReshardRecord, ScaleTrigger } from "../history.ts";
import { recordedShardCount } from "./recorded-shard-count.ts";
import { isCounted } from "./reshard-budget.ts";

/** What these set says nothing of the load. */
const NOT_FOR_LOAD: ReadonlySet<ScaleTrigger | undefined> = new Set<ScaleTrigger>(["person", "policy-bounds", "scheduled-floor"]);

/** The most shards that the stream had within the counted time, whoever asked for them; at least those that are open. */
export function highestShardCount(openShardCount: number, { reshards }: History, nowMs: number): number {
	let highest = openShardCount;
	for (const { atMs, fromShardCount, toShardCount } of reshards) {
		if (isCounted(atMs, nowMs)) highest = Math.max(highest, recordedShardCount(fromShardCount), recordedShardCount(toShardCount));
	}
	return highest;
}

/**
 * The most shards that the stream had for load within the counted time; 0 where it had none. A count that a person, a floor alone or somebody else set is left
 * out, and what it was scaled in to afterwards: it is as high as it is because of them. Older records tell who set the first count; where
 * the stream stood before the oldest of all counts, as nobody knows.
 */
export function highestShardCountForLoad({ reshards }: History, nowMs: number): number {
	const oldestFirst = reshards.filter(({ atMs }) => Number.isFinite(atMs)).sort((a, b) => a.atMs - b.atMs);
	let highest = 0;
	let isForLoad = true;
	for (const reshard of oldestFirst) {
		const { atMs, fromShardCount, toShardCount } = reshard;
		const wasForLoad = isForLoad;
		isForLoad = isMadeForLoad(reshard) && (isForLoad || toShardCount > fromShardCount);
		if (!isCounted(atMs, nowMs)) continue;
		if (wasForLoad) highest = Math.max(highest, recordedShardCount(fromShardCount));
		if (isForLoad) highest = Math.max(highest, recordedShardCount(toShardCount));
	}
	return highest;
}

function isMadeForLoad({ startedBy, trigger }: ReshardRecord): boolean {
	return startedBy === "headroom" && !NOT_FOR_LOAD.has(trigger);
}
