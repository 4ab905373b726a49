import type { Command, Option } from "commander";

/** The possible words at one place of the command line. */
export interface CompletableCommand {
	/** The words after the program: `["policy", "set"]`. */
	readonly path: readonly string[];
	readonly description: string;
	readonly commands: readonly { readonly name: string; readonly description: string }[];
	readonly options: readonly CompletableOption[];
	/** The choices of its first argument; empty if that may be any word. */
	readonly choices: readonly string[];
}

export interface CompletableOption {
	readonly long: string;
	readonly description: string;
	readonly takesValue: boolean;
	readonly choices: readonly string[];
}

/** Every command of the tree, the program itself first. The shells' scripts are made from them. */
export function completableCommands(program: Command): CompletableCommand[] {
	return collect(program, []);
}

function collect(command: Command, path: readonly string[]): CompletableCommand[] {
	const { commands } = command;
	return [
		{
			path,
			description: command.summary() || command.description(),
			commands: commands.map((child) => ({ name: child.name(), description: child.summary() || child.description() })),
			options: command.options.flatMap(completableOption),
			choices: command.registeredArguments[0]?.argChoices ?? [],
		},
		...commands.flatMap((child) => collect(child, [...path, child.name()])),
	];
}

function completableOption(option: Option): CompletableOption[] {
	const { argChoices, description, long } = option;
	return long == null ? [] : [{ long, description, takesValue: !option.isBoolean(), choices: argChoices ?? [] }];
}
