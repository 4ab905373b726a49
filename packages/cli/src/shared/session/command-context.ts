import type { ExitKind } from "../errors/exit-codes.ts";
import { withStreamNames } from "../streams/stream-arguments.ts";
import type { Terminal } from "../terminal/terminal.ts";
import { AwsSession } from "./aws-session.ts";
import type { CallListener } from "./sdk-call-log.ts";
import { type Environment, plainTextWarnings, type SessionOptions } from "./session-options.ts";

/** The input of every command: the terminal, and its access to AWS. */
export interface CommandContext {
	readonly terminal: Terminal;
	readonly env: Environment;
	/**
	 * Runs a command's work with a session, and closes the session after it.
	 * @returns the function that Commander calls with the command's arguments
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

/** @param finish is called with the end of a command that ended without an error */
export function commandContext(
	terminal: Terminal,
	env: Environment,
	globalOptions: () => GlobalOptions,
	finish: (kind: ExitKind) => void,
): CommandContext {
	return {
		terminal,
		env,
		withSession:
			(work) =>
			async (...args) => {
				const session = await AwsSession.open(globalOptions(), env, globalOptions().debug === true ? tellCalls(terminal) : undefined);
				for (const warning of plainTextWarnings(session.options, env)) terminal.err(terminal.colors.yellow(`! ${warning}`));
				try {
					finish(await work(session, ...(await withStreamNames(session, args))));
				} finally {
					session.close();
				}
			},
	};
}
