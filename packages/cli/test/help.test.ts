import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { run } from "../src/run.ts";
import { takenBy } from "../src/shared/options/argument-parsers.ts";
import { allCommands, memoryTerminal } from "./support/program.ts";

const SCREEN_LINES = 24;
const SCREEN_COLUMNS = 80;

/** Options whose values are a person's own words: what their descriptions say of them. */
const IN_THE_DESCRIPTION: ReadonlyMap<string, string> = new Map([
	["--column", "or its number"],
	["--file", "- is stdin"],
	["--html", "write a page"],
	["--load", "docs/simulator.md"],
	["--policy", "- is"],
	["--shard", "shardId-000000000003"],
	["--test-role", "a role"],
	["--time-column", "or its number"],
	["--trace", "- is stdin"],
	["--who", "separated by commas"],
]);

async function said(...words: readonly string[]): Promise<{ readonly code: number; readonly text: string }> {
	const terminal = memoryTerminal();
	return { code: await run(words, terminal, {}), text: terminal.said.join("\n") };
}

describe("help", () => {
	it.each(allCommands())("of $path fits one screen and has examples", async ({ command, path }) => {
		const { code, text } = await said(...path.split(" ").slice(1), "--help");
		expect(code).toBe(0);
		const lines = text.trimEnd().split("\n");
		expect(lines.length, text).toBeLessThanOrEqual(SCREEN_LINES);
		expect(lines.filter((line) => line.length > SCREEN_COLUMNS)).toEqual([]);
		if (command.parent !== null) expect(text).toContain(`Examples:\n`);
	});

	it.each(allCommands().filter(({ command }) => command.commands.length === 0))(
		"of $path names the values that each option takes",
		async ({ command, path }) => {
			const { text } = await said(...path.split(" ").slice(1), "--help");
			const [words, ofOptions] = [text.replaceAll(/\s+/g, " "), command.options.filter((option) => !option.isBoolean())];
			const takes = ofOptions.map((option) => ({
				flags: option.flags,
				takes: option.argChoices?.join(", ") ?? takenBy(option.parseArg) ?? IN_THE_DESCRIPTION.get(option.long ?? ""),
			}));
			expect(takes.filter((option) => option.takes === undefined)).toEqual([]);
			const hidden = new Set(command.options.flatMap((option) => (option.hidden ? [option.flags] : [])));
			expect(takes.filter((option) => !hidden.has(option.flags) && !words.includes(option.takes ?? ""))).toEqual([]);
		},
	);

	it.each(allCommands().filter(({ command }) => command.commands.length === 0))(
		"of $path names what finds the place, if it looks anywhere",
		async ({ path }) => {
			const { text } = await said(...path.split(" ").slice(1), "--help");
			const isOffline = ["headroom completion", "headroom policy validate", "headroom policy schema"].includes(path);
			expect(text.includes("Where: --region, --profile, --endpoint-url, --deployment")).toBe(!isOffline);
		},
	);

	it("of the program names every command", async () => {
		const { text } = await said("--help");
		const names = allCommands().flatMap(({ command }) => (command.parent?.parent === null ? [command.name()] : []));
		expect(names.filter((name) => !new RegExp(`\\b${name}\\b`).test(text))).toEqual([]);
	});

	it("is what no command at all shows, with the code for wrong usage", async () => {
		const { code, text } = await said();
		expect({ code, isHelp: text.includes("Usage: headroom <command>") }).toEqual({ code: 2, isHelp: true });
	});
});

describe("completion", () => {
	it.each(["bash", "zsh", "fish"])("for %s names every command and option", async (shell) => {
		const { code, text } = await said("completion", shell);
		expect(code).toBe(0);
		for (const { command } of allCommands()) {
			expect(text).toContain(command.name());
			for (const { long } of command.options) expect(text).toContain(shell === "fish" ? `-l ${long?.slice(2)}` : long);
		}
	});

	const hasBash = (() => {
		try {
			return execFileSync("bash", ["-c", "echo ok"], { encoding: "utf8" }) === "ok\n";
		} catch {
			return false;
		}
	})();

	it.skipIf(!hasBash).each([
		{ typed: ["headroom", "st"], offers: ["status"] },
		{ typed: ["headroom", "policy", ""], offers: ["get", "set", "edit", "validate", "reset", "schema"] },
		{ typed: ["headroom", "policy", "set", "votes", "--d"], offers: ["--dry-run", "--deployment", "--debug"] },
		{ typed: ["headroom", "history", "--kind", ""], offers: ["act", "change", "refusal", "finding"] },
		{ typed: ["headroom", "completion", "f"], offers: ["fish"] },
	])("in bash, $typed offers $offers", async ({ offers, typed }) => {
		const { text } = await said("completion", "bash");
		const words = typed.map((word) => `'${word}'`).join(" ");
		const script = `${text}\nCOMP_WORDS=(${words}); COMP_CWORD=${typed.length - 1}; _headroom; printf '%s\\n' "\${COMPREPLY[@]}"`;
		const offered = execFileSync("bash", ["-c", script], { encoding: "utf8" });
		expect(offered.trim().split("\n").sort()).toEqual([...offers].sort());
	});
});
