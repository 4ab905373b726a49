import { Command } from "commander";
import { examples } from "../../shared/options/examples.ts";
import { readGivenPolicy } from "../../shared/options/given-policy.ts";
import type { CommandContext } from "../../shared/session/command-context.ts";

export function validatePolicyCommand({ terminal }: CommandContext): Command {
	return new Command("validate")
		.description("Checks a policy and names every problem with its path. Needs no access to AWS.")
		.argument("<file>", "policy in JSON; - is the standard input")
		.addHelpText("after", examples("headroom policy validate votes.json", "jq .votes streams.json | headroom policy validate -"))
		.action(async (file: string) => {
			await readGivenPolicy(file, "policy");
			terminal.out("The policy is valid.");
		});
}
