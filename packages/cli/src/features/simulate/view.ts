import { renderChart, renderTable, type SimulationReport, toCsv } from "@headroom/simulator";
import { jsonDocument } from "../../shared/format/json-document.ts";
import type { Terminal } from "../../shared/terminal/terminal.ts";
import { markColors } from "../../shared/terminal/visible-output.ts";
import type { SimulateOptions } from "./options.ts";

/** All columns of the table, and a chart that a page takes. */
const WIDEST_COLUMNS = 160;

/** The report in the requested form. */
export function simulationView(
	{ colors, columns, isTty }: Terminal,
	report: SimulationReport,
	{ csv, html, json }: SimulateOptions,
): string {
	if (json === true) return jsonDocument("simulate", { ...report });
	if (csv === true) return toCsv(report).trimEnd();
	// A pipe has no width, and a program may look for a column.
	const width = isTty ? columns : WIDEST_COLUMNS;
	const [first] = report.rows;
	const chart = first === undefined ? [] : [markColors(renderChart(first, width, colors.isColorSupported))];
	return [renderTable(report, width), ...chart, ...(html === undefined ? [] : [`Charts: ${html}`])].join("\n");
}
