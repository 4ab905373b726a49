import { AddPermissionCommand, RemovePermissionCommand } from "@aws-sdk/client-lambda";
import { sdkFault } from "@headroom/aws/sdk-errors";
import {
	ALARMS_PRINCIPAL,
	type AttachDiff,
	attachStream,
	diffAttachment,
	isSameStoredPolicy,
	type PutMetricAlarmInput,
	type StoredPolicyReading,
} from "@headroom/controller";
import type { Policy } from "@headroom/engine";
import { CliError } from "../errors/cli-error.ts";
import type { AwsSession } from "../session/aws-session.ts";
import type { SessionPorts } from "../session/session-ports.ts";
import type { KnownStream } from "../streams/managed-streams.ts";
import { type AlarmPermission, alarmSourceArn, alarmStatementId, readAlarmPermission } from "./alarm-permission.ts";
import { wantedAlarms } from "./wanted-alarms.ts";

/** What a stream should be managed with. */
export interface Wanted {
	readonly streamName: string;
	readonly policy: Policy;
	/** To be stored; absent where the deployed policy stays in force and only alarms are mended. */
	readonly written?: unknown;
}

/** What would change. */
export interface AttachmentPlan {
	readonly wanted: Wanted;
	readonly alarms: readonly PutMetricAlarmInput[];
	readonly diff: AttachDiff;
	readonly permission: AlarmPermission;
	readonly isChange: boolean;
}

/** Reads only. */
export async function planAttachment(session: AwsSession, ports: SessionPorts, wanted: Wanted): Promise<AttachmentPlan> {
	const { policy, streamName, written } = wanted;
	const [alarms, permission] = await Promise.all([wantedAlarms(session, streamName, policy), readAlarmPermission(session, streamName)]);
	const compared = await diffAttachment(ports, { streamName, alarms, written });
	const diff = written === undefined ? { ...compared, isPolicyChanged: false } : compared;
	const { drifted, extra, missing } = diff.alarms;
	const isChange = diff.isPolicyChanged || !permission.isGranted || missing.length + drifted.length + extra.length > 0;
	return { wanted, alarms, diff, permission, isChange };
}

/**
 * Permission, then policy and alarms: each step can be done again, so that an attach that broke off is finished by the next.
 *
 * @returns what was done but could not be told, one sentence each
 * @throws CliError when somebody else has stored another policy meanwhile
 */
export async function applyAttachment(session: AwsSession, ports: SessionPorts, plan: AttachmentPlan): Promise<readonly string[]> {
	const { alarms, diff, permission, wanted } = plan;
	const { streamName, written } = wanted;
	await assertAsSeen(ports, streamName, diff.policy);
	if (!permission.isGranted) await grant(session, streamName);
	if (written === undefined) {
		for (const alarm of [...diff.alarms.missing, ...diff.alarms.drifted.map((drifted) => drifted.wanted)]) await ports.alarms.put(alarm);
		await ports.alarms.remove(diff.alarms.extra.map(({ AlarmName }) => AlarmName));
		return [];
	}
	const { by } = await session.caller();
	const outcome = await attachStream(ports, { streamName, written, alarms, by, replaces: diff.policy });
	if (outcome.kind === "attached") return outcome.incomplete;
	throw changedMeanwhile(streamName, outcome.standing);
}

/**
 * What a person was shown, and has said yes to, still stands.
 * @throws CliError where somebody has stored or removed a policy since
 */
export async function assertAsSeen(ports: SessionPorts, streamName: string, seen: StoredPolicyReading): Promise<void> {
	const standing = await ports.managedStreams.find(streamName);
	if (!isSameStoredPolicy(seen, standing)) throw changedMeanwhile(streamName, standing);
}

function changedMeanwhile(streamName: string, standing: StoredPolicyReading): CliError {
	const what =
		standing.kind === "stored"
			? `${standing.by} stored another policy for ${streamName} meanwhile`
			: `Somebody else changed the stored policy of ${streamName} meanwhile`;
	return new CliError("refused", `${what}: nothing of yours was done.`, { hints: ["The same command again shows what would change now."] });
}

/** Alarms go by the policy: thresholds, window, minimum. @returns the deployed stream's wanted state when nothing is stored any longer */
export function asManaged({ policy, source, stored, streamName }: KnownStream): Wanted {
	return source === "deployed" ? { streamName, policy } : { streamName, policy, written: stored?.written ?? {} };
}

/** Two people at once, or a retry whose first attempt was taken: it is there, which is what was wanted. */
async function grant(session: AwsSession, streamName: string): Promise<void> {
	const { accountId } = await session.caller();
	try {
		await session.lambda().send(
			new AddPermissionCommand({
				FunctionName: session.names.functions.autoscaler,
				StatementId: alarmStatementId(streamName),
				Action: "lambda:InvokeFunction",
				Principal: ALARMS_PRINCIPAL,
				SourceAccount: accountId,
				SourceArn: await alarmSourceArn(session, streamName),
			}),
		);
	} catch (error) {
		if (sdkFault(error).name !== "ResourceConflictException") throw error;
	}
}

/** Nothing to take back is no error. */
export async function revoke(session: AwsSession, streamName: string): Promise<void> {
	try {
		await session
			.lambda()
			.send(new RemovePermissionCommand({ FunctionName: session.names.functions.autoscaler, StatementId: alarmStatementId(streamName) }));
	} catch (error) {
		if (sdkFault(error).kind !== "not-found") throw error;
	}
}
