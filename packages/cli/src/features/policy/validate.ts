import { visibleText } from "@headroom/engine";
import { Command } from "commander";
import { examples } from "../../shared/options/examples.ts";
import { checkPolicy, readPolicyFile } from "../../shared/options/given-policy.ts";
import type { CommandContext } from "../../shared/session/command-context.ts";

export function validatePolicyCommand({ terminal }: CommandContext): Command {
	return new Command("validate")
		.summary("check a policy file")
		.description("Checks a policy and names every problem with its path. Needs no access to AWS.")
		.argument("<file>", "policy in JSON, or one for each stream; - is the standard input")
		.addHelpText("after", examples("headroom policy validate votes.json", "jq .votes streams.json | headroom policy validate -"))
		.action(async (file: string) => {
			const { byStream } = await readPolicyFile(file);
			for (const [streamName = "policy", written] of byStream) checkPolicy(written, streamName);
			for (const streamName of byStream.keys()) {
				terminal.out(streamName === undefined ? "The policy is valid." : `The policy of ${visibleText(streamName)} is valid.`);
			}
		});
}
