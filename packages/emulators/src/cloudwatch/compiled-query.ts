import type { Expression } from "./metric-math/parse.ts";
import type { MetricDataQuery, MetricStat } from "./shapes.ts";
import type { MetricStatistic } from "./statistic.ts";

/** A query whose statistic and expression are parsed and valid. */
export type CompiledQuery = CompiledMetric | CompiledExpression;

export interface CompiledMetric {
	readonly kind: "metric";
	readonly query: MetricDataQuery;
	readonly metricStat: MetricStat;
	readonly statistic: MetricStatistic;
}

export interface CompiledExpression {
	readonly kind: "expression";
	readonly query: MetricDataQuery;
	readonly expression: Expression;
	readonly text: string;
}
