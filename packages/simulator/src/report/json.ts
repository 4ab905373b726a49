import type { SimulationReport } from "./report.ts";

/** Everything, the charts' points too. */
export function toJson(report: SimulationReport): string {
	return `${JSON.stringify(report, undefined, "\t")}\n`;
}
