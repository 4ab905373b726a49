import type { ReshardBudget } from "../decision.ts";
import type { History, ReshardRecord } from "../history.ts";
import { RESHARD_WINDOW_MS, RESHARDS_PER_ROLLING_DAY } from "../kinesis-limits.ts";

/**
 * How much longer than the service's 24 h a reshard counts. The service's window begins when it accepts the call. The ledger's begins with
 * the intent, before the call; the clients' timeouts end the call within some twenty seconds. The rest is for clocks that differ. Without
 * the margin, a call at the end of the ledger's 24 h could be the eleventh.
 */
const RESHARD_WINDOW_MARGIN_MS = 60_000;

/** How long a reshard counts against the ten, from its entry in the ledger on. */
export const RESHARD_COUNTED_MS = RESHARD_WINDOW_MS + RESHARD_WINDOW_MARGIN_MS;

/**
 * The day's reshards, by Headroom and by others, against the ten of a rolling 24 h and a minute's margin.
 *
 * A record from the future (another clock, or ours set back) counts as used: Headroom may stop early, never late. A record without a valid
 * time belongs to no day and does not count.
 *
 * @param nowMs milliseconds since the epoch
 */
export function reshardBudget(history: History, nowMs: number): ReshardBudget {
	let used = 0;
	let guessed = 0;
	let oldestMs = Number.POSITIVE_INFINITY;
	for (const reshard of history.reshards) {
		const { atMs } = reshard;
		if (!isOfTheTen(reshard, history) || !isCounted(atMs, nowMs)) continue;
		used += 1;
		if (isGuessed(reshard)) guessed += 1;
		if (atMs < oldestMs) oldestMs = atMs;
	}
	const left = Math.max(0, RESHARDS_PER_ROLLING_DAY - used);
	if (used === 0) return { used, left };
	return { used, ...(guessed === 0 ? {} : { guessed }), left, nextFreeAtMs: oldestMs + RESHARD_COUNTED_MS };
}

/**
 * When no more than `allowed` reshards count any longer. One more is possible from then on, if `allowed` is at most nine.
 *
 * @returns milliseconds since the epoch; `undefined` if no wait is long enough (`allowed` is negative), or none is needed
 */
export function whenUsedFallsTo(allowed: number, history: History, nowMs: number): number | undefined {
	const counted = history.reshards
		.filter((reshard) => isOfTheTen(reshard, history) && isCounted(reshard.atMs, nowMs))
		.map(({ atMs }) => atMs);
	counted.sort((a, b) => a - b);
	const lastToExpire = counted[counted.length - allowed - 1];
	return allowed < 0 || lastToExpire === undefined ? undefined : lastToExpire + RESHARD_COUNTED_MS;
}

/** Whether a reshard counts against the ten: younger than a day and the margin, or from the future. */
export function isCounted(atMs: number, nowMs: number): boolean {
	return Number.isFinite(atMs) && atMs + RESHARD_COUNTED_MS > nowMs;
}

/** SplitShard and MergeShards are none of the ten, which are calls of UpdateShardCount; unless an account was measured to count them. */
export function isOfTheTen({ operation }: ReshardRecord, { splitsAndMergesCount }: Pick<History, "splitsAndMergesCount">): boolean {
	return operation === undefined || splitsAndMergesCount === true;
}

/**
 * Whether an entry is *guessed*: the shard count was seen to differ, nobody saw the call, and the shards' lineage does not tell. It may have been
 * UpdateShardCount, which is one of the ten, or SplitShard and MergeShards, which are not. Headroom's own calls, also a person's through Headroom, are
 * *known*.
 */
export function isGuessed({ operation, startedBy }: ReshardRecord): boolean {
	return startedBy === "observed" && operation === undefined;
}
