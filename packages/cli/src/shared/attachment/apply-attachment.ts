import { applyAlarmDiff, attachStream } from "@headroom/controller";
import type { AwsSession } from "../session/aws-session.ts";
import type { SessionPorts } from "../session/session-ports.ts";
import { grantAlarmPermission } from "./grant-alarm-permission.ts";
import type { AttachmentPlan } from "./plan-attachment.ts";
import { assertPolicyAsSeen, changedMeanwhile } from "./policy-as-seen.ts";

/**
 * Permission first, then policy and alarms. Each step can be repeated, so the next attach finishes one that broke off.
 *
 * @returns messages and re-checks that failed, one sentence each
 * @throws CliError if somebody else has stored another policy meanwhile
 */
export async function applyAttachment(session: AwsSession, ports: SessionPorts, plan: AttachmentPlan): Promise<readonly string[]> {
	const { alarms, diff, isPermitted, wanted } = plan;
	const { streamName, written } = wanted;
	await assertPolicyAsSeen(ports, streamName, diff.policy);
	if (!isPermitted) await grantAlarmPermission(session, streamName);
	if (written === undefined) {
		await applyAlarmDiff(ports, diff.alarms);
		return [];
	}
	const { by } = await session.caller();
	const outcome = await attachStream(ports, { streamName, written, alarms, by, replaces: diff.policy });
	if (outcome.kind === "attached") return outcome.incomplete;
	throw changedMeanwhile(streamName, outcome.standing);
}
