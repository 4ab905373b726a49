import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluateExpression } from "../../src/cloudwatch/metric-math/evaluate.ts";
import { ExpressionError } from "../../src/cloudwatch/metric-math/expression-error.ts";
import { type MathValue, type Points, series } from "../../src/cloudwatch/metric-math/math-value.ts";
import { parseExpression } from "../../src/cloudwatch/metric-math/parse.ts";

const SEED = 20261123;

type Column = readonly (number | "-")[];

/** Metrics over the moments 0, 1, 2 …; "-" is a missing value, as AWS draws it. */
function run(text: string, metrics: Readonly<Record<string, Column>> = {}): MathValue {
	const length = Math.max(0, ...Object.values(metrics).map((column) => column.length));
	const all = new Map(Object.entries(metrics).map(([id, column]) => [id, series(pointsOf(column))]));
	return evaluateExpression(parseExpression(text), {
		timeline: Array.from({ length }, (_, index) => index),
		valueOf: (id) => all.get(id) ?? series(new Map()),
		metrics: (contained) => [...all].filter(([id]) => id.includes(contained)).map(([, value]) => value),
		periodSecondsOf: () => 60,
	});
}

function pointsOf(column: Column): Points {
	return new Map(column.flatMap((value, index) => (value === "-" ? [] : [[index, value]])));
}

/** Back to a drawing, as long as the longest metric. */
function column(value: MathValue, length: number): Column {
	if (value.kind !== "series") throw new Error(`expected a time series, got ${value.kind}`);
	return Array.from({ length }, (_, index) => value.points.get(index) ?? "-");
}

interface Row {
	readonly title: string;
	readonly metrics: Readonly<Record<string, Column>>;
	readonly expression: string;
	readonly result: Column;
}

const COMPARED = { metric1: [30, 20, 0, 0], metric2: [20, "-", 20, "-"] } as const;
const CHOSEN = { metric1: [1, 1, 0, 0, "-"], metric2: [30, "-", 0, 0, 30], metric3: [0, 0, 20, "-", 20] } as const;

/** The examples of https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/using-metric-math.html read 2026-11-23 */
const DOCUMENTED: readonly Row[] = [
	{ title: "less than, a missing value counts as 0", metrics: COMPARED, expression: "metric1 < metric2", result: [0, 0, 1, 0] },
	{ title: "at least, against a scalar", metrics: COMPARED, expression: "metric1 >= 30", result: [1, 0, 0, 0] },
	{ title: "both", metrics: COMPARED, expression: "metric1 > 15 AND metric2 > 15", result: [1, 0, 0, 0] },
	{ title: "IF of three series", metrics: CHOSEN, expression: "IF(metric1, metric2, metric3)", result: [30, 0, 20, "-", "-"] },
	{ title: "IF with a scalar for true", metrics: CHOSEN, expression: "IF(metric1, 5, metric3)", result: [5, 5, 20, "-", "-"] },
	{ title: "IF with a scalar for false", metrics: CHOSEN, expression: "IF(metric1, metric2, 5)", result: [30, 0, 5, 5, "-"] },
];

const M = { m1: [1, 2, "-", 4], m2: [10, "-", "-", 0] } as const;

