import { combine, negate } from "./arithmetic.ts";
import { ExpressionError } from "./expression-error.ts";
import { type FillMode, FUNCTIONS, fill, type MathRange } from "./functions.ts";
import { type MathValue, scalar, type TimeSeries, typeName } from "./math-value.ts";
import type { Expression } from "./parse.ts";
import { SORT_FUNCTIONS, SORT_ORDERS, sort } from "./part-of-array.ts";

/** The scope of an expression: the other queries of its request. */
export interface MathScope extends MathRange {
	valueOf(id: string): MathValue;
	/** The result of `METRICS()`: all metrics of the request, or those whose id contains the text. */
	metrics(idContains: string): readonly TimeSeries[];
	periodSecondsOf(id: string): number;
}

type Call = Extract<Expression, { kind: "call" }>;

/** @throws ExpressionError for a wrong type or a function the emulator does not have */
export function evaluateExpression(expression: Expression, scope: MathScope): MathValue {
	switch (expression.kind) {
		case "number":
			return scalar(expression.value);
		case "reference":
			return scope.valueOf(expression.id);
		case "negation":
			return negate(evaluateExpression(expression.operand, scope));
		case "binary":
			return combine(expression.operator, evaluateExpression(expression.left, scope), evaluateExpression(expression.right, scope));
		case "array":
			return { kind: "array", items: expression.items.flatMap((item) => seriesOf(evaluateExpression(item, scope))) };
		case "call":
			return call(expression, scope);
		case "string":
			throw new ExpressionError(`a text ("${expression.value}") is allowed only in METRICS("…")`);
		case "keyword":
			throw new ExpressionError(`${expression.word} is allowed only in ${keywordUse(expression.word)}`, expression.position);
		default:
			return expression satisfies never;
	}
}

/** Ids that an expression names, without those of `METRICS()`. */
export function referencesOf(expression: Expression): string[] {
	switch (expression.kind) {
		case "reference":
			return [expression.id];
		case "negation":
			return referencesOf(expression.operand);
		case "binary":
			return [...referencesOf(expression.left), ...referencesOf(expression.right)];
		case "array":
			return expression.items.flatMap(referencesOf);
		case "call":
			return expression.arguments.flatMap(referencesOf);
		case "number":
		case "string":
		case "keyword":
			return [];
		default:
			return expression satisfies never;
	}
}

function call(expression: Call, scope: MathScope): MathValue {
	const { name, position } = expression;
	switch (name) {
		case "METRICS":
			return { kind: "array", items: scope.metrics(metricsFilter(expression)) };
		case "PERIOD":
			return scalar(scope.periodSecondsOf(periodArgument(expression)));
		case "FILL": {
			const [value, mode, ...rest] = expression.arguments;
			if (value === undefined || mode === undefined || rest.length > 0) throw wrongCount(expression, "2");
			return fill(evaluateExpression(value, scope), fillMode(mode, scope), scope);
		}
		case "SORT": {
			const [value, by, order, limit, ...rest] = expression.arguments;
			if (value === undefined || by === undefined || order === undefined || rest.length > 0) throw wrongCount(expression, "3 to 4");
			return sort(evaluateExpression(value, scope), {
				by: keyword(by, SORT_FUNCTIONS, expression),
				order: keyword(order, SORT_ORDERS, expression),
				...(limit === undefined ? {} : { limit: evaluateExpression(limit, scope) }),
			});
		}
		default: {
			const known = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
			if (known === undefined) throw new ExpressionError(`the function ${name} is not supported`, position);
			const { minArguments, maxArguments } = known;
			if (expression.arguments.length < minArguments || expression.arguments.length > maxArguments) {
				throw wrongCount(expression, minArguments === maxArguments ? `${minArguments}` : `${minArguments} to ${maxArguments}`);
			}
			return known.apply(
				expression.arguments.map((argument) => evaluateExpression(argument, scope)),
				scope,
			);
		}
	}
}

function keywordUse(word: string): string {
	if (word === "REPEAT" || word === "LINEAR") return `FILL(…, ${word})`;
	return SORT_ORDERS.some((order) => order === word) ? `SORT(…, AVG, ${word})` : `SORT(…, ${word}, DESC)`;
}

function keyword<const Word extends string>(given: Expression, words: readonly Word[], { name, position }: Call): Word {
	const word = given.kind === "keyword" ? words.find((each) => each === given.word) : undefined;
	if (word === undefined) throw new ExpressionError(`${name} takes one of ${words.join(", ")} there`, position);
	return word;
}

function fillMode(mode: Expression, scope: MathScope): FillMode {
	if (mode.kind === "keyword" && mode.word === "REPEAT") return { kind: "repeat" };
	if (mode.kind === "keyword" && mode.word === "LINEAR") return { kind: "linear" };
	return { kind: "value", value: evaluateExpression(mode, scope) };
}

function metricsFilter(expression: Call): string {
	const [filter, ...rest] = expression.arguments;
	if (filter === undefined) return "";
	if (filter.kind !== "string" || rest.length > 0) throw new ExpressionError("METRICS takes nothing or one text", expression.position);
	return filter.value;
}

/** "Valid input is metrics, not the results of other expressions." */
function periodArgument(expression: Call): string {
	const [metric, ...rest] = expression.arguments;
	if (metric?.kind !== "reference" || rest.length > 0) throw new ExpressionError("PERIOD takes the id of one metric", expression.position);
	return metric.id;
}

function seriesOf(value: MathValue): readonly TimeSeries[] {
	if (value.kind === "scalar") throw new ExpressionError(`an array holds time series, not ${typeName(value)}`);
	return value.kind === "series" ? [value] : value.items;
}

function wrongCount(expression: Call, wanted: string): ExpressionError {
	return new ExpressionError(
		`${expression.name} takes ${wanted} ${wanted === "1" ? "argument" : "arguments"}, not ${expression.arguments.length}`,
		expression.position,
	);
}
