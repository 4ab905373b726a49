import { renderChart, renderTable, type SimulationReport, toCsv } from "@headroom/simulator";
import { jsonDocument } from "../../shared/format/json-document.ts";
import type { Terminal } from "../../shared/terminal/terminal.ts";
import { markColors } from "../../shared/terminal/visible-output.ts";
import type { SimulateOptions } from "./options.ts";

/** The report in the requested form. */
export function simulationView({ colors }: Terminal, report: SimulationReport, { csv, html, json }: SimulateOptions): string {
	if (json === true) return jsonDocument("simulate", { ...report });
	if (csv === true) return toCsv(report).trimEnd();
	const [first] = report.rows;
	const chart = first === undefined ? [] : [markColors(renderChart(first, colors.isColorSupported))];
	return [renderTable(report), ...chart, ...(html === undefined ? [] : [`Charts: ${html}`])].join("\n");
}
