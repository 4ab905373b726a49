import { type Colors, createMarkedColors, visibleOutput } from "./visible-output.ts";

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
	/** Every control character of `text` is shown, but for line breaks, tabs and our own `colors`. */
	out(text: string): void;
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
		out: (text) => void stdout.write(`${visibleOutput(text)}\n`),
		err: (text) => void stderr.write(`${visibleOutput(text)}\n`),
	};
}
