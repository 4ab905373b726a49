import { type Colors, createMarkedColors, visibleOutput } from "./visible-output.ts";

export type { Colors };

/** Where the command speaks, and to whom: a person at a terminal, or a program. */
export interface Terminal {
	readonly colors: Colors;
	/** Characters in a line; 80 where nobody says. */
	readonly columns: number;
	/** Somebody reads the output as it comes. */
	readonly isTty: boolean;
	/** Somebody can be asked, too. */
	readonly canAsk: boolean;
	/** Every control character of `text` is shown, but for line breaks, tabs and our own `colors`. */
	out(text: string): void;
	/** As {@link out}. */
	err(text: string): void;
}

const DEFAULT_COLUMNS = 80;

/** Colours for a person only: not where `NO_COLOR` is set (https://no-color.org), nor for a pipe, whatever a CI says. */
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
