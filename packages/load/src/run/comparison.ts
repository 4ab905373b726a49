import { basename } from "node:path";
import { sumOf } from "../drive/load-result.ts";
import type { StoredRun } from "./stored-run.ts";
import { describeModel, renderFigures } from "./summary.ts";

interface NamedRun {
	readonly path: string;
	readonly run: StoredRun;
}

/** Two runs side by side, and below them the cautions for the comparison. */
export function renderComparison(first: NamedRun, second: NamedRun): string {
	return [
		renderFigures([first.run, second.run], [basename(first.path), basename(second.path)]),
		...ratios(first.run, second.run),
		...cautions(first.run, second.run),
	].join("\n");
}

/** The share of requests with a 5xx or without an answer. */
export function errorShare({ counts }: StoredRun): number {
	return counts.offered === 0 ? 0 : (sumOf(counts.byStatus, (status) => status >= 500) + counts.unanswered) / counts.offered;
}

function ratios(first: StoredRun, second: StoredRun): string[] {
	const lines = [`5xx and unanswered: ${percent(errorShare(first))} → ${percent(errorShare(second))}`];
	for (const percentile of ["p50", "p95", "p99"] as const) {
		const before = first.latencyMs?.[percentile];
		const after = second.latencyMs?.[percentile];
		if (before !== undefined && after !== undefined && before > 0) lines.push(`${percentile}: × ${(after / before).toFixed(2)}`);
	}
	return lines;
}

/** Figures of different loads or machines do not show which target is better. */
function cautions(first: StoredRun, second: StoredRun): string[] {
	const lines: string[] = [];
	if (describeModel(first.model) !== describeModel(second.model))
		lines.push("The two loads differ: the ratios compare loads as well as targets.");
	const machineOf = ({ machine }: StoredRun) => `${machine.cores} × ${machine.cpu}, Node.js ${machine.node}`;
	if (machineOf(first) !== machineOf(second)) lines.push(`Measured on different machines: ${machineOf(first)}; ${machineOf(second)}.`);
	for (const [run, which] of [
		[first, "first"],
		[second, "second"],
	] as const) {
		if (run.state !== "complete") lines.push(`The ${which} run is not complete: ${run.state}.`);
	}
	return lines;
}

function percent(part: number): string {
	return `${(part * 100).toFixed(2)} %`;
}
