import type { PolicySource } from "@headroom/config";
import { Command } from "commander";
import { applyAttachment } from "../../shared/attachment/apply-attachment.ts";
import { planAttachment } from "../../shared/attachment/plan-attachment.ts";
import { assertPolicyAsSeen } from "../../shared/attachment/policy-as-seen.ts";
import { CliError } from "../../shared/errors/cli-error.ts";
import type { ExitKind } from "../../shared/errors/exit-codes.ts";
import { YES_OPTION } from "../../shared/options/common-options.ts";
import { examples } from "../../shared/options/examples.ts";
import type { AwsSession } from "../../shared/session/aws-session.ts";
import type { CommandContext } from "../../shared/session/command-context.ts";
import { type SessionPorts, sessionPorts } from "../../shared/session/session-ports.ts";
import { chooseStream } from "../../shared/streams/choose-streams.ts";
import { deployedStreamNames, readManagedStreams } from "../../shared/streams/managed-streams.ts";
import { ask } from "../../shared/terminal/ask.ts";

export function resetPolicyCommand({ terminal, withSession }: CommandContext): Command {
	return new Command("reset")
		.description("Removes the stored policy of a deployed stream. The deployed policy applies again.")
		.argument("<stream>", "name or ARN of the stream")
		.option(...YES_OPTION)
		.addHelpText("after", examples("headroom policy reset votes"))
		.action(
			withSession(async (session, streamName: string, { yes }: { readonly yes?: true }): Promise<ExitKind> => {
				const ports = sessionPorts(session, terminal);
				const managed = await readManagedStreams(session, ports);
				// This command fixes an unreadable policy, too.
				const isUnreadable = managed.unreadable.some((stream) => stream.streamName === streamName);
				const seen = await ports.managedStreams.find(streamName);
				const source = isUnreadable
					? await sourceOfUnreadable(session, ports, streamName)
					: (await chooseStream(session, managed, streamName)).source;
				if (source === "attached") {
					throw new CliError("refused", `${streamName} is attached: without a stored policy it would not be managed.`, {
						hints: [`Stop managing it: headroom detach ${streamName}`],
					});
				}
				if (source === "deployed") {
					terminal.out(`${streamName} has its deployed policy: nothing to do.`);
					return "done";
				}
				if (!(await ask(terminal, `Go back to the deployed policy of ${streamName}?`, yes === true))) {
					terminal.out("Nothing was done.");
					return "done";
				}
				await assertPolicyAsSeen(ports, streamName, seen);
				await ports.managedStreams.remove(streamName);
				const deployed = await chooseStream(session, await readManagedStreams(session, ports), streamName);
				await applyAttachment(session, ports, await planAttachment(session, ports, { streamName, policy: deployed.policy }));
				terminal.out(`${streamName} has its deployed policy again.`);
				return "done";
			}),
		);
}

async function sourceOfUnreadable(session: AwsSession, ports: SessionPorts, streamName: string): Promise<PolicySource> {
	return (await deployedStreamNames(session, ports)).has(streamName) ? "overridden" : "attached";
}
