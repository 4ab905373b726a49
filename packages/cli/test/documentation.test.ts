import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { EXIT_CODES } from "../src/shared/errors/exit-codes.ts";
import { allCommands, program } from "./support/program.ts";

const document = readFileSync(new URL("../../../docs/cli.md", import.meta.url), "utf8");
const leaves = allCommands().filter(({ command, path }) => command.commands.length === 0 && path !== "headroom");

/** From a heading to the next one of any level. */
function section(heading: string): string {
	const from = document.indexOf(`\n### ${heading}\n`);
	if (from === -1) return "";
	const after = document.slice(from + 1);
	const end = after.slice(3).search(/\n##+ /);
	return end === -1 ? after : after.slice(0, end + 3);
}

function usage(path: string, { registeredArguments }: (typeof leaves)[number]["command"]): string {
	const words = registeredArguments.map((argument) => {
		const name = argument.variadic ? `${argument.name()}...` : argument.name();
		return argument.required ? `<${name}>` : `[${name}]`;
	});
	return [path, ...words].join(" ");
}

describe("docs/cli.md", () => {
	it.each(leaves)("has a section for $path with each of its options", ({ command, path }) => {
		const text = section(`\`${usage(path, command)}\``);
		expect(text).not.toBe("");
		expect(command.options.filter(({ flags }) => !text.includes(`\`${flags}\``)).map(({ flags }) => flags)).toEqual([]);
	});

	it("has no section of a command that is none", () => {
		const headed = [...document.matchAll(/^### `(headroom [^`]+)`$/gm)].map(([, heading]) => heading);
		expect(headed.sort()).toEqual(leaves.map(({ command, path }) => usage(path, command)).sort());
	});

	it("names a command that changes something, and has no --json, nowhere", () => {
		const asking = leaves.filter(({ command }) => command.options.some(({ long }) => long === "--yes"));
		expect(asking.length).toBeGreaterThan(9);
		expect(asking.filter(({ command }) => !command.options.some(({ long }) => long === "--json")).map(({ path }) => path)).toEqual([]);
	});

	it("lists the global options", () => {
		expect(program().options.filter(({ flags, long }) => long !== "--version" && !document.includes(`| \`${flags}\` |`))).toEqual([]);
	});

	it("lists every exit code by its name", () => {
		const listed = [...document.matchAll(/^\| (\d+) \| `([a-z-]+)` \|/gm)].map(([, code, name]) => [name, Number(code)]);
		expect(Object.fromEntries(listed)).toEqual(EXIT_CODES);
	});

	it("has the shape of everything that --json prints", () => {
		const readers = leaves.filter(({ command }) => command.options.some(({ long }) => long === "--json"));
		// `policy get` is the oldest of its group, and has the group's name.
		const kinds = readers.map(({ path }) => path.split(" ").slice(1).join("-").replace("policy-get", "policy"));
		expect(kinds.filter((kind) => !section(kind).includes(`"kind": "${kind}"`))).toEqual([]);
		expect(kinds.filter((kind) => !document.includes(`see [${kind}](#${kind})`))).toEqual([]);
	});
});
