import { visibleText } from "@headroom/engine";
import Table from "cli-table3";
import { isOutOfTheQuestion, OUT_OF_THE_QUESTION, ranked } from "./recommendation.ts";
import type { ReportRow, SimulationReport } from "./report.ts";
import { count, hours, percentOf, ratio, seconds, usd } from "./wording.ts";

interface Column {
	readonly title: string;
	/** In a terminal. */
	readonly width: number;
	readonly isNumber: boolean;
	readonly of: (row: ReportRow) => string;
}

/** One line for each contender, with the figures that decide. The terminal, the page and Markdown have the same columns. */
export const COLUMNS: readonly Column[] = [
	{ title: "who scales", width: 26, isNumber: false, of: ({ name }) => name },
	{ title: "throttled records", width: 15, isNumber: true, of: ({ figures }) => count(figures.throttledRecords) },
	{ title: "share", width: 11, isNumber: true, of: ({ figures }) => percentOf(figures.throttledShare) },
	{ title: "worst minute", width: 12, isNumber: true, of: ({ figures }) => count(figures.worstMinute?.throttledRecords ?? 0) },
	{
		title: "throttle to relief, mean / longest",
		width: 17,
		isNumber: true,
		of: ({ figures: { throttling } }) =>
			throttling.times === 0 ? "-" : `${seconds(throttling.meanSeconds)} / ${seconds(throttling.longestSeconds)}`,
	},
	{ title: "shard-hours", width: 13, isNumber: true, of: ({ figures }) => hours(figures.shardHours) },
	{ title: "x bound", width: 9, isNumber: true, of: ({ ratioToBound }) => ratio(ratioToBound) },
	{ title: "reshards", width: 10, isNumber: true, of: ({ figures }) => count(figures.reshards.length) },
	{ title: "most in 24 h", width: 9, isNumber: true, of: ({ figures }) => count(figures.mostReshardsInADay) },
	{
		title: "refused: limit / updating",
		width: 14,
		isNumber: true,
		of: ({ figures }) => `${count(figures.refusedByALimit)} / ${count(figures.refusedWhileUpdating)}`,
	},
	{ title: "USD a month", width: 12, isNumber: true, of: ({ usdPerMonth }) => usd(usdPerMonth) },
];

/** For a terminal of 160 columns. What was assumed stands above. */
export function renderTable({ assumptions, rows }: SimulationReport): string {
	const table = new Table({
		head: COLUMNS.map(({ title }) => title),
		colAligns: COLUMNS.map(({ isNumber }) => (isNumber ? "right" : "left")),
		style: { head: [], border: [], compact: true },
		wordWrap: true,
		colWidths: COLUMNS.map(({ width }) => width),
	});
	const isMarked = rows.some(isOutOfTheQuestion);
	for (const row of ranked(rows)) {
		const [, ...figures] = COLUMNS.map(({ of }) => of(row));
		table.push([isOutOfTheQuestion(row) ? `x ${row.name}` : row.name, ...figures]);
	}
	const legend = isMarked ? [`x: ${OUT_OF_THE_QUESTION}`] : [];
	return [...assumptions.map(visibleText), table.toString(), ...legend].join("\n");
}

export function renderMarkdownTable(rows: readonly ReportRow[]): string {
	const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
	return [
		line(COLUMNS.map(({ title }) => title)),
		line(COLUMNS.map(({ isNumber }) => (isNumber ? "---:" : "---"))),
		...rows.map((row) => line(COLUMNS.map(({ of }) => of(row)))),
	].join("\n");
}
