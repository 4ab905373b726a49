import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { type ChartColumns, chartColumns } from "../src/report/chart-columns.ts";
import { reportPage } from "../src/report/report-page.ts";
import { at, storedRun } from "./support/stored-run.ts";

const EVIL = `</script><script>alert("x")</script><img src=x onerror=alert(1)>`;

const example = { requestId: "Kx3T=", path: "/votes/poll/voter-1/a", sentAtMs: at(3), latencyMs: 12.5, body: EVIL };
const failed = storedRun({
	counts: { offered: 1000, byStatus: { "200": 900, "500": 99 }, unanswered: 1, notSent: 0 },
	groups: [
		{ status: 500, code: "function.failed", count: 99, first: example, newest: example },
		{ status: 202, code: "", count: 10, first: { ...example, body: "queued" }, newest: example },
		{
			status: 0,
			code: "ECONNRESET",
			count: 1,
			first: { path: "/votes/poll/voter-2/a", sentAtMs: at(4), latencyMs: 3, body: "reset" },
			newest: example,
		},
	],
	traces: [
		{
			status: 500,
			code: "function.failed",
			example,
			outcome: "failed",
			steps: [{ atMs: at(3), logGroup: "/aws/lambda/headroom-place-vote", says: `the function failed: ${EVIL}`, text: EVIL }],
		},
	],
	reshards: [{ fromShardCount: 1, toShardCount: 2, acceptedAtMs: at(4), activeAtMs: at(8) }],
	shards: [
		{ atMs: at(0), openShardCount: 1 },
		{ atMs: at(8), openShardCount: 2 },
	],
});

function columnsIn(page: string): ChartColumns {
	return JSON.parse(/<script type="application\/json" id="columns">(.*?)<\/script>/s.exec(page)?.[1] ?? "");
}

describe("the report", () => {
	const page = reportPage(failed);

	it("stands alone: nothing in it is fetched, and it forbids itself to", () => {
		const policy = /http-equiv="Content-Security-Policy" content="(.*?)"/.exec(page)?.[1] ?? "";
		const inline = [...page.matchAll(/<(style|script)>(.*?)<\/\1>/gs)].map(([, element, text = ""]) => ({ element, text }));
		expect(inline.map(({ element }) => element)).toEqual(["style", "script", "script"]);
		const hashes = inline.map(({ text }) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`);
		expect(policy).toBe(
			`default-src 'none'; base-uri 'none'; form-action 'none'; style-src ${hashes[0]}; script-src ${hashes[1]} ${hashes[2]}`,
		);
		expect(page).not.toMatch(/<(?:link|img|iframe|script)[^>]+(?:src|href)=/);
		expect(page).not.toMatch(/url\((?!data:)/);
		expect(page).toContain("uPlot");
	});

	it("draws responses and errors, latency percentiles, shards with their reshards, and memory over the same seconds", () => {
		const { charts, reshards, seconds } = columnsIn(page);
		expect(seconds).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
		expect(charts.map(({ series, title }) => [title, series.map(({ label }) => label)])).toEqual([
			["Responses and errors", ["200", "500", "no answer"]],
			["Latency", ["p50", "p95", "p99", "max"]],
			["Shards and reshards", ["open shards"]],
			["Connections", ["open connections", "requests under way"]],
			["Memory of the local cloud", ["resident"]],
		]);
		for (const { series } of charts) for (const { values } of series) expect(values).toHaveLength(seconds.length);
		expect(charts[2]?.series[0]?.values).toEqual([1, 1, 1, 1, 1, 1, 1, 2, 2, 2]);
		expect(reshards).toEqual([{ label: "1 → 2", acceptedAtSecond: 4, activeAtSecond: 8 }]);
	});

	it("groups errors by code, with an example's body, request and log lines", () => {
		expect(page).toContain("500 function.failed: 99 (9.9 %)");
		expect(page).toContain("request Kx3T=");
		expect(page).toContain("/aws/lambda/headroom-place-vote");
		expect(page).toContain("in the end: <strong>failed</strong>");
		expect(page).toContain("no answer ECONNRESET: 1 (0.1 %)");
		expect(page).toContain("Its log lines were not looked for.");
		expect(page).toContain("Votes that waited");
	});

	it("takes nothing that a target or a log says for markup", () => {
		expect(page).not.toContain("<img src=x");
		expect(page).not.toContain('alert("x")</script>');
		expect(page.match(/<script/g)).toHaveLength(3);
	});

	it("says so when there were no errors, and what is missing of a run that was interrupted", () => {
		expect(reportPage(storedRun())).toContain("None: every vote was answered, and none with an error.");
		const { exactlyOnce: _, ...interrupted } = storedRun({ state: "interrupted" });
		expect(reportPage(interrupted)).toContain("The run was interrupted before the votes were counted.");
	});

	it("leaves out the charts of what was not seen, and draws an empty run", () => {
		const bare = storedRun({ seconds: [], shards: [], stageMemory: [], counts: { offered: 0, byStatus: {}, unanswered: 0, notSent: 0 } });
		expect(chartColumns(bare).charts.map(({ title }) => title)).toEqual(["Latency", "Connections"]);
		expect(reportPage(bare)).toContain("</html>");
	});
});
