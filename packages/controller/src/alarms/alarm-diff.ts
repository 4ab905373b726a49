import type { DescribedAlarm, PutMetricAlarmInput } from "../ports/alarms-port.ts";
import { parseAlarmName } from "./alarm-definitions.ts";

/** A stream's wanted alarms against the existing ones. */
export interface AlarmDiff {
	/** Wanted, and do not exist. */
	readonly missing: readonly PutMetricAlarmInput[];
	/** Exist, but differ from what is wanted. */
	readonly drifted: readonly DriftedAlarm[];
	/** Exist under one of our names for this stream, and are not wanted. */
	readonly extra: readonly DescribedAlarm[];
	/** Exist as wanted. */
	readonly matching: readonly DescribedAlarm[];
}

export interface DriftedAlarm {
	readonly wanted: PutMetricAlarmInput;
	readonly found: DescribedAlarm;
	/** `ActionsEnabled`: somebody disabled it. `AlarmActions`: it points elsewhere. */
	readonly differences: readonly AlarmDifference[];
}

export interface AlarmDifference {
	readonly attribute: keyof PutMetricAlarmInput;
	/** JSON; undefined if it is absent. */
	readonly is: string | undefined;
	readonly mustBe: string | undefined;
}

const ATTRIBUTES = [
	"AlarmDescription",
	"ActionsEnabled",
	"AlarmActions",
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
] as const satisfies readonly Exclude<keyof PutMetricAlarmInput, "AlarmName">[];

/** @param streamName whose alarms may be extra; those of other streams are left out */
export function diffAlarms(streamName: string, wanted: readonly PutMetricAlarmInput[], found: readonly DescribedAlarm[]): AlarmDiff {
	const foundByName = new Map(found.map((alarm) => [alarm.AlarmName, alarm]));
	const wantedNames = new Set(wanted.map(({ AlarmName }) => AlarmName));
	const compared = wanted.flatMap((each) => {
		const standing = foundByName.get(each.AlarmName);
		return standing === undefined ? [] : [{ wanted: each, found: standing, differences: differencesOf(each, standing) }];
	});
	return {
		missing: wanted.filter(({ AlarmName }) => !foundByName.has(AlarmName)),
		drifted: compared.filter(({ differences }) => differences.length > 0),
		extra: found.filter(({ AlarmName }) => !wantedNames.has(AlarmName) && parseAlarmName(AlarmName)?.streamName === streamName),
		matching: compared.filter(({ differences }) => differences.length === 0).map((each) => each.found),
	};
}

function differencesOf(wanted: PutMetricAlarmInput, found: DescribedAlarm): AlarmDifference[] {
	return ATTRIBUTES.map((attribute) => ({ attribute, is: canonical(found[attribute]), mustBe: canonical(wanted[attribute]) })).filter(
		({ is, mustBe }) => is !== mustBe,
	);
}

/** With members in the order of their names: the service returns them in its own order. */
function canonical(value: unknown): string | undefined {
	return JSON.stringify(value, (_, member: unknown) =>
		typeof member === "object" && member !== null && !Array.isArray(member)
			? Object.fromEntries(Object.entries(member).sort(([one], [other]) => (one < other ? -1 : 1)))
			: member,
	);
}
