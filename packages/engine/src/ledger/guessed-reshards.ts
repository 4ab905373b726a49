import type { History } from "../history.ts";
import { RESHARDS_PER_ROLLING_DAY } from "../kinesis-limits.ts";
import { isCounted, isGuessed, isOfTheTen, RESHARD_COUNTED_MS, whenUsedFallsTo } from "./reshard-budget.ts";

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
 * Whether the ledger allows one more call. *Known* entries forbid it without exception; *guessed* ones leave one try a day.
 *
 * A try is not stored. It is one of our own calls, accepted or refused, that was made while ten or more entries counted: without the
 * exception it would not have been made.
 *
 * @param nowMs milliseconds since the epoch
 */
export function callAllowance(history: History, nowMs: number): CallAllowance {
	const { lastRefusedAtMs, reshards } = history;
	const ofTheTen = reshards.filter((reshard) => isOfTheTen(reshard, history));
	const counted = ofTheTen.filter(({ atMs }) => isCounted(atMs, nowMs));
	if (counted.length < RESHARDS_PER_ROLLING_DAY) return { kind: "free" };
	const ours = counted.filter((reshard) => !isGuessed(reshard)).map(({ atMs }) => atMs);
	if (ours.length >= RESHARDS_PER_ROLLING_DAY) return { kind: "forbidden" };
	const guessed = counted.length - ours.length;
	// Somebody else's split or merge is known by its lineage, and was no call of ours.
	const accepted = counted.filter(({ startedBy }) => startedBy !== "observed").map(({ atMs }) => atMs);
	const calls = lastRefusedAtMs === undefined || !isCounted(lastRefusedAtMs, nowMs) ? accepted : [...accepted, lastRefusedAtMs];
	const tries = calls.filter((atMs) => countedBefore(ofTheTen, atMs) >= RESHARDS_PER_ROLLING_DAY);
	return tries.length === 0 ? { kind: "try", guessed } : { kind: "tried", guessed, triedAtMs: Math.max(...tries) };
}

/**
 * When the ledger allows the next call, to the millisecond: the tenth entry is a day old, or the day's one try against guessed entries is back.
 *
 * @param mayTry whether the call may be that try: a scale out while writes are throttled, or a person's
 * @returns milliseconds since the epoch; `undefined` if it allows it now
 */
export function whenCallAllowed(history: History, nowMs: number, mayTry: boolean): number | undefined {
	const freeAtMs = whenUsedFallsTo(RESHARDS_PER_ROLLING_DAY - 1, history, nowMs);
	if (!mayTry) return freeAtMs;
	const { lastRefusedAtMs, reshards } = history;
	// Nothing changes but at the moments at which something ceases to count.
	const ends = [...reshards.map(({ atMs }) => atMs), ...(lastRefusedAtMs === undefined ? [] : [lastRefusedAtMs])]
		.map((atMs) => atMs + RESHARD_COUNTED_MS)
		.filter((endMs) => endMs > nowMs && (freeAtMs === undefined || endMs < freeAtMs))
		.sort((a, b) => a - b);
	const isAllowed = (atMs: number) => ["free", "try"].includes(callAllowance(history, atMs).kind);
	return isAllowed(nowMs) ? undefined : (ends.find(isAllowed) ?? freeAtMs);
}

function countedBefore(reshards: History["reshards"], callAtMs: number): number {
	return reshards.filter(({ atMs }) => atMs < callAtMs && atMs + RESHARD_COUNTED_MS > callAtMs).length;
}
