import { visibleText } from "@headroom/engine";
import { CliError } from "../errors/cli-error.ts";
import type { Terminal } from "./terminal.ts";

/** Whole words: whatever only begins like one may be a slip, or "yikes no". */
const YES = /^y(?:es)?$/iu;
const NO = /^(?:no?)?$/iu;

/**
 * Asks a person before a change. Only `y` and `yes` mean yes; Enter, `n` and `no` mean no. Anything else is asked about once more, and is then no.
 *
 * @param isAnswered `--yes` was given
 * @returns whether to go on
 * @throws CliError if nobody can be asked, or if the answer is Ctrl-C
 */
export async function ask(terminal: Terminal, question: string, isAnswered: boolean): Promise<boolean> {
	if (isAnswered) return true;
	if (!terminal.canAsk) {
		throw new CliError("usage", "The command asks for a confirmation, but nobody can answer here.", {
			hints: ["Confirm on the command line: --yes."],
		});
	}
	const first = await answerTo(question);
	if (YES.test(first)) return true;
	if (NO.test(first)) return false;
	return YES.test(await answerTo(`"${first}" is neither yes nor no. ${question}`));
}

async function answerTo(question: string): Promise<string> {
	// Loaded only to ask: the other commands start without it.
	const { default: input } = await import("@inquirer/input");
	try {
		return (await input({ message: `${visibleText(question)} (y/N)` })).trim();
	} catch (error) {
		if (error instanceof Error && error.name === "ExitPromptError")
			throw new CliError("interrupted", "Nothing was done.", { cause: error });
		throw error;
	}
}
