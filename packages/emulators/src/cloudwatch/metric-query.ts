import { boolean, enumeration, integer, string } from "../request-reader.ts";
import type { CompiledMetric, CompiledQuery } from "./compiled-query.ts";
import { readDimensions } from "./dimensions.ts";
import { cloudWatchError } from "./errors.ts";
import { MAX_EXPRESSION_LENGTH } from "./limits.ts";
import { referencesOf } from "./metric-math/evaluate.ts";
import { ExpressionError } from "./metric-math/expression-error.ts";
import type { MathValue } from "./metric-math/math-value.ts";
import { type Expression, parseExpression } from "./metric-math/parse.ts";
import { QueryRun } from "./query-run.ts";
import { type MetricStat, STANDARD_UNITS } from "./shapes.ts";
import { type MetricStatistic, parseStatistic } from "./statistic.ts";
import { nonEmpty, Structure, shortName } from "./structure.ts";

const ID = /^[a-z][a-zA-Z0-9_]*$/;
/** The periods of high-resolution metrics; all others are multiples of a minute. */
const HIGH_RESOLUTION_PERIODS_SECONDS: readonly number[] = [1, 5, 10, 20, 30];
const MINUTE_SECONDS = 60;

/**
 * Reads and checks a list of queries of GetMetricData or PutMetricAlarm.
 *
 * @throws ServiceError ValidationError with the query and its fault: an invalid id, an unknown statistic or period, or an expression that
 *   is no metric math, refers to nothing or to itself, or yields no time series although its data are requested
 */
export function readMetricQueries(inputs: readonly Structure[]): readonly CompiledQuery[] {
	const queries = inputs.map(readQuery);
	const ids = queries.map(({ query }) => query.Id);
	const twice = ids.find((id, index) => ids.indexOf(id) !== index);
	if (twice !== undefined)
		throw cloudWatchError("ValidationError", `The values for parameter id in MetricDataQueries are not unique: "${twice}".`);
	refuseCircles(queries);
	checkTypes(queries);
	return queries;
}

/** @returns undefined if it is no period of the service, in seconds */
export function validPeriodSeconds(seconds: number): number | undefined {
	const isValid = HIGH_RESOLUTION_PERIODS_SECONDS.includes(seconds) || (seconds > 0 && seconds % MINUTE_SECONDS === 0);
	return isValid ? seconds : undefined;
}

/** Whether a query yields one time series for any data, so that an alarm can watch it. */
export function yieldsOneSeries(id: string, queries: readonly CompiledQuery[]): boolean {
	return runOverNothing(queries).valueOf(id).kind === "series";
}

/** The metrics that a query needs, itself or through expressions; all metrics if `METRICS()` takes part. */
export function metricsBehind(id: string, queries: readonly CompiledQuery[]): readonly CompiledMetric[] {
	const metrics = queries.filter((compiled) => compiled.kind === "metric");
	const byId = new Map(queries.map((compiled) => [compiled.query.Id, compiled]));
	const needed = new Set([id]);
	for (const each of needed) {
		const compiled = byId.get(each);
		if (compiled?.kind !== "expression") continue;
		if (compiled.text.includes("METRICS")) return metrics;
		for (const reference of referencesOf(compiled.expression)) needed.add(reference);
	}
	return metrics.filter(({ query }) => needed.has(query.Id));
}

function readQuery(input: Structure): CompiledQuery {
	const id = input.required("Id", shortName);
	if (!ID.test(id)) {
		throw cloudWatchError(
			"ValidationError",
			`The value ${id} for parameter ${input.pathOf("Id")} is not matching the expected pattern ${ID.source}.`,
		);
	}
	const metricStat = input.optional("MetricStat", Structure.shape);
	const text = input.optional("Expression", nonEmpty(MAX_EXPRESSION_LENGTH));
	const label = input.optional("Label", string());
	const period = readPeriod(input);
	const query = {
		Id: id,
		ReturnData: input.optional("ReturnData", boolean) ?? true,
		...(label !== undefined && { Label: label }),
		...(period !== undefined && { Period: period }),
	};
	if ((metricStat === undefined) === (text === undefined)) {
		throw cloudWatchError("ValidationError", `The query "${id}" must have either MetricStat or Expression.`);
	}
	if (metricStat !== undefined) {
		const stat = readMetricStat(metricStat);
		return {
			kind: "metric",
			metricStat: stat,
			statistic: readStatistic(stat.Stat, metricStat.pathOf("Stat")),
			query: { ...query, MetricStat: stat },
		};
	}
	const expression = text ?? "";
	return { kind: "expression", text: expression, expression: parsed(id, expression), query: { ...query, Expression: expression } };
}

