import { utcSecond, visibleText } from "@headroom/engine";
import { iso } from "../../shared/format/time.ts";
import type { Terminal } from "../../shared/terminal/terminal.ts";
import type { HistoryEntry } from "./query.ts";

/** An entry is a line that says when, where, what kind and who; under it what was done, and the command that undoes it. */
export function historyView({ colors }: Terminal, entries: readonly HistoryEntry[]): string {
	const paint = { act: colors.green, change: colors.cyan, refusal: colors.yellow, finding: colors.red };
	return entries
		.map(({ atMs, by, identity, kind, says, streamName, undo }) =>
			[
				`${utcSecond(atMs)}  ${colors.bold(visibleText(streamName))}  ${paint[kind](kind)}  ${visibleText(shortArn(identity ?? by))}`,
				`    ${says}`,
				...(undo === undefined ? [] : [`    undo: ${undo}`]),
			].join("\n"),
		)
		.join("\n");
}

/** Only the end of the ARN, which names the person; `--json` has the whole ARN. */
function shortArn(by: string): string {
	return by.startsWith("arn:") ? by.slice(by.lastIndexOf(":") + 1) : by;
}

export const HISTORY_COLUMNS = [
	"at",
	"streamName",
	"kind",
	"by",
	"fromShardCount",
	"toShardCount",
	"trigger",
	"outcome",
	"says",
	"identity",
	"undo",
] as const;

/** One entry for programs; the same fields are the columns of `--csv`. */
export function historyJson({ atMs, by, decision, fromShardCount, identity, kind, says, streamName, toShardCount, undo }: HistoryEntry) {
	return {
		at: iso(atMs),
		streamName,
		kind,
		by,
		fromShardCount: fromShardCount ?? null,
		toShardCount: toShardCount ?? null,
		trigger: decision?.wakeup.kind ?? null,
		outcome: decision?.outcome.kind ?? (kind === "act" ? "accepted" : null),
		says,
		identity: identity ?? null,
		undo: undo ?? null,
	};
}
