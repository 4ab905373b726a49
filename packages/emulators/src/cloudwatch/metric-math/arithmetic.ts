import { ExpressionError } from "./expression-error.ts";
import { type MathValue, momentsOf, pointsAt, scalar, series, type TimeSeries, typeName } from "./math-value.ts";
import type { BinaryOperator } from "./parse.ts";

/**
 * `left operator right`. If only one of two series has a value, the other counts as 0. A division by zero gives no value. Both are
 * documented: "Missing values in a time series are treated as 0. If the value of a data point causes a function to attempt to divide by
 * zero, the data point is dropped."
 *
 * A scalar that is no number stays so, and gives no value with a series.
 *
 * @throws ExpressionError for two arrays
 */
export function combine(operator: BinaryOperator, left: MathValue, right: MathValue): MathValue {
	if (left.kind === "scalar" && right.kind === "scalar") {
		return scalar(calculate(operator, left.value, right.value));
	}
	if (left.kind === "array" && right.kind === "array") {
		throw new ExpressionError(`"${operator}" takes at most one array of time series`);
	}
	if (left.kind === "array") return { kind: "array", items: left.items.map((item) => combineSeries(operator, item, right)) };
	if (right.kind === "array") return { kind: "array", items: right.items.map((item) => combineSeries(operator, left, item)) };
	return combineSeries(operator, left, right);
}

/** @throws ExpressionError for a scalar, which the functions that use it do not take */
export function eachSeries(value: MathValue, what: string, change: (value: number) => number): MathValue {
	const changed = ({ points }: TimeSeries) => series(pointsAt([...points.keys()], (atMs) => change(points.get(atMs) ?? 0)));
	switch (value.kind) {
		case "series":
			return changed(value);
		case "array":
			return { kind: "array", items: value.items.map(changed) };
		case "scalar":
			throw new ExpressionError(`${what} takes a time series or an array of them, not ${typeName(value)}`);
		default:
			return value satisfies never;
	}
}

export function negate(value: MathValue): MathValue {
	return value.kind === "scalar" ? scalar(-value.value) : eachSeries(value, "-", (each) => -each);
}

function combineSeries(operator: BinaryOperator, left: MathValue, right: MathValue): TimeSeries {
	const sides = [left, right].flatMap((side) => (side.kind === "series" ? [side.points] : []));
	const at = (side: MathValue, atMs: number) =>
		side.kind === "scalar" ? side.value : side.kind === "series" ? (side.points.get(atMs) ?? 0) : 0;
	return series(pointsAt(momentsOf(...sides), (atMs) => calculate(operator, at(left, atMs), at(right, atMs))));
}

function calculate(operator: BinaryOperator, left: number, right: number): number {
	switch (operator) {
		case "+":
			return left + right;
		case "-":
			return left - right;
		case "*":
			return left * right;
		case "/":
			return left / right;
		case "^":
			return left ** right;
		case "<":
			return Number(left < right);
		case "<=":
			return Number(left <= right);
		case ">":
			return Number(left > right);
		case ">=":
			return Number(left >= right);
		case "==":
			return Number(left === right);
		case "!=":
			return Number(left !== right);
		case "&&":
			return Number(left !== 0 && right !== 0);
		case "||":
			return Number(left !== 0 || right !== 0);
		default:
			return operator satisfies never;
	}
}
