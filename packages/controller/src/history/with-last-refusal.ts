import type { History } from "@headroom/engine";
import type { StreamHistory } from "../ports/ledger-port.ts";
import type { ReshardRefusal } from "../ports/stream-port.ts";

/** What answers a try: the ten themselves, or words that nobody knows. Every other refusal says nothing about the ten. */
const ANSWERS_A_TRY: ReadonlySet<ReshardRefusal> = new Set(["other", "reshard-quota"]);

/** The history that the engine decides on: a refused call is no reshard, but it may have been the day's one try. */
export function withLastRefusal({ history, lastRefusal }: Pick<StreamHistory, "history" | "lastRefusal">): History {
	if (lastRefusal === undefined || !ANSWERS_A_TRY.has(lastRefusal.refusal)) return history;
	return { ...history, lastRefusedAtMs: lastRefusal.atMs };
}
