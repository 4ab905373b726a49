import type { ExitKind } from "../errors/exit-codes.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { AwsSession } from "./aws-session.ts";
import type { CallListener } from "./sdk-call-log.ts";
import { type Environment, plainTextWarnings, type SessionOptions } from "./session-options.ts";

/** What every command is given: the terminal, and its way to AWS. */
export interface CommandContext {
	readonly terminal: Terminal;
	/**
	 * Runs a command's work with a session, and takes the session down after it.
	 * @returns what Commander calls with a command's arguments; its result is how the command ends
	 */
	withSession<Arguments extends readonly unknown[]>(
		work: (session: AwsSession, ...args: Arguments) => Promise<ExitKind>,
	): (...args: Arguments) => Promise<void>;
}

/** The command line's global options, as Commander reads them. */
export interface GlobalOptions extends SessionOptions {
	readonly debug?: true;
}

function tellCalls({ colors, err }: Terminal): CallListener {
	return (action, tookMs) => err(colors.dim(`${action} ${tookMs} ms`));
}

/** @param finish is told how the command ended, when it ended without an error */
export function commandContext(
	terminal: Terminal,
	env: Environment,
	globalOptions: () => GlobalOptions,
	finish: (kind: ExitKind) => void,
): CommandContext {
	return {
		terminal,
		withSession:
			(work) =>
			async (...args) => {
				const session = await AwsSession.open(globalOptions(), env, globalOptions().debug === true ? tellCalls(terminal) : undefined);
				for (const warning of plainTextWarnings(session.options, env)) terminal.err(terminal.colors.yellow(`! ${warning}`));
				try {
					finish(await work(session, ...args));
				} finally {
					session.close();
				}
			},
	};
}
