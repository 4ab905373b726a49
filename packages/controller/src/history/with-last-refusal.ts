import type { History } from "@headroom/engine";
import type { StreamHistory } from "../ports/ledger-port.ts";

/** The history that the engine decides on: a refused call is no reshard, but it may have been the day's one try. */
export function withLastRefusal({ history, lastRefusal }: Pick<StreamHistory, "history" | "lastRefusal">): History {
	return lastRefusal === undefined ? history : { ...history, lastRefusedAtMs: lastRefusal.atMs };
}
