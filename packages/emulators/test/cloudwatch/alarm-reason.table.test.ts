import { describe, expect, it } from "vitest";
import { type AlarmRule, evaluateAlarm } from "../../src/cloudwatch/alarm-evaluation.ts";
import { javaDouble, stateReason, stateReasonData } from "../../src/cloudwatch/alarm-reason.ts";

const NEWEST_MS = Date.UTC(2026, 10, 23, 10, 4);

interface Row {
	readonly title: string;
	/** Oldest first, one a minute, up to 10:04. */
	readonly values: readonly (number | undefined)[];
	readonly rule?: Partial<AlarmRule>;
	readonly namesDatapointsToAlarm?: boolean;
	readonly reason: string;
}

const THRESHOLD = "the threshold (5.0)";

const ROWS: readonly Row[] = [
	{
		title: "one of one, breaching",
		values: [9],
		reason: `Threshold Crossed: 1 out of the last 1 datapoints [9.0 (23/11/26 10:04:00)] was greater than ${THRESHOLD} (minimum 1 datapoint for OK -> ALARM transition).`,
	},
	{
		title: "one of one, good",
		values: [0.5],
		reason: `Threshold Crossed: 1 out of the last 1 datapoints [0.5 (23/11/26 10:04:00)] was not greater than ${THRESHOLD} (minimum 1 datapoint for ALARM -> OK transition).`,
	},
	{
		title: "two of three, breaching: newest first, only what breaches",
		values: [7, 1, 8],
		rule: { evaluationPeriods: 3, datapointsToAlarm: 2 },
		reason: `Threshold Crossed: 2 out of the last 3 datapoints [8.0 (23/11/26 10:04:00), 7.0 (23/11/26 10:02:00)] were greater than ${THRESHOLD} (minimum 2 datapoints for OK -> ALARM transition).`,
	},
	{
		title: "two of three, good: two good ones make it OK",
		values: [7, 1, 2],
		rule: { evaluationPeriods: 3, datapointsToAlarm: 2 },
		reason: `Threshold Crossed: 2 out of the last 3 datapoints [2.0 (23/11/26 10:04:00), 1.0 (23/11/26 10:03:00)] were not greater than ${THRESHOLD} (minimum 2 datapoints for ALARM -> OK transition).`,
	},
	{
		title: "missing ones that were filled in are told",
		values: [undefined, undefined, 9],
		rule: { evaluationPeriods: 3, datapointsToAlarm: 1, treatMissingData: "notBreaching" },
		reason: `Threshold Crossed: 1 out of the last 3 datapoints [9.0 (23/11/26 10:04:00)] was greater than ${THRESHOLD} and 2 missing datapoints were treated as [NonBreaching] (minimum 1 datapoint for OK -> ALARM transition).`,
	},
	{
		title: "without DatapointsToAlarm all are told",
		values: [6, 7],
		rule: { evaluationPeriods: 2, datapointsToAlarm: 2 },
		namesDatapointsToAlarm: false,
		reason: `Threshold Crossed: 2 datapoints [7.0 (23/11/26 10:04:00), 6.0 (23/11/26 10:03:00)] were greater than ${THRESHOLD}.`,
	},
	{
		title: "without DatapointsToAlarm, one missing",
		values: [1, undefined],
		rule: {
			evaluationPeriods: 2,
			datapointsToAlarm: 2,
			treatMissingData: "breaching",
			comparisonOperator: "LessThanThreshold",
			threshold: 1,
		},
		namesDatapointsToAlarm: false,
		reason:
			"Threshold Crossed: 1 datapoint [1.0 (23/11/26 10:03:00)] was not less than the threshold (1.0) and 1 missing datapoint was treated as [Breaching].",
	},
	{
		title: "nothing received, treated as good",
		values: [undefined],
		rule: { treatMissingData: "notBreaching" },
		reason: "Threshold Crossed: no datapoints were received for 1 period and 1 missing datapoint was treated as [NonBreaching].",
	},
	{
		title: "nothing received, treated as bad",
		values: [undefined, undefined, undefined],
		rule: { evaluationPeriods: 3, datapointsToAlarm: 3, treatMissingData: "breaching" },
		reason: "Threshold Crossed: no datapoints were received for 3 periods and 3 missing datapoints were treated as [Breaching].",
	},
	{
		title: "only the missing ones breach",
		values: [undefined, undefined, 0],
		rule: { evaluationPeriods: 3, datapointsToAlarm: 2, treatMissingData: "breaching" },
		reason: "Threshold Crossed: 1 datapoint was received for 3 periods and 2 missing datapoints were treated as [Breaching].",
	},
	{
		title: "silence",
		values: [undefined, undefined],
		rule: { evaluationPeriods: 2, datapointsToAlarm: 2 },
		reason: "Insufficient Data: 2 datapoints were unknown.",
	},
	{
		title: "silence of one",
		values: [undefined],
		reason: "Insufficient Data: 1 datapoint was unknown.",
	},
];

