import { ExpressionError } from "./expression-error.ts";
import { type MathValue, type TimeSeries, typeName } from "./math-value.ts";

export const SORT_FUNCTIONS = ["AVG", "MAX", "MIN", "SUM"] as const;
export const SORT_ORDERS = ["ASC", "DESC"] as const;

export interface SortBy {
	readonly by: (typeof SORT_FUNCTIONS)[number];
	readonly order: (typeof SORT_ORDERS)[number];
	/** How many to keep; all if absent. */
	readonly limit?: MathValue;
}

/** `SORT(array, function, order, limit)`: each series by one number. A series without values comes last in either order, which is assumed. */
export function sort(value: MathValue, { by, limit, order }: SortBy): MathValue {
	const items = itemsOf("SORT", value);
	const sign = order === "ASC" ? 1 : -1;
	const ranked = items.map((item) => ({ item, rank: rankOf(item, by) }));
	const sorted = ranked.sort((a, b) => {
		if (a.rank === undefined || b.rank === undefined) return Number(a.rank === undefined) - Number(b.rank === undefined);
		return sign * (a.rank - b.rank);
	});
	const end = limit === undefined ? undefined : positionOf("SORT", limit);
	return { kind: "array", items: sorted.slice(0, end).map(({ item }) => item) };
}

/** `SLICE(array, start, end)`: positions from 0, the end not included, and to the end of the array where none is given. */
export function slice(value: MathValue, start: MathValue, end: MathValue | undefined): MathValue {
	const items = itemsOf("SLICE", value);
	return { kind: "array", items: items.slice(positionOf("SLICE", start), end === undefined ? undefined : positionOf("SLICE", end)) };
}

function itemsOf(name: string, value: MathValue): readonly TimeSeries[] {
	if (value.kind === "array") return value.items;
	throw new ExpressionError(`${name} takes an array of time series, not ${typeName(value)}`);
}

function positionOf(name: string, value: MathValue): number {
	if (value.kind === "scalar" && Number.isInteger(value.value) && value.value >= 0) return value.value;
	throw new ExpressionError(
		`${name} takes whole numbers from 0 for positions, not ${value.kind === "scalar" ? value.value : typeName(value)}`,
	);
}

function rankOf({ points }: TimeSeries, by: SortBy["by"]): number | undefined {
	const values = [...points.values()];
	if (values.length === 0) return undefined;
	const sum = values.reduce((total, value) => total + value, 0);
	switch (by) {
		case "AVG":
			return sum / values.length;
		case "MAX":
			return values.reduce((a, b) => Math.max(a, b));
		case "MIN":
			return values.reduce((a, b) => Math.min(a, b));
		case "SUM":
			return sum;
		default:
			return by satisfies never;
	}
}
