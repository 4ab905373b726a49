import type { Alarm } from "./alarm.ts";
import { ruleOf } from "./alarm.ts";
import { type AlarmDatapoint, type AlarmVerdict, evaluateAlarm, evaluationRangePeriods } from "./alarm-evaluation.ts";
import type { ReasonContext } from "./alarm-reason.ts";
import type { CompiledMetric } from "./compiled-query.ts";
import type { MetricAggregate } from "./metric-aggregate.ts";
import type { Points } from "./metric-math/math-value.ts";
import { metricsBehind } from "./metric-query.ts";
import type { MetricStore } from "./metric-store.ts";
import { identityOf, QueryRun, readPoints } from "./query-run.ts";
import type { CloudWatchSettings } from "./settings.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
/** "fewer than 10/(1-percentile) data points during the evaluation period", for percentiles under a half 10/percentile. */
const LOW_SAMPLE_NUMERATOR = 10;

export interface AlarmFinding {
	readonly verdict: AlarmVerdict;
	readonly context: ReasonContext;
}

/**
 * Reads an alarm's metric from the data that is visible now.
 *
 * Periods up to a minute start at whole multiples of themselves, and the newest, still running one counts as soon as it has data. Longer
 * periods end at the last whole minute and so move on by a minute with every evaluation, as the sample events of AWS show (a period of
 * 300 s in an evaluation at 17:04:40 starts at 16:59:00).
 */
export function lookAtAlarm(alarm: Alarm, store: MetricStore, nowMs: number, settings: CloudWatchSettings): AlarmFinding {
	const { configuration, watches } = alarm;
	const rule = ruleOf(configuration);
	const periodMs = watches.periodSeconds * SECOND_MS;
	const length = evaluationRangePeriods(rule.evaluationPeriods, settings);
	const newestStartMs = newestPeriodStartMs(alarm, store, nowMs);
	const startMs = newestStartMs - (length - 1) * periodMs;
	const range = { startMs, endMs: newestStartMs + periodMs, periodSeconds: watches.periodSeconds };

	const points = pointsOf(alarm, store, range);
	const datapoints = Array.from({ length }, (_, index): AlarmDatapoint => {
		const periodStartMs = startMs + index * periodMs;
		return { startMs: periodStartMs, value: points.get(periodStartMs) };
	});
	const verdict = evaluateAlarm(datapoints, rule);
	const sampleCounts = watches.watched.kind === "metric" ? sampleCountsOf(store, watches.watched, range) : new Map<number, number>();
	return {
		verdict: hasTooFewSamples(alarm, verdict, sampleCounts)
			? { datapoints: verdict.datapoints, missingCount: verdict.missingCount }
			: verdict,
		context: {
			rule,
			namesDatapointsToAlarm: configuration.DatapointsToAlarm !== undefined,
			periodSeconds: watches.periodSeconds,
			statistic: configuration.Statistic ?? configuration.ExtendedStatistic,
			unit: configuration.Unit,
			queriedAtMs: nowMs,
			newestStartMs,
			sampleCounts,
		},
	};
}

interface Range {
	readonly startMs: number;
	readonly endMs: number;
	readonly periodSeconds: number;
}

function newestPeriodStartMs({ watches }: Alarm, store: MetricStore, nowMs: number): number {
	const { periodSeconds, queries, watched } = watches;
	const periodMs = periodSeconds * SECOND_MS;
	if (periodMs > MINUTE_MS) return Math.floor(nowMs / MINUTE_MS) * MINUTE_MS - periodMs;
	const runningStartMs = Math.floor(nowMs / periodMs) * periodMs;
	const running = { startMs: runningStartMs, endMs: runningStartMs + periodMs, periodSeconds };
	const hasData = metricsBehind(watched.query.Id, queries).some((metric) => readAggregates(store, metric, running).size > 0);
	return hasData ? runningStartMs : runningStartMs - periodMs;
}

function pointsOf({ watches }: Alarm, store: MetricStore, range: Range): Points {
	const run = new QueryRun((metric, queryRange) => readPoints(store, metric, queryRange), watches.queries, range);
	const value = run.valueOf(watches.watched.query.Id);
	return value.kind === "series" ? value.points : new Map();
}

function readAggregates(store: MetricStore, metric: CompiledMetric, range: Range): Map<number, MetricAggregate> {
	return store.read(identityOf(metric), { ...range, unit: metric.metricStat.Unit });
}

function sampleCountsOf(store: MetricStore, metric: CompiledMetric, range: Range): Map<number, number> {
	return new Map([...readAggregates(store, metric, range)].map(([startMs, { sampleCount }]) => [startMs, sampleCount]));
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/percentiles-with-low-samples.html read 2026-11-23 */
function hasTooFewSamples({ configuration, watches }: Alarm, verdict: AlarmVerdict, sampleCounts: ReadonlyMap<number, number>): boolean {
	if (configuration.EvaluateLowSampleCountPercentile !== "ignore" || watches.watched.kind !== "metric") return false;
	const { statistic } = watches.watched;
	if (statistic.kind !== "percentile" || verdict.datapoints.length === 0) return false;
	const ratio = statistic.percent / 100;
	const needed = LOW_SAMPLE_NUMERATOR / (ratio >= 0.5 ? 1 - ratio : ratio);
	const samples = verdict.datapoints.reduce((total, { startMs }) => total + (sampleCounts.get(startMs) ?? 0), 0);
	return samples < needed;
}
