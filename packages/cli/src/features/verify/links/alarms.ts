import { diffAlarms } from "@headroom/controller";
import { mayAlarmsWake } from "../../../shared/attachment/alarm-permission.ts";
import { wantedAlarms } from "../../../shared/attachment/wanted-alarms.ts";
import { formatAlarmDifferences } from "../../../shared/format/alarm-differences.ts";
import type { KnownStream } from "../../../shared/streams/managed-streams.ts";
import { broken, type LinkFinding, ok } from "../finding.ts";
import type { VerifyContext } from "../verify-context.ts";

/** The alarms of every stream are as its policy wants them. */
export async function checkAlarms(context: VerifyContext): Promise<readonly LinkFinding[]> {
	const { streams } = await context.streams();
	const findings: LinkFinding[] = [];
	for (const stream of streams) findings.push(...(await checkStream(context, stream)));
	return findings.length > 0 ? findings : [ok("alarms", "Every stream has its alarms, enabled and pointing at the autoscaler.")];
}

async function checkStream({ ports, session }: VerifyContext, { policy, streamName }: KnownStream): Promise<readonly LinkFinding[]> {
	const [wanted, found] = await Promise.all([wantedAlarms(session, streamName, policy), ports.alarms.describe(streamName)]);
	const { drifted, missing } = diffAlarms(streamName, wanted, found);
	const attach = `headroom attach ${streamName}`;
	return [
		...missing.map(({ AlarmName }) => broken("alarm.missing", AlarmName, `There is no alarm ${AlarmName}.`, attach)),
		...drifted.map(({ differences, wanted: { AlarmName } }) => {
			const isDisabled = differences.length === 1 && differences[0]?.attribute === "ActionsEnabled";
			return isDisabled
				? broken(
						"alarm.disabled",
						AlarmName,
						`The actions of ${AlarmName} are disabled: it rings and wakes nobody.`,
						`aws cloudwatch enable-alarm-actions --alarm-names ${AlarmName}`,
					)
				: broken("alarm.drifted", AlarmName, `${AlarmName} is not as the policy wants it: ${formatAlarmDifferences(differences)}.`, attach);
		}),
	];
}

/** The autoscaler's own policy lets the alarms invoke it. */
export async function checkAlarmPermission(context: VerifyContext): Promise<readonly LinkFinding[]> {
	const { session } = context;
	const { streams } = await context.streams();
	const where = session.names.functions.autoscaler;
	const findings: LinkFinding[] = [];
	for (const stream of streams) {
		if (await mayAlarmsWake(session, stream)) continue;
		const says = `The alarms of ${stream.streamName} may not invoke ${where}: its resource policy does not name them.`;
		findings.push(broken("alarm.no-permission", stream.streamName, says, `headroom attach ${stream.streamName}`));
	}
	return findings.length > 0 ? findings : [ok(where, `The alarms of every stream may invoke ${where}.`)];
}
