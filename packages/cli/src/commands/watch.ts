import { setTimeout } from "node:timers/promises";
import { createLogUpdate } from "log-update";
import type { ExitKind } from "../exit-codes.ts";
import type { Terminal } from "../terminal.ts";

/** Shows again and again, in place where a person watches, one below the other in a pipe. Ends by Ctrl-C, cleanly. */
export async function watch(
	terminal: Terminal,
	show: () => Promise<{ readonly text: string; readonly exit: ExitKind }>,
	everySeconds: number,
): Promise<ExitKind> {
	const ended = new AbortController();
	const end = (): void => ended.abort();
	process.once("SIGINT", end);
	process.once("SIGTERM", end);
	const screen = terminal.isTty ? createLogUpdate(process.stdout) : undefined;
	try {
		while (!ended.signal.aborted) {
			const { text } = await show();
			if (screen === undefined) terminal.out(text);
			else screen(`${text}\n\n${terminal.colors.dim(`every ${everySeconds} s; Ctrl-C ends it`)}`);
			await setTimeout(everySeconds * 1000, undefined, { signal: ended.signal }).catch(() => {});
		}
		return "done";
	} finally {
		screen?.done();
		process.removeListener("SIGINT", end);
		process.removeListener("SIGTERM", end);
	}
}
