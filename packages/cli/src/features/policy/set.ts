import { Command } from "commander";
import { applyAttachment } from "../../shared/attachment/apply-attachment.ts";
import { attachmentView } from "../../shared/attachment/attachment-view.ts";
import { planAttachment } from "../../shared/attachment/plan-attachment.ts";
import type { ExitKind } from "../../shared/errors/exit-codes.ts";
import { YES_OPTION } from "../../shared/options/common-options.ts";
import { examples } from "../../shared/options/examples.ts";
import { readGivenPolicy } from "../../shared/options/given-policy.ts";
import type { CommandContext } from "../../shared/session/command-context.ts";
import { sessionPorts } from "../../shared/session/session-ports.ts";
import { chooseStream } from "../../shared/streams/choose-streams.ts";
import { readManagedStreams } from "../../shared/streams/managed-streams.ts";
import { ask } from "../../shared/terminal/ask.ts";

interface Options {
	readonly dryRun?: true;
	readonly file: string;
	readonly yes?: true;
}

export function setPolicyCommand({ terminal, withSession }: CommandContext): Command {
	return new Command("set")
		.description("Stores a policy and adapts the alarms to it. Shows the difference first.")
		.argument("<stream>", "name or ARN of the stream")
		.requiredOption("--file <file>", "policy in JSON; - is the standard input")
		.option("--dry-run", "only show the difference")
		.option(...YES_OPTION)
		.addHelpText(
			"after",
			examples("headroom policy set votes --file votes.json", "echo '{\"maxShardCount\": 8}' | headroom policy set votes --file - --yes"),
		)
		.action(
			withSession(async (session, streamName: string, { dryRun, file, yes }: Options): Promise<ExitKind> => {
				const ports = sessionPorts(session, terminal);
				const given = await readGivenPolicy(file, streamName);
				const managed = await readManagedStreams(session, ports);
				// This command fixes an unreadable policy.
				if (!managed.unreadable.some((stream) => stream.streamName === streamName)) await chooseStream(session, managed, streamName);
				const plan = await planAttachment(session, ports, { streamName, ...given });
				if (!plan.isChange) {
					terminal.out(`${streamName} has that policy already: nothing to do.`);
					return "done";
				}
				terminal.out(attachmentView(terminal, plan, session.names.functions.autoscaler));
				if (dryRun === true) return "done";
				if (!(await ask(terminal, `Set the policy of ${streamName}?`, yes === true))) {
					terminal.out("Nothing was done.");
					return "done";
				}
				const incomplete = await applyAttachment(session, ports, plan);
				terminal.out(`${streamName} has the policy. It applies from the next evaluation on.`);
				for (const says of incomplete) terminal.out(`It is stored, but Headroom could not schedule the next evaluation: ${says}`);
				return "done";
			}),
		);
}
