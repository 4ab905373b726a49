import { type DriftedAlarm, diffAlarms } from "@headroom/controller";
import { type AlarmStatements, mayAlarmsWake, readAlarmStatements } from "../../../shared/attachment/alarm-permission.ts";
import { wantedAlarms } from "../../../shared/attachment/wanted-alarms.ts";
import { formatAlarmDifferences } from "../../../shared/format/alarm-differences.ts";
import type { KnownStream } from "../../../shared/streams/managed-streams.ts";
import type { CheckContext } from "../check.ts";
import { checkEachStream } from "../check-each-stream.ts";
import type { Finding } from "../finding.ts";

export async function checkAlarms(context: CheckContext): Promise<readonly Finding[]> {
	const statements = await readAlarmStatements(context.session);
	return checkEachStream(context, (stream) => checkStream(context, stream, statements));
}

async function checkStream(
	{ ports, session }: CheckContext,
	{ policy, streamName }: KnownStream,
	statements: AlarmStatements,
): Promise<readonly Finding[]> {
	const [wanted, found, isPermitted] = await Promise.all([
		wantedAlarms(session, streamName, policy),
		ports.alarms.describe(streamName),
		mayAlarmsWake(session, { policy, streamName }, statements),
	]);
	const { drifted, missing } = diffAlarms(streamName, wanted, found);
	const attach = [`headroom attach ${streamName}`];
	const findings: Finding[] = [
		...missing.map(
			({ AlarmName }): Finding => ({
				severity: "problem",
				code: "alarm.missing",
				where: streamName,
				says: `Alarm ${AlarmName} is missing.`,
				fix: attach,
			}),
		),
		...drifted.map((alarm) => driftFinding(streamName, alarm, attach)),
	];
	if (isPermitted) return findings;
	const says = `The alarms of ${streamName} may not wake ${session.names.functions.autoscaler}: its resource policy does not name them.`;
	return [...findings, { severity: "problem", code: "alarm.no-permission", where: streamName, says, fix: attach }];
}

function driftFinding(streamName: string, { differences, wanted: { AlarmName } }: DriftedAlarm, attach: readonly string[]): Finding {
	const attributes = differences.map(({ attribute }) => attribute);
	if (attributes.includes("AlarmActions")) {
		const says = `Alarm ${AlarmName} points elsewhere: ${formatAlarmDifferences(differences)}.`;
		return { severity: "problem", code: "alarm.elsewhere", where: streamName, says, fix: attach };
	}
	if (attributes.length === 1 && attributes[0] === "ActionsEnabled") {
		const fix = [`aws cloudwatch enable-alarm-actions --alarm-names ${AlarmName}`];
		const says = `Alarm ${AlarmName} is disabled: it goes to ALARM without any action.`;
		return { severity: "problem", code: "alarm.disabled", where: streamName, says, fix };
	}
	const says = `Alarm ${AlarmName} differs from what the policy needs: ${formatAlarmDifferences(differences)}.`;
	return { severity: "warning", code: "alarm.drifted", where: streamName, says, fix: attach };
}
