import type { MetricDatum } from "../metric-datum.ts";
import { HIGH_RESOLUTION_RETENTION_MS, LISTED_METRIC_AGE_MS, STANDARD_RESOLUTION_RETENTION_MS } from "./limits.ts";
import { MetricAggregate } from "./metric-aggregate.ts";

const SECOND_MS = 1_000;
const MINUTE_MS = 60_000;
/** How much a tier may outgrow its retention before it is swept: sweeping costs a pass over the tier. */
const SWEEP_SLACK = 1.25;
const MIN_PENDING_BEFORE_SETTLING = 1_024;

/** The identity of a metric. */
export interface MetricIdentity {
	readonly namespace: string;
	readonly metricName: string;
	readonly dimensions: Readonly<Record<string, string>>;
}

/** Data of one metric from `startMs` (inclusive) to `endMs` (exclusive), in periods counted from `startMs`. */
export interface MetricRange {
	readonly startMs: number;
	readonly endMs: number;
	readonly periodSeconds: number;
	readonly unit?: string | undefined;
}

export interface StoredMetric extends MetricIdentity {
	/** The newest moment of visible data. */
	readonly newestMs: number;
}

interface Tier {
	readonly resolutionMs: number;
	readonly retentionMs: number;
	/** Start of the second or minute, in milliseconds since the epoch. */
	readonly buckets: Map<number, MetricAggregate>;
}

/** Data of different units are stored apart and never added together: CloudWatch converts no units. */
interface UnitData {
	/** High-resolution data by their second, standard data at the start of their minute. */
	readonly seconds: Tier;
	readonly minutes: Tier;
}

interface StoredSeries extends MetricIdentity {
	readonly units: Map<string, UnitData>;
	newestMs: number;
}

/**
 * The metrics of one account and Region. Each measurement names the moment from which it is visible. High-resolution data are kept by the
 * second for 3 hours and by the minute for 15 days, standard data by the minute. So the number of metrics limits the memory.
 */
export class MetricStore {
	readonly #series = new Map<string, StoredSeries>();
	readonly #nowMs: () => number;
	#pending: MetricDatum[] = [];
	#earliestPendingMs = Number.POSITIVE_INFINITY;
	#settleAtLength = MIN_PENDING_BEFORE_SETTLING;

	constructor(nowMs: () => number) {
		this.#nowMs = nowMs;
	}

