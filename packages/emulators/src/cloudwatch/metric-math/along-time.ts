import { ExpressionError } from "./expression-error.ts";
import { type MathValue, type Points, series, typeName } from "./math-value.ts";

const SECOND_MS = 1_000;

/** The value of a datapoint from it and the one before, however far that is. @returns undefined for none */
type Step = (value: number, before: { readonly value: number; readonly secondsAgo: number } | undefined) => number | undefined;

/** "The difference between each value in the time series and the preceding value from that time series." The first has none. */
export const diff = alongTime("DIFF", () => (value, before) => (before === undefined ? undefined : value - before.value));

/** "The difference between the latest data point value and the previous data point value, divided by the time difference in seconds." */
export const rate = alongTime(
	"RATE",
	() => (value, before) => (before === undefined ? undefined : (value - before.value) / before.secondsAgo),
);

export const runningSum = alongTime("RUNNING_SUM", () => {
	let total = 0;
	return (value) => {
		total += value;
		return total;
	};
});

/** @param begin makes the step anew for each time series */
function alongTime(name: string, begin: () => Step): (value: MathValue) => MathValue {
	const change = (points: Points) => {
		const step = begin();
		const changed = new Map<number, number>();
		let before: readonly [atMs: number, value: number] | undefined;
		for (const [atMs, value] of [...points].sort(([a], [b]) => a - b)) {
			const next = step(value, before && { value: before[1], secondsAgo: (atMs - before[0]) / SECOND_MS });
			if (next !== undefined) changed.set(atMs, next);
			before = [atMs, value];
		}
		return series(changed);
	};
	return (value) => {
		switch (value.kind) {
			case "series":
				return change(value.points);
			case "array":
				return { kind: "array", items: value.items.map(({ points }) => change(points)) };
			case "scalar":
				throw new ExpressionError(`${name} takes a time series or an array of them, not ${typeName(value)}`);
			default:
				return value satisfies never;
		}
	};
}
