import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const read = (path: string) => readFileSync(new URL(`../../docs/${path}`, import.meta.url), "utf8");

/** First cells of the first table below a heading. */
function rows(document: string, heading: string): string[] {
	const from = document.indexOf(`\n${heading}\n`);
	const [, table = ""] = /\n(\|[^\n]*\n\| *-[^\n]*\n(?:\|[^\n]*\n)+)/.exec(document.slice(from)) ?? [];
	return table
		.trim()
		.split("\n")
		.slice(2)
		.map((row) => row.split("|")[1]?.trim() ?? "");
}

describe("docs/assumptions.md", () => {
	const assumptions = read("assumptions.md");

	it.each([
		{ emulator: "emulator-kinesis.md", heading: "## Assumed", own: "## Kinesis emulator" },
		{ emulator: "emulator-cloudwatch.md", heading: "## Assumed, as settings", own: "## CloudWatch emulator" },
	])("has every assumption of $emulator, and how verify checks it", ({ emulator, heading, own }) => {
		const assumed = rows(read(emulator), heading);
		expect(assumed.length).toBeGreaterThan(4);
		expect(rows(assumptions, own)).toEqual(assumed);
	});

	it("leaves no row without a way to check it, or the reason why there is none", () => {
		const cells = assumptions
			.split("\n")
			.flatMap((line) => (/^\| (?!what|---)/.test(line) ? [line.split("|").map((cell) => cell.trim())] : []));
		expect(cells.length).toBeGreaterThan(20);
		expect(cells.filter(([, , assumed, checkedBy]) => (assumed ?? "") === "" || (checkedBy ?? "") === "")).toEqual([]);
	});
});
