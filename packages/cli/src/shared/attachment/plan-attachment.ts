import { type AttachDiff, diffAttachment, type PutMetricAlarmInput } from "@headroom/controller";
import type { Policy } from "@headroom/engine";
import type { AwsSession } from "../session/aws-session.ts";
import type { SessionPorts } from "../session/session-ports.ts";
import { mayAlarmsWake } from "./alarm-permission.ts";
import { wantedAlarms } from "./wanted-alarms.ts";

/** The wanted policy of a stream. */
export interface WantedAttachment {
	readonly streamName: string;
	readonly policy: Policy;
	/** The policy to store; absent if the deployed policy stays and only the alarms change. */
	readonly written?: unknown;
	/** What applies now, as a person writes it; absent if the stream is not managed, or its policy cannot be read. */
	readonly before?: unknown;
}

/** The changes of an attachment. */
export interface AttachmentPlan {
	readonly wanted: WantedAttachment;
	readonly alarms: readonly PutMetricAlarmInput[];
	readonly diff: AttachDiff;
	/** Whether the alarms may wake the autoscaler already. */
	readonly isPermitted: boolean;
	readonly isChange: boolean;
}

/** Reads only. */
export async function planAttachment(session: AwsSession, ports: SessionPorts, wanted: WantedAttachment): Promise<AttachmentPlan> {
	const { policy, streamName, written } = wanted;
	const [alarms, isPermitted] = await Promise.all([wantedAlarms(session, streamName, policy), mayAlarmsWake(session, wanted)]);
	const compared = await diffAttachment(ports, { streamName, alarms, written });
	const diff = written === undefined ? { ...compared, isPolicyChanged: false } : compared;
	const { drifted, extra, missing } = diff.alarms;
	const isChange = diff.isPolicyChanged || !isPermitted || missing.length + drifted.length + extra.length > 0;
	return { wanted, alarms, diff, isPermitted, isChange };
}
