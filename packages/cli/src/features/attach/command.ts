import { Command } from "commander";
import { applyAttachment } from "../../shared/attachment/apply-attachment.ts";
import { attachmentView } from "../../shared/attachment/attachment-view.ts";
import { planAttachment } from "../../shared/attachment/plan-attachment.ts";
import type { ExitKind } from "../../shared/errors/exit-codes.ts";
import { YES_OPTION } from "../../shared/options/common-options.ts";
import { examples } from "../../shared/options/examples.ts";
import type { CommandContext } from "../../shared/session/command-context.ts";
import { sessionPorts } from "../../shared/session/session-ports.ts";
import { ask } from "../../shared/terminal/ask.ts";
import { readWanted } from "./query.ts";

interface Options {
	readonly dryRun?: true;
	readonly policy?: string;
	readonly yes?: true;
}

export function attachCommand({ terminal, withSession }: CommandContext): Command {
	return new Command("attach")
		.summary("manage a stream that was deployed elsewhere")
		.description(
			"Makes a stream managed: stores its policy, puts its alarms, and lets them wake the autoscaler. Shows the difference first. Run it again to fix what has drifted.",
		)
		.argument("<stream>", "name or ARN of the stream")
		.option("--policy <file>", "policy in JSON; - is the standard input")
		.option("--dry-run", "only show the difference")
		.option(...YES_OPTION)
		.addHelpText(
			"after",
			examples(
				"headroom attach orders",
				"headroom attach orders --policy orders.json --yes",
				"echo '{\"maxShardCount\": 8}' | headroom attach orders --policy - --dry-run",
			),
		)
		.action(
			withSession(async (session, streamName: string, options: Options): Promise<ExitKind> => {
				const ports = sessionPorts(session, terminal);
				const plan = await planAttachment(session, ports, await readWanted(session, ports, streamName, options.policy));
				if (!plan.isChange) {
					terminal.out(`${streamName} is attached already, without a difference: nothing to do.`);
					return "done";
				}
				terminal.out(attachmentView(terminal, plan, session.names.functions.autoscaler));
				if (options.dryRun === true) return "done";
				if (!(await ask(terminal, `Attach ${streamName}?`, options.yes === true))) {
					terminal.out("Nothing was done.");
					return "done";
				}
				const incomplete = await applyAttachment(session, ports, plan);
				terminal.out(`${streamName} is attached. Check it: headroom doctor ${streamName}`);
				for (const says of incomplete) terminal.out(`It is attached, but Headroom could not schedule the first evaluation: ${says}`);
				return "done";
			}),
		);
}
