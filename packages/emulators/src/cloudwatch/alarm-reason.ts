import type { AlarmRule, AlarmVerdict, PresentDatapoint } from "./alarm-evaluation.ts";
import type { ComparisonOperator, StateValue } from "./shapes.ts";
import { dayAndTime, isoWithoutColon } from "./timestamps.ts";

export interface ReasonContext {
	readonly rule: AlarmRule;
	/** Whether PutMetricAlarm had DatapointsToAlarm: AWS then writes "M out of the last N" in the reason. */
	readonly namesDatapointsToAlarm: boolean;
	readonly periodSeconds: number;
	/** Spelled as in reason data; absent for metric math. */
	readonly statistic?: string | undefined;
	readonly unit?: string | undefined;
	readonly queriedAtMs: number;
	/** The start of the newest period of the evaluation. */
	readonly newestStartMs: number;
	/** Start of a period to the number of samples in it, of a metric alarm. */
	readonly sampleCounts: ReadonlyMap<number, number>;
}

/**
 * The reason for an alarm's state, in the words of AWS.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html read 2026-11-23: its sample events
 */
export function stateReason(state: StateValue, verdict: AlarmVerdict, { rule, namesDatapointsToAlarm }: ReasonContext): string {
	const { datapoints, missingCount } = verdict;
	if (state === "INSUFFICIENT_DATA")
		return `Insufficient Data: ${counted(rule.evaluationPeriods, "datapoint was", "datapoints were")} unknown.`;
	const isAlarm = state === "ALARM";
	const telling = namesDatapointsToAlarm ? datapoints.filter((datapoint) => datapoint.isBreaching === isAlarm) : datapoints;
	const filled = treatedAs(rule, missingCount);
	if (telling.length === 0) {
		const received = datapoints.length === 0 ? "no datapoints were" : counted(datapoints.length, "datapoint was", "datapoints were");
		return `Threshold Crossed: ${received} received for ${counted(rule.evaluationPeriods, "period", "periods")}${filled}.`;
	}
	const were = telling.length === 1 ? "was" : "were";
	const comparison = `${were} ${isAlarm ? "" : "not "}${IN_WORDS[rule.comparisonOperator]} the threshold (${javaDouble(rule.threshold)})`;
	const values = `[${telling.map(({ value, startMs }) => `${javaDouble(value)} (${dayAndTime(startMs)})`).join(", ")}]`;
	if (!namesDatapointsToAlarm) {
		return `Threshold Crossed: ${counted(telling.length, "datapoint", "datapoints")} ${values} ${comparison}${filled}.`;
	}
	const minimum = isAlarm ? rule.datapointsToAlarm : rule.evaluationPeriods - rule.datapointsToAlarm + 1;
	const transition = isAlarm ? "OK -> ALARM" : "ALARM -> OK";
	return (
		`Threshold Crossed: ${telling.length} out of the last ${rule.evaluationPeriods} datapoints ${values} ${comparison}${filled} ` +
		`(minimum ${counted(minimum, "datapoint", "datapoints")} for ${transition} transition).`
	);
}

/** The JSON text beside the reason. It is built by hand, because its numbers are written like Java's doubles. */
export function stateReasonData(verdict: AlarmVerdict, context: ReasonContext): string {
	const oldest = verdict.datapoints.at(-1);
	const text = (value: string) => JSON.stringify(value);
	const members = [
		`"version":"1.0"`,
		`"queryDate":${text(isoWithoutColon(context.queriedAtMs))}`,
		...(oldest === undefined ? [] : [`"startDate":${text(isoWithoutColon(oldest.startMs))}`]),
		...(context.unit === undefined ? [] : [`"unit":${text(context.unit)}`]),
		...(context.statistic === undefined ? [] : [`"statistic":${text(context.statistic)}`]),
		`"period":${context.periodSeconds}`,
		`"recentDatapoints":[${verdict.datapoints
			.toReversed()
			.map(({ value }) => javaDouble(value))
			.join(",")}]`,
		`"threshold":${javaDouble(context.rule.threshold)}`,
		`"evaluatedDatapoints":[${evaluatedDatapoints(verdict, context).join(",")}]`,
	];
	return `{${members.join(",")}}`;
}

/** Newest first; if no datapoint was received, the periods without one. */
function evaluatedDatapoints(verdict: AlarmVerdict, context: ReasonContext): string[] {
	if (verdict.datapoints.length === 0) {
		return Array.from(
			{ length: context.rule.evaluationPeriods },
			(_, index) => `{"timestamp":"${isoWithoutColon(context.newestStartMs - index * context.periodSeconds * 1_000)}"}`,
		);
	}
	return verdict.datapoints.map(({ startMs, value }: PresentDatapoint) => {
		const samples = context.sampleCounts.get(startMs);
		const sampleCount = samples === undefined ? "" : `"sampleCount":${javaDouble(samples)},`;
		return `{"timestamp":"${isoWithoutColon(startMs)}",${sampleCount}"value":${javaDouble(value)}}`;
	});
}

const IN_WORDS: Readonly<Record<ComparisonOperator, string>> = {
	GreaterThanThreshold: "greater than",
	GreaterThanOrEqualToThreshold: "greater than or equal to",
	LessThanThreshold: "less than",
	LessThanOrEqualToThreshold: "less than or equal to",
};

function treatedAs({ treatMissingData }: AlarmRule, missingCount: number): string {
	if (missingCount === 0 || treatMissingData === "ignore" || treatMissingData === "missing") return "";
	const treatment = treatMissingData === "breaching" ? "Breaching" : "NonBreaching";
	return ` and ${counted(missingCount, "missing datapoint was", "missing datapoints were")} treated as [${treatment}]`;
}

function counted(count: number, one: string, many: string): string {
	return `${count} ${count === 1 ? one : many}`;
}

/** 42 as 42.0, 12345678 as 1.2345678E7: `Double.toString` of Java. */
export function javaDouble(value: number): string {
	const size = Math.abs(value);
	if (size === 0 || (size >= 1e-3 && size < 1e7)) return Number.isInteger(value) ? `${value}.0` : `${value}`;
	const [mantissa = "", exponent = ""] = value.toExponential().split("e");
	return `${mantissa.includes(".") ? mantissa : `${mantissa}.0`}E${Number(exponent)}`;
}
