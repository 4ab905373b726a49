import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { adviseCommand } from "../src/features/advise/command.ts";
import { simulateCommand } from "../src/features/simulate/command.ts";
import { memoryTerminal } from "./support/program.ts";

/** Where the messages about a trace are made. */
const FOLDERS = ["../../simulator/src/trace/", "../src/features/simulate/", "../src/features/advise/", "../src/shared/simulation/"];
const OPTION = /--[a-z][a-z0-9-]*/g;

const context = { terminal: memoryTerminal(), withSession: () => async () => {} } as unknown as Parameters<typeof simulateCommand>[0];
const options = new Set(
	[simulateCommand(context), adviseCommand(context)].flatMap((command) => command.options.map(({ long }) => long)).concat("--help"),
);

/** The texts in quotes of each source line that is no comment. */
function messages(): readonly { readonly where: string; readonly text: string }[] {
	return FOLDERS.flatMap((folder) => {
		const path = fileURLToPath(new URL(folder, import.meta.url));
		return readdirSync(path, { recursive: true, encoding: "utf8" })
			.filter((name) => name.endsWith(".ts"))
			.flatMap((name) =>
				readFileSync(`${path}${name}`, "utf8")
					.split("\n")
					.flatMap((line, index) =>
						/^\s*(?:\/\/|\/?\*)/.test(line)
							? []
							: [...line.matchAll(/(["'`])(.*?)\1/g)].map(([, , text = ""]) => ({ where: `${name}:${index + 1}`, text })),
					),
			);
	});
}

describe("what a message tells a person to say", () => {
	const all = messages();

	it("is an option that exists", () => {
		// A command to paste has its own.
		const isCommand = ({ text }: { readonly text: string }): boolean => /^(aws|headroom) /.test(text);
		const named = all
			.filter((message) => !isCommand(message))
			.flatMap(({ where, text }) => (text.match(OPTION) ?? []).map((option) => ({ where, option })));
		expect(named.length).toBeGreaterThan(20);
		expect(named.filter(({ option }) => !options.has(option))).toEqual([]);
	});

	it("is never left open: after each `say` comes an option", () => {
		const saying = all.filter(({ text }) => /\bsay\b/i.test(text));
		expect(saying.length).toBeGreaterThan(8);
		expect(saying.filter(({ text }) => /\bsay\b(?! --[a-z])/i.test(text))).toEqual([]);
	});

	it.each(["--gaps", "--period", "--column", "--time-column", "--delimiter", "--metric", "--bytes-per-record", "--write-attempts", "--as"])(
		"%s is named by one of them",
		(option) => {
			expect(all.some(({ text }) => /\bsay --/i.test(text) && text.includes(option))).toBe(true);
		},
	);
});
