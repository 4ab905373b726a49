import { Command } from "commander";
import manifest from "../package.json" with { type: "json" };
import { CommandHelp } from "./command-help.ts";
import { COMMANDS } from "./features/index.ts";
import type { ExitKind } from "./shared/errors/exit-codes.ts";
import { commandContext, type GlobalOptions } from "./shared/session/command-context.ts";
import type { Environment } from "./shared/session/session-options.ts";
import type { Terminal } from "./shared/terminal/terminal.ts";
import { usageErrorLines } from "./usage-errors.ts";

/** Every help fits a terminal of this width. */
const HELP_WIDTH = 80;

/** The whole command tree. */
export function buildProgram(terminal: Terminal, env: Environment, finish: (kind: ExitKind) => void): Command {
	const program = new Command("headroom")
		.description("Shows, explains and overrides the autoscaler of Kinesis streams.")
		.version(manifest.version, "-V, --version", "show the version")
		.option("--deployment <name>", "the deployment (env HEADROOM_DEPLOYMENT)")
		.option("--profile <name>", "AWS profile (env AWS_PROFILE)")
		.option("--region <name>", "AWS Region (env AWS_REGION)")
		.option("--endpoint-url <url>", "the local cloud, or another endpoint (env AWS_ENDPOINT_URL)")
		.option("--debug", "show the stack of an error")
		.helpCommand("help [command]", "show help")
		.showSuggestionAfterError()
		.exitOverride()
		.configureOutput({
			writeOut: (text) => terminal.out(text.replace(/\n$/, "")),
			writeErr: (text) => terminal.err(text.replace(/\n$/, "")),
			getOutHelpWidth: () => HELP_WIDTH,
			getErrHelpWidth: () => HELP_WIDTH,
		});
	program.createHelp = () => new CommandHelp();
	sayErrorsAsOurs(program, terminal);
	const context = commandContext(terminal, env, () => program.opts<GlobalOptions>(), finish);
	for (const make of COMMANDS) program.addCommand(inherit(make(context), program, terminal));
	return program;
}

/** Commander passes its settings on only to commands that it creates itself. */
function inherit(command: Command, parent: Command, terminal: Terminal): Command {
	command.copyInheritedSettings(parent);
	command.createHelp = parent.createHelp;
	sayErrorsAsOurs(command, terminal);
	for (const child of command.commands) inherit(child, command, terminal);
	return command;
}

function sayErrorsAsOurs(command: Command, { colors, err }: Terminal): void {
	command.configureOutput({
		...command.configureOutput(),
		outputError: (text) => {
			const [message, ...hints] = usageErrorLines(command, text);
			err(colors.red(message));
			for (const hint of hints) err(hint);
		},
	});
}
