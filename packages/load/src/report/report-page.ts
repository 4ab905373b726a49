import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { count, secondsSince, share } from "../format.ts";
import type { StoredRun } from "../run/stored-run.ts";
import { describeModel, figuresOf, groupTitle, isErrorGroup, verdictOf } from "../run/summary.ts";
import { chartColumns } from "./chart-columns.ts";

/** The library that the page needs. It is read when the page is made, and is part of the page. */
const UPLOT = fileURLToPath(import.meta.resolve("uplot"));
const UPLOT_SCRIPT = new URL("uPlot.iife.min.js", directoryOf(UPLOT));
const UPLOT_STYLE = new URL("uPlot.min.css", directoryOf(UPLOT));
const PAGE_SCRIPT = new URL("./page.js", import.meta.url);
const PAGE_STYLE = new URL("./page.css", import.meta.url);

/** One page with everything in it: it opens from a mail or a disk, and is not allowed to use a network. */
export function reportPage(run: StoredRun): string {
	const title = `${describeModel(run.model)} against ${run.target}`;
	const style = `${readText(UPLOT_STYLE)}${readText(PAGE_STYLE)}`;
	const scripts = [readText(UPLOT_SCRIPT), readText(PAGE_SCRIPT)];
	return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${contentSecurityPolicy(style, scripts)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(`Headroom load: ${title}`)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
<p>${escapeHtml(describeRun(run))}</p>
${renderVerdict(run)}
<h2>Over time</h2>
<p>Green bands are reshards: from the call of UpdateShardCount that was accepted to the stream being ACTIVE again.</p>
<div id="charts"></div>
<h2>Figures</h2>
${renderFigures(run)}
<h2>Errors</h2>
${renderGroups(run)}
${renderWaited(run)}
<script type="application/json" id="columns">${escapeJson(chartColumns(run))}</script>
${scripts.map((script) => `<script>${script}</script>`).join("\n")}
</body>
</html>
`;
}

// --- internal ---

/**
 * Nothing runs and nothing is fetched but what stands in the page, each by its hash: what a target answered stays text.
 * @see https://www.w3.org/TR/CSP3/#grammardef-hash-source read 2026-11-27
 */
function contentSecurityPolicy(style: string, scripts: readonly string[]): string {
	const source = (text: string) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
	return `default-src 'none'; base-uri 'none'; form-action 'none'; style-src ${source(style)}; script-src ${scripts.map(source).join(" ")}`;
}

function directoryOf(path: string): URL {
	return new URL(".", new URL(`file://${path}`));
}

function readText(url: URL): string {
	return readFileSync(url, "utf8");
}

function escapeHtml(text: string): string {
	return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

/** The text of a request's path or of a log line must not end its HTML element. */
function escapeJson(value: unknown): string {
	return JSON.stringify(value).replaceAll("<", "\\u003c");
}

function describeRun({ durationSeconds, machine, startedAtMs }: StoredRun): string {
	const memory = `${count(machine.memoryBytes / 2 ** 30)} GiB`;
	return `${new Date(startedAtMs).toISOString()}, for ${durationSeconds} s; measured on ${machine.cores} × ${machine.cpu}, ${memory}, ${machine.system}, Node.js ${machine.node}.`;
}

function renderVerdict(run: StoredRun): string {
	const { holds, text } = verdictOf(run);
	const mood = holds === undefined ? "" : holds ? " good" : " bad";
	return `<p class="verdict${mood}">${escapeHtml(text)}</p>`;
}

function renderFigures(run: StoredRun): string {
	const rows = Object.entries(figuresOf(run)).map(
		([label, value]) => `<tr><th>${escapeHtml(label)}</th><td>${escapeHtml(value)}</td></tr>`,
	);
	return `<table>${rows.join("")}</table>`;
}

function renderGroups(run: StoredRun): string {
	const errors = run.groups.filter(isErrorGroup);
	if (errors.length === 0) return "<p>None: every vote was answered, and none with an error.</p>";
	return errors.map((group) => renderGroup(run, group)).join("\n");
}

/** The votes that waited. They are no errors, but a person may want to see their way. */
function renderWaited(run: StoredRun): string {
	const waited = run.groups.filter(({ status }) => status === 202);
	return waited.length === 0 ? "" : `<h2>Votes that waited</h2>\n${waited.map((group) => renderGroup(run, group)).join("\n")}`;
}

function renderGroup(run: StoredRun, group: StoredRun["groups"][number]): string {
	const trace = run.traces.find(({ code, status }) => code === group.code && status === group.status);
	const example = trace?.example ?? group.first;
	const retryAfter = example.retryAfter === undefined ? "" : `, Retry-After: ${example.retryAfter}`;
	const id = example.requestId === undefined ? "without a request id" : `request ${example.requestId}`;
	return `<section class="group">
<h3>${escapeHtml(groupTitle(group))}: ${count(group.count)} (${share(group.count, run.counts.offered)})</h3>
<p>Such as ${escapeHtml(id)}: POST ${escapeHtml(example.path)}, sent ${escapeHtml(secondsSince(run.startedAtMs, example.sentAtMs))}, answered after ${example.latencyMs.toFixed(1)} ms${escapeHtml(retryAfter)}</p>
<pre>${escapeHtml(example.body)}</pre>
${trace === undefined ? "<p>Its log lines were not looked for.</p>" : renderTrace(run, trace)}
</section>`;
}

function renderTrace(run: StoredRun, { outcome, steps }: StoredRun["traces"][number]): string {
	if (steps.length === 0) return "<p>No log line has its id.</p>";
	const rows = steps.map(
		({ atMs, logGroup, says, text }) =>
			`<tr><td>${escapeHtml(secondsSince(run.startedAtMs, atMs))}</td><td>${escapeHtml(logGroup)}</td><td>${escapeHtml(says)}<details><summary>the line</summary><pre>${escapeHtml(text)}</pre></details></td></tr>`,
	);
	return `<p>What its log lines say; in the end: <strong>${escapeHtml(outcome)}</strong>.</p>\n<table>${rows.join("")}</table>`;
}
