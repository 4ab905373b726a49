import { diff, rate, runningSum } from "./along-time.ts";
import { eachSeries } from "./arithmetic.ts";
import { ExpressionError } from "./expression-error.ts";
import { type MathValue, momentsOf, type Points, pointsAt, scalar, series, typeName } from "./math-value.ts";
import { slice } from "./part-of-array.ts";

/** The part of the request that functions need. */
export interface MathRange {
	/** The start of every period of the range, oldest first. */
	readonly timeline: readonly number[];
}

type MathFunction = (values: readonly MathValue[], range: MathRange) => MathValue;

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html#metric-math-syntax-functions-list */
export const FUNCTIONS: Readonly<
	Record<string, { readonly minArguments: number; readonly maxArguments: number; readonly apply: MathFunction }>
> = {
	ABS: { minArguments: 1, maxArguments: 1, apply: ([value]) => eachSeries(given(value), "ABS", Math.abs) },
	CEIL: { minArguments: 1, maxArguments: 1, apply: ([value]) => eachSeries(given(value), "CEIL", Math.ceil) },
	FLOOR: { minArguments: 1, maxArguments: 1, apply: ([value]) => eachSeries(given(value), "FLOOR", Math.floor) },
	SUM: { minArguments: 1, maxArguments: 1, apply: ([value]) => fold("SUM", given(value), sum) },
	MAX: {
		minArguments: 1,
		maxArguments: 1,
		apply: ([value]) => fold("MAX", given(value), (values) => values.reduce((a, b) => Math.max(a, b))),
	},
	MIN: {
		minArguments: 1,
		maxArguments: 1,
		apply: ([value]) => fold("MIN", given(value), (values) => values.reduce((a, b) => Math.min(a, b))),
	},
	// "Missing values are treated as 0": over an array the divisor is the number of series, not of values.
	AVG: {
		minArguments: 1,
		maxArguments: 1,
		apply: ([value]) => fold("AVG", given(value), (values, seriesCount) => sum(values) / seriesCount),
	},
	IF: {
		minArguments: 2,
		maxArguments: 3,
		apply: ([condition, whenTrue, whenFalse]) => choose(given(condition), given(whenTrue), whenFalse),
	},
	TIME_SERIES: { minArguments: 1, maxArguments: 1, apply: ([value], { timeline }) => constant(given(value), timeline) },
	// "Missing values" are none that reported: over an array, how many series have a value at each moment.
	DATAPOINT_COUNT: {
		minArguments: 1,
		maxArguments: 1,
		apply: ([value]) => fold("DATAPOINT_COUNT", given(value), (values) => values.length, 0),
	},
	DIFF: { minArguments: 1, maxArguments: 1, apply: ([value]) => diff(given(value)) },
	RATE: { minArguments: 1, maxArguments: 1, apply: ([value]) => rate(given(value)) },
	RUNNING_SUM: { minArguments: 1, maxArguments: 1, apply: ([value]) => runningSum(given(value)) },
	SLICE: { minArguments: 2, maxArguments: 3, apply: ([value, start, end]) => slice(given(value), given(start), end) },
	METRIC_COUNT: { minArguments: 1, maxArguments: 1, apply: ([value]) => countSeries(given(value)) },
};

export type FillMode = { readonly kind: "repeat" } | { readonly kind: "linear" } | { readonly kind: "value"; readonly value: MathValue };

/**
 * `FILL(value, mode)`. REPEAT carries the last value forward, LINEAR draws a line across a gap; neither invents a value before the first
 * one, nor LINEAR after the last.
 */
export function fill(value: MathValue, mode: FillMode, { timeline }: MathRange): MathValue {
	switch (value.kind) {
		case "series":
			return series(fillPoints(value.points, mode, timeline));
		case "array":
			return { kind: "array", items: value.items.map((item) => series(fillPoints(item.points, mode, timeline))) };
		case "scalar":
			throw new ExpressionError(`FILL takes a time series or an array of them, not ${typeName(value)}`);
		default:
			return value satisfies never;
	}
}

function fillPoints(points: Points, mode: FillMode, timeline: readonly number[]): Points {
	switch (mode.kind) {
		case "repeat": {
			let last: number | undefined;
			return pointsAt(timeline, (atMs) => {
				last = points.get(atMs) ?? last;
				return last;
			});
		}
		case "linear":
			return pointsAt(timeline, (atMs) => points.get(atMs) ?? interpolate(points, atMs));
		case "value": {
			const filler = mode.value;
			if (filler.kind === "array")
				throw new ExpressionError("FILL fills with a scalar, a time series, REPEAT or LINEAR, not with an array");
			return pointsAt(timeline, (atMs) => points.get(atMs) ?? (filler.kind === "scalar" ? filler.value : filler.points.get(atMs)));
		}
		default:
			return mode satisfies never;
	}
}

function interpolate(points: Points, atMs: number): number | undefined {
	const moments = momentsOf(points);
	const before = moments.findLast((moment) => moment < atMs);
	const after = moments.find((moment) => moment > atMs);
	if (before === undefined || after === undefined) return undefined;
	const from = points.get(before) ?? 0;
	const to = points.get(after) ?? 0;
	return from + ((to - from) * (atMs - before)) / (after - before);
}

/** Over an array: one series. Over one series: a scalar, which for an empty series is no number unless the function has one. */
function fold(
	name: string,
	value: MathValue,
	combine: (values: readonly number[], seriesCount: number) => number,
	ofNothing = Number.NaN,
): MathValue {
	switch (value.kind) {
		case "series": {
			const values = [...value.points.values()];
			return scalar(values.length === 0 ? ofNothing : combine(values, values.length));
		}
		case "array": {
			const moments = momentsOf(...value.items.map((item) => item.points));
			return series(
				pointsAt(moments, (atMs) => {
					const values = value.items.flatMap(({ points }) => points.get(atMs) ?? []);
					return combine(values, value.items.length);
				}),
			);
		}
		case "scalar":
			throw new ExpressionError(`${name} takes a time series or an array of them, not ${typeName(value)}`);
		default:
			return value satisfies never;
	}
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html#using-IF-expressions */
function choose(condition: MathValue, whenTrue: MathValue, whenFalse: MathValue | undefined): MathValue {
	if (condition.kind === "array" || whenTrue.kind === "array" || whenFalse?.kind === "array") {
		throw new ExpressionError("IF takes scalars and time series, not an array");
	}
	if (condition.kind === "scalar") return condition.value !== 0 ? whenTrue : (whenFalse ?? series(new Map()));
	return series(
		pointsAt(momentsOf(condition.points), (atMs) => {
			if (condition.points.get(atMs) !== 0) return whenTrue.kind === "scalar" ? whenTrue.value : (whenTrue.points.get(atMs) ?? 0);
			return whenFalse?.kind === "scalar" ? whenFalse.value : whenFalse?.points.get(atMs);
		}),
	);
}

function constant(value: MathValue, timeline: readonly number[]): MathValue {
	if (value.kind !== "scalar") throw new ExpressionError(`TIME_SERIES takes a scalar, not ${typeName(value)}`);
	return series(pointsAt(timeline, () => value.value));
}

function countSeries(value: MathValue): MathValue {
	if (value.kind !== "array") throw new ExpressionError(`METRIC_COUNT takes an array of time series, not ${typeName(value)}`);
	return scalar(value.items.length);
}

function sum(values: readonly number[]): number {
	return values.reduce((total, value) => total + value, 0);
}

/** The number of arguments is checked before a function is applied. */
function given(value: MathValue | undefined): MathValue {
	if (value === undefined) throw new ExpressionError("an argument is missing");
	return value;
}
