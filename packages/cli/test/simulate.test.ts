import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { run } from "../src/run.ts";
import { memoryTerminal } from "./support/program.ts";

const folder = mkdtempSync(join(tmpdir(), "headroom-simulate-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function headroom(...words: readonly string[]): Promise<{ readonly code: number; readonly said: string }> {
	const terminal = memoryTerminal();
	const code = await run(["simulate", ...words], terminal, {});
	return { code, said: terminal.said.join("\n") };
}

const file = (name: string, text: string): string => {
	const path = join(folder, name);
	writeFileSync(path, text);
	return path;
};
const trace = file("trace.csv", "time,records\n2026-11-23T00:00:00Z,60000\n2026-11-23T00:05:00Z,450000\n2026-11-23T00:10:00Z,90000\n");

const SIZE = ["--bytes-per-record", "1000"];
const ASSUMED = ["Period", "Record size", "Values", "Within a period"];

describe("headroom simulate", () => {
	it("replays a trace and prints a line for each, a chart, and writes a page", async () => {
		const page = join(folder, "page.html");
		const { code, said } = await headroom("--trace", trace, ...SIZE, "--who", "headroom,epsagon,static-peak", "--html", page);
		expect(code).toBe(0);
		for (const name of ["headroom", "epsagon", "static-peak"]) expect(said).toContain(`│ ${name} `);
		expect(said).toContain(`Charts: ${page}`);
		expect(readFileSync(page, "utf8")).toContain("Headroom simulation");
	});

	it("ends in one recommendation: its reason, the date of the prices, and the command", async () => {
		const words = ["--trace", trace, ...SIZE, "--who", "headroom,epsagon,static-peak"];
		const { said } = await headroom(...words);
		const [recommended = "", command] = said.split("\n").slice(-2);
		expect(recommended).toMatch(/^Run (headroom|static-peak)\. .* a month.* Prices of us-east-1, read 2026-11-23\.$/);
		expect(command).toMatch(/^Do it: headroom (attach <stream>|scale <stream> --to \d+)$/);
		const { recommendation } = JSON.parse((await headroom(...words, "--json")).said) as { recommendation: Record<string, unknown> };
		expect(recommendation).toMatchObject({ pricesReadOn: "2026-11-23", command: command?.replace("Do it: ", "") });
		// Somebody else's autoscaler is compared, and cannot be recommended: no command here runs it.
		const peerAlone = await headroom("--trace", trace, ...SIZE, "--who", "epsagon", "--json");
		expect(JSON.parse(peerAlone.said)).toMatchObject({ recommendation: null });
	});

	it("states what it assumed above the table, in JSON and on the page", async () => {
		const page = join(folder, "assumed.html");
		const words = ["--trace", trace, ...SIZE, "--who", "static-peak"];
		const [table, json] = [await headroom(...words, "--html", page), await headroom(...words, "--json")];
		const { assumptions } = JSON.parse(json.said) as { readonly assumptions: readonly string[] };
		expect(assumptions.map((sentence) => sentence.split(":")[0])).toEqual(ASSUMED);
		expect(table.said.split("\n").slice(0, assumptions.length)).toEqual(assumptions);
		const html = readFileSync(page, "utf8");
		for (const sentence of assumptions) expect(html).toContain(`<li>${sentence.replaceAll('"', "&quot;").replaceAll("'", "&#39;")}</li>`);
	});

	it("keeps the height of a spike that lasts one row, and its records", async () => {
		const rows = Array.from(
			{ length: 30 },
			(_, minute) => `2026-11-23T00:${String(minute).padStart(2, "0")}:00Z,${minute === 15 ? 240_000 : 6_000}`,
		);
		const { said } = await headroom(
			"--trace",
			file("spike.csv", ["time,records", ...rows].join("\n")),
			...SIZE,
			"--who",
			"static-peak",
			"--json",
		);
		const { offeredRecords, peakShards } = JSON.parse(said).load;
		// The seconds are drawn about the row's rate.
		expect(peakShards).toBeCloseTo(4, 0);
		expect(offeredRecords / (29 * 6_000 + 240_000)).toBeCloseTo(1, 2);
	});

	it("takes the replayed stream's own policy from a file with one for each, and the only one for a trace", async () => {
		const words = ["--trace", trace, ...SIZE, "--who", "headroom", "--json"];
		const alone = await headroom(...words, "--policy", file("alone.json", '{"minShardCount": 5}'));
		const keyed = await headroom(...words, "--policy", file("keyed.json", '{"votes": {"minShardCount": 5}}'));
		expect(keyed).toEqual(alone);
		expect(JSON.parse(alone.said).rows[0].figures.meanShardCount).toBeGreaterThan(4);
		const both = await headroom(...words, "--policy", file("both.json", '{"votes": {}, "orders": {}}'));
		expect(both).toMatchObject({
			code: 2,
			said: expect.stringContaining("both.json has a policy for each of several streams: votes, orders."),
		});
	});

	it("prints the same JSON for the same seed, and other figures for another", async () => {
		const words = ["--load", "step", "--who", "headroom,static-peak", "--json"];
		const [first, again, other] = [await headroom(...words), await headroom(...words), await headroom(...words, "--seed", "2")];
		expect(JSON.parse(first.said)).toMatchObject({ version: 1, kind: "simulate", load: { name: "step" }, rows: [{}, {}] });
		expect(again.said).toBe(first.said);
		expect(other.said).not.toBe(first.said);
	});

	it("prints CSV with a header and a line for each", async () => {
		const { said } = await headroom("--trace", trace, ...SIZE, "--who", "headroom,static-peak", "--csv");
		// A spreadsheet gets the rows alone: what was assumed goes to the standard error.
		const [period, size, values, between, header, ...lines] = said.split("\n");
		expect([period, size, values, between].map((line) => line?.split(":")[0])).toEqual(ASSUMED);
		expect(header).toMatch(/^load,who_scales,/);
		expect(lines.map((line) => line.split(",")[1])).toEqual(["headroom", "static-peak"]);
	});

	it.each([
		{ title: "nothing to replay", words: [], says: "Name one thing to replay" },
		{ title: "two things at once", words: ["--trace", trace, "--load", "step"], says: "Name one thing" },
		{ title: "a load that is none", words: ["--load", "tsunami"], says: "The generated load tsunami does not exist" },
		{ title: "somebody unknown", words: ["--load", "step", "--who", "nobody"], says: "Unknown contender nobody" },
		{ title: "no such file", words: ["--trace", join(folder, "none.csv")], says: "none.csv does not exist" },
		{
			title: "a faulty line",
			words: ["--trace", file("bad.csv", "time,records\n2026-11-23T00:00:00Z,5\n2026-11-23T00:05:00Z,-3\n"), ...SIZE],
			says: "line 3",
		},
		{ title: "a folder", words: ["--trace", folder, ...SIZE], says: "is a folder" },
		{ title: "records without their size", words: ["--trace", trace], says: "say --bytes-per-record <count>" },
		{
			title: "how to read a file, without one",
			words: ["--load", "step", "--bytes-per-record", "5", "--p99-shards", "2"],
			says: "--bytes-per-record, --p99-shards: only with --trace",
		},
		{ title: "two standard inputs", words: ["--trace", "-", "--policy", "-"], says: "Both --trace and --policy" },
		{ title: "a metric that is none", words: ["--trace", trace, "--metric", "m1=Records"], says: "<series>=<metric>" },
		{ title: "gaps filled with words", words: ["--trace", trace, "--gaps", "much"], says: "zero, hold, linear, refuse" },
		{ title: "a delimiter of two characters", words: ["--trace", trace, "--delimiter", "::"], says: 'one character, or "tab"' },
		{ title: "values that mean nothing", words: ["--load", "step", "--as", "apples/day"], says: "records/bucket" },
		{ title: "a burstiness below none", words: ["--load", "step", "--burstiness", "-1"], says: "from 0 to 3" },
	])("refuses $title, with the code for wrong usage", async ({ words, says }) => {
		const { code, said } = await headroom(...words);
		expect({ code, isTold: said.includes(says) }, said).toEqual({ code: 2, isTold: true });
	});
});
