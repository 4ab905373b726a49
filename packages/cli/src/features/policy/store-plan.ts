import { reportingAct } from "../../shared/acting/report-act.ts";
import type { StreamPlan } from "../../shared/acting/stream-plan.ts";
import { underName } from "../../shared/acting/under-name.ts";
import { applyAttachment } from "../../shared/attachment/apply-attachment.ts";
import { attachmentJson, attachmentView } from "../../shared/attachment/attachment-view.ts";
import { changeOfAttachment } from "../../shared/attachment/change-of-attachment.ts";
import { planAttachment } from "../../shared/attachment/plan-attachment.ts";
import type { GivenPolicy } from "../../shared/options/given-policy.ts";
import type { AwsSession } from "../../shared/session/aws-session.ts";
import type { SessionPorts } from "../../shared/session/session-ports.ts";
import { chooseStream } from "../../shared/streams/choose-streams.ts";
import type { ManagedStreams } from "../../shared/streams/managed-streams.ts";
import type { NamedStreams } from "../../shared/streams/name-streams.ts";
import type { Terminal } from "../../shared/terminal/terminal.ts";
import { policyFile } from "./view.ts";

/** Where a policy is stored. */
export interface PolicyStore {
	readonly terminal: Terminal;
	readonly session: AwsSession;
	readonly ports: SessionPorts;
	readonly managed: ManagedStreams;
	readonly named: NamedStreams;
	/** Why, in the words of who stores it. */
	readonly reason: string;
}

/** The plan to store a policy, key by key, with the alarms that follow it. @throws CliError if the stream is not managed */
export async function storePlan(
	{ managed, named, ports, reason, session, terminal }: PolicyStore,
	streamName: string,
	given: GivenPolicy,
): Promise<StreamPlan> {
	// A stored policy that nobody can read is replaced.
	const isUnreadable = managed.unreadable.some((stream) => stream.streamName === streamName);
	const before = isUnreadable ? undefined : policyFile(await chooseStream(session, managed, streamName));
	const plan = await planAttachment(session, ports, { streamName, ...given, ...(before !== undefined && { before }) });
	if (!plan.isChange) return { streamName, says: `${streamName} has that policy already: nothing to do.`, json: null };
	return {
		streamName,
		says: underName(terminal, named, streamName, attachmentView(terminal, plan, session.names.functions.autoscaler)),
		json: attachmentJson(plan),
		act: async () => {
			const ordered = { streamName, reason, change: changeOfAttachment(plan, true), team: given.policy.team };
			const { missed: untold, result: incomplete } = await reportingAct(session, ports, ordered, () =>
				applyAttachment(session, ports, plan),
			);
			const missed = incomplete.map((says) => `It is stored, but Headroom could not schedule the next evaluation: ${says}`);
			return {
				says: [`${streamName} has the policy. It applies from the next evaluation on.`, ...missed, ...untold].join("\n"),
				json: { end: "stored", incomplete: [...incomplete, ...untold] },
				exit: "done",
			};
		},
	};
}
