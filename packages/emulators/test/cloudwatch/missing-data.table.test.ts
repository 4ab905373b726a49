import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type AlarmDatapoint, type AlarmRule, evaluateAlarm } from "../../src/cloudwatch/alarm-evaluation.ts";
import { COMPARISON_OPERATORS, MISSING_DATA_TREATMENTS, type MissingDataTreatment } from "../../src/cloudwatch/shapes.ts";

const SEED = 20261123;

/** As AWS draws them: 0 is a non-breaching datapoint, X a breaching one, - a missing one; the most recent on the right. */
function drawn(picture: string): AlarmDatapoint[] {
	return [...picture.replaceAll(" ", "")].map((sign, index) => ({
		startMs: index * 60_000,
		...(sign !== "-" && { value: sign === "X" ? 100 : 0 }),
	}));
}

function rule(overrides: Partial<AlarmRule> = {}): AlarmRule {
	return {
		evaluationPeriods: 3,
		datapointsToAlarm: 3,
		comparisonOperator: "GreaterThanThreshold",
		threshold: 50,
		treatMissingData: "missing",
		...overrides,
	};
}

type Expected = Record<MissingDataTreatment, "OK" | "ALARM" | "INSUFFICIENT_DATA" | "retain">;

interface Row {
	readonly picture: string;
	readonly filled: number;
	readonly expected: Expected;
}

const always = (state: "OK" | "ALARM"): Expected => ({ missing: state, ignore: state, breaching: state, notBreaching: state });

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html read 2026-11-23, both tables row by row. */
const THREE_OF_THREE: readonly Row[] = [
	{ picture: "0 - X - X", filled: 0, expected: always("OK") },
	{ picture: "0 - - - -", filled: 2, expected: always("OK") },
	{ picture: "- - - - -", filled: 3, expected: { missing: "INSUFFICIENT_DATA", ignore: "retain", breaching: "ALARM", notBreaching: "OK" } },
	{ picture: "0 X X - X", filled: 0, expected: always("ALARM") },
	{ picture: "- - X - -", filled: 2, expected: { missing: "ALARM", ignore: "retain", breaching: "ALARM", notBreaching: "OK" } },
];

const TWO_OF_THREE: readonly Row[] = [
	{ picture: "0 - X - X", filled: 0, expected: always("ALARM") },
	{ picture: "0 0 X 0 X", filled: 0, expected: always("ALARM") },
	{ picture: "0 - X - -", filled: 1, expected: { missing: "OK", ignore: "OK", breaching: "ALARM", notBreaching: "OK" } },
	{ picture: "- - - - 0", filled: 2, expected: { missing: "OK", ignore: "OK", breaching: "ALARM", notBreaching: "OK" } },
	{ picture: "- - - X -", filled: 2, expected: { missing: "ALARM", ignore: "retain", breaching: "ALARM", notBreaching: "OK" } },
];

function check({ picture, filled, expected }: Row, datapointsToAlarm: number): void {
	for (const treatMissingData of MISSING_DATA_TREATMENTS) {
		const verdict = evaluateAlarm(drawn(picture), rule({ datapointsToAlarm, treatMissingData }));
		expect({ treatMissingData, state: verdict.state ?? "retain" }).toEqual({ treatMissingData, state: expected[treatMissingData] });
		// "0 - X - -" has two real datapoints: AWS counts one to fill in; "0 X X - X" has four and needs none.
		expect(verdict.missingCount).toBe(filled);
	}
}

describe("missing data as AWS's tables have it", () => {
	it.each(THREE_OF_THREE)("3 of 3: $picture", (row) => check(row, 3));
	it.each(TWO_OF_THREE)("2 of 3: $picture", (row) => check(row, 2));

	it.each([
		{ picture: "- - - - X", why: "the newest datapoint alone" },
		{ picture: "- - - X -", why: "one that is two periods old" },
	])("does not go to ALARM prematurely on $why ($picture, 3 of 3)", ({ picture }) => {
		expect(evaluateAlarm(drawn(picture), rule()).state).toBe("OK");
	});

	it("goes to ALARM at the next evaluation once the oldest breaching datapoint is as old as M", () => {
		expect(evaluateAlarm(drawn("- - X - -"), rule()).state).toBe("ALARM");
	});
});

