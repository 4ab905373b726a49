import { Command } from "commander";
import { actOnStreams } from "../../shared/acting/act-on-streams.ts";
import { reportingAct } from "../../shared/acting/report-act.ts";
import type { StreamPlan } from "../../shared/acting/stream-plan.ts";
import { underName } from "../../shared/acting/under-name.ts";
import { applyAttachment } from "../../shared/attachment/apply-attachment.ts";
import { attachmentJson, attachmentView, previewView } from "../../shared/attachment/attachment-view.ts";
import { changeOfAttachment } from "../../shared/attachment/change-of-attachment.ts";
import { planAttachment } from "../../shared/attachment/plan-attachment.ts";
import type { ExitKind } from "../../shared/errors/exit-codes.ts";
import { JSON_OPTION, POLICY_FILE_TAKES, REASON_OPTION, STREAMS_ARGUMENT, YES_OPTION } from "../../shared/options/common-options.ts";
import { examples } from "../../shared/options/examples.ts";
import { readPolicyFile } from "../../shared/options/given-policy.ts";
import type { CommandContext } from "../../shared/session/command-context.ts";
import { sessionPorts } from "../../shared/session/session-ports.ts";
import { fastSignalJson, fastSignalSentence, readFastSignal } from "../../shared/streams/fast-signal.ts";
import { readManagedStreams } from "../../shared/streams/managed-streams.ts";
import { nameExistingStreams } from "../../shared/streams/name-streams.ts";
import { readWanted } from "./query.ts";

interface Options {
	readonly dryRun?: true;
	readonly json?: true;
	readonly policy?: string;
	readonly reason: string;
	readonly yes?: true;
}

export function attachCommand({ terminal, withSession }: CommandContext): Command {
	return new Command("attach")
		.summary("manage a stream that was deployed elsewhere")
		.description(
			"Makes a stream managed: stores its policy, puts its alarms, and lets them wake the autoscaler. Shows the difference first. Run it again to fix what has drifted.",
		)
		.argument(...STREAMS_ARGUMENT)
		.option("--policy <file>", POLICY_FILE_TAKES)
		.option(...REASON_OPTION)
		.option("--dry-run", "only show the difference")
		.option(...YES_OPTION)
		.option(...JSON_OPTION)
		.addHelpText(
			"after",
			examples(
				"headroom attach orders",
				"headroom attach 'orders-*' --policy orders.json --yes",
				"headroom attach orders --dry-run --json",
			),
		)
		.action(
			withSession(async (session, given: readonly string[], options: Options): Promise<ExitKind> => {
				const ports = sessionPorts(session, terminal);
				const policies = options.policy === undefined ? undefined : await readPolicyFile(options.policy);
				const [managed, named] = await Promise.all([readManagedStreams(session, ports), nameExistingStreams(session, given)]);
				// Loaded only for this command: the others start without the simulator.
				const { previewAttachment } = await import("../../shared/attachment/attachment-preview.ts");
				const plan = async (streamName: string): Promise<StreamPlan> => {
					const attachment = await planAttachment(session, ports, await readWanted(session, ports, { managed, policies, streamName }));
					if (!attachment.isChange) {
						return { streamName, says: `${streamName} is attached already, without a difference: nothing to do.`, json: null };
					}
					const { alarms, wanted } = attachment;
					const preview = await previewAttachment(ports, { streamName, policy: wanted.policy, alarms });
					const fastSignal = await readFastSignal(session, streamName, ports.clock.nowMs());
					const difference = attachmentView(terminal, attachment, session.names.functions.autoscaler);
					return {
						streamName,
						says: underName(
							terminal,
							named,
							streamName,
							[difference, previewView(terminal, streamName, preview), fastSignalSentence(fastSignal)].join("\n"),
						),
						json: { ...attachmentJson(attachment), preview, fastSignal: fastSignalJson(fastSignal) },
						act: async () => {
							const isManaged = [...managed.streams, ...managed.unreadable].some((stream) => stream.streamName === streamName);
							const ordered = {
								streamName,
								reason: options.reason,
								change: changeOfAttachment(attachment, isManaged),
								team: attachment.wanted.policy.team,
							};
							const { missed: untold, result: incomplete } = await reportingAct(session, ports, ordered, () =>
								applyAttachment(session, ports, attachment),
							);
							const missed = incomplete.map((says) => `It is attached, but Headroom could not schedule the first evaluation: ${says}`);
							return {
								says: [`${streamName} is attached. Check it: headroom doctor ${streamName}`, ...missed, ...untold].join("\n"),
								json: { end: "attached", incomplete: [...incomplete, ...untold] },
								exit: "done",
							};
						},
					};
				};
				const command = { kind: "attach", question: (streams: string) => `Attach ${streams}`, asksForOne: true, plan };
				return actOnStreams(terminal, session, named, command, options);
			}),
		);
}
