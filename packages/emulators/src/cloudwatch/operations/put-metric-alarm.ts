import { boolean, enumeration, integer, list, string } from "../../request-reader.ts";
import type { WatchedMetric } from "../alarm.ts";
import type { CompiledMetric, CompiledQuery } from "../compiled-query.ts";
import { readDimensions } from "../dimensions.ts";
import { cloudWatchError } from "../errors.ts";
import {
	HIGH_RESOLUTION_ALARM_PERIODS_SECONDS,
	LONG_PERIOD_SECONDS,
	MAX_ACTIONS_PER_STATE,
	MAX_ALARM_DESCRIPTION_LENGTH,
	MAX_EVALUATION_INTERVAL_SECONDS,
	MAX_LONG_EVALUATION_INTERVAL_SECONDS,
	MAX_METRICS_PER_ALARM,
} from "../limits.ts";
import { readMetricQueries, readStatistic, yieldsOneSeries } from "../metric-query.ts";
import {
	type AlarmConfiguration,
	COMPARISON_OPERATORS,
	LOW_SAMPLE_TREATMENTS,
	MISSING_DATA_TREATMENTS,
	STANDARD_UNITS,
	STATISTICS,
} from "../shapes.ts";
import { finiteNumber, nonEmpty, Structure, shortName } from "../structure.ts";
import type { Operation } from "./context.ts";
import { readTags } from "./tags.ts";

/** Members of an alarm on one metric, which `Metrics` excludes. */
const SINGLE_METRIC_MEMBERS = ["MetricName", "Namespace", "Statistic", "ExtendedStatistic", "Dimensions", "Period", "Unit"] as const;
const MINUTE_SECONDS = 60;

type Watched = Pick<AlarmConfiguration, (typeof SINGLE_METRIC_MEMBERS)[number] | "Metrics">;

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html read 2026-11-23 */
export const putMetricAlarm: Operation = (request, { alarms }) => {
	const alarmName = request.required("AlarmName", shortName);
	refuseUnmodelled(request);
	const { configuration: watched, watches } = request.has("Metrics") ? readMetrics(request) : readSingleMetric(request);
	const optional = {
		AlarmDescription: request.optional("AlarmDescription", string({ maxLength: MAX_ALARM_DESCRIPTION_LENGTH })),
		DatapointsToAlarm: request.optional("DatapointsToAlarm", integer(1)),
		TreatMissingData: request.optional("TreatMissingData", enumeration(MISSING_DATA_TREATMENTS)),
		EvaluateLowSampleCountPercentile: request.optional("EvaluateLowSampleCountPercentile", enumeration(LOW_SAMPLE_TREATMENTS)),
	};
	const configuration: AlarmConfiguration = {
		AlarmName: alarmName,
		ActionsEnabled: request.optional("ActionsEnabled", boolean) ?? true,
		OKActions: readActions(request, "OKActions"),
		AlarmActions: readActions(request, "AlarmActions"),
		InsufficientDataActions: readActions(request, "InsufficientDataActions"),
		...watched,
		EvaluationPeriods: request.required("EvaluationPeriods", integer(1)),
		Threshold: request.required("Threshold", finiteNumber),
		ComparisonOperator: request.required("ComparisonOperator", enumeration(COMPARISON_OPERATORS)),
		...present(optional),
	};
	refuseTooLongEvaluation(configuration, watches.periodSeconds);
	if (
		watches.watched.kind === "metric" &&
		watches.watched.statistic.kind !== "percentile" &&
		optional.EvaluateLowSampleCountPercentile !== undefined
	) {
		throw cloudWatchError("ValidationError", "EvaluateLowSampleCountPercentile is valid only for percentile statistics.");
	}
	alarms.put(configuration, watches, readTags(request));
	return {};
};

function refuseUnmodelled(request: Structure): void {
	for (const member of ["ThresholdMetricId", "EvaluationCriteria", "EvaluationInterval"]) {
		if (request.has(member))
			throw cloudWatchError("ValidationError", `${member} is not supported here: only alarms with a fixed threshold are.`);
	}
}

