import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { SEEDED_BUGS } from "../src/bugs/seeded-bugs.ts";
import { INVARIANTS } from "../src/check/invariants/index.ts";
import { FAULT_KINDS } from "../src/faults/fault-kinds.ts";

const page = readFileSync(new URL("../../../docs/endurance.md", import.meta.url), "utf8");
const rowsOf = (heading: string): string[] => {
	const section = page.split(`\n## ${heading}\n`)[1]?.split("\n## ")[0] ?? "";
	return section.split("\n").filter((line) => line.startsWith("| `"));
};

describe("docs/endurance.md", () => {
	it("has every kind of fault, in the program's words", () => {
		expect(rowsOf("Faults")).toEqual(Object.entries(FAULT_KINDS).map(([name, { is }]) => `| \`${name}\` | ${is} |`));
	});

	it("has every invariant, in the program's words", () => {
		expect(rowsOf("Invariants")).toEqual(INVARIANTS.map(({ holds, name }) => `| \`${name}\` | ${holds} |`));
	});

	it("has every bug on purpose, and an invariant that found it", () => {
		const rows = rowsOf("Bugs on purpose").map((row) => row.split("|").map((cell) => cell.trim()));
		expect(rows.map(([, bug]) => bug)).toEqual(Object.entries(SEEDED_BUGS).map(([name, { is }]) => `\`${name}\`: ${is}`));
		const names = INVARIANTS.map(({ name }) => `\`${name}\``);
		expect(rows.filter(([, , foundBy = ""]) => !names.includes(foundBy))).toEqual([]);
	});
});
