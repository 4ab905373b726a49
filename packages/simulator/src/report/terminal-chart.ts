import asciichart from "asciichart";
import type { ChartSeries } from "../run/chart-series.ts";
import type { ReportRow } from "./report.ts";
import { utcMinute } from "./wording.ts";

const COLUMNS = 110;
const ROWS = 14;

/** Offered against open shards, each column's highest. */
export function renderChart({ name, figures }: ReportRow, isColoured: boolean): string {
	const { chart } = figures;
	const offered = columns(chart.offeredMost);
	const capacity = columns(chart.capacityMost);
	const colors = isColoured ? { colors: [asciichart.blue, asciichart.green] } : {};
	const drawn = asciichart.plot([capacity, offered], { height: ROWS, min: 0, format: (value) => value.toFixed(1).padStart(7), ...colors });
	return `${name}: open shards (upper line at first) and offered load in full shards\n${drawn}\n${axis(chart, offered.length)}`;
}

function columns(points: readonly number[]): number[] {
	const width = Math.min(COLUMNS, points.length);
	return Array.from({ length: width }, (_, column) => {
		const from = Math.floor((column * points.length) / width);
		const until = Math.max(from + 1, Math.floor(((column + 1) * points.length) / width));
		return Math.max(...points.slice(from, until));
	});
}

function axis({ startMs, pointSeconds, offeredMost }: ChartSeries, width: number): string {
	const from = utcMinute(startMs);
	const until = utcMinute(startMs + offeredMost.length * pointSeconds * 1_000);
	return `${" ".repeat(9)}${from}${until.padStart(Math.max(until.length + 1, width - from.length))} UTC`;
}
