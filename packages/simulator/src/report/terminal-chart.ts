import asciichart from "asciichart";
import type { ChartSeries } from "../run/chart-series.ts";
import type { ReportRow } from "./report.ts";
import { utcMinute } from "./wording.ts";

/** Wider, the line of a day is no clearer. */
const MOST_COLUMNS = 110;
const ROWS = 14;
/** Characters of the axis. */
const AXIS = 9;

/** The load is drawn in dots, the shards in lines: they differ without colour, too. */
const DOT = "•";
const DOTS: asciichart.PlotConfig["symbols"] = ["┼", "┤", DOT, DOT, DOT, DOT, DOT, DOT, DOT, DOT];

/**
 * Offered load against open shards, each column's highest.
 * @param columns characters in a line of the terminal
 */
export function renderChart({ name, figures }: ReportRow, columns: number, isColoured: boolean): string {
	const { chart } = figures;
	const width = Math.min(MOST_COLUMNS, columns - AXIS - 1);
	const offered = sampled(chart.offeredMost, width);
	const capacity = sampled(chart.capacityMost, width);
	const max = Math.max(...offered, ...capacity);
	const axisOf = { height: ROWS, min: 0, max, format: (value: number) => value.toFixed(1).padStart(AXIS - 2) };
	const load = asciichart.plot([offered], { ...axisOf, symbols: DOTS }).split("\n");
	const drawn = asciichart
		.plot([capacity], axisOf)
		.split("\n")
		.map((line, index) => overlaid(line, load[index] ?? "", isColoured));
	const [lines, dots] = isColoured ? [" (blue)", " (green)"] : ["", ""];
	return [
		`${name}, in full shards, the highest of each column:`,
		`  ─ open shards${lines}   ${DOT} offered load${dots}`,
		...drawn,
		axis(chart, offered.length),
	].join("\n");
}

/** Where both are, the load is seen: it is the one that must not be above. */
function overlaid(capacity: string, load: string, isColoured: boolean): string {
	const length = Math.max(capacity.length, load.length);
	return Array.from({ length }, (_, column) => {
		const [line, dot] = [capacity[column] ?? " ", load[column] ?? " "];
		if (column < AXIS) return line;
		if (dot === DOT) return isColoured ? asciichart.green + dot + asciichart.reset : dot;
		return isColoured && line !== " " ? asciichart.blue + line + asciichart.reset : line;
	})
		.join("")
		.trimEnd();
}

function sampled(points: readonly number[], most: number): number[] {
	const width = Math.min(most, points.length);
	return Array.from({ length: width }, (_, column) => {
		const from = Math.floor((column * points.length) / width);
		const until = Math.max(from + 1, Math.floor(((column + 1) * points.length) / width));
		return Math.max(...points.slice(from, until));
	});
}

function axis({ startMs, pointSeconds, offeredMost }: ChartSeries, width: number): string {
	const from = utcMinute(startMs);
	const until = `${utcMinute(startMs + offeredMost.length * pointSeconds * 1_000)} UTC`;
	return `${" ".repeat(AXIS)}${from}${until.padStart(Math.max(until.length + 1, width - from.length))}`;
}
