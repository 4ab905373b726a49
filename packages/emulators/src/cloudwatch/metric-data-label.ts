import type { CompiledMetric, CompiledQuery } from "./compiled-query.ts";

/**
 * A query's own label. Otherwise the metric's name; where the request asks for the metric by several statistics or periods, these follow:
 * `IncomingBytes Sum 60`, as recorded in AWS in 2025. An expression has its id.
 */
export function metricDataLabel(compiled: CompiledQuery, queries: readonly CompiledQuery[]): string {
	if (compiled.query.Label !== undefined) return compiled.query.Label;
	if (compiled.kind === "expression") return compiled.query.Id;
	const alike = queries.filter((other): other is CompiledMetric => other.kind === "metric" && isOfOneMetric(compiled, other));
	const { Metric, Period, Stat } = compiled.metricStat;
	return [
		Metric.MetricName,
		...(alike.some(({ metricStat }) => metricStat.Stat !== Stat) ? [Stat] : []),
		...(alike.some(({ metricStat }) => metricStat.Period !== Period) ? [String(Period)] : []),
	].join(" ");
}

function isOfOneMetric({ metricStat: { Metric: a } }: CompiledMetric, { metricStat: { Metric: b } }: CompiledMetric): boolean {
	return (
		a.Namespace === b.Namespace &&
		a.MetricName === b.MetricName &&
		a.Dimensions.length === b.Dimensions.length &&
		a.Dimensions.every(({ Name, Value }) => b.Dimensions.some((other) => other.Name === Name && other.Value === Value))
	);
}
