import { visibleText } from "@headroom/engine";
import type { VoteOutcome, VoteTrace } from "@headroom/voting";
import { table } from "../../shared/format/table.ts";
import { iso } from "../../shared/format/time.ts";
import type { Terminal } from "../../shared/terminal/terminal.ts";

const OUTCOME_SENTENCES: Readonly<Record<VoteOutcome, string>> = {
	counted: "The vote is counted.",
	"counted-before": "The vote is not counted, because another vote of this voter is.",
	failed: "The request failed. No line shows whether the stream has the vote. The client may send it again: it counts once.",
	refused: "The API refused the vote. The client may send it again.",
	unknown: "No line shows the outcome of the vote.",
	waiting: "The vote waits: in the overflow queue, or in the stream for the tally.",
};

/** What each line says, the oldest first, and the outcome of the vote. */
export function traceView(terminal: Terminal, { outcome, steps }: VoteTrace, withLines: boolean): string {
	const { colors } = terminal;
	const rows = steps.map(({ atMs, logGroup, says, text }) => [
		iso(atMs),
		shortGroup(logGroup),
		withLines ? `${oneLine(says)}\n${colors.dim(oneLine(text))}` : oneLine(says),
	]);
	const paint = outcome === "counted" ? colors.green : outcome === "failed" ? colors.red : colors.yellow;
	return [table(terminal, [{ title: "when" }, { title: "where" }, { title: "says" }], rows), "", paint(OUTCOME_SENTENCES[outcome])].join(
		"\n",
	);
}

/** A log line may hold anything that a request did. Lambda's own have tabs, and end with a line break. */
function oneLine(text: string): string {
	return visibleText(text.trim().replaceAll("\t", "  "));
}

/** For programs. */
export function traceJson({ outcome, requestId, steps }: VoteTrace) {
	return {
		requestId,
		outcome,
		lines: steps.map(({ atMs, logGroup, says, text }) => ({ at: iso(atMs), logGroup, says, line: text })),
	};
}

/** `/aws/lambda/headroom-tally` is too long for the column. */
function shortGroup(logGroup: string): string {
	return logGroup.slice(logGroup.lastIndexOf("/") + 1);
}
