import { Argument, Command } from "commander";
import type { CommandContext } from "../command-context.ts";
import { bashCompletion } from "../completion/bash.ts";
import { completableCommands } from "../completion/command-words.ts";
import { fishCompletion } from "../completion/fish.ts";
import { zshCompletion } from "../completion/zsh.ts";
import { examples } from "./command-words.ts";

const SHELLS = { bash: bashCompletion, zsh: zshCompletion, fish: fishCompletion } as const;
type Shell = keyof typeof SHELLS;

export function completionCommand({ terminal }: CommandContext): Command {
	const command = new Command("completion");
	return command
		.summary("completion for bash, zsh or fish")
		.description("Prints the script that lets a shell complete commands and options.")
		.addArgument(new Argument("<shell>", "the shell").choices(Object.keys(SHELLS)))
		.addHelpText(
			"after",
			examples(
				"source <(headroom completion bash)      # in ~/.bashrc",
				"source <(headroom completion zsh)       # in ~/.zshrc",
				"headroom completion fish | source        # in config.fish",
			),
		)
		.action((shell: Shell) => {
			const program = command.parent ?? command;
			terminal.out(SHELLS[shell](program.name(), completableCommands(program)));
		});
}
