import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonDocument } from "../src/shared/format/json-document.ts";
import { table } from "../src/shared/format/table.ts";
import { createMarkedColors } from "../src/shared/terminal/visible-output.ts";
import { wrapAtWords } from "../src/shared/terminal/word-wrap.ts";
import { memoryTerminal } from "./support/program.ts";

describe("text for people", () => {
	it.each([
		{
			title: "breaks at words",
			text: "Holding 1 shard: CloudWatch has no datapoint newer than 5 min.",
			lines: ["Holding 1 shard: CloudWatch has no", "datapoint newer than 5 min."],
		},
		{
			title: "goes on under the words after a mark",
			text: "✗ Nothing has evaluated votes in the last 5 minutes.",
			lines: ["✗ Nothing has evaluated votes in the", "  last 5 minutes."],
		},
		{
			title: "goes on in the column after a label",
			text: "  measure    CloudWatch has no datapoint newer than 5 min.",
			lines: ["  measure    CloudWatch has no datapoint", "             newer than 5 min."],
		},
		{
			title: "keeps a command in one piece inside of a sentence",
			text: "votes is paused by root. End it: headroom resume votes --deployment headroom-production",
			lines: ["votes is paused by root. End it:", "headroom resume votes --deployment headroom-production"],
		},
		{
			title: "keeps a line that is a command",
			text: "    undo: echo '{}' | headroom policy set votes --file - --yes",
			lines: ["    undo: echo '{}' | headroom policy set votes --file - --yes"],
		},
	])("$title", ({ lines, text }) => {
		expect(wrapAtWords(text, 40).split("\n")).toEqual(lines);
	});

	it("keeps every word in its order, and no line that could break is longer than the terminal", () => {
		const word = fc.string({ unit: "grapheme-ascii", minLength: 1, maxLength: 12 }).map((text) => text.replaceAll(/[^a-z]/gi, "x"));
		fc.assert(
			fc.property(fc.array(word, { minLength: 1, maxLength: 60 }), fc.integer({ min: 20, max: 120 }), (words, columns) => {
				const wrapped = wrapAtWords(words.join(" "), columns);
				expect(wrapped.split(/\s+/)).toEqual(words);
				for (const line of wrapped.split("\n")) expect(line.length).toBeLessThanOrEqual(columns);
			}),
			{ seed: 19 },
		);
	});

	it("keeps JSON and colours", () => {
		const document = jsonDocument("status", { says: "a sentence that is much longer than this terminal is wide" });
		expect(wrapAtWords(document, 20)).toBe(document);
		const colors = createMarkedColors(true);
		const painted = wrapAtWords(colors.red("a sentence that is longer than twenty"), 20);
		expect(stripVTControlCharacters(painted)).toBe("a sentence that is\nlonger than twenty");
	});
});

describe("a table", () => {
	const columns = [{ title: "stream" }, { title: "left", align: "right" }, { title: "state" }] as const;
	const rows = [["a-very-long-name-of-a-stream-".repeat(4).slice(0, 128), "10 of 10", "ACTIVE PAUSED"]];

	it("has the width of the terminal with a stream's longest name, and loses nothing", () => {
		const drawn = table({ ...memoryTerminal(), isTty: true }, columns, rows);
		for (const line of drawn.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
		expect(drawn.replaceAll(/\s/g, "")).toContain("10of10ACTIVEPAUSED");
		expect(
			drawn
				.split("\n")
				.slice(1)
				.map((line) => line.slice(0, 40).trim().split(" ")[0])
				.join(""),
		).toContain(rows[0]?.[0]?.slice(-20));
	});

	it("has a line for each row where a program reads it", () => {
		expect(table(memoryTerminal(), columns, rows).split("\n")).toHaveLength(2);
	});
});
