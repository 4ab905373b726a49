import { enumeration, integer, list, string } from "../../request-reader.ts";
import type { Alarm } from "../alarm.ts";
import { readDimensions } from "../dimensions.ts";
import { cloudWatchError } from "../errors.ts";
import { DEFAULT_ALARMS_PER_PAGE, MAX_ALARM_NAMES, MAX_RECORDS_PER_PAGE } from "../limits.ts";
import { page } from "../paging.ts";
import { type Dimension, STANDARD_UNITS, STATE_VALUES, STATISTICS } from "../shapes.ts";
import { nonEmpty, shortName } from "../structure.ts";
import type { Operation } from "./context.ts";

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html read 2026-11-23 */
export const describeAlarms: Operation = (request, { alarms }) => {
	const names = request.optional("AlarmNames", list(string(), { maxLength: MAX_ALARM_NAMES }));
	const prefix = request.optional("AlarmNamePrefix", shortName);
	const types = request.optional("AlarmTypes", list(string())) ?? ["MetricAlarm"];
	const stateValue = request.optional("StateValue", enumeration(STATE_VALUES));
	const actionPrefix = request.optional("ActionPrefix", nonEmpty(1_024));
	const size = request.optional("MaxRecords", integer(1, MAX_RECORDS_PER_PAGE)) ?? DEFAULT_ALARMS_PER_PAGE;
	if (names !== undefined && names.length > 0 && prefix !== undefined) {
		throw cloudWatchError("ValidationError", "AlarmNames and AlarmNamePrefix cannot be specified together.");
	}
	const found = alarms.list().filter(({ configuration, state }) => {
		const { AlarmName, OKActions, AlarmActions, InsufficientDataActions } = configuration;
		const actions = [...OKActions, ...AlarmActions, ...InsufficientDataActions];
		return (
			types.includes("MetricAlarm") &&
			(names === undefined || names.length === 0 || names.includes(AlarmName)) &&
			(prefix === undefined || AlarmName.startsWith(prefix)) &&
			(stateValue === undefined || state.value === stateValue) &&
			(actionPrefix === undefined || actions.some((action) => action.startsWith(actionPrefix)))
		);
	});
	const { items, next } = page(found, size, { names, prefix, types, stateValue, actionPrefix }, request);
	return { MetricAlarms: items.map(metricAlarm), CompositeAlarms: [], ...next };
};

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmsForMetric.html read 2026-11-23 */
export const describeAlarmsForMetric: Operation = (request, { alarms }) => {
	const wanted = {
		MetricName: request.required("MetricName", shortName),
		Namespace: request.required("Namespace", shortName),
		Statistic: request.optional("Statistic", enumeration(STATISTICS)),
		ExtendedStatistic: request.optional("ExtendedStatistic", nonEmpty()),
		Period: request.optional("Period", integer(1)),
		Unit: request.optional("Unit", enumeration(STANDARD_UNITS)),
	};
	const dimensions = readDimensions(request);
	const found = alarms.list().filter(({ configuration }) => {
		const members = Object.entries(wanted).filter(([, value]) => value !== undefined);
		const has = Object.fromEntries(Object.entries(configuration));
		return members.every(([name, value]) => has[name] === value) && areSame(configuration.Dimensions ?? [], dimensions);
	});
	return { MetricAlarms: found.map(metricAlarm) };
};

/** The `MetricAlarm` shape. */
function metricAlarm({ arn, configuration, configurationUpdatedAtMs, state, transitionedAtMs }: Alarm): object {
	return {
		...configuration,
		AlarmArn: arn,
		AlarmConfigurationUpdatedTimestamp: new Date(configurationUpdatedAtMs),
		StateValue: state.value,
		StateReason: state.reason,
		...(state.reasonData !== undefined && { StateReasonData: state.reasonData }),
		StateUpdatedTimestamp: new Date(state.updatedAtMs),
		StateTransitionedTimestamp: new Date(transitionedAtMs),
	};
}

function areSame(a: readonly Dimension[], b: readonly Dimension[]): boolean {
	return a.length === b.length && a.every(({ Name, Value }) => b.some((other) => other.Name === Name && other.Value === Value));
}