const OURS: readonly Row[] = [
	{ title: "addition counts a missing value as 0", metrics: M, expression: "m1 + m2", result: [11, 2, "-", 4] },
	{ title: "a division by zero leaves no value", metrics: M, expression: "m1 / m2", result: [0.1, "-", "-", "-"] },
	{ title: "a scalar works on what is there", metrics: M, expression: "m1 * 60 - 1", result: [59, 119, "-", 239] },
	{ title: "a product binds before a sum", metrics: M, expression: "1 + m1 * 2", result: [3, 5, "-", 9] },
	{ title: "parentheses bind first", metrics: M, expression: "(1 + m1) * 2", result: [4, 6, "-", 10] },
	{ title: "from left to right", metrics: M, expression: "m1 - 1 - 1", result: [-1, 0, "-", 2] },
	{ title: "a power from right to left", metrics: M, expression: "m1 ^ 0 * 2 ^ 3 ^ 2", result: [512, 512, "-", 512] },
	{ title: "a sign binds weaker than a power", metrics: M, expression: "-m1 ^ 2", result: [-1, -4, "-", -16] },
	{ title: "a sign after an operator", metrics: M, expression: "m1 * -2", result: [-2, -4, "-", -8] },
	{ title: "a comparison before AND before OR", metrics: M, expression: "m1 == 1 || m1 == 2 && m1 != 2", result: [1, 0, "-", 0] },
	{ title: "the largest of an array, moment by moment", metrics: M, expression: "MAX([m1, m2])", result: [10, 2, "-", 4] },
	{ title: "the smallest of an array", metrics: M, expression: "MIN([m1, m2])", result: [1, 2, "-", 0] },
	{ title: "the sum of all metrics", metrics: M, expression: "SUM(METRICS())", result: [11, 2, "-", 4] },
	{ title: "the sum of the metrics whose id contains a text", metrics: M, expression: 'SUM(METRICS("2"))', result: [10, "-", "-", 0] },
	{ title: "an array of arrays is one array", metrics: M, expression: `SUM([METRICS("1"), METRICS('2')])`, result: [11, 2, "-", 4] },
	{ title: "the mean of an array counts missing values as 0", metrics: M, expression: "AVG([m1, m2])", result: [5.5, 1, "-", 2] },
	{ title: "the mean of a series is a scalar", metrics: { m1: [1, 2, "-", 6] }, expression: "m1 - AVG(m1)", result: [-2, -1, "-", 3] },
	{ title: "the maximum of a series is a scalar", metrics: M, expression: "MAX(m1) / m1", result: [4, 2, "-", 1] },
	{ title: "the difference to the value before, over a gap", metrics: M, expression: "DIFF(m1)", result: ["-", 1, "-", 2] },
	// The moments of these tests are milliseconds: 1 a millisecond is 1,000 a second, and over a gap of two half of that for each.
	{ title: "the rate of change a second, over a gap", metrics: M, expression: "RATE(m1)", result: ["-", 1_000, "-", 1_000] },
	{ title: "the rate of each series of an array", metrics: M, expression: "SUM(RATE([m1, m1]))", result: ["-", 2_000, "-", 2_000] },
	{ title: "the running sum, which a gap leaves out", metrics: M, expression: "RUNNING_SUM(m1)", result: [1, 3, "-", 7] },
	{ title: "the datapoints of a series are a scalar", metrics: M, expression: "m1 * DATAPOINT_COUNT(m1)", result: [3, 6, "-", 12] },
	{ title: "the datapoints of an array, moment by moment", metrics: M, expression: "DATAPOINT_COUNT(METRICS())", result: [2, 1, "-", 2] },
	{ title: "no datapoints are 0", metrics: M, expression: "m1 * DATAPOINT_COUNT(nothing)", result: [0, 0, "-", 0] },
	{ title: "the largest series by its sum", metrics: M, expression: "SUM(SORT([m1, m2], SUM, DESC, 1))", result: [10, "-", "-", 0] },
	{ title: "the smallest series by its minimum", metrics: M, expression: "SUM(SORT([m1, m2], MIN, ASC, 1))", result: [10, "-", "-", 0] },
	{ title: "the largest series by its minimum", metrics: M, expression: "SUM(SORT([m2, m1], MIN, DESC, 1))", result: [1, 2, "-", 4] },
	{ title: "the largest series by its mean", metrics: M, expression: "SUM(SORT([m1, m2], AVG, DESC, 1))", result: [10, "-", "-", 0] },
	{ title: "the second largest", metrics: M, expression: "SUM(SLICE(SORT([m1, m2], MAX, DESC), 1))", result: [1, 2, "-", 4] },
	{ title: "the first two of three", metrics: M, expression: "SUM(SLICE([m1, m2, m1], 0, 2))", result: [11, 2, "-", 4] },
	{
		title: "a series without values last",
		metrics: M,
		expression: "SUM(SLICE(SORT([nothing, m1], SUM, ASC), 0, 1))",
		result: [1, 2, "-", 4],
	},
	{ title: "a function of each series of an array", metrics: M, expression: "SUM(ABS(-[m1, m2]))", result: [11, 2, "-", 4] },
	{ title: "an array over a series", metrics: M, expression: "SUM([m1, m1] / m1)", result: [2, 2, "-", 2] },
	{ title: "CEIL and FLOOR", metrics: { m1: [1.5, -1.5] }, expression: "CEIL(m1) * 10 + FLOOR(m1)", result: [21, -12] },
	{ title: "FILL with a number", metrics: M, expression: "FILL(m1, 7)", result: [1, 2, 7, 4] },
	{ title: "FILL with a scalar of a function", metrics: M, expression: "FILL(m1, MIN(m1))", result: [1, 2, 1, 4] },
	{ title: "FILL with a series", metrics: { m1: [1, "-"], m2: [5, 6] }, expression: "FILL(m1, m2)", result: [1, 6] },
	{
		title: "FILL REPEAT carries the last value on, and none before the first",
		metrics: { m1: ["-", 3, "-", "-"] },
		expression: "FILL(m1, REPEAT)",
		result: ["-", 3, 3, 3],
	},
	{
		title: "FILL LINEAR draws a line across the gap, not beyond the ends",
		metrics: { m1: ["-", 2, "-", "-", 8, "-"] },
		expression: "FILL(m1, LINEAR)",
		result: ["-", 2, 4, 6, 8, "-"],
	},
	{ title: "FILL of what has no data at all", metrics: { m1: ["-", "-"], m2: [1, 2] }, expression: "FILL(m1, 0) + m2", result: [1, 2] },
	{ title: "FILL of an array", metrics: M, expression: "SUM(FILL([m1, m2], 1))", result: [11, 3, 2, 4] },
	{ title: "IF without a false value drops", metrics: M, expression: "IF(m1 > 1, m1)", result: ["-", 2, "-", 4] },
	{ title: "IF of a scalar", metrics: M, expression: "IF(1 > 2, m1, m2)", result: [10, "-", "-", 0] },
	{ title: "IF of a scalar that is false, without a false value", metrics: M, expression: "IF(0, m1)", result: ["-", "-", "-", "-"] },
	{ title: "TIME_SERIES is never missing", metrics: M, expression: "TIME_SERIES(3)", result: [3, 3, 3, 3] },
	{ title: "PERIOD is in seconds", metrics: M, expression: "m1 * PERIOD(m1)", result: [60, 120, "-", 240] },
	{ title: "METRIC_COUNT", metrics: M, expression: "m1 / METRIC_COUNT(METRICS())", result: [0.5, 1, "-", 2] },
	{ title: "numbers with exponents and points", metrics: { m1: [1] }, expression: "m1 * 1.5e3 + .5 + 2.", result: [1502.5] },
	{ title: "white space does not matter", metrics: { m1: [1] }, expression: " \n MAX (\t[ m1 ,m1 ] )", result: [1] },
];