	/** A datum without samples has no effect. */
	put(datum: MetricDatum): void {
		if (datum.statistics.sampleCount <= 0) return;
		if (datum.availableAtMs <= this.#nowMs()) {
			this.#apply(datum);
			return;
		}
		this.#pending.push(datum);
		this.#earliestPendingMs = Math.min(this.#earliestPendingMs, datum.availableAtMs);
		if (this.#pending.length >= this.#settleAtLength) this.#settle();
	}

	/**
	 * Start of each period that has data to its data, oldest first. A period under a minute has a standard metric's value where its minute
	 * begins, and the other periods of that minute have none.
	 *
	 * @param range without a unit for the first of `unitsOf`
	 */
	read(metric: MetricIdentity, range: MetricRange): Map<number, MetricAggregate> {
		this.#settle();
		const unit = range.unit ?? this.unitsOf(metric, range)[0];
		const periods = new Map<number, MetricAggregate>();
		const periodMs = range.periodSeconds * SECOND_MS;
		for (const [bucketMs, aggregate] of unit === undefined ? [] : this.#buckets(metric, unit, range)) {
			const periodStartMs = range.startMs + Math.floor((bucketMs - range.startMs) / periodMs) * periodMs;
			const period = periods.get(periodStartMs) ?? new MetricAggregate();
			period.merge(aggregate);
			periods.set(periodStartMs, period);
		}
		return new Map([...periods].sort(([a], [b]) => a - b));
	}

	/**
	 * The units that have data in a range. AWS answers a query that names no unit by one of them; three recordings of 2025 agree with the
	 * order of the alphabet. That None comes last is assumed.
	 */
	unitsOf(metric: MetricIdentity, range: MetricRange): readonly string[] {
		this.#settle();
		const units = [...(this.#series.get(keyOf(metric))?.units.keys() ?? [])];
		const withData = units.length < 2 ? units : units.filter((unit) => !this.#buckets(metric, unit, range).next().done);
		return withData.sort((a, b) => Number(a === "None") - Number(b === "None") || (a < b ? -1 : 1));
	}

	*#buckets(metric: MetricIdentity, unit: string, range: MetricRange): Generator<[number, MetricAggregate]> {
		const data = this.#series.get(keyOf(metric))?.units.get(unit);
		if (data === undefined) return;
		const tier = range.periodSeconds * SECOND_MS < MINUTE_MS ? data.seconds : data.minutes;
		yield* bucketsBetween(tier, Math.max(range.startMs, this.#nowMs() - tier.retentionMs), range.endMs);
	}

	/** All metrics with visible data of the past two weeks, in the order they were first seen. */
	list(): StoredMetric[] {
		this.#settle();
		const oldestMs = this.#nowMs() - LISTED_METRIC_AGE_MS;
		return [...this.#series.values()].filter(({ newestMs }) => newestMs >= oldestMs);
	}

	#settle(): void {
		const nowMs = this.#nowMs();
		if (this.#earliestPendingMs > nowMs) {
			this.#settleAtLength = Math.max(MIN_PENDING_BEFORE_SETTLING, this.#pending.length * 2);
			return;
		}
		const still: MetricDatum[] = [];
		let earliestMs = Number.POSITIVE_INFINITY;
		for (const datum of this.#pending) {
			if (datum.availableAtMs <= nowMs) {
				this.#apply(datum);
			} else {
				still.push(datum);
				earliestMs = Math.min(earliestMs, datum.availableAtMs);
			}
		}
		this.#pending = still;
		this.#earliestPendingMs = earliestMs;
		this.#settleAtLength = Math.max(MIN_PENDING_BEFORE_SETTLING, still.length * 2);
	}

	#apply(datum: MetricDatum): void {
		const series = this.#seriesOf(datum);
		const unit = datum.unit ?? "None";
		let data = series.units.get(unit);
		if (data === undefined) {
			data = {
				seconds: { resolutionMs: SECOND_MS, retentionMs: HIGH_RESOLUTION_RETENTION_MS, buckets: new Map() },
				minutes: { resolutionMs: MINUTE_MS, retentionMs: STANDARD_RESOLUTION_RETENTION_MS, buckets: new Map() },
			};
			series.units.set(unit, data);
		}
		const resolutionMs = datum.storageResolutionSeconds * SECOND_MS;
		addTo(data.seconds, datum, resolutionMs);
		addTo(data.minutes, datum, MINUTE_MS);
		series.newestMs = Math.max(series.newestMs, datum.timestampMs);
	}

	#seriesOf(metric: MetricIdentity): StoredSeries {
		const key = keyOf(metric);
		const known = this.#series.get(key);
		if (known !== undefined) return known;
		const series: StoredSeries = {
			namespace: metric.namespace,
			metricName: metric.metricName,
			dimensions: { ...metric.dimensions },
			units: new Map(),
			newestMs: Number.NEGATIVE_INFINITY,
		};
		this.#series.set(key, series);
		return series;
	}
}

/** Equal for the same dimensions in any order. */
function keyOf({ namespace, metricName, dimensions }: MetricIdentity): string {
	const parts = [namespace, metricName];
	for (const name of Object.keys(dimensions).sort()) parts.push(name, dimensions[name] ?? "");
	return JSON.stringify(parts);
}

function addTo(tier: Tier, datum: MetricDatum, resolutionMs: number): void {
	const bucketMs = Math.floor(datum.timestampMs / resolutionMs) * resolutionMs;
	let aggregate = tier.buckets.get(bucketMs);
	if (aggregate === undefined) {
		aggregate = new MetricAggregate();
		tier.buckets.set(bucketMs, aggregate);
		if (tier.buckets.size > (tier.retentionMs / tier.resolutionMs) * SWEEP_SLACK) sweep(tier);
	}
	aggregate.add(datum.statistics, datum.values);
}

function sweep({ buckets, retentionMs }: Tier): void {
	let newestMs = Number.NEGATIVE_INFINITY;
	for (const bucketMs of buckets.keys()) newestMs = Math.max(newestMs, bucketMs);
	for (const bucketMs of buckets.keys()) if (bucketMs < newestMs - retentionMs) buckets.delete(bucketMs);
}

/** By steps through a short range, by a pass over the tier through a long one. */
function* bucketsBetween({ buckets, resolutionMs }: Tier, startMs: number, endMs: number): Generator<[number, MetricAggregate]> {
	const firstMs = Math.ceil(startMs / resolutionMs) * resolutionMs;
	if ((endMs - firstMs) / resolutionMs > buckets.size) {
		for (const [bucketMs, aggregate] of buckets) if (bucketMs >= firstMs && bucketMs < endMs) yield [bucketMs, aggregate];
		return;
	}
	for (let bucketMs = firstMs; bucketMs < endMs; bucketMs += resolutionMs) {
		const aggregate = buckets.get(bucketMs);
		if (aggregate !== undefined) yield [bucketMs, aggregate];
	}
}
