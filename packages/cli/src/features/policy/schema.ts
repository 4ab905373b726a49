import { policyJsonSchema } from "@headroom/config";
import { Command } from "commander";
import { examples } from "../../shared/options/examples.ts";
import type { CommandContext } from "../../shared/session/command-context.ts";

export function policySchemaCommand({ terminal }: CommandContext): Command {
	return new Command("schema")
		.summary("print the JSON schema of policy files")
		.description("Prints the JSON schema of policy files, for editors.")
		.addHelpText("after", examples("headroom policy schema > policy.schema.json"))
		.action(() => terminal.out(JSON.stringify(policyJsonSchema(), null, 2)));
}
