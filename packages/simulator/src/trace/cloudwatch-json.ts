import { readMetricLabel } from "./metric-label.ts";
import { addSum, type MetricSeries } from "./metric-series.ts";
import { parseTime } from "./time-text.ts";
import type { FaultList } from "./trace-error.ts";

type Json = Record<string, unknown>;

const EXPECTED = "what aws cloudwatch get-metric-data or get-metric-statistics prints, one answer or several";

/**
 * The series in answers of `get-metric-data` and `get-metric-statistics`: one, a list, or several after each other. Any order, a series in
 * several parts or pages.
 */
export function readCloudWatchJson(json: string, faults: FaultList): readonly MetricSeries[] {
	const answers = parseAnswers(json, faults);
	const series = new Map<string, MetricSeries>();
	const seriesOf = (id: string, label: string): MetricSeries => {
		const known = series.get(id) ?? { id, label: readMetricLabel(label), sums: new Map<number, number>() };
		series.set(id, known);
		return known;
	};
	answers.forEach(({ answer, where }, index) => {
		if (Array.isArray(answer["Datapoints"])) readStatistics(answer, seriesOf, where, faults);
		else if (Array.isArray(answer["MetricDataResults"])) {
			const isLast = index === answers.length - 1;
			if (isLast && typeof answer["NextToken"] === "string") {
				faults.add(`${where}NextToken`, "shows that this is not all: read every page");
			}
			readMetricData(answer["MetricDataResults"], seriesOf, where, faults, isLast);
		} else
			faults.add(where === "" ? "the whole" : where.slice(0, -1), `has neither MetricDataResults nor Datapoints: expected ${EXPECTED}`);
	});
	return [...series.values()];
}

interface Answer {
	readonly answer: Json;
	/** Empty for the only one, else `[2].`. */
	readonly where: string;
}

function parseAnswers(json: string, faults: FaultList): readonly Answer[] {
	const documents: unknown[] = [];
	for (const text of topLevelTexts(json)) {
		try {
			documents.push(JSON.parse(text));
		} catch (error) {
			faults.add("the whole", `is not JSON: ${(error as Error).message}`);
			faults.throwIfAny();
		}
	}
	const answers = documents.flat();
	return answers.flatMap((answer, index) => {
		const where = answers.length === 1 ? "" : `[${index}].`;
		if (isObject(answer)) return [{ answer, where }];
		faults.add(where === "" ? "the whole" : `[${index}]`, `is no object: expected ${EXPECTED}`);
		return [];
	});
}

/** Several calls that write to one file leave their answers after each other, which is no JSON as a whole. */
function topLevelTexts(json: string): readonly string[] {
	const texts: string[] = [];
	let depth = 0;
	let from = 0;
	for (const token of json.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/gs)) {
		if (token[0] === "{" || token[0] === "[") depth++;
		else if (token[0] === "}" || token[0] === "]") depth--;
		if (depth === 0 && !token[0].startsWith('"')) {
			texts.push(json.slice(from, token.index + 1));
			from = token.index + 1;
		}
	}
	const rest = json.slice(from);
	return rest.trim() === "" ? texts : [...texts, rest];
}

type SeriesOf = (id: string, label: string) => MetricSeries;

function readMetricData(results: readonly unknown[], seriesOf: SeriesOf, before: string, faults: FaultList, isLastPage: boolean): void {
	results.forEach((result, index) => {
		const where = `${before}MetricDataResults[${index}]`;
		if (!isObject(result)) {
			faults.add(where, "is not an object");
			return;
		}
		const { StatusCode: status, Timestamps: timestamps, Values: values } = result;
		const isLast = isLastPage && !results.slice(index + 1).some((later) => isObject(later) && later["Id"] === result["Id"]);
		if (status !== undefined && status !== "Complete" && (status !== "PartialData" || isLast)) {
			faults.add(where, `has StatusCode ${String(status)}: ask again until it is Complete`);
			return;
		}
		if (!Array.isArray(timestamps) || !Array.isArray(values)) {
			faults.add(where, "has no Timestamps and Values");
			return;
		}
		if (timestamps.length !== values.length) {
			faults.add(where, `has ${timestamps.length} Timestamps and ${values.length} Values`);
			return;
		}
		const label = String(result["Label"] ?? "");
		const series = seriesOf(String(result["Id"] ?? label), label);
		timestamps.forEach((timestamp: unknown, at) => {
			const places = { time: `${where}.Timestamps[${at}]`, value: `${where}.Values[${at}]` };
			addPoint(series, timestamp, values[at], places, faults);
		});
	});
}

function readStatistics(answer: Json, seriesOf: SeriesOf, before: string, faults: FaultList): void {
	const label = String(answer["Label"] ?? "");
	const series = seriesOf(label, label);
	(answer["Datapoints"] as unknown[]).forEach((datapoint, index) => {
		const where = `${before}Datapoints[${index}]`;
		if (!isObject(datapoint)) {
			faults.add(where, "is not an object");
			return;
		}
		// Another metric may have any statistic: it is passed over.
		if (datapoint["Sum"] === undefined && series.label.metric === undefined) return;
		if (datapoint["Sum"] === undefined) {
			faults.add(`${where}.Sum`, "is absent: ask for the statistic Sum");
			return;
		}
		addPoint(series, datapoint["Timestamp"], datapoint["Sum"], { time: `${where}.Timestamp`, value: `${where}.Sum` }, faults);
	});
}

function addPoint(
	series: MetricSeries,
	timestamp: unknown,
	value: unknown,
	where: { readonly time: string; readonly value: string },
	faults: FaultList,
): void {
	const time = parseTime(typeof timestamp === "number" ? String(timestamp) : typeof timestamp === "string" ? timestamp : "");
	if ("reason" in time) faults.add(where.time, time.reason);
	else addSum(series, time.atMs, value, where, faults);
}

function isObject(value: unknown): value is Json {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
