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
	/** Its place in a narrow terminal; absent where it is left out there. */
	readonly narrowTitle?: string;
}

/** One line for each contender, with the figures that decide. The terminal, the page and Markdown have the same columns. */
export const COLUMNS: readonly Column[] = [
	{ title: "who scales", narrowTitle: "who scales", width: 26, isNumber: false, of: ({ name }) => name },
	{ title: "throttled records", narrowTitle: "throttled", width: 15, isNumber: true, of: ({ figures }) => count(figures.throttledRecords) },
	{ title: "share", narrowTitle: "share", width: 11, isNumber: true, of: ({ figures }) => percentOf(figures.throttledShare) },
	{ title: "worst minute", width: 12, isNumber: true, of: ({ figures }) => count(figures.worstMinute?.throttledRecords ?? 0) },
	{
		title: "throttle to relief, mean / longest",
		width: 17,
		isNumber: true,
		of: ({ figures: { throttling } }) =>
			throttling.times === 0 ? "-" : `${seconds(throttling.meanSeconds)} / ${seconds(throttling.longestSeconds)}`,
	},
	{ title: "shard-hours", narrowTitle: "shard-h", width: 13, isNumber: true, of: ({ figures }) => hours(figures.shardHours) },
	{ title: "x bound", width: 9, isNumber: true, of: ({ ratioToBound }) => ratio(ratioToBound) },
	{ title: "reshards", narrowTitle: "reshards", width: 10, isNumber: true, of: ({ figures }) => count(figures.reshards.length) },
	{ title: "most in 24 h", width: 9, isNumber: true, of: ({ figures }) => count(figures.mostReshardsInADay) },
	{
		title: "refused: limit / updating",
		width: 14,
		isNumber: true,
		of: ({ figures }) => `${count(figures.refusedByALimit)} / ${count(figures.refusedWhileUpdating)}`,
	},
	{ title: "USD a month", narrowTitle: "USD/month", width: 12, isNumber: true, of: ({ usdPerMonth }) => usd(usdPerMonth) },
];

const WIDE_COLUMNS = 160;

/**
 * As wide as the terminal: with all columns from 160 characters on, else with those that decide. What was assumed stands above.
 * @param columns characters in a line of the terminal
 */
export function renderTable({ assumptions, rows }: SimulationReport, columns: number): string {
	const isMarked = rows.some(isOutOfTheQuestion);
	const table = columns < WIDE_COLUMNS ? narrowTable(ranked(rows)) : wideTable(ranked(rows));
	const legend = isMarked ? [`x: ${OUT_OF_THE_QUESTION}`] : [];
	return [...assumptions.map(visibleText), table, ...legend].join("\n");
}

function wideTable(rows: readonly ReportRow[]): string {
	const table = new Table({
		head: COLUMNS.map(({ title }) => title),
		colAligns: COLUMNS.map(({ isNumber }) => (isNumber ? "right" : "left")),
		style: { head: [], border: [], compact: true },
		wordWrap: true,
		colWidths: COLUMNS.map(({ width }) => width),
	});
	for (const row of rows) table.push(cellsOf(row, COLUMNS));
	return table.toString();
}

/** The columns that decide, without lines: 80 characters. */
function narrowTable(rows: readonly ReportRow[]): string {
	const shown = COLUMNS.filter(({ narrowTitle }) => narrowTitle !== undefined);
	const cells = [shown.map(({ narrowTitle = "" }) => narrowTitle.toUpperCase()), ...rows.map((row) => cellsOf(row, shown))];
	const widths = shown.map((_, index) => Math.max(...cells.map((line) => line[index]?.length ?? 0)));
	const drawn = cells.map((line) =>
		line
			.map((cell, index) => (shown[index]?.isNumber === true ? cell.padStart(widths[index] ?? 0) : cell.padEnd(widths[index] ?? 0)))
			.join("  ")
			.trimEnd(),
	);
	return [...drawn, "All figures: --json, --csv or --html <file>, or a terminal of 160 columns."].join("\n");
}

function cellsOf(row: ReportRow, columns: readonly Column[]): string[] {
	const [, ...figures] = columns.map(({ of }) => of(row));
	return [isOutOfTheQuestion(row) ? `x ${row.name}` : row.name, ...figures];
}

export function renderMarkdownTable(rows: readonly ReportRow[]): string {
	const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
	return [
		line(COLUMNS.map(({ title }) => title)),
		line(COLUMNS.map(({ isNumber }) => (isNumber ? "---:" : "---"))),
		...rows.map((row) => line(COLUMNS.map(({ of }) => of(row)))),
	].join("\n");
}
