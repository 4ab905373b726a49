import { createHash } from "node:crypto";
import { PAGE_ASSETS } from "./page-assets.ts";
import type { SimulationReport } from "./report.ts";
import { COLUMNS } from "./table.ts";
import { count, hours, utcMinute } from "./wording.ts";

/**
 * One page that needs nothing else: data, styles and the plotting library are in it. For each contender offered load against open shards,
 * what was throttled, and every reshard with its reason.
 */
export function renderHtml(report: SimulationReport): string {
	const { load, lowerBoundShardHours, settings } = report;
	const days = (load.durationSeconds / 86_400).toLocaleString("en-US", { maximumFractionDigits: 1 });
	const title = `Headroom simulation: ${load.name}`;
	const style = `${PAGE_ASSETS["uPlot.min.css"]()}${PAGE_ASSETS["page.css"]()}`;
	const scripts = [PAGE_ASSETS["uPlot.iife.min.js"](), PAGE_ASSETS["page.js"]()];
	const facts = [
		`${days} days from ${utcMinute(load.startMs)} UTC`,
		`${count(load.offeredRecords)} records offered`,
		`${load.meanShards.toFixed(2)} full shards on average, ${load.peakShards.toFixed(2)} in the fullest second`,
		`lower bound ${hours(lowerBoundShardHours)} shard-hours`,
		`seed ${settings.seed}`,
	];
	const head = COLUMNS.map(({ title: column, isNumber }) => `<th${isNumber ? ' class="number"' : ""}>${escaped(column)}</th>`).join("");
	const assumed =
		report.assumptions.length === 0
			? ""
			: `<ul id="assumptions">${report.assumptions.map((sentence) => `<li>${escaped(sentence)}</li>`).join("")}</ul>`;
	const body = report.rows.map((row, index) => {
		const cells = COLUMNS.map(({ of, isNumber }, column) => {
			const text = escaped(of(row));
			const cell =
				column === 0 ? `<label><input type="radio" name="who" value="${index}"${index === 0 ? " checked" : ""}> ${text}</label>` : text;
			return `<td${isNumber ? ' class="number"' : ""}>${cell}</td>`;
		});
		return `<tr title="${escaped(row.rule)}">${cells.join("")}</tr>`;
	});
	return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy(style, scripts)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
<header><h1>${escaped(title)}</h1><p>${facts.map(escaped).join(" · ")}</p>${assumed}</header>
<main>
<div class="scroll"><table><thead><tr>${head}</tr></thead><tbody>
${body.join("\n")}
</tbody></table></div>
<h2 id="who"></h2>
<p id="rule"></p>
<div id="capacity" class="chart" role="img" aria-label="Offered load against open shards"></div>
<p id="mark" aria-live="polite"></p>
<div id="throttled" class="chart" role="img" aria-label="Throttled records"></div>
<p class="hint">Dashed lines are reshards, green out and amber in: point at one to read why. Drag to zoom, double-click to see everything. Each point keeps its extremes, so that a second's spike stays to be seen. Times are UTC.</p>
<h2>Reshards</h2>
<div class="scroll"><table><thead><tr><th>when</th><th class="number">from</th><th class="number">to</th><th>why</th></tr></thead><tbody id="reshards"></tbody></table></div>
</main>
<script type="application/json" id="data">${embedded(chartData(report))}</script>
${scripts.map((script) => `<script>${script}</script>`).join("\n")}
</body>
</html>
`;
}

/**
 * Nothing runs and nothing is fetched but what stands in the page, each by its hash: a name or a reason that got past the escaping would stay text.
 * @see https://www.w3.org/TR/CSP3/#grammardef-hash-source read 2026-11-27
 */
function contentSecurityPolicy(style: string, scripts: readonly string[]): string {
	const source = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
	return `default-src 'none'; base-uri 'none'; form-action 'none'; style-src ${source(style)}; script-src ${scripts.map(source).join(" ")}`;
}

function chartData({ rows }: SimulationReport) {
	return rows.map(({ name, rule, figures: { chart, reshards } }) => ({ name, rule, chart, reshards }));
}

/** JSON in a script element: nothing in it may end the element. */
function embedded(data: unknown): string {
	return JSON.stringify(data).replaceAll("<", "\\u003c");
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escaped(text: string): string {
	return text.replaceAll(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
