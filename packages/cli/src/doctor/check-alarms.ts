import { type AlarmDrift, alarmDrifts, wantedAlarms } from "../reading/alarm-drift.ts";
import { readAlarmPermission } from "../reading/alarm-permission.ts";
import type { KnownStream } from "../reading/managed-streams.ts";
import type { Examined } from "./checks.ts";
import type { Finding } from "./finding.ts";

export async function checkAlarms(examined: Examined): Promise<readonly Finding[]> {
	const findings = await Promise.all(examined.streams.map((stream) => checkStream(examined, stream)));
	return findings.flat();
}

async function checkStream({ ports, session }: Examined, { policy, streamName }: KnownStream): Promise<readonly Finding[]> {
	const [wanted, found, permission] = await Promise.all([
		wantedAlarms(session, streamName, policy),
		ports.alarms.describe(streamName),
		readAlarmPermission(session, streamName),
	]);
	const findings = alarmDrifts(wanted, found)
		.filter(({ kind }) => kind !== "right")
		.map((drift) => driftFinding(streamName, drift));
	if (permission.isGranted) return findings;
	return [
		...findings,
		{
			severity: "problem",
			code: "alarm.no-permission",
			where: streamName,
			says: `The alarms of ${streamName} may not wake ${session.names.functions.autoscaler}: its resource policy does not name them.`,
			mend: [`headroom attach ${streamName}`],
		},
	];
}

function driftFinding(streamName: string, { differences, kind, wanted }: AlarmDrift): Finding {
	const { AlarmName } = wanted;
	const attach = [`headroom attach ${streamName}`];
	const told = differences.join("; ");
	switch (kind) {
		case "missing":
			return { severity: "problem", code: "alarm.missing", where: streamName, says: `Alarm ${AlarmName} is missing.`, mend: attach };
		case "disabled":
			return {
				severity: "problem",
				code: "alarm.disabled",
				where: streamName,
				says: `Alarm ${AlarmName} is disabled: it rings and wakes nobody.`,
				mend: [`aws cloudwatch enable-alarm-actions --alarm-names ${AlarmName}`],
			};
		case "pointing-elsewhere":
			return {
				severity: "problem",
				code: "alarm.elsewhere",
				where: streamName,
				says: `Alarm ${AlarmName} points elsewhere: ${told}.`,
				mend: attach,
			};
		default:
			return {
				severity: "warning",
				code: "alarm.drifted",
				where: streamName,
				says: `Alarm ${AlarmName} is not as the policy wants it: ${told}.`,
				mend: attach,
			};
	}
}
