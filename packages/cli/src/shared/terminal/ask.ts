import { visibleText } from "@headroom/engine";
import { CliError } from "../errors/cli-error.ts";
import type { Terminal } from "./terminal.ts";

/**
 * Asks a person before a change.
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
	// Loaded only to ask: the other commands start without it.
	const { default: confirm } = await import("@inquirer/confirm");
	try {
		return await confirm({ message: visibleText(question), default: false });
	} catch (error) {
		if (error instanceof Error && error.name === "ExitPromptError")
			throw new CliError("interrupted", "Nothing was done.", { cause: error });
		throw error;
	}
}
