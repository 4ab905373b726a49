import { type Colors, createMarkedColors, markColors, visibleMarked, visibleOutput } from "./visible-output.ts";
import { wrapAtWords } from "./word-wrap.ts";

export type { Colors };

/** The command's output, and its reader: a person at a terminal, or a program. */
export interface Terminal {
	readonly colors: Colors;
	/** Characters in a line; 80 if unknown. */
	readonly columns: number;
	/** A person reads the output. */
	readonly isTty: boolean;
	/** A person can answer questions, too. */
	readonly canAsk: boolean;
	/**
	 * Every control character of `text` is shown, but for line breaks, tabs and our own `colors`. For a person the lines break at words.
	 * @param as `data`: a program may read it; it stays as it is
	 */
	out(text: string, as?: "data"): void;
	/** As {@link out}. */
	err(text: string): void;
}

const DEFAULT_COLUMNS = 80;

/** Colours for a person only: not with `NO_COLOR` (https://no-color.org), and not for a pipe, not even in a CI. */
export function processTerminal(env: Readonly<Record<string, string | undefined>>): Terminal {
	const { stdin, stdout, stderr } = process;
	const isTty = stdout.isTTY === true;
	const noColor = (env["NO_COLOR"] ?? "") !== "" || env["TERM"] === "dumb";
	return {
		colors: createMarkedColors(isTty && !noColor),
		columns: (isTty ? stdout.columns : undefined) || DEFAULT_COLUMNS,
		isTty,
		canAsk: isTty && stdin.isTTY === true,
		out: (text, as) => void stdout.write(`${visibleOutput(as === "data" ? text : wrapped(text, stdout))}\n`),
		err: (text) => void stderr.write(`${visibleOutput(wrapped(text, stderr))}\n`),
	};
}

/** A pipe has no width. What others wrote is visible before: the colours that a break ends and begins anew are ours. */
function wrapped(text: string, { columns, isTTY }: Pick<NodeJS.WriteStream, "columns" | "isTTY">): string {
	return isTTY === true ? markColors(wrapAtWords(visibleMarked(text), columns || DEFAULT_COLUMNS)) : text;
}
