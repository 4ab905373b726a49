import type { History, ReshardRecord } from "../history.ts";
import { RESHARDS_PER_ROLLING_DAY } from "../kinesis-limits.ts";
import { isCounted, isOfTheTen, RESHARD_COUNTED_MS } from "./reshard-budget.ts";

/** What the entries of the ledger say about one more call. */
type CallAllowance =
	/** Fewer than ten entries count. */
	| { readonly kind: "free" }
	/** Ten or more entries count, fewer than ten are known, and the day's one try against guessed entries is left. */
	| { readonly kind: "try"; readonly guessed: number }
	/** The day's one try was made. */
	| { readonly kind: "tried"; readonly guessed: number; readonly triedAtMs: number }
	/** Ten known entries: the service would refuse. */
	| { readonly kind: "forbidden" };

/**
 * Whether an entry is *guessed*: the shard count was seen to differ, and nobody saw the call. It may have been UpdateShardCount, which is one
 * of the ten, or SplitShard and MergeShards, which are not. Headroom's own calls, also a person's through Headroom, are *known*.
 */
function isGuessed({ startedBy }: ReshardRecord): boolean {
	return startedBy === "observed";
}

/**
 * Whether the ledger allows one more call. *Known* entries forbid it without exception; *guessed* ones leave one try a day.
 *
 * A try is not stored. It is one of our own calls, accepted or refused, that was made while ten or more entries counted: without the
 * exception it would not have been made.
 *
 * @param nowMs milliseconds since the epoch
 */
export function callAllowance({ lastRefusedAtMs, reshards }: History, nowMs: number): CallAllowance {
	const ofTheTen = reshards.filter(isOfTheTen);
	const counted = ofTheTen.filter(({ atMs }) => isCounted(atMs, nowMs));
	if (counted.length < RESHARDS_PER_ROLLING_DAY) return { kind: "free" };
	const ours = counted.filter((reshard) => !isGuessed(reshard)).map(({ atMs }) => atMs);
	if (ours.length >= RESHARDS_PER_ROLLING_DAY) return { kind: "forbidden" };
	const guessed = counted.length - ours.length;
	const calls = lastRefusedAtMs === undefined || !isCounted(lastRefusedAtMs, nowMs) ? ours : [...ours, lastRefusedAtMs];
	const tries = calls.filter((atMs) => countedBefore(ofTheTen, atMs) >= RESHARDS_PER_ROLLING_DAY);
	return tries.length === 0 ? { kind: "try", guessed } : { kind: "tried", guessed, triedAtMs: Math.max(...tries) };
}

function countedBefore(reshards: readonly ReshardRecord[], callAtMs: number): number {
	return reshards.filter(({ atMs }) => atMs < callAtMs && atMs + RESHARD_COUNTED_MS > callAtMs).length;
}