describe("metric math as documented", () => {
	it.each(DOCUMENTED)("$title: $expression", ({ metrics, expression, result }) => {
		expect(column(run(expression, metrics), result.length)).toEqual(result);
	});
});

describe("metric math", () => {
	it.each(OURS)("$title: $expression", ({ metrics, expression, result }) => {
		expect(column(run(expression, metrics), result.length)).toEqual(result);
	});

	it("the write utilization of a stream: the fuller of records and bytes over the open shards", () => {
		const metrics = { records: [60_000, 30_000, "-"], bytes: [30_000_000, 30_000_000, "-"], shards: [2, "-", "-"] } as const;
		const expression = "IF(records, MAX([records / 60000, bytes / 60000000]) / FILL(shards, REPEAT))";
		expect(column(run(expression, metrics), 3)).toEqual([0.5, 0.25, "-"]);
	});

	it("a minute that has not arrived yet counts as empty beside a filled divisor", () => {
		const metrics = { records: [60_000, "-"], shards: [2, 2] } as const;
		expect(column(run("records / 60000 / shards", metrics), 2)).toEqual([0.5, 0]);
	});
});

describe("what is no metric math", () => {
	it.each([
		["", "expected a value, found the end at character 1"],
		["m1 +", "expected a value, found the end at character 5"],
		["m1 m2", 'expected the end or an operator, found "m2" at character 4'],
		["(m1", 'expected ")", found the end at character 4'],
		["[m1, m2", 'expected "]", found the end at character 8'],
		["m1 % 2", 'unexpected "%" at character 4'],
		['METRICS("errors)', 'unexpected """ at character 9'],
		["Metric1 + 1", '"Metric1" is no id (they start with a lowercase letter) and no function call at character 1'],
		["RUNNING(m1)", "the function RUNNING is not supported at character 1"],
		["constructor(m1)", "the function constructor is not supported at character 1"],
		["max([m1])", "the function max is not supported at character 1"],
		["MAX()", "MAX takes 1 argument, not 0 at character 1"],
		["MAX(m1, m1)", "MAX takes 1 argument, not 2 at character 1"],
		["MAX(3)", "MAX takes a time series or an array of them, not a scalar"],
		["ABS(-3)", "ABS takes a time series or an array of them, not a scalar"],
		["MAX([m1, 3])", "an array holds time series, not a scalar"],
		["[m1] + [m1]", '"+" takes at most one array of time series'],
		["IF([m1], m1, 0)", "IF takes scalars and time series, not an array"],
		["IF(m1)", "IF takes 2 to 3 arguments, not 1 at character 1"],
		["FILL(m1)", "FILL takes 2 arguments, not 1 at character 1"],
		["FILL(1, REPEAT)", "FILL takes a time series or an array of them, not a scalar"],
		["FILL(m1, [m1])", "FILL fills with a scalar, a time series, REPEAT or LINEAR, not with an array"],
		["m1 + REPEAT", "REPEAT is allowed only in FILL(…, REPEAT) at character 6"],
		["m1 + DESC", "DESC is allowed only in SORT(…, AVG, DESC) at character 6"],
		["FILL(m1, SUM)", "SUM is allowed only in SORT(…, SUM, DESC) at character 10"],
		["RATE(3)", "RATE takes a time series or an array of them, not a scalar"],
		["DIFF(m1, m1)", "DIFF takes 1 argument, not 2 at character 1"],
		["SORT([m1], SUM)", "SORT takes 3 to 4 arguments, not 2 at character 1"],
		["SORT([m1], m1, ASC)", "SORT takes one of AVG, MAX, MIN, SUM there at character 1"],
		["SORT([m1], SUM, DESC, 1.5)", "SORT takes whole numbers from 0 for positions, not 1.5"],
		["SORT(m1, SUM, DESC)", "SORT takes an array of time series, not a time series"],
		["SLICE(m1, 0)", "SLICE takes an array of time series, not a time series"],
		["SLICE([m1], m1)", "SLICE takes whole numbers from 0 for positions, not a time series"],
		["SLICE([m1])", "SLICE takes 2 to 3 arguments, not 1 at character 1"],
		["'text'", 'a text ("text") is allowed only in METRICS("…")'],
		["METRICS(m1)", "METRICS takes nothing or one text at character 1"],
		["PERIOD(m1 + 1)", "PERIOD takes the id of one metric at character 1"],
		["TIME_SERIES(m1)", "TIME_SERIES takes a scalar, not a time series"],
		["METRIC_COUNT(m1)", "METRIC_COUNT takes an array of time series, not a time series"],
		["(".repeat(2_000), "nested more than 50 deep at character 52"],
		["-".repeat(2_000), "nested more than 50 deep at character 52"],
		["m1^".repeat(600), "nested more than 50 deep at character 154"],
	])("%s", (expression, problem) => {
		expect(() => run(expression, { m1: [1, 2] })).toThrow(new ExpressionError(problem));
	});
});