function readSingleMetric(request: Structure): { configuration: Watched; watches: WatchedMetric } {
	const metric = {
		Namespace: request.required("Namespace", shortName),
		MetricName: request.required("MetricName", shortName),
		Dimensions: readDimensions(request),
	};
	const period = request.required("Period", integer(1));
	refuseAlarmPeriod(period);
	const unit = request.optional("Unit", enumeration(STANDARD_UNITS));
	const simple = request.optional("Statistic", enumeration(STATISTICS));
	const extended = request.optional("ExtendedStatistic", nonEmpty());
	const stat = simple ?? extended;
	if (stat === undefined || (simple !== undefined && extended !== undefined)) {
		throw cloudWatchError("ValidationError", "Exactly one of Statistic and ExtendedStatistic must be specified.");
	}
	const metricStat = { Metric: metric, Period: period, Stat: stat, ...(unit !== undefined && { Unit: unit }) };
	const watched: CompiledMetric = {
		kind: "metric",
		query: { Id: "m1", MetricStat: metricStat, ReturnData: true },
		metricStat,
		statistic: readStatistic(stat, simple === undefined ? "ExtendedStatistic" : "Statistic"),
	};
	return {
		configuration: { ...metric, Period: period, ...present({ Statistic: simple, ExtendedStatistic: extended, Unit: unit }) },
		watches: { queries: [watched], watched, periodSeconds: period },
	};
}

function readMetrics(request: Structure): { configuration: Watched; watches: WatchedMetric } {
	const beside = SINGLE_METRIC_MEMBERS.find((member) => request.has(member));
	if (beside !== undefined) throw cloudWatchError("ValidationError", `Metrics list and ${beside} cannot be specified together.`);
	const queries = readMetricQueries(request.required("Metrics", list(Structure.shape)));
	const metrics = queries.filter((compiled) => compiled.kind === "metric");
	if (metrics.length > MAX_METRICS_PER_ALARM) {
		throw cloudWatchError(
			"ValidationError",
			`An alarm's metric math takes at most ${MAX_METRICS_PER_ALARM} metrics, not ${metrics.length}.`,
		);
	}
	const periodSeconds = commonPeriod(metrics);
	return {
		configuration: { Metrics: queries.map(({ query }) => query) },
		watches: { queries, watched: watchedQuery(queries), periodSeconds },
	};
}

function watchedQuery(queries: readonly CompiledQuery[]): CompiledQuery {
	const [watched, ...others] = queries.filter(({ query }) => query.ReturnData);
	if (watched === undefined || others.length > 0)
		throw cloudWatchError("ValidationError", "Exactly one element of the metrics list should return data.");
	if (!yieldsOneSeries(watched.query.Id, queries)) {
		throw cloudWatchError(
			"ValidationError",
			`Error in expression '${watched.query.Id}': an alarm watches one time series, not an array of them.`,
		);
	}
	return watched;
}

function commonPeriod(metrics: readonly CompiledMetric[]): number {
	const [first, ...others] = metrics.map(({ metricStat }) => metricStat.Period);
	if (first === undefined) throw cloudWatchError("ValidationError", "An alarm must watch at least one metric.");
	const other = others.find((period) => period !== first);
	if (other !== undefined)
		throw cloudWatchError("ValidationError", `All metrics of an alarm must have the same period, not ${first} and ${other} seconds.`);
	refuseAlarmPeriod(first);
	return first;
}

function refuseAlarmPeriod(seconds: number): void {
	if (HIGH_RESOLUTION_ALARM_PERIODS_SECONDS.includes(seconds) || seconds % MINUTE_SECONDS === 0) return;
	throw cloudWatchError(
		"ValidationError",
		`Period must be ${HIGH_RESOLUTION_ALARM_PERIODS_SECONDS.join(", ")} or a multiple of 60, is ${seconds}.`,
	);
}

function refuseTooLongEvaluation({ EvaluationPeriods, DatapointsToAlarm }: AlarmConfiguration, periodSeconds: number): void {
	const isLong = periodSeconds >= LONG_PERIOD_SECONDS;
	const maximum = isLong ? MAX_LONG_EVALUATION_INTERVAL_SECONDS : MAX_EVALUATION_INTERVAL_SECONDS;
	if (EvaluationPeriods * periodSeconds > maximum) {
		throw cloudWatchError(
			"ValidationError",
			`Metrics cannot be checked across more than ${isLong ? "seven days" : "a day"} (EvaluationPeriods * Period must be <= ${maximum}).`,
		);
	}
	if ((DatapointsToAlarm ?? 1) > EvaluationPeriods) {
		throw cloudWatchError(
			"ValidationError",
			`DatapointsToAlarm (${DatapointsToAlarm}) must be less than or equal to EvaluationPeriods (${EvaluationPeriods}).`,
		);
	}
}

function readActions(request: Structure, member: string): readonly string[] {
	const actions = request.optional(member, list(string(), { maxLength: MAX_ACTIONS_PER_STATE })) ?? [];
	const wrong = actions.find((action) => !/^arn:[^:]+:[^:]+:[^:]*:[^:]*:.+/.test(action));
	if (wrong !== undefined) throw cloudWatchError("ValidationError", `Invalid arn syntax: ${wrong}`);
	return actions;
}

function present<T extends object>(members: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
	return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as {
		[K in keyof T]?: Exclude<T[K], undefined>;
	};
}
