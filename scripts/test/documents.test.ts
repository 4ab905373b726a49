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
		expect(named.filter((folder) => folder.startsWith("packages/")).sort()).toEqual(
			readdirSync(join(root, "packages"))
				.map((name) => `packages/${name}`)
				.sort(),
		);
	});

	it("every npm script that a document names exists", () => {
		const { scripts } = JSON.parse(read("package.json")) as { scripts: Record<string, string> };
		const named = documents.flatMap((document) => [...read(document).matchAll(/npm run ([a-z:-]+)/g)].map(([, script = ""]) => script));
		expect(named.length).toBeGreaterThan(0);
		expect(named.filter((script) => !(script in scripts))).toEqual([]);
	});

	it("the decision that README.md shows is one of docs/algorithm.md, which a test of the engine runs", () => {
		const shown = /```text\n([\s\S]*?)```/.exec(read("README.md"))?.[1];
		expect(shown).toBeDefined();
		expect(read("docs/algorithm.md")).toContain(shown);
	});

	it("decision records are numbered without gaps or doubles", () => {
		const numbers = documents.filter((path) => path.startsWith("docs/decisions/")).map((path) => Number(/(\d{4})-/.exec(path)?.[1]));
		expect([...numbers].sort((left, right) => left - right)).toEqual(numbers.map((_, index) => index + 1));
	});
});
