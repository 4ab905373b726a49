import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const read = (path: string) => readFileSync(join(root, path), "utf8");

const documents = [
	"README.md",
	"CHANGELOG.md",
	...readdirSync(join(root, "docs"), { recursive: true, encoding: "utf8" })
		.filter((name) => name.endsWith(".md"))
		.map((name) => join("docs", name)),
];

const packages = readdirSync(join(root, "packages"))
	.map((name) => `packages/${name}`)
	.sort();

const records = readdirSync(join(root, "docs/decisions"))
	.filter((name) => /^\d{4}-/.test(name))
	.sort();

const LINK = /\]\((?!https?:|mailto:|#)([^)#\s]+)/g;

describe("documents", () => {
	it.each(documents)("every file that %s links to is there", (document) => {
		const missing = [...read(document).matchAll(LINK)]
			.map(([, target = ""]) => relative(root, join(root, dirname(document), target)))
			.filter((target) => !existsSync(join(root, target)));
		expect(missing).toEqual([]);
	});

	it("every folder that README.md names is there, and every package is named", () => {
		const readme = read("README.md");
		const named = [...readme.matchAll(/^\| `([a-z/-]+)` +\|/gm)].map(([, folder = ""]) => folder);
		expect(named.filter((folder) => !existsSync(join(root, folder)))).toEqual([]);
		expect(named.filter((folder) => folder.startsWith("packages/")).sort()).toEqual(packages);
	});

	it("every path that docs/contributing.md names is there", () => {
		const spans = [...read("docs/contributing.md").matchAll(/`([^`\n]+)`/g)].map(([, span = ""]) => span);
		const paths = spans.filter((span) => /^[\w.-]+(\/[\w.-]+)+\/?$|^[\w-]+\.(css|json|md|mjs|ts)$/.test(span));
		expect(paths.length).toBeGreaterThan(40);
		expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
	});

	it("every name of today in the dictionary's table of renames is in the code", () => {
		const table = /## Renamed in [\s\S]*?\n\n[\s\S]*?\n\n([\s\S]*?)\n\n/.exec(read("docs/dictionary.md"))?.[1] ?? "";
		const today = table.split("\n").flatMap((row) => [...(row.split("|")[2] ?? "").matchAll(/`([^`]+)`/g)].map(([, name = ""]) => name));
		expect(today.length).toBeGreaterThan(40);
		const code = ["packages", "stacks"]
			.flatMap((folder) => readdirSync(join(root, folder), { recursive: true, encoding: "utf8" }).map((path) => join(folder, path)))
			.filter((path) => path.endsWith(".ts") && !path.includes("node_modules") && !path.includes("/test/"))
			.map(read)
			.join("\n");
		expect(today.filter((name) => !(name.includes("/") ? existsSync(join(root, name)) : new RegExp(`\\b${name}\\b`).test(code)))).toEqual(
			[],
		);
	});

	it("the map of docs/contributing.md has every package, and no other", () => {
		const map = /```mermaid\n([\s\S]*?)```/.exec(read("docs/contributing.md"))?.[1] ?? "";
		const named = new Set([...map.matchAll(/packages\/[a-z-]+/g)].map(([name]) => name));
		expect([...named].sort()).toEqual(packages);
	});

	it("every npm script that a document names exists", () => {
		const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
		const named = documents.flatMap((document) => [...read(document).matchAll(/npm run ([a-z:-]+)/g)].map(([, script = ""]) => script));
		expect(named.length).toBeGreaterThan(0);
		expect(named.filter((script) => !(script in scripts))).toEqual([]);
	});

	it("no page, help or hint names `npx headroom`, which outside the repository is a stranger's package", () => {
		// Records and the changelog keep the words of their time.
		const pages = documents.filter((document) => !document.startsWith(join("docs", "decisions", "0")) && document !== "CHANGELOG.md");
		const folders = [...packages.map((name) => `${name}/src`), "stacks"];
		const sources = folders.flatMap((folder) =>
			readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
				.filter((name) => name.endsWith(".ts"))
				.map((name) => join(folder, name)),
		);
		expect(sources.length).toBeGreaterThan(300);
		expect([...pages, ...sources].filter((path) => read(path).includes("npx headroom"))).toEqual([]);
	});

	it("decision records are numbered without gaps or doubles", () => {
		const numbers = records.map((name) => Number(name.slice(0, 4)));
		expect([...numbers].sort((left, right) => left - right)).toEqual(numbers.map((_, index) => index + 1));
	});

	it("docs/decisions/README.md names every decision record once", () => {
		const named = [...read("docs/decisions/README.md").matchAll(/\]\((\d{4}-[^)]+\.md)\)/g)].map(([, name = ""]) => name);
		expect(named.sort()).toEqual(records);
	});
});
