import { describeOverride, type Override } from "@headroom/engine";
import { CliError } from "../errors/cli-error.ts";
import { ask } from "../terminal/ask.ts";
import type { Terminal } from "../terminal/terminal.ts";

export interface OverrideConflict {
	readonly streamName: string;
	/** What is in force. */
	readonly standing: Override;
	/** Who would replace it: their own is theirs to change. */
	readonly by: string;
	/** Asked where the word is another's; what is to be done, so that its answer is about that alone. */
	readonly question: string;
	/** `--replace`. */
	readonly isMeant: boolean;
	/** Nobody is to be asked: `--yes`. */
	readonly isSilent: boolean;
}

export function isOverrideConflict(standing: Override, by: string): boolean {
	return standing.kind !== "none" && standing.by !== by;
}

/**
 * Another person's pause or hold is not replaced unless somebody who has read it says so.
 *
 * @returns whether to go on; true if there is nothing of anybody else's
 * @throws CliError if nobody can be asked
 */
export async function mayReplaceOverride(terminal: Terminal, conflict: OverrideConflict): Promise<boolean> {
	const { by, isMeant, isSilent, question, standing, streamName } = conflict;
	if (isMeant || !isOverrideConflict(standing, by)) return true;
	const words = `${streamName} is ${describeOverride(standing)}.`;
	if (isSilent || !terminal.canAsk) {
		throw new CliError("refused", words, { hints: ["Talk to them first. To take the place of what they said: --replace."] });
	}
	terminal.out(terminal.colors.yellow(`! ${words}`));
	return ask(terminal, question, false);
}
