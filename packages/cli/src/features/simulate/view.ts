import { recommend, renderChart, renderTable, type SimulationReport, toCsv } from "@headroom/simulator";
import { jsonDocument } from "../../shared/format/json-document.ts";
import { commandFor } from "../../shared/simulation/recommended-command.ts";
import type { Terminal } from "../../shared/terminal/terminal.ts";
import { markColors } from "../../shared/terminal/visible-output.ts";
import type { SimulateOptions } from "./options.ts";

/** All columns of the table, and a chart that a page takes. */
const WIDEST_COLUMNS = 160;

/** The report, and what to run. */
export function reportJson(report: SimulationReport, streamName?: string): object {
	const recommendation = recommend(report.rows);
	return {
		...report,
		recommendation: recommendation === undefined ? null : { ...recommendation, command: commandFor(recommendation, streamName) },
	};
}

/** The report in the requested form. @param streamName absent for a load that is no stream's own past */
export function simulationView(
	{ colors, columns, isTty }: Terminal,
	report: SimulationReport,
	{ csv, html, json }: SimulateOptions,
	streamName?: string,
): string {
	if (json === true) return jsonDocument("simulate", reportJson(report, streamName));
	if (csv === true) return toCsv(report).trimEnd();
	// A pipe has no width, and a program may look for a column.
	const width = isTty ? columns : WIDEST_COLUMNS;
	const [first] = report.rows;
	const chart = first === undefined ? [] : [markColors(renderChart(first, width, colors.isColorSupported))];
	const recommendation = recommend(report.rows);
	const recommended =
		recommendation === undefined
			? []
			: [
					`${colors.bold(`Run ${recommendation.name}.`)} ${recommendation.because} Prices of us-east-1, read ${recommendation.pricesReadOn}.`,
					`Do it: ${commandFor(recommendation, streamName)}`,
				];
	return [renderTable(report, width), ...chart, ...(html === undefined ? [] : [`Charts: ${html}`]), ...recommended].join("\n");
}
