import type { CompiledMetric, CompiledQuery } from "./compiled-query.ts";
import { dimensionsToRecord } from "./dimensions.ts";
import { evaluateExpression } from "./metric-math/evaluate.ts";
import { ExpressionError } from "./metric-math/expression-error.ts";
import { type MathValue, type Points, series, type TimeSeries } from "./metric-math/math-value.ts";
import type { MetricIdentity, MetricStore } from "./metric-store.ts";
import { takeStatistic } from "./statistic.ts";

const SECOND_MS = 1_000;

/** From `startMs` (inclusive) to `endMs` (exclusive), in periods counted from `startMs`. */
export interface QueryRange {
	readonly startMs: number;
	readonly endMs: number;
	readonly periodSeconds: number;
}

/** Answers queries over one range, all at one period. Each query is computed once, for any number of references. */
export class QueryRun {
	readonly #readMetric: (metric: CompiledMetric, range: QueryRange) => Points;
	readonly #range: QueryRange;
	readonly #byId: ReadonlyMap<string, CompiledQuery>;
	readonly #values = new Map<string, MathValue>();

	constructor(readMetric: (metric: CompiledMetric, range: QueryRange) => Points, queries: readonly CompiledQuery[], range: QueryRange) {
		this.#readMetric = readMetric;
		this.#range = range;
		this.#byId = new Map(queries.map((compiled) => [compiled.query.Id, compiled]));
	}

	/** @throws ExpressionError for expressions whose types do not fit, which `readMetricQueries` refuses */
	valueOf(id: string): MathValue {
		const known = this.#values.get(id);
		if (known !== undefined) return known;
		const compiled = this.#byId.get(id);
		const value = compiled === undefined ? series(new Map()) : this.#compute(compiled);
		this.#values.set(id, value);
		return value;
	}

	#compute(compiled: CompiledQuery): MathValue {
		if (compiled.kind === "metric") return series(this.#readMetric(compiled, this.#range));
		return evaluateExpression(compiled.expression, {
			timeline: timelineOf(this.#range),
			valueOf: (id) => this.valueOf(id),
			metrics: (contained) => this.#metrics(contained),
			periodSecondsOf: (id) => {
				if (this.#byId.get(id)?.kind !== "metric") throw new ExpressionError(`PERIOD takes the id of one metric, "${id}" is none`);
				return this.#range.periodSeconds;
			},
		});
	}

	#metrics(contained: string): TimeSeries[] {
		return [...this.#byId.values()]
			.filter(({ kind, query }) => kind === "metric" && query.Id.includes(contained))
			.flatMap(({ query }) => {
				const value = this.valueOf(query.Id);
				return value.kind === "series" ? [value] : [];
			});
	}
}

/** One metric's statistic, period by period. */
export function readPoints(store: MetricStore, metric: CompiledMetric, range: QueryRange): Points {
	const points = new Map<number, number>();
	for (const [atMs, aggregate] of store.read(identityOf(metric), { ...range, unit: metric.metricStat.Unit })) {
		const value = takeStatistic(aggregate, metric.statistic);
		if (value !== undefined) points.set(atMs, value);
	}
	return points;
}

export function identityOf({ metricStat: { Metric } }: CompiledMetric): MetricIdentity {
	return { namespace: Metric.Namespace, metricName: Metric.MetricName, dimensions: dimensionsToRecord(Metric.Dimensions) };
}

/** The start of every period of a range. */
export function timelineOf({ startMs, endMs, periodSeconds }: QueryRange): number[] {
	const periodMs = periodSeconds * SECOND_MS;
	return Array.from({ length: Math.max(0, Math.ceil((endMs - startMs) / periodMs)) }, (_, index) => startMs + index * periodMs);
}
