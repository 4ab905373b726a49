import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { allCommands, program } from "./support/program.ts";

/** Everything that can put words into the command line's mouth. */
const FOLDERS = ["cli/src/", "config/src/", "controller/src/", "engine/src/", "simulator/src/trace/", "aws/src/"];
const OPTION = /(?<![\w-])--[a-z][a-z0-9-]*/g;

/** Options of other programs in commands that a message shows, and of npm. */
const OF_OTHERS = [/\baws [a-z-]+ [a-z-]+[^\n]*/g, /--table-name .*/g, /\bnpx sst [^\n]*/g, /\bcode --wait/g];

const commands = allCommands().filter(({ path }) => path !== "headroom");
const globals = [...program().options.map(({ long }) => long), "--help"];
const everyOption = new Set([...globals, ...commands.flatMap(({ command }) => command.options.map(({ long }) => long))]);

interface Message {
	readonly where: string;
	readonly text: string;
}

/** The texts in quotes of each source line that is no comment. */
function messages(): readonly Message[] {
	return FOLDERS.flatMap((folder) => {
		const path = fileURLToPath(new URL(`../../${folder}`, import.meta.url));
		return readdirSync(path, { recursive: true, encoding: "utf8" })
			.filter((name) => name.endsWith(".ts"))
			.flatMap((name) =>
				readFileSync(`${path}${name}`, "utf8")
					.split("\n")
					.flatMap((line, index) =>
						/^\s*(?:\/\/|\/?\*)/.test(line)
							? []
							: [...line.matchAll(/(["'`])(.*?)\1/g)].map(([, , text = ""]) => ({ where: `${folder}${name}:${index + 1}`, text })),
					),
			);
	});
}

function ofOurs(text: string): string {
	return OF_OTHERS.reduce((rest, others) => rest.replaceAll(others, ""), text);
}

/** The command whose words the text begins with, and those that follow it. */
function commandIn(text: string) {
	const found = commands.filter(({ path }) => text.startsWith(path.slice("headroom ".length)));
	return found.sort((one, other) => other.path.length - one.path.length)[0];
}

describe("what a message tells a person to type", () => {
	const all = messages();

	it("has no option that no command has", () => {
		const named = all.flatMap(({ text, where }) => (ofOurs(text).match(OPTION) ?? []).map((option) => ({ where, option })));
		expect(named.length).toBeGreaterThan(100);
		expect(named.filter(({ option }) => !everyOption.has(option))).toEqual([]);
	});

	it("has, after `headroom <command>`, options of that command alone", () => {
		const shown = all.flatMap(({ text, where }) =>
			[...text.matchAll(/headroom (?<typed>[a-z][^|;.]*)/g)].flatMap(({ groups }) => {
				const typed = groups?.["typed"] ?? "";
				const command = commandIn(typed);
				return command === undefined ? [] : [{ where, typed, command }];
			}),
		);
		expect(shown.length).toBeGreaterThan(60);
		const foreign = shown.flatMap(({ command, typed, where }) => {
			const own = new Set([...globals, ...command.command.options.map(({ long }) => long)]);
			return (typed.match(OPTION) ?? []).filter((option) => !own.has(option)).map((option) => ({ where, command: command.path, option }));
		});
		expect(foreign).toEqual([]);
	});

	it("never ends with `say` alone: after it comes what to say", () => {
		const open = all.filter(({ text }) => /\bsay (?:it|so|which|how|what)\b/i.test(text) && !/--[a-z]|HEADROOM_/.test(text));
		expect(open).toEqual([]);
	});
});
