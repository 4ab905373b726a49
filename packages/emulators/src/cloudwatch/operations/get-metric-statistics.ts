import { enumeration, integer, list, string } from "../../request-reader.ts";
import { dimensionsToRecord, readDimensions } from "../dimensions.ts";
import { cloudWatchError } from "../errors.ts";
import { MAX_DATAPOINTS_PER_STATISTICS } from "../limits.ts";
import type { MetricAggregate } from "../metric-aggregate.ts";
import { readStatistic, validPeriodSeconds } from "../metric-query.ts";
import { STANDARD_UNITS, STATISTICS, type Statistic } from "../shapes.ts";
import { takeStatistic } from "../statistic.ts";
import { shortName, timestamp } from "../structure.ts";
import type { Operation } from "./context.ts";
import { windowOf } from "./metric-window.ts";

const SECOND_MS = 1_000;

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricStatistics.html read 2026-11-23 */
export const getMetricStatistics: Operation = (input, { store, nowMs }) => {
	const request = input.refusingAbsentBy("MissingRequiredParameterException");
	const namespace = request.required("Namespace", shortName);
	const metricName = request.required("MetricName", shortName);
	const dimensions = dimensionsToRecord(readDimensions(request));
	const startMs = request.required("StartTime", timestamp);
	const endMs = request.required("EndTime", timestamp);
	const period = request.required("Period", integer(1));
	const unit = request.optional("Unit", enumeration(STANDARD_UNITS));
	const statistics = (request.optional("Statistics", list(string())) ?? []).map(readSimpleStatistic);
	const extended = request.optional("ExtendedStatistics", list(string())) ?? [];
	if (startMs >= endMs) {
		throw cloudWatchError("InvalidParameterValueException", "The parameter StartTime must be less than the parameter EndTime.");
	}
	if (validPeriodSeconds(period) === undefined) {
		throw cloudWatchError(
			"InvalidParameterValueException",
			`The parameter Period must be 1, 5, 10, 20, 30 or a multiple of 60, is ${period}.`,
		);
	}
	if ((statistics.length === 0) === (extended.length === 0)) {
		throw cloudWatchError(
			"InvalidParameterCombinationException",
			"Exactly one of the parameters Statistics and ExtendedStatistics must be specified.",
		);
	}
	const requested = Math.ceil((endMs - startMs) / (period * SECOND_MS));
	if (requested > MAX_DATAPOINTS_PER_STATISTICS) {
		throw cloudWatchError(
			"InvalidParameterCombinationException",
			`You have requested up to ${requested} datapoints, which exceeds the limit of ${MAX_DATAPOINTS_PER_STATISTICS}. You may reduce the datapoints requested by increasing Period, ` +
				"or decreasing the time range.",
		);
	}
	const percentiles = extended.map((text) => ({ text, statistic: readStatistic(text, "ExtendedStatistics") }));
	const metric = { namespace, metricName, dimensions };
	const range = windowOf(startMs, endMs, period, nowMs);
	// Documented: without a unit all data are returned, each with the unit under which it was collected.
	const units = unit === undefined ? store.unitsOf(metric, range) : [unit];
	const datapoints = units.flatMap((each) => [...store.read(metric, { ...range, unit: each })].map((entry) => [...entry, each] as const));
	return {
		Label: metricName,
		Datapoints: datapoints
			.sort(([a], [b]) => a - b)
			.map(([atMs, aggregate, Unit]) => ({
				Timestamp: new Date(atMs),
				...simpleStatistics(aggregate, statistics),
				...(percentiles.length > 0 && {
					ExtendedStatistics: Object.fromEntries(
						percentiles.flatMap(({ text, statistic }) => {
							const value = takeStatistic(aggregate, statistic);
							return value === undefined ? [] : [[text, value]];
						}),
					),
				}),
				Unit,
			})),
	};
};

function readSimpleStatistic(text: string): Statistic {
	const statistic = STATISTICS.find((candidate) => candidate === text);
	if (statistic === undefined) {
		throw cloudWatchError(
			"InvalidParameterValueException",
			`The value ${text} for parameter Statistics must be one of ${STATISTICS.join(", ")}.`,
		);
	}
	return statistic;
}

function simpleStatistics(aggregate: MetricAggregate, statistics: readonly Statistic[]): Partial<Record<Statistic, number>> {
	return Object.fromEntries(statistics.map((name) => [name, takeStatistic(aggregate, { kind: "simple", name })]));
}
