import { CommanderError } from "commander";
import { buildProgram } from "./program.ts";
import { EXIT_CODES, type ExitKind } from "./shared/errors/exit-codes.ts";
import { explainError } from "./shared/errors/explain-error.ts";
import type { Environment } from "./shared/session/session-options.ts";
import { withCommandsAsStarted } from "./shared/terminal/commands-as-started.ts";
import type { Terminal } from "./shared/terminal/terminal.ts";
import { assertHelpExists } from "./usage-errors.ts";

/**
 * Runs one command line.
 *
 * @param words of `process.argv`, without the program
 * @returns the exit code
 */
export async function run(words: readonly string[], plainTerminal: Terminal, env: Environment): Promise<number> {
	let ended: ExitKind = "done";
	const terminal = withCommandsAsStarted(plainTerminal, () => ({
		commandNames: program.commands.map((command) => command.name()),
		env,
		given: program.opts(),
	}));
	const program = buildProgram(terminal, env, (kind) => {
		ended = kind;
	});
	try {
		assertHelpExists(program, words);
		await program.parseAsync([...words], { from: "user" });
		return EXIT_CODES[ended];
	} catch (error) {
		if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT_CODES.done : EXIT_CODES.usage;
		const { debug, endpointUrl = env["AWS_ENDPOINT_URL"], profile = env["AWS_PROFILE"] } = program.opts();
		const explained = explainError(error, { endpointUrl, profile });
		terminal.err(terminal.colors.red(`headroom: ${explained.message}`));
		for (const hint of explained.hints) terminal.err(`  ${hint}`);
		if (debug === true) terminal.err(stackOf(error));
		return EXIT_CODES[explained.exit];
	}
}

function stackOf(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	const cause = error.cause === undefined ? "" : `\nCaused by: ${stackOf(error.cause)}`;
	return `${error.stack ?? error.message}${cause}`;
}
