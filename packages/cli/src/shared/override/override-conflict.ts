import { describeOverride, type Override } from "@headroom/engine";
import { CliError } from "../errors/cli-error.ts";
import { ask } from "../terminal/ask.ts";
import type { Terminal } from "../terminal/terminal.ts";

export interface OverrideConflict {
	readonly streamName: string;
	/** The active override. */
	readonly standing: Override;
	/** Who would replace it. People may change their own overrides. */
	readonly by: string;
	/** The question if the override is another person's. It names the action. */
	readonly question: string;
	/** `--replace`. */
	readonly isMeant: boolean;
	/** Do not ask: `--yes`. */
	readonly isSilent: boolean;
}

export function isOverrideConflict(standing: Override, by: string): boolean {
	return standing.kind !== "none" && standing.by !== by;
}

/**
 * Another person's pause or hold is replaced only after a yes from somebody who has read it.
 *
 * @returns whether to go on; true if there is no other person's override
 * @throws CliError if nobody can be asked
 */
export async function mayReplaceOverride(terminal: Terminal, conflict: OverrideConflict): Promise<boolean> {
	const { by, isMeant, isSilent, question, standing, streamName } = conflict;
	if (isMeant || !isOverrideConflict(standing, by)) return true;
	const words = `${streamName} is ${describeOverride(standing)}.`;
	if (isSilent || !terminal.canAsk) {
		throw new CliError("refused", words, { hints: ["Talk to them first. To replace it: --replace."] });
	}
	terminal.out(terminal.colors.yellow(`! ${words}`));
	return ask(terminal, question, false);
}
