import type { DescribedAlarm, StoredPolicyReading } from "@headroom/controller";
import { hasAlarmStatement } from "../../shared/attachment/alarm-permission.ts";
import type { AwsSession } from "../../shared/session/aws-session.ts";
import type { SessionPorts } from "../../shared/session/session-ports.ts";

/** The traces of `attach` for a stream. */
export interface Attached {
	readonly alarms: readonly DescribedAlarm[];
	/** Whether the alarms' own permission to wake the autoscaler exists. */
	readonly hasStatement: boolean;
	readonly policy: StoredPolicyReading;
}

export async function readAttached(session: AwsSession, ports: SessionPorts, streamName: string): Promise<Attached> {
	const [alarms, hasStatement, policy] = await Promise.all([
		ports.alarms.describe(streamName),
		hasAlarmStatement(session, streamName),
		ports.managedStreams.find(streamName),
	]);
	return { alarms, hasStatement, policy };
}
