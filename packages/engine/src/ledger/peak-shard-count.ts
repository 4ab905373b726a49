import type { History, ReshardRecord, ScaleTrigger } from "../history.ts";
import { recordedShardCount } from "./last-reshard.ts";
import { isCounted } from "./reshard-budget.ts";

/** Reasons for a count that say nothing about the load. */
const NOT_FOR_LOAD: ReadonlySet<ScaleTrigger | undefined> = new Set<ScaleTrigger>(["person", "policy-bounds", "scheduled-floor"]);

/** The most shards that the stream had within the counted time, for any reason; at least the open ones. */
export function peakShardCount(openShardCount: number, { reshards }: History, nowMs: number): number {
	let highest = openShardCount;
	for (const { atMs, fromShardCount, toShardCount } of reshards) {
		if (isCounted(atMs, nowMs)) highest = Math.max(highest, recordedShardCount(fromShardCount), recordedShardCount(toShardCount));
	}
	return highest;
}

/**
 * The most shards that the stream had for load within the counted time; 0 if it had none.
 *
 * | the count was set by | does it count? |
 * | --- | --- |
 * | the autoscaler, for load | yes |
 * | a person, a floor alone, or somebody else | no |
 * | a scale in after one of these | no: it is high because of them |
 * | unknown: before the oldest record | yes |
 */
export function peakShardCountForLoad({ reshards }: History, nowMs: number): number {
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
