import { Command } from "commander";
import { examples } from "../../shared/options/examples.ts";
import type { CommandContext } from "../../shared/session/command-context.ts";
import { editPolicyCommand } from "./edit.ts";
import { getPolicyCommand } from "./get.ts";
import { resetPolicyCommand } from "./reset.ts";
import { policySchemaCommand } from "./schema.ts";
import { setPolicyCommand } from "./set.ts";
import { validatePolicyCommand } from "./validate.ts";

export function policyCommand(context: CommandContext): Command {
	return new Command("policy")
		.summary("get, set, edit, validate or reset a stream's policy")
		.description("Shows and changes how a stream is scaled. A change applies at the next evaluation, without a deploy.")
		.addCommand(getPolicyCommand(context))
		.addCommand(setPolicyCommand(context))
		.addCommand(editPolicyCommand(context))
		.addCommand(validatePolicyCommand(context))
		.addCommand(resetPolicyCommand(context))
		.addCommand(policySchemaCommand(context))
		.addHelpText(
			"after",
			examples("headroom policy get votes", "headroom policy set votes --file votes.json", "headroom policy edit votes"),
		);
}