function readMetricStat(input: Structure): MetricStat {
	const metric = input.required("Metric", Structure.shape);
	const period = readPeriod(input);
	if (period === undefined) throw cloudWatchError("ValidationError", `The parameter ${input.pathOf("Period")} is required.`);
	const unit = input.optional("Unit", enumeration(STANDARD_UNITS));
	return {
		Metric: {
			Namespace: metric.required("Namespace", shortName),
			MetricName: metric.required("MetricName", shortName),
			Dimensions: readDimensions(metric),
		},
		Period: period,
		Stat: input.required("Stat", nonEmpty()),
		...(unit !== undefined && { Unit: unit }),
	};
}

function readPeriod(input: Structure): number | undefined {
	const seconds = input.optional("Period", integer(1));
	if (seconds === undefined || validPeriodSeconds(seconds) !== undefined) return seconds;
	throw cloudWatchError(
		"ValidationError",
		`The value ${seconds} for parameter ${input.pathOf("Period")} is invalid: a period is ${HIGH_RESOLUTION_PERIODS_SECONDS.join(", ")} or a multiple of ${MINUTE_SECONDS} seconds.`,
	);
}

/** @param at the path of the statistic in the input */
export function readStatistic(text: string, at: string): MetricStatistic {
	const statistic = parseStatistic(text);
	if (statistic === undefined) throw cloudWatchError("ValidationError", `The value ${text} for parameter ${at} is not supported.`);
	return statistic;
}

function parsed(id: string, text: string): Expression {
	if (/\bSEARCH\s*\(|^\s*SELECT\b/i.test(text)) {
		throw cloudWatchError("ValidationError", `Error in expression '${id}': SEARCH and SELECT expressions are not supported here.`);
	}
	try {
		return parseExpression(text);
	} catch (error) {
		throw refused(id, error);
	}
}

function refuseCircles(queries: readonly CompiledQuery[]): void {
	const byId = new Map(queries.map((compiled) => [compiled.query.Id, compiled]));
	const sound = new Set<string>();
	const visit = (id: string, path: readonly string[]): void => {
		if (path.includes(id))
			throw cloudWatchError("ValidationError", `Error in expression '${id}': it refers to itself (${[...path, id].join(" → ")}).`);
		const compiled = byId.get(id);
		if (compiled?.kind !== "expression" || sound.has(id)) return;
		for (const reference of referencesOf(compiled.expression)) {
			if (!byId.has(reference))
				throw cloudWatchError("ValidationError", `Error in expression '${id}': there is no query with the id "${reference}".`);
			visit(reference, [...path, id]);
		}
		sound.add(id);
	};
	for (const id of byId.keys()) visit(id, []);
}

/** Types do not depend on the data, so a run without data finds every wrong one. */
function checkTypes(queries: readonly CompiledQuery[]): void {
	const run = runOverNothing(queries);
	for (const { kind, query } of queries) {
		if (kind === "metric") continue;
		let value: MathValue;
		try {
			value = run.valueOf(query.Id);
		} catch (error) {
			throw refused(query.Id, error);
		}
		if (query.ReturnData && value.kind === "scalar") {
			throw cloudWatchError("ValidationError", `Error in expression '${query.Id}': the result must be a time series, it is a scalar.`);
		}
	}
}

function runOverNothing(queries: readonly CompiledQuery[]): QueryRun {
	return new QueryRun(() => new Map(), queries, { startMs: 0, endMs: 0, periodSeconds: MINUTE_SECONDS });
}

function refused(id: string, error: unknown): unknown {
	return error instanceof ExpressionError ? cloudWatchError("ValidationError", `Error in expression '${id}': ${error.message}.`) : error;
}
