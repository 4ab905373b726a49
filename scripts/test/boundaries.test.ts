import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const using = (what: string) => `import { thing } from "${what}";\nexport { thing };`;
const probe = (packageName: string, code: string) => ({ packageName, code });

const REFUSED_IMPORTS = [
	["engine", "@headroom/config"],
	["engine", "zod"],
	["engine", "node:fs"],
	["config", "@headroom/controller"],
	["controller", "@headroom/aws"],
	["voting", "@headroom/controller"],
	["emulators", "@headroom/controller"],
	["aws", "@headroom/config"],
	["aws", "@headroom/emulators"],
	["functions", "@headroom/local-cloud"],
	["functions", "@headroom/emulators"],
	["local-cloud", "@headroom/functions"],
	["load", "@headroom/local-cloud"],
	["load", "@headroom/engine"],
	["local-cloud", "@headroom/load"],
	["simulator", "@headroom/aws"],
	["simulator", "@headroom/local-cloud"],
	["emulators", "@headroom/simulator"],
	["local-cloud", "@headroom/simulator"],
	["load/src/demo", "@headroom/engine"],
	["load/src/demo", "@headroom/config"],
	["endurance", "@headroom/aws"],
	["endurance", "@headroom/simulator"],
	["cli", "@headroom/local-cloud"],
	["cli", "@headroom/load"],
	["load", "@headroom/cli"],
	["cli", "@headroom/functions"],
	["local-cloud", "@headroom/cli"],
	["voting", "@aws-sdk/client-kinesis"],
	["producer", "@aws-sdk/client-kinesis"],
	["producer", "@headroom/controller"],
	["controller", "@headroom/producer"],
	["controller", "@aws-sdk/client-sns"],
	["functions", "@aws-sdk/client-sqs"],
	["controller", "../../engine/src/decide.ts"],
	["cli", "../../engine/src/decide.ts"],
	["cli", "../../../../engine/src/decide.ts"],
	["local-cloud", "../../engine/src/decide.ts"],
	["local-cloud", "../../../../engine/src/decide.ts"],
] as const;

const ALLOWED_IMPORTS = [
	["engine", "./decision.ts"],
	["controller", "@headroom/engine"],
	["aws", "@headroom/controller"],
	["aws", "@headroom/producer"],
	["voting", "@headroom/producer"],
	["aws", "@aws-sdk/client-kinesis"],
	["functions", "@headroom/aws"],
	["simulator", "@headroom/emulators"],
	["simulator", "@headroom/controller"],
	["endurance", "@headroom/controller"],
	["endurance", "@headroom/emulators"],
	["local-cloud", "@headroom/emulators"],
	["local-cloud", "../../endpoint/aws-http.ts"],
	["load", "@headroom/voting"],
	["load/src/demo", "../drive/driver-child.ts"],
	["cli", "@headroom/controller"],
	["cli", "@headroom/voting"],
	["cli", "../../shared/format/table.ts"],
	["cli", "@aws-sdk/client-kinesis"],
] as const;

const IMPURE = ["Date.now()", "new Date()", "Math.random()", "console.log(1)", "process.env", 'fetch("x")', "performance.now()"];

const PURE = ["new Date(0).toISOString()", "Math.max(1, 2)"];

/** Two files that import no more than a type of each other. */
const CIRCLE = ["a", "b"].map((own, index) => ({
	file: `circle-${own}.ts`,
	code: `import type { Other } from "./circle-${["b", "a"][index]}.ts";\nexport type Other${own} = Other;\nexport interface Other {\n\treadonly other: Other;\n}\n`,
}));

const probes = [
	...REFUSED_IMPORTS.map(([packageName, imported]) => probe(packageName, using(imported))),
	...ALLOWED_IMPORTS.map(([packageName, imported]) => probe(packageName, using(imported))),
	...[...IMPURE, ...PURE].map((code) => probe("engine", `export const value = ${code};`)),
];

/** What the linter says of each probe, were it to stand in its package's sources: rule names, by probe. */
const findings = new Map<string, string[]>();
/** The same of the files of the circle. */
const circles: string[] = [];
let copy: string;

beforeAll(() => {
	copy = mkdtempSync(join(tmpdir(), "headroom-boundaries-"));
	for (const name of ["biome.json", ".gitignore", "scripts/lint"]) cpSync(join(root, name), join(copy, name), { recursive: true });
	probes.forEach(({ packageName, code }, index) => {
		mkdirSync(join(copy, "packages", packageName, "src"), { recursive: true });
		writeFileSync(join(copy, "packages", packageName, "src", `probe-${index}.ts`), `${code}\n`);
	});
	for (const { file, code } of CIRCLE) writeFileSync(join(copy, "packages/controller/src", file), code);
	const run = spawnSync(join(root, "node_modules/.bin/biome"), ["lint", "--reporter=json", "--max-diagnostics=none", "packages"], {
		cwd: copy,
		encoding: "utf8",
	});
	const report = JSON.parse(run.stdout) as { diagnostics: { category: string; location: { path: string | { file: string } } }[] };
	for (const { category, location } of report.diagnostics) {
		const path = typeof location.path === "string" ? location.path : location.path.file;
		if (category === "lint/suspicious/noImportCycles") circles.push(path.slice(path.lastIndexOf("/") + 1));
		const index = Number(/probe-(\d+)\.ts$/.exec(path)?.[1]);
		const key = JSON.stringify(probes[index]);
		findings.set(key, [...(findings.get(key) ?? []), category]);
	}
}, 60_000);

afterAll(() => rmSync(copy, { recursive: true, force: true }));

const found = (packageName: string, code: string) => findings.get(JSON.stringify(probe(packageName, code))) ?? [];

describe("the arrows between packages", () => {
	it.each(REFUSED_IMPORTS)("%s may not import %s", (packageName, imported) => {
		expect(found(packageName, using(imported))).toContain("lint/style/noRestrictedImports");
	});

	it.each(ALLOWED_IMPORTS)("%s may import %s", (packageName, imported) => {
		expect(found(packageName, using(imported))).not.toContain("lint/style/noRestrictedImports");
	});
});

describe("the engine is pure", () => {
	it.each(IMPURE)("%s is refused", (code) => {
		expect(
			found("engine", `export const value = ${code};`).filter((rule) => rule === "plugin" || rule === "lint/style/noRestrictedGlobals"),
		).not.toEqual([]);
	});

	it.each(PURE)("%s is not", (code) => {
		const rules = found("engine", `export const value = ${code};`);
		expect(rules.filter((rule) => rule === "plugin" || rule === "lint/style/noRestrictedGlobals")).toEqual([]);
	});
});

describe("imports", () => {
	it("that go in a circle are refused, types included", () => {
		expect(circles.sort()).toEqual(CIRCLE.map(({ file }) => file));
	});
});
