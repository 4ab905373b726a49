import { Argument, Command } from "commander";
import { examples } from "../../shared/options/examples.ts";
import type { CommandContext } from "../../shared/session/command-context.ts";
import { bashCompletion } from "./bash.ts";
import { completableCommands } from "./completable-commands.ts";
import { fishCompletion } from "./fish.ts";
import { zshCompletion } from "./zsh.ts";

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
			terminal.out(SHELLS[shell](program.name(), completableCommands(program)), "data");
		});
}
