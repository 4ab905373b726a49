import { enumeration, integer, list } from "../../request-reader.ts";
import type { CompiledQuery } from "../compiled-query.ts";
import { cloudWatchError } from "../errors.ts";
import { MAX_DATAPOINTS_PER_PAGE, MAX_QUERIES_PER_GET } from "../limits.ts";
import { metricDataLabel } from "../metric-data-label.ts";
import type { Points } from "../metric-math/math-value.ts";
import { metricsBehind, readMetricQueries } from "../metric-query.ts";
import type { MetricStore } from "../metric-store.ts";
import { offsetOf, tokenOf } from "../paging.ts";
import { identityOf, type QueryRange, QueryRun, readPoints } from "../query-run.ts";
import { SCAN_ORDERS, type ScanBy } from "../shapes.ts";
import { nonEmpty, Structure, timestamp } from "../structure.ts";
import type { Operation, OperationContext } from "./context.ts";
import { windowOf } from "./metric-window.ts";

const MINUTE_SECONDS = 60;

interface Line {
	readonly id: string;
	readonly label: string;
	/** The units that have data, where the query names none and there are several. */
	readonly units?: readonly string[];
	readonly points: readonly (readonly [atMs: number, value: number])[];
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html read 2026-11-23 */
export const getMetricData: Operation = (request, context) => {
	const queries = readMetricQueries(request.required("MetricDataQueries", list(Structure.shape, { maxLength: MAX_QUERIES_PER_GET })));
	const startMs = request.required("StartTime", timestamp);
	const endMs = request.required("EndTime", timestamp);
	if (startMs >= endMs) throw cloudWatchError("ValidationError", "The parameter StartTime must be less than the parameter EndTime.");
	const scanBy = request.optional("ScanBy", enumeration(SCAN_ORDERS)) ?? "TimestampDescending";
	const maxDatapoints = request.optional("MaxDatapoints", integer(1, MAX_DATAPOINTS_PER_PAGE)) ?? MAX_DATAPOINTS_PER_PAGE;
	const question = { queries: queries.map(({ query }) => query), startMs, endMs, scanBy };
	const token = request.optional("NextToken", nonEmpty());
	const offset = token === undefined ? 0 : offsetOf(token, question);

	const lines = queries
		.filter(({ query }) => query.ReturnData)
		.flatMap((compiled) => answer(compiled, queries, { startMs, endMs, scanBy }, context));
	const { results, nextOffset } = takePage(lines, offset, maxDatapoints);
	return { MetricDataResults: results, Messages: [], ...(nextOffset !== undefined && { NextToken: tokenOf(nextOffset, question) }) };
};

/** One line for a time series; an array has a line for each, distinguished by their labels. */
function answer(
	compiled: CompiledQuery,
	queries: readonly CompiledQuery[],
	{ startMs, endMs, scanBy }: { startMs: number; endMs: number; scanBy: ScanBy },
	{ store, nowMs }: OperationContext,
): Line[] {
	const window = windowOf(startMs, endMs, periodOf(compiled, queries), nowMs);
	const run = new QueryRun((metric, range) => readPoints(store, metric, range), queries, window);
	const { Id } = compiled.query;
	const label = metricDataLabel(compiled, queries);
	const units = unitsOf(compiled, store, window);
	const value = run.valueOf(Id);
	const line = (points: Points, text: string): Line => ({
		id: Id,
		label: text,
		...(units.length > 1 && { units }),
		points: [...points].sort(([a], [b]) => (scanBy === "TimestampAscending" ? a - b : b - a)),
	});
	switch (value.kind) {
		case "series":
			return [line(value.points, label)];
		case "array":
			return value.items.map(({ points }, index) => line(points, `${label} ${index + 1}`));
		case "scalar":
			// Reading the queries has refused that.
			return [];
		default:
			return value satisfies never;
	}
}

function unitsOf(compiled: CompiledQuery, store: MetricStore, range: QueryRange): readonly string[] {
	if (compiled.kind !== "metric" || compiled.metricStat.Unit !== undefined) return [];
	return store.unitsOf(identityOf(compiled), range);
}

/** An expression over metrics of different periods takes the longest of them, unless it names its own. */
function periodOf(compiled: CompiledQuery, queries: readonly CompiledQuery[]): number {
	if (compiled.kind === "metric") return compiled.metricStat.Period;
	const periods = metricsBehind(compiled.query.Id, queries).map(({ metricStat }) => metricStat.Period);
	return compiled.query.Period ?? (periods.length === 0 ? MINUTE_SECONDS : Math.max(...periods));
}

/** Datapoints `offset` to `offset + maxDatapoints`, counted through all lines. Unfinished lines are PartialData. */
function takePage(lines: readonly Line[], offset: number, maxDatapoints: number): { results: object[]; nextOffset?: number } {
	const end = offset + maxDatapoints;
	const results: object[] = [];
	let lineStart = 0;
	for (const { id, label, points, units } of lines) {
		const lineEnd = lineStart + points.length;
		const taken = points.slice(Math.max(0, offset - lineStart), Math.max(0, end - lineStart));
		// A line without data is on the first page.
		if (taken.length > 0 || (points.length === 0 && offset === 0)) {
			results.push({
				Id: id,
				Label: label,
				Timestamps: taken.map(([atMs]) => new Date(atMs)),
				Values: taken.map(([, value]) => value),
				StatusCode: lineEnd > end ? "PartialData" : "Complete",
				...(units !== undefined && {
					Messages: [{ Code: "MultipleUnits", Value: `Multiple units returned: '[${units.join(", ")}]'` }],
				}),
			});
		}
		lineStart = lineEnd;
	}
	return lineStart > end ? { results, nextOffset: end } : { results };
}
