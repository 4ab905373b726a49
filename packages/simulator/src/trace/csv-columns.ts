import { readMetricLabel } from "./metric-label.ts";
import type { MetricSeries, MetricsById } from "./metric-series.ts";
import { shortened } from "./time-text.ts";

/** What a value counts. */
export interface ValueMeaning {
	readonly measure: "records" | "bytes";
	/** A bucket's sum, or a rate. */
	readonly per: "bucket" | "second";
}

export interface CsvColumnOptions {
	/** A column's name in the header, or its number from 1. Absent: the first that is called a time, or else the first. */
	readonly timeColumn?: string;
	/** Absent: the columns that are called as the stream's metrics, or else the second of two. */
	readonly valueColumn?: string;
	/** Absent: as the value's column is called, if that says it. */
	readonly meaning?: ValueMeaning;
	readonly metricsById?: MetricsById;
}

/** The columns that are read: one of values that mean what is said, or one for each metric. */
export type CsvColumns =
	| { readonly kind: "values"; readonly time: number; readonly value: number; readonly meaning: ValueMeaning; readonly says: string }
	| {
			readonly kind: "metrics";
			readonly time: number;
			readonly columns: readonly { readonly index: number; readonly series: MetricSeries }[];
	  };

const TIME_NAME = /^(?:time|times|timestamp|date|datetime|date ?time|time \(utc\))$/i;
/** A name that says what a row's value counts. "count" or "value" does not. */
const MEASURES: readonly (readonly [RegExp, ValueMeaning["measure"]])[] = [
	[/^(?:incoming[ _]?)?(?:records|messages|events)$/i, "records"],
	[/^(?:incoming[ _]?)?bytes$/i, "bytes"],
];

/**
 * @param names of the columns; the first row's fields if there is no header
 * @param labels of the columns, if the file says more than their names: the console's "Full label"
 */
export function chooseColumns(
	names: readonly string[],
	labels: readonly string[],
	isHeader: boolean,
	options: CsvColumnOptions,
): CsvColumns | { readonly reason: string } {
	const { metricsById = {}, valueColumn } = options;
	const listed = `the columns are ${names.map((name) => `"${shortened(name)}"`).join(", ")}`;
	if (names.length < 2)
		return {
			reason: "has one column where a time and a value should be; if the delimiter is none of , ; | and tab, say --delimiter <character>",
		};
	const time = columnIndex(options.timeColumn, names) ?? (options.timeColumn === undefined ? timeIndex(names, isHeader) : undefined);
	if (time === undefined) return { reason: `there is no time column "${options.timeColumn}": say --time-column <name>; ${listed}` };
	if (valueColumn === undefined && options.meaning === undefined && isHeader) {
		const columns = names.flatMap((name, index) =>
			index === time
				? []
				: [{ index, series: { id: name, label: readMetricLabel(labels[index] ?? name), sums: new Map<number, number>() } }],
		);
		const isMetrics =
			labels.length > 0 || Object.keys(metricsById).length > 0 || columns.some(({ series }) => series.label.metric !== undefined);
		if (isMetrics) return { kind: "metrics", time, columns };
	}
	const other = names.length === 2 ? 1 - time : undefined;
	const value = valueColumn === undefined ? other : columnIndex(valueColumn, names);
	if (value === undefined) {
		const reason = valueColumn === undefined ? `has ${names.length} columns` : `there is no value column "${valueColumn}"`;
		return { reason: `${reason}: say --column <name> for the one with the value; ${listed}` };
	}
	if (value === time) return { reason: `time and value are the same column: say --time-column <name> or --column <name>; ${listed}` };
	const name = isHeader ? (names[value] ?? "") : "";
	const metric = readMetricLabel(labels[value] ?? name).metric;
	if (options.meaning === undefined && metric !== undefined) {
		const series = { id: name, label: readMetricLabel(labels[value] ?? name), sums: new Map<number, number>() };
		return { kind: "metrics", time, columns: [{ index: value, series }] };
	}
	const measure = MEASURES.find(([pattern]) => pattern.test(name))?.[1];
	const meaning = options.meaning ?? (measure === undefined ? undefined : { measure, per: "bucket" as const });
	if (meaning === undefined) {
		const what = isHeader ? `the name "${shortened(name)}" does not show` : "no header shows";
		return { reason: `${what} what a value counts: say --as records/bucket, records/second, bytes/bucket or bytes/second` };
	}
	const by = options.meaning === undefined ? `as the column "${shortened(name)}" is called` : "as given";
	const per = meaning.per === "bucket" ? "the row's sum" : "a rate per second";
	return { kind: "values", time, value, meaning, says: `Values: ${meaning.measure}, ${per}, ${by}.` };
}

function timeIndex(names: readonly string[], isHeader: boolean): number {
	const named = isHeader ? names.findIndex((name) => TIME_NAME.test(name)) : -1;
	return Math.max(named, 0);
}

/** By name first: a column may be called "2". */
function columnIndex(column: string | undefined, names: readonly string[]): number | undefined {
	if (column === undefined) return undefined;
	const named = names.indexOf(column);
	const index = named === -1 && /^[1-9]\d*$/.test(column) ? Number(column) - 1 : named;
	return names[index] === undefined ? undefined : index;
}
