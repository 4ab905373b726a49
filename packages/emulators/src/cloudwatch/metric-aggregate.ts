import type { MetricDatum } from "../metric-datum.ts";

/**
 * With more different values in one period, they are rounded to three digits, at most 900 for each decade. A percentile is then off by at
 * most 0.5 %.
 */
const MAX_DISTINCT_VALUES = 1_000;
const ROUNDED_DIGITS = 3;

type Statistics = MetricDatum["statistics"];
type Values = NonNullable<MetricDatum["values"]>;

/** All samples of one metric in one period. */
export class MetricAggregate {
	sampleCount = 0;
	sum = 0;
	minimum = Number.POSITIVE_INFINITY;
	maximum = Number.NEGATIVE_INFINITY;
	/** Value to count; absent while all samples have one value, which is the usual case and costs no memory. */
	#counts: Map<number, number> | undefined;
	#isRounded = false;

	/** @param statistics of at least one sample */
	add(statistics: Statistics, values?: Values): void {
		this.#addValues(statistics, values);
		this.sampleCount += statistics.sampleCount;
		this.sum += statistics.sum;
		this.minimum = Math.min(this.minimum, statistics.minimum);
		this.maximum = Math.max(this.maximum, statistics.maximum);
	}

	merge(other: MetricAggregate): void {
		this.add(other, other.#values());
	}

	/**
	 * The smallest value that at least `percent` of the samples do not exceed (nearest rank).
	 *
	 * @param percent in [0, 100]
	 * @returns undefined without samples
	 */
	percentile(percent: number): number | undefined {
		const wantedCount = (percent / 100) * this.sampleCount;
		let count = 0;
		let last: number | undefined;
		for (const { value, count: times } of this.#values().sort((a, b) => a.value - b.value)) {
			count += times;
			last = value;
			if (count >= wantedCount) break;
		}
		return last;
	}

	#values(): { value: number; count: number }[] {
		if (this.#counts !== undefined) return [...this.#counts].map(([value, count]) => ({ value, count }));
		return this.sampleCount === 0 ? [] : [{ value: this.minimum, count: this.sampleCount }];
	}

	#addValues(statistics: Statistics, values: Values | undefined): void {
		const isOneValue = statistics.minimum === statistics.maximum;
		if (this.#counts === undefined && isOneValue && (this.sampleCount === 0 || this.minimum === statistics.minimum)) return;
		this.#counts ??= new Map(this.sampleCount === 0 ? [] : [[this.minimum, this.sampleCount]]);
		for (const { value, count } of values ?? likelyValues(statistics)) {
			const key = this.#isRounded ? rounded(value) : value;
			this.#counts.set(key, (this.#counts.get(key) ?? 0) + count);
		}
		if (this.#isRounded || this.#counts.size <= MAX_DISTINCT_VALUES) return;
		this.#isRounded = true;
		const exact = this.#counts;
		this.#counts = new Map();
		for (const [value, count] of exact) this.#counts.set(rounded(value), (this.#counts.get(rounded(value)) ?? 0) + count);
	}
}

/**
 * Possible values of a statistic set: one minimum, one maximum, the rest at their mean. Count, sum, minimum and maximum stay the same.
 * CloudWatch itself gives no percentile for a published statistic set unless all its values are equal; the services' own metrics reach the
 * emulator as statistic sets too, and for these it does.
 */
function likelyValues({ sampleCount, sum, minimum, maximum }: Statistics): Values {
	if (minimum === maximum || sampleCount <= 1) return [{ value: minimum, count: sampleCount }];
	const ends = [
		{ value: minimum, count: 1 },
		{ value: maximum, count: 1 },
	];
	const rest = sampleCount - 2;
	return rest <= 0 ? ends : [...ends, { value: (sum - minimum - maximum) / rest, count: rest }];
}

function rounded(value: number): number {
	return Number(value.toPrecision(ROUNDED_DIGITS));
}
