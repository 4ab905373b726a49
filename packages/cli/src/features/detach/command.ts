import { detachStream } from "@headroom/controller";
import { Command } from "commander";
import { actOnStreams } from "../../shared/acting/act-on-streams.ts";
import { reportingAct, teamIn } from "../../shared/acting/report-act.ts";
import type { StreamPlan } from "../../shared/acting/stream-plan.ts";
import { underName } from "../../shared/acting/under-name.ts";
import { revokeAlarmPermission } from "../../shared/attachment/grant-alarm-permission.ts";
import { assertPolicyAsSeen } from "../../shared/attachment/policy-as-seen.ts";
import { CliError } from "../../shared/errors/cli-error.ts";
import type { ExitKind } from "../../shared/errors/exit-codes.ts";
import { JSON_OPTION, REASON_OPTION, STREAMS_ARGUMENT, YES_OPTION } from "../../shared/options/common-options.ts";
import { examples } from "../../shared/options/examples.ts";
import type { CommandContext } from "../../shared/session/command-context.ts";
import { sessionPorts } from "../../shared/session/session-ports.ts";
import { policyOfExisting } from "../../shared/streams/choose-streams.ts";
import { deployedStreamNames, readManagedStreams } from "../../shared/streams/managed-streams.ts";
import { isPattern, nameManagedStreams } from "../../shared/streams/name-streams.ts";
import { readAttached } from "./query.ts";
import { attachedJson, removedLines } from "./view.ts";

interface Options {
	readonly dryRun?: true;
	readonly json?: true;
	readonly reason: string;
	readonly yes?: true;
}

export function detachCommand({ terminal, withSession }: CommandContext): Command {
	return new Command("detach")
		.summary("stop managing an attached stream, and leave no trace")
		.description(
			"Removes a stream's alarms, their permission, its policy and its history. The stream itself does not change. Reshards that still count against the ten expire later, and so does the record of who did what.",
		)
		.argument(...STREAMS_ARGUMENT)
		.option(...REASON_OPTION)
		.option("--dry-run", "only show what it would remove")
		.option(...YES_OPTION)
		.option(...JSON_OPTION)
		.addHelpText("after", examples("headroom detach orders --dry-run", "headroom detach 'orders-*' --yes"))
		.action(
			withSession(async (session, given: readonly string[], options: Options): Promise<ExitKind> => {
				const ports = sessionPorts(session, terminal);
				const deployed = await deployedStreamNames(session, ports);
				const managed = given.some(isPattern) ? await readManagedStreams(session, ports) : { streams: [], unreadable: [] };
				const named = nameManagedStreams(given, managed);
				const plan = async (streamName: string): Promise<StreamPlan> => {
					if (deployed.has(streamName)) throw isDeployed(streamName);
					const attached = await readAttached(session, ports, streamName);
					const removed = removedLines(attached, session.names.functions.autoscaler);
					if (removed.length === 0) {
						// Of a stream that was deleted the traces are removed; a name that nothing ever had is a slip.
						await policyOfExisting(session, { streams: [], unreadable: [] }, streamName);
						return { streamName, says: `${streamName} is not attached: nothing to do.`, json: null };
					}
					return {
						streamName,
						says: underName(terminal, named, streamName, terminal.colors.red(removed.join("\n"))),
						json: attachedJson(attached),
						act: async () => {
							await assertPolicyAsSeen(ports, streamName, attached.policy);
							const before = attached.policy.kind === "stored" ? attached.policy.written : null;
							const ordered = { streamName, reason: options.reason, change: { kind: "detach", before } as const, team: teamIn(before) };
							const { missed, result: outcome } = await reportingAct(session, ports, ordered, async () => {
								const detached = await detachStream(ports, streamName);
								await revokeAlarmPermission(session, streamName);
								return detached;
							});
							if (outcome.kind === "busy") throw historyStays(streamName);
							return {
								says: [`${streamName} is detached.`, ...missed].join("\n"),
								json: { end: "detached", incomplete: missed },
								exit: "done",
							};
						},
					};
				};
				const command = { kind: "detach", question: (streams: string) => `Detach ${streams}`, asksForOne: true, plan };
				return actOnStreams(terminal, session, named, command, options);
			}),
		);
}

function historyStays(streamName: string): CliError {
	return new CliError(
		"refused",
		`The alarms and the policy of ${streamName} are gone. Its history stays, because a reshard has just been requested.`,
		{ hints: [`Repeat it in two minutes: headroom detach ${streamName} --yes`] },
	);
}

function isDeployed(streamName: string): CliError {
	return new CliError("refused", `${streamName} is deployed with Headroom: only a deploy can remove it.`, {
		hints: [
			`For a while, stop the autoscaler: headroom pause ${streamName}`,
			"For good: remove it from the stage's streams, then: npx sst deploy --stage <stage>",
		],
	});
}
