import type { PolicySource } from "@headroom/config";
import { Command } from "commander";
import { actOnStreams } from "../../shared/acting/act-on-streams.ts";
import { reportingAct, teamIn } from "../../shared/acting/report-act.ts";
import type { StreamPlan } from "../../shared/acting/stream-plan.ts";
import { applyAttachment } from "../../shared/attachment/apply-attachment.ts";
import { planAttachment } from "../../shared/attachment/plan-attachment.ts";
import { assertPolicyAsSeen } from "../../shared/attachment/policy-as-seen.ts";
import { CliError } from "../../shared/errors/cli-error.ts";
import type { ExitKind } from "../../shared/errors/exit-codes.ts";
import { JSON_OPTION, REASON_OPTION, STREAMS_ARGUMENT, YES_OPTION } from "../../shared/options/common-options.ts";
import { examples } from "../../shared/options/examples.ts";
import type { AwsSession } from "../../shared/session/aws-session.ts";
import type { CommandContext } from "../../shared/session/command-context.ts";
import { type SessionPorts, sessionPorts } from "../../shared/session/session-ports.ts";
import { chooseStream } from "../../shared/streams/choose-streams.ts";
import { deployedStreamNames, readManagedStreams } from "../../shared/streams/managed-streams.ts";
import { nameManagedStreams } from "../../shared/streams/name-streams.ts";

interface Options {
	readonly dryRun?: true;
	readonly json?: true;
	readonly reason: string;
	readonly yes?: true;
}

export function resetPolicyCommand({ terminal, withSession }: CommandContext): Command {
	return new Command("reset")
		.summary("go back to the deployed policy")
		.description("Removes the stored policy of a deployed stream. The deployed policy applies again.")
		.argument(...STREAMS_ARGUMENT)
		.option(...REASON_OPTION)
		.option("--dry-run", "only show what it would remove")
		.option(...YES_OPTION)
		.option(...JSON_OPTION)
		.addHelpText("after", examples("headroom policy reset votes", "headroom policy reset 'orders-*' --dry-run"))
		.action(
			withSession(async (session, given: readonly string[], options: Options): Promise<ExitKind> => {
				const ports = sessionPorts(session, terminal);
				const managed = await readManagedStreams(session, ports);
				const plan = async (streamName: string): Promise<StreamPlan> => {
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
					if (source === "deployed") return { streamName, says: `${streamName} has its deployed policy: nothing to do.`, json: null };
					const removed = seen.kind === "stored" ? seen.written : undefined;
					return {
						streamName,
						says: `${streamName}: - policy ${removed === undefined ? "that cannot be read" : JSON.stringify(removed)}`,
						json: { removes: removed ?? null },
						act: async () => {
							await assertPolicyAsSeen(ports, streamName, seen);
							const ordered = {
								streamName,
								reason: options.reason,
								change: { kind: "policy-reset", before: removed ?? null } as const,
								team: teamIn(removed),
							};
							const { missed } = await reportingAct(session, ports, ordered, async () => {
								await ports.managedStreams.remove(streamName);
								const deployed = await chooseStream(session, await readManagedStreams(session, ports), streamName);
								await applyAttachment(session, ports, await planAttachment(session, ports, { streamName, policy: deployed.policy }));
							});
							return {
								says: [`${streamName} has its deployed policy again.`, ...missed].join("\n"),
								json: { end: "reset", incomplete: missed },
								exit: "done",
							};
						},
					};
				};
				const question = (streams: string) => `Go back to the deployed policy of ${streams}`;
				const command = { kind: "policy-reset", question, asksForOne: true, plan };
				return actOnStreams(terminal, session, nameManagedStreams(given, managed), command, options);
			}),
		);
}

async function sourceOfUnreadable(session: AwsSession, ports: SessionPorts, streamName: string): Promise<PolicySource> {
	return (await deployedStreamNames(session, ports)).has(streamName) ? "overridden" : "attached";
}