function reasonOf({ values, rule: overrides = {}, namesDatapointsToAlarm = true }: Omit<Row, "title" | "reason">) {
	const rule: AlarmRule = {
		evaluationPeriods: 1,
		datapointsToAlarm: 1,
		comparisonOperator: "GreaterThanThreshold",
		threshold: 5,
		treatMissingData: "missing",
		...overrides,
	};
	const range = values.map((value, index) => ({
		startMs: NEWEST_MS - (values.length - 1 - index) * 60_000,
		...(value !== undefined && { value }),
	}));
	const verdict = evaluateAlarm(range, rule);
	const context = {
		rule,
		namesDatapointsToAlarm,
		periodSeconds: 60,
		statistic: "Sum",
		queriedAtMs: NEWEST_MS + 65_432,
		newestStartMs: NEWEST_MS,
		sampleCounts: new Map([[NEWEST_MS, 3]]),
	};
	if (verdict.state === undefined) throw new Error("no state, no reason");
	return { reason: stateReason(verdict.state, verdict, context), data: stateReasonData(verdict, context) };
}

describe("state reasons as AWS words them", () => {
	it.each(ROWS)("$title", ({ reason, ...row }) => {
		expect(reasonOf(row).reason).toBe(reason);
	});
});

describe("state reason data", () => {
	it("has the recent datapoints oldest first, the evaluated ones newest first, doubles as Java writes them", () => {
		expect(reasonOf({ values: [7, 8], rule: { evaluationPeriods: 2, datapointsToAlarm: 2 } }).data).toBe(
			'{"version":"1.0","queryDate":"2026-11-23T10:05:05.432+0000","startDate":"2026-11-23T10:03:00.000+0000","statistic":"Sum","period":60,' +
				'"recentDatapoints":[7.0,8.0],"threshold":5.0,"evaluatedDatapoints":[' +
				'{"timestamp":"2026-11-23T10:04:00.000+0000","sampleCount":3.0,"value":8.0},{"timestamp":"2026-11-23T10:03:00.000+0000","value":7.0}]}',
		);
	});

	it("names the periods that were looked for when nothing was received, and no start", () => {
		expect(reasonOf({ values: [undefined, undefined], rule: { evaluationPeriods: 2, datapointsToAlarm: 2 } }).data).toBe(
			'{"version":"1.0","queryDate":"2026-11-23T10:05:05.432+0000","statistic":"Sum","period":60,"recentDatapoints":[],"threshold":5.0,' +
				'"evaluatedDatapoints":[{"timestamp":"2026-11-23T10:04:00.000+0000"},{"timestamp":"2026-11-23T10:03:00.000+0000"}]}',
		);
	});
});

describe("doubles as Java writes them", () => {
	it.each([
		[0, "0.0"],
		[42, "42.0"],
		[-1.5, "-1.5"],
		[0.001, "0.001"],
		[0.0001, "1.0E-4"],
		[9_999_999, "9999999.0"],
		[10_000_000, "1.0E7"],
		[12_345_678.5, "1.23456785E7"],
		[43_200_000, "4.32E7"],
	])("%d is %s", (value, text) => {
		expect(javaDouble(value)).toBe(text);
		expect(JSON.parse(text)).toBe(value);
	});
});
