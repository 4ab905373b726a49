import { visibleText } from "@headroom/engine";
import { table } from "../../shared/format/table.ts";
import { iso } from "../../shared/format/time.ts";
import type { Terminal } from "../../shared/terminal/terminal.ts";
import type { HistoryEntry } from "./query.ts";

export function historyTable(terminal: Terminal, entries: readonly HistoryEntry[]): string {
	const { colors } = terminal;
	const paint = { act: colors.green, refusal: colors.yellow, finding: colors.red };
	return table(
		terminal,
		[{ title: "when (utc)" }, { title: "stream" }, { title: "kind" }, { title: "by" }, { title: "what" }],
		entries.map(({ atMs, by, kind, says, streamName }) => [
			iso(atMs).slice(0, 19),
			visibleText(streamName),
			paint[kind](kind),
			visibleText(shortArn(by)),
			says,
		]),
	);
}

/** Only the end of the ARN, which names the person; `--json` has the whole ARN. */
function shortArn(by: string): string {
	return by.startsWith("arn:") ? by.slice(by.lastIndexOf(":") + 1) : by;
}

export const HISTORY_COLUMNS = ["at", "streamName", "kind", "by", "fromShardCount", "toShardCount", "trigger", "outcome", "says"] as const;

/** One entry for programs; the same fields are the columns of `--csv`. */
export function historyJson({ atMs, by, decision, fromShardCount, kind, says, streamName, toShardCount }: HistoryEntry) {
	return {
		at: iso(atMs),
		streamName,
		kind,
		by,
		fromShardCount,
		toShardCount: toShardCount ?? null,
		trigger: decision?.wakeup.kind ?? null,
		outcome: decision?.outcome.kind ?? (kind === "act" ? "accepted" : null),
		says,
	};
}
