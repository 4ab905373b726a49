import { setTimeout } from "node:timers/promises";
import { createLogUpdate } from "log-update";
import type { ExitKind } from "../exit-codes.ts";
import type { Terminal } from "../terminal.ts";
import { untilInterrupted } from "./interrupt.ts";

/** Shows again and again, in place where a person watches, one below the other in a pipe. Ends by Ctrl-C, cleanly. */
export async function watch(
	terminal: Terminal,
	show: () => Promise<{ readonly text: string; readonly exit: ExitKind }>,
	everySeconds: number,
): Promise<ExitKind> {
	const screen = terminal.isTty ? createLogUpdate(process.stdout) : undefined;
	try {
		return await untilInterrupted(async (signal): Promise<ExitKind> => {
			while (!signal.aborted) {
				const { text } = await show();
				if (screen === undefined) terminal.out(text);
				else screen(`${text}\n\n${terminal.colors.dim(`every ${everySeconds} s; Ctrl-C ends it`)}`);
				await setTimeout(everySeconds * 1000, undefined, { signal }).catch(() => {});
			}
			return "done";
		});
	} finally {
		screen?.done();
	}
}