describe("properties of metric math", () => {
	it("numbers and operators alone compute as JavaScript does", () => {
		const numbers = fc.integer({ min: 0, max: 99 }).map(String);
		const arithmetic = fc.letrec<{ term: string }>((tie) => ({
			term: fc.oneof(
				{ maxDepth: 4 },
				numbers,
				fc.tuple(tie("term"), fc.constantFrom("+", "-", "*"), tie("term")).map(([a, sign, b]) => `${a} ${sign} ${b}`),
				tie("term").map((inner) => `(${inner})`),
			),
		})).term;
		fc.assert(
			fc.property(arithmetic, (text) => {
				const expected: unknown = new Function(`return ${text}`)();
				expect(run(text)).toEqual({ kind: "scalar", value: expected });
			}),
			{ seed: SEED },
		);
	});

	it("any text is either computed or refused with an ExpressionError", () => {
		const words = fc.constantFrom(
			"m1",
			"METRICS()",
			"FILL(",
			"IF(",
			"MAX(",
			"[",
			"]",
			"(",
			")",
			",",
			"+",
			"/",
			"^",
			"==",
			"AND",
			"REPEAT",
			"SORT(",
			"SLICE(",
			"RATE(",
			"DESC",
			"SUM",
			"3",
			'"a"',
			"é",
			"\\",
		);
		fc.assert(
			fc.property(fc.array(words, { maxLength: 30 }), fc.string(), (parts, junk) => {
				for (const text of [parts.join(" "), junk]) {
					try {
						run(text, { m1: [1, "-", 3] });
					} catch (error) {
						expect(error).toBeInstanceOf(ExpressionError);
					}
				}
			}),
			{ seed: SEED, numRuns: 500 },
		);
	});
});
