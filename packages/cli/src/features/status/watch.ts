import { setTimeout } from "node:timers/promises";
import type { ExitKind } from "../../shared/errors/exit-codes.ts";
import { liveLine } from "../../shared/terminal/live-line.ts";
import type { Terminal } from "../../shared/terminal/terminal.ts";
import { untilInterrupted } from "../../shared/terminal/until-interrupted.ts";

/** One screen, and how the command ends if it shows only one. */
export interface Shown {
	readonly text: string;
	readonly exit: ExitKind;
}

/**
 * Shows again and again: in place for a person, one below the other in a pipe. Ctrl-C ends it.
 *
 * @param formatFault formats an error after the first time, which may pass; it is shown in place of the screen
 * @throws the error of `show` at the first time
 */
export async function watch(
	terminal: Terminal,
	show: () => Promise<Shown>,
	everySeconds: number,
	formatFault: (error: unknown) => string,
): Promise<ExitKind> {
	const screen = terminal.isTty ? await liveLine(process.stdout) : undefined;
	try {
		return await untilInterrupted(async (signal): Promise<ExitKind> => {
			for (let shown = await show(); !signal.aborted; shown = await show().catch(asShown(formatFault))) {
				if (screen === undefined) terminal.out(shown.text);
				else screen(`${shown.text}\n\n${terminal.colors.dim(`every ${everySeconds} s; Ctrl-C ends it`)}`);
				await setTimeout(everySeconds * 1000, undefined, { signal }).catch(() => {});
			}
			return "done";
		});
	} finally {
		screen?.done();
	}
}

function asShown(formatFault: (error: unknown) => string): (error: unknown) => Shown {
	return (error) => ({ text: formatFault(error), exit: "failed" });
}
