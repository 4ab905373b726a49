import type { Alarm } from "../alarm.ts";
import { readDimensions } from "../dimensions.ts";
import { cloudWatchError } from "../errors.ts";
import { DEFAULT_ALARMS_PER_PAGE, MAX_ALARM_NAMES, MAX_NAME_LENGTH, MAX_RECORDS_PER_PAGE } from "../limits.ts";
import { page } from "../paging.ts";
import { type Dimension, STANDARD_UNITS, STATE_VALUES, STATISTICS } from "../shapes.ts";
import { Structure } from "../structure.ts";
import type { Operation } from "./context.ts";

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html read 2026-11-23 */
export const describeAlarms: Operation = (input, { alarms }) => {
	const request = new Structure(input);
	const names = request.strings("AlarmNames", MAX_ALARM_NAMES);
	const prefix = request.string("AlarmNamePrefix", { maxLength: MAX_NAME_LENGTH });
	const types = request.strings("AlarmTypes") ?? ["MetricAlarm"];
	const stateValue = request.oneOf("StateValue", STATE_VALUES);
	const actionPrefix = request.string("ActionPrefix", { maxLength: 1_024 });
	const size = request.integer("MaxRecords", { minimum: 1, maximum: MAX_RECORDS_PER_PAGE }) ?? DEFAULT_ALARMS_PER_PAGE;
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
	const { items, nextToken } = page(found, size, { names, prefix, types, stateValue, actionPrefix }, request.string("NextToken"));
	return { MetricAlarms: items.map(metricAlarm), CompositeAlarms: [], ...(nextToken !== undefined && { NextToken: nextToken }) };
};

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarmsForMetric.html read 2026-11-23 */
export const describeAlarmsForMetric: Operation = (input, { alarms }) => {
	const request = new Structure(input);
	const wanted = {
		MetricName: request.requiredString("MetricName", { maxLength: MAX_NAME_LENGTH }),
		Namespace: request.requiredString("Namespace", { maxLength: MAX_NAME_LENGTH }),
		Statistic: request.oneOf("Statistic", STATISTICS),
		ExtendedStatistic: request.string("ExtendedStatistic"),
		Period: request.integer("Period", { minimum: 1 }),
		Unit: request.oneOf("Unit", STANDARD_UNITS),
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
