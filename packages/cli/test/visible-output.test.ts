import { stripVTControlCharacters } from "node:util";
import { DEFAULT_POLICY, hasControlCharacters } from "@headroom/engine";
import { afterEach, describe, expect, it, vi } from "vitest";
import { historyView } from "../src/features/history/view.ts";
import { policyView } from "../src/features/policy/view.ts";
import { run } from "../src/run.ts";
import { explainError } from "../src/shared/errors/explain-error.ts";
import { faultLines } from "../src/shared/format/fault-lines.ts";
import { jsonDocument } from "../src/shared/format/json-document.ts";
import { table } from "../src/shared/format/table.ts";
import { liveLine } from "../src/shared/terminal/live-line.ts";
import { processTerminal, type Terminal } from "../src/shared/terminal/terminal.ts";
import { createMarkedColors, markColors, visibleOutput } from "../src/shared/terminal/visible-output.ts";
import { memoryTerminal } from "./support/program.ts";

/** Clears the screen, sets the title, writes the clipboard, turns the text round, and begins a line of its own. */
const HOSTILE = "\u001b[2J\u001b]0;owned\u0007\u009b31m\u001b]52;c;aGk=\u0007\u202e\u2028\nvotes  paused by boss";
const SHOWN = "\\u001b[2J\\u001b]0;owned\\u0007\\u009b31m\\u001b]52;c;aGk=\\u0007\\u202e\\u2028";

/** A person's terminal, and what was written to it. */
function person(): { readonly terminal: Terminal; readonly written: () => string } {
	const chunks: string[] = [];
	for (const stream of [process.stdout, process.stderr]) {
		vi.spyOn(stream, "write").mockImplementation((chunk) => {
			chunks.push(String(chunk));
			return true;
		});
	}
	vi.spyOn(process, "stdout", "get").mockReturnValue(Object.assign(Object.create(process.stdout), { isTTY: true, columns: 80 }));
	return { terminal: processTerminal({ TERM: "xterm" }), written: () => chunks.join("") };
}

afterEach(() => {
	vi.restoreAllMocks();
});

