import { alarmDefinitions, type DescribedAlarm, type PutMetricAlarmInput, putMetricAlarmInput } from "@headroom/controller";
import type { Policy } from "@headroom/engine";
import type { AwsSession } from "../aws-session.ts";

/** How one alarm stands against what it should be. */
export interface AlarmDrift {
	readonly wanted: PutMetricAlarmInput;
	readonly kind: "disabled" | "drifted" | "missing" | "pointing-elsewhere" | "right";
	/** What differs, in words; empty where nothing does. */
	readonly differences: readonly string[];
}

/** What is compared: the description says the same in words. */
const COMPARED = [
	"ComparisonOperator",
	"Threshold",
	"EvaluationPeriods",
	"DatapointsToAlarm",
	"TreatMissingData",
	"Namespace",
	"MetricName",
	"Dimensions",
	"Statistic",
	"Period",
	"Metrics",
] as const satisfies readonly (keyof PutMetricAlarmInput)[];

/** The alarms that a stream should have, with their actions. */
export async function wantedAlarms(session: AwsSession, streamName: string, policy: Policy): Promise<PutMetricAlarmInput[]> {
	const { accountId } = await session.caller();
	const actionArns = {
		autoscaler: [session.functionArn(session.names.functions.autoscaler, accountId)],
		people: [session.topicArn(accountId)],
	};
	return alarmDefinitions({ streamName, policy }).map((definition) => putMetricAlarmInput(definition, actionArns));
}

/** Each wanted alarm against the ones that there are. */
export function alarmDrifts(wanted: readonly PutMetricAlarmInput[], found: readonly DescribedAlarm[]): AlarmDrift[] {
	const byName = new Map(found.map((alarm) => [alarm.AlarmName, alarm]));
	return wanted.map((alarm) => driftOf(alarm, byName.get(alarm.AlarmName)));
}

function driftOf(wanted: PutMetricAlarmInput, found: DescribedAlarm | undefined): AlarmDrift {
	if (found === undefined) return { wanted, kind: "missing", differences: [] };
	const differences = COMPARED.filter((key) => canonical(wanted[key]) !== canonical(found[key])).map(
		(key) => `${key} ${shown(found[key])} instead of ${shown(wanted[key])}`,
	);
	const missingActions = wanted.AlarmActions.filter((arn) => !found.AlarmActions.includes(arn));
	if (missingActions.length > 0) {
		const instead = found.AlarmActions.length === 0 ? "nobody" : found.AlarmActions.join(", ");
		return {
			wanted,
			kind: "pointing-elsewhere",
			differences: [`it wakes ${instead} instead of ${missingActions.join(", ")}`, ...differences],
		};
	}
	if (differences.length > 0) return { wanted, kind: "drifted", differences };
	return { wanted, kind: found.ActionsEnabled ? "right" : "disabled", differences: [] };
}

/** Longer than this, a value hides the sentence that it stands in. */
const SHOWN_LENGTH = 40;

function shown(value: unknown): string {
	const text = value === undefined ? "none" : typeof value === "object" ? "its queries" : String(value);
	return text.length <= SHOWN_LENGTH ? text : `${text.slice(0, SHOWN_LENGTH)}…`;
}

/** Keys in order, absent ones left out: what two services write differently and mean the same is the same. */
function canonical(value: unknown): string {
	return (
		JSON.stringify(value, (_key, inner: unknown) =>
			typeof inner === "object" && inner !== null && !Array.isArray(inner)
				? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
				: inner,
		) ?? ""
	);
}
