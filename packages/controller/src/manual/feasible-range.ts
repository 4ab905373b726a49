import {
	type AccountObservation,
	callAllowance,
	lowestLegalTarget,
	MAX_SCALE_OUT_FACTOR,
	MAX_SHARDS_PER_STREAM,
	type PlanStep,
	planReshard,
	reshardBudget,
	shortLivedShardsNeeded,
} from "@headroom/engine";
import { withLastRefusal } from "../history/with-last-refusal.ts";
import type { ManualReshardSituation, RefusedReshard } from "./manual-reshard.ts";

/** Whether the account has room for the short-lived shards of each step, after the steps before it. */
export function fitsAccount(
	steps: readonly PlanStep[],
	{ openShardCount, shardLimit }: Extract<AccountObservation, { kind: "known" }>,
): boolean {
	const [first] = steps;
	if (first === undefined) return true;
	return steps.every(({ fromShardCount, toShardCount }) => {
		const openMeanwhile = openShardCount + fromShardCount - first.fromShardCount;
		return openMeanwhile + shortLivedShardsNeeded(fromShardCount, toShardCount) <= shardLimit;
	});
}

/** So many calls may a person make now: the reshards left, or the day's one try against guessed entries. */
export function callsLeft({ known, nowMs }: Pick<ManualReshardSituation, "known" | "nowMs">): number {
	return callAllowance(withLastRefusal(known), nowMs).kind === "try" ? 1 : reshardBudget(known.history, nowMs).left;
}

/** The lowest and the highest count that the reshards left and the account's quota allow now; undefined if no reshard is left. */
export function feasibleRange({ account, known, nowMs, stream }: ManualReshardSituation): RefusedReshard["reachable"] {
	const left = callsLeft({ known, nowMs });
	const { openShardCount, streamMode, streamStatus } = stream;
	if (left === 0 || streamMode === "ON_DEMAND" || streamStatus !== "ACTIVE" || openShardCount > MAX_SHARDS_PER_STREAM) return undefined;
	let highest = Math.min(openShardCount * MAX_SCALE_OUT_FACTOR ** left, MAX_SHARDS_PER_STREAM);
	let lowest = openShardCount;
	for (let step = 0; step < left; step += 1) lowest = lowestLegalTarget(lowest);
	if (account.kind === "known") {
		while (highest > openShardCount && !fitsAccount(planReshard(openShardCount, highest), account)) highest -= 1;
		while (lowest < openShardCount && !fitsAccount(planReshard(openShardCount, lowest), account)) lowest += 1;
	}
	return { lowest, highest };
}
