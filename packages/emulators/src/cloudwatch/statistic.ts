import type { MetricAggregate } from "./metric-aggregate.ts";
import { STATISTICS, type Statistic } from "./shapes.ts";

/** A parsed statistic: one of the five simple ones, or a percentile. */
export type MetricStatistic =
	| { readonly kind: "simple"; readonly name: Statistic }
	| { readonly kind: "percentile"; readonly percent: number };

/**
 * `p90`, `p99.9`: 0 to 100 with up to ten decimals.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
 */
const PERCENTILE = /^p(\d{1,3}(?:\.\d{1,10})?)$/;

/** @returns undefined for a statistic that the emulator does not support: trimmed means and other ranges of values */
export function parseStatistic(text: string): MetricStatistic | undefined {
	const name = STATISTICS.find((statistic) => statistic === text);
	if (name !== undefined) return { kind: "simple", name };
	const percent = Number(PERCENTILE.exec(text)?.[1] ?? Number.NaN);
	return percent >= 0 && percent <= 100 ? { kind: "percentile", percent } : undefined;
}

/**
 * @returns undefined if CloudWatch has no answer: "percentile statistics are not available for metrics when any of the metric values are
 * negative numbers"
 */
export function takeStatistic(aggregate: MetricAggregate, statistic: MetricStatistic): number | undefined {
	if (statistic.kind === "percentile") return aggregate.minimum < 0 ? undefined : aggregate.percentile(statistic.percent);
	switch (statistic.name) {
		case "SampleCount":
			return aggregate.sampleCount;
		case "Sum":
			return aggregate.sum;
		case "Average":
			return aggregate.sampleCount === 0 ? undefined : aggregate.sum / aggregate.sampleCount;
		case "Minimum":
			return aggregate.minimum;
		case "Maximum":
			return aggregate.maximum;
		default:
			return statistic.name satisfies never;
	}
}