describe("what is written to a terminal", () => {
	it.each(["out", "err"] as const)(
		"through %s: words of others with every control character visible, our own colours as they are",
		(name) => {
			const { terminal, written } = person();
			terminal[name](`${terminal.colors.red("votes")}\t${HOSTILE}`);
			expect(written()).toBe(`\u001b[31mvotes\u001b[39m\t${SHOWN}\nvotes  paused by boss\n`);
		},
	);

	it("lets nobody else colour or hide anything, not even inside a colour of ours", () => {
		const { terminal, written } = person();
		terminal.out(terminal.colors.yellow("a \u001b[8mhidden\u001b[39m b"));
		expect(written()).toBe("\u001b[33ma \\u001b[8mhidden\\u001b[39m b\u001b[39m\n");
	});

	it("breaks a coloured sentence without a code that shows, and each line keeps the colour", () => {
		const { terminal, written } = person();
		const sentence = `orders: ${"many words ".repeat(14)}and \u001b[8mwhat others hide`;
		terminal.out(terminal.colors.yellow(sentence));
		const lines = written().trimEnd().split("\n");
		expect(lines.length).toBeGreaterThan(2);
		for (const line of lines) expect(line.startsWith("\u001b[33m") && line.endsWith("\u001b[39m")).toBe(true);
		expect(stripVTControlCharacters(written()).replaceAll(/\s+/g, " ").trim()).toBe(sentence.replace("\u001b", "\\u001b"));
	});

	it("in a table: a coloured cell that breaks keeps its colour, and shows no code", () => {
		const { terminal, written } = person();
		const said = "words ".repeat(30).trim();
		terminal.out(table(terminal, [{ title: "stream" }, { title: "says" }], [["votes", terminal.colors.red(said)]]));
		expect(written()).not.toContain("\\u001b");
		expect(stripVTControlCharacters(written()).replaceAll(/\s+/g, " ")).toContain(said.slice(0, 40));
	});

	it("has a colour inside another, which goes on after it", () => {
		const { bold, dim, red } = createMarkedColors(true);
		expect(visibleOutput(red(`a ${red("b")} c`))).toBe("\u001b[31ma \u001b[31mb\u001b[39m\u001b[31m c\u001b[39m");
		expect(visibleOutput(bold(`a ${dim("b")}`))).toBe("\u001b[1ma \u001b[2mb\u001b[22m\u001b[1m\u001b[22m");
		expect(createMarkedColors(false).red("a")).toBe("a");
		expect(visibleOutput(markColors("\u001b[34ma\u001b[39m"))).toBe("\u001b[34ma\u001b[39m");
	});

	it("in a table: columns stay where they are, whatever a cell holds", () => {
		const { terminal, written } = person();
		const rows = [
			[terminal.colors.bold("votes"), "1"],
			["\u001b[31m\u001b[8m", "2"],
		];
		terminal.out(table(terminal, [{ title: "stream" }, { title: "n" }], rows));
		const lines = stripVTControlCharacters(written()).split("\n");
		expect(new Set(lines.slice(0, 3).map((line) => line.search(/[N12]$/)))).toEqual(new Set(["\\u001b[31m\\u001b[8m".length + 2]));
		expect(written()).toContain("\u001b[1mvotes\u001b[22m");
	});

	it("in a line that changes in place", async () => {
		const chunks: string[] = [];
		const stream = { write: (chunk: string) => chunks.push(chunk), isTTY: true, columns: 200, rows: 40, on: () => {}, off: () => {} };
		const live = await liveLine(stream as unknown as NodeJS.WriteStream);
		live(`votes ${HOSTILE}`);
		live.done();
		expect(chunks.join("")).toContain(`votes ${SHOWN}`);
		for (const raw of ["\u009b", "\u202e", "\u0007"]) expect(chunks.join("")).not.toContain(raw);
	});

	it("as JSON is the same document, its escapes JSON's own", () => {
		const document = jsonDocument("status", { reason: HOSTILE });
		const written = visibleOutput(document);
		expect(JSON.parse(written)).toEqual({ version: 1, kind: "status", reason: HOSTILE });
		expect(hasControlCharacters(written.replaceAll("\n", ""))).toBe(false);
	});
});

describe("words of others in a view", () => {
	const terminal = memoryTerminal();
	const forged = /^votes {2}paused by boss/m;
	it.each([
		{
			title: "who acted, in history",
			text: historyView(terminal, [
				{ streamName: HOSTILE, atMs: 0, kind: "act", by: HOSTILE, fromShardCount: 1, toShardCount: 2, says: "Scaling." },
			]),
		},
		{
			title: "who stored a policy",
			text: policyView(terminal, {
				streamName: "votes",
				policy: DEFAULT_POLICY,
				source: "attached",
				stored: { kind: "stored", streamName: "votes", written: {}, by: HOSTILE, atMs: 0, revision: 1 },
			}),
		},
		{ title: "a stream's name", text: faultLines(terminal, [{ streamName: HOSTILE, fault: "It is gone." }]).join("\n") },
		{ title: "an endpoint's error", text: explainError(Object.assign(new Error(HOSTILE), { name: HOSTILE }), {}).message },
	])("stay in their line: $title", ({ text }) => {
		expect(text).not.toMatch(forged);
		expect(text).toContain("paused by boss");
	});
});

describe("--reason", () => {
	it.each([
		{ title: "a control character", reason: "\u001b[2J", says: '--reason must be one line without control characters, is "\\u001b[2J".' },
		{ title: "a line break", reason: "a\nb", says: '--reason must be one line without control characters, is "a\\nb".' },
		{ title: "120,000 characters", reason: "x".repeat(120_000), says: "--reason must be at most 256 characters, is 120000." },
	])("with $title is refused, before anything is asked of AWS, by every command that takes one", async ({ reason, says }) => {
		for (const words of [
			["pause", "votes"],
			["hold", "votes"],
			["scale", "votes", "--to", "2", "--yes"],
		]) {
			const spoken = memoryTerminal();
			expect(await run([...words, "--reason", reason], spoken, {})).toBe(2);
			expect(spoken.said).toEqual([`headroom: ${says}`]);
		}
	});
});
