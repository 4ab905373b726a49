import { createHash } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { renderChart, renderHtml, renderTable, type SimulationReport, simulate, toCsv, toJson } from "../../src/index.ts";
import { HOUR_SECONDS, load } from "../build.ts";

let report: SimulationReport;
beforeAll(async () => {
	const source = load(3 * HOUR_SECONDS, (second) => ({ recordsPerSecond: second < 1_800 ? 500 : second < 5_400 ? 2_600 : 300 }));
	report = await simulate({
		load: { name: "</script><b>crowd & co</b>", source },
		contenders: ["headroom", "throttle-doubling", "static-peak"],
	});
});

describe("the page", () => {
	it("needs nothing from anywhere: no address, no import, everything inline", () => {
		const html = renderHtml(report);
		expect(html).not.toMatch(/(?:src|href)\s*=\s*["']?(?:https?:)?\/\//i);
		expect(html).not.toMatch(/@import|url\((?!["']?data:)/);
		expect(html).toContain("uPlot");
		expect(html).toContain("prefers-color-scheme: dark");
	});

	it("holds every contender's points and every reshard with its reason", () => {
		const data = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(renderHtml(report))?.[1] ?? "";
		const runs = JSON.parse(data) as { name: string; reshards: { reason: string }[]; chart: { offeredMost: number[] } }[];
		expect(runs.map(({ name }) => name)).toEqual(["headroom", "throttle-doubling", "static-peak"]);
		expect(runs[0]?.reshards.map(({ reason }) => reason)).toEqual(report.rows[0]?.figures.reshards.map(({ reason }) => reason));
		expect(runs[0]?.reshards.length).toBeGreaterThan(0);
		expect(Math.max(...(runs[0]?.chart.offeredMost ?? []))).toBeGreaterThan(2.5);
	});

	it("lets nothing run but its own script and style, by their hashes", () => {
		const html = renderHtml(report);
		const policy = /http-equiv="Content-Security-Policy" content="(.*?)"/.exec(html)?.[1] ?? "";
		const inline = [...html.matchAll(/<(style|script)>(.*?)<\/\1>/gs)].map(([, element, text = ""]) => ({ element, text }));
		expect(inline.map(({ element }) => element)).toEqual(["style", "script", "script"]);
		const hashes = inline.map(({ text }) => `'sha256-${createHash("sha256").update(text).digest("base64")}'`);
		expect(policy).toBe(
			`default-src 'none'; base-uri 'none'; form-action 'none'; style-src ${hashes[0]}; script-src ${hashes[1]} ${hashes[2]}`,
		);
		expect(html).not.toMatch(/ (?:style|on[a-z]+)=/);
	});

	it("cannot be broken by a name", () => {
		const html = renderHtml(report);
		expect(html).not.toContain("</script><b>");
		expect(html).toContain("&lt;/script&gt;&lt;b&gt;crowd &amp; co&lt;/b&gt;");
	});
});

describe("the other forms", () => {
	it("a table with one row a contender, no wider than 160 columns", () => {
		const lines = renderTable(report, 160).split("\n");
		expect(lines.filter((line) => /headroom|throttle-doubling|static-peak/.test(line))).toHaveLength(3);
		expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(160);
	});

	it("the columns that decide in a terminal of 80 columns", () => {
		const lines = renderTable(report, 80).split("\n");
		expect(lines.filter((line) => /^(?:headroom|throttle-doubling|static-peak) /.test(line))).toHaveLength(3);
		for (const line of lines) expect(line.length).toBeLessThanOrEqual(80);
	});

	it("a chart with the load's time below it", () => {
		const row = report.rows[0];
		if (row === undefined) throw new Error("There is a first row.");
		const chart = renderChart(row, 80, false);
		expect(chart).toContain("2026-11-23 00:00");
		expect(chart).not.toContain("\u001b");
		for (const line of chart.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
		// The lines differ without colour.
		expect(chart).toContain("─ open shards   • offered load");
		expect(chart.split("\n").slice(2).join("")).toMatch(/─{3}[\s\S]*•/u);
	});

	it("CSV with a header and plain numbers", () => {
		const [header = "", first = ""] = toCsv({ ...report, load: { ...report.load, name: "crowd" } }).split("\n");
		expect(header.split(",").slice(0, 5)).toEqual(["load", "who_scales", "offered_records", "throttled_records", "throttled_share"]);
		expect(first.split(",")[0]).toBe("crowd");
		expect(
			first
				.split(",")
				.slice(2)
				.every((cell) => !Number.isNaN(Number(cell))),
		).toBe(true);
	});

	it("CSV in which no name is a formula", () => {
		for (const name of ["=HYPERLINK(1)", "+1", "-1", "@sum"]) {
			expect(toCsv({ ...report, load: { ...report.load, name } }).split("\n")[1]).toMatch(new RegExp(`^"?'[${name[0]}]`));
		}
	});

	it("JSON that is the report", () => {
		expect(JSON.parse(toJson(report))).toEqual(JSON.parse(JSON.stringify(report)));
	});
});

describe("a long run's chart", () => {
	it("has at most two thousand points, and a second's spike stays to be seen", async () => {
		const source = load(6 * 86_400, (second) => ({ recordsPerSecond: second === 234_567 ? 9_000 : 100 }));
		const { rows } = await simulate({ load: { name: "spike", source }, contenders: ["static-peak"] });
		const chart = rows[0]?.figures.chart;
		expect(chart?.offeredMost.length).toBeLessThanOrEqual(2_000);
		expect(Math.max(...(chart?.offeredMost ?? []))).toBeGreaterThan(8.5);
	});
});