describe("M of N", () => {
	const rows = [
		{ title: "one of one takes the newest datapoint", picture: "X X X X 0", n: 1, m: 1, state: "OK" },
		{ title: "one of one alarms on the newest", picture: "0 0 0 0 X", n: 1, m: 1, state: "ALARM" },
		{ title: "one of one looks back past missing periods", picture: "0 0 X - -", n: 1, m: 1, state: "ALARM" },
		{ title: "one of three alarms on any of three", picture: "0 0 X 0 0", n: 3, m: 1, state: "ALARM" },
		{ title: "one of three forgets the fourth", picture: "0 X 0 0 0", n: 3, m: 1, state: "OK" },
		{ title: "two of three need not be neighbours", picture: "0 0 X 0 X", n: 3, m: 2, state: "ALARM" },
		{ title: "four of five at the edge", picture: "X X 0 X X", n: 5, m: 4, state: "ALARM" },
		{ title: "four of five just under it", picture: "X 0 0 X X", n: 5, m: 4, state: "OK" },
	];
	it.each(rows)("$title", ({ picture, n, m, state }) => {
		expect(evaluateAlarm(drawn(picture), rule({ evaluationPeriods: n, datapointsToAlarm: m })).state).toBe(state);
	});
});

describe("comparison with the threshold", () => {
	const values = { below: 49, at: 50, above: 51 };
	const breaching: Record<(typeof COMPARISON_OPERATORS)[number], readonly (keyof typeof values)[]> = {
		GreaterThanThreshold: ["above"],
		GreaterThanOrEqualToThreshold: ["at", "above"],
		LessThanThreshold: ["below"],
		LessThanOrEqualToThreshold: ["below", "at"],
	};
	it.each(COMPARISON_OPERATORS)("%s", (comparisonOperator) => {
		const alarming = (["below", "at", "above"] as const).filter((name) => {
			const one = rule({ evaluationPeriods: 1, datapointsToAlarm: 1, comparisonOperator });
			return evaluateAlarm([{ startMs: 0, value: values[name] }], one).state === "ALARM";
		});
		expect(alarming).toEqual(breaching[comparisonOperator]);
	});
});

describe("properties of an evaluation", () => {
	const pictures = fc.array(fc.constantFrom("0", "X", "-"), { minLength: 0, maxLength: 12 }).map((signs) => signs.join(""));
	const rules = fc
		.record({
			n: fc.integer({ min: 1, max: 6 }),
			m: fc.integer({ min: 1, max: 6 }),
			treatMissingData: fc.constantFrom(...MISSING_DATA_TREATMENTS),
		})
		.map(({ n, m, treatMissingData }) => rule({ evaluationPeriods: n, datapointsToAlarm: Math.min(n, m), treatMissingData }));

	it("rests on at most N real datapoints and fills in exactly the rest", () => {
		fc.assert(
			fc.property(pictures, rules, (picture, alarm) => {
				const { datapoints, missingCount } = evaluateAlarm(drawn(picture), alarm);
				expect(datapoints.length + missingCount).toBe(alarm.evaluationPeriods);
			}),
			{ seed: SEED },
		);
	});

	it("a datapoint that turns from good to bad never turns an ALARM off", () => {
		fc.assert(
			fc.property(pictures, rules, fc.nat(), (picture, alarm, pick) => {
				const good = [...picture].flatMap((sign, index) => (sign === "0" ? [index] : []));
				const at = good[pick % Math.max(1, good.length)];
				fc.pre(at !== undefined);
				const worse = `${picture.slice(0, at)}X${picture.slice((at ?? 0) + 1)}`;
				if (evaluateAlarm(drawn(picture), alarm).state === "ALARM") expect(evaluateAlarm(drawn(worse), alarm).state).toBe("ALARM");
			}),
			{ seed: SEED },
		);
	});

	it("breaching never alarms less than missing does, notBreaching never more", () => {
		fc.assert(
			fc.property(pictures, rules, (picture, alarm) => {
				const alarms = (treatMissingData: MissingDataTreatment) =>
					evaluateAlarm(drawn(picture), { ...alarm, treatMissingData }).state === "ALARM";
				expect(Number(alarms("notBreaching"))).toBeLessThanOrEqual(Number(alarms("missing")));
				expect(Number(alarms("missing"))).toBeLessThanOrEqual(Number(alarms("breaching")));
			}),
			{ seed: SEED },
		);
	});

	it("only silence is INSUFFICIENT_DATA, and only ignore keeps a state", () => {
		fc.assert(
			fc.property(pictures, rules, (picture, alarm) => {
				const { state } = evaluateAlarm(drawn(picture), alarm);
				const isSilent = !/[0X]/.test(picture);
				expect(state === "INSUFFICIENT_DATA").toBe(isSilent && alarm.treatMissingData === "missing");
				if (state === undefined) expect(alarm.treatMissingData).toBe("ignore");
			}),
			{ seed: SEED },
		);
	});
});
