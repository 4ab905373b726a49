import type { CliError } from "../errors/cli-error.ts";
import { table } from "../format/table.ts";
import type { Terminal } from "../terminal/terminal.ts";
import type { StreamPlan, StreamResult } from "./stream-plan.ts";

/** What came of one stream of several. */
export interface StreamOutcome {
	readonly streamName: string;
	/** Absent if it was refused before anything was done. */
	readonly plan?: StreamPlan;
	/** Absent if nothing was to be done, or it failed. */
	readonly result?: StreamResult;
	readonly fault?: CliError;
}

/** Each stream in a row: how it ended, by the names of the exit codes, and in words. */
export function outcomeRows(terminal: Terminal, outcomes: readonly StreamOutcome[]): string {
	const rows = outcomes.map(({ fault, plan, result, streamName }) => {
		const exit = fault?.exit ?? result?.exit ?? "done";
		const says = fault === undefined ? (result?.says ?? plan?.says ?? "") : [fault.message, ...fault.hints].join("\n");
		return [exit === "done" ? terminal.colors.green(exit) : terminal.colors.red(exit), streamName, says];
	});
	return `\n${table(terminal, [{ title: "end" }, { title: "stream" }, { title: "what came of it" }], rows)}`;
}
