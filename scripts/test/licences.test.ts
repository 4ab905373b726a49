import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const root = new URL("../../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), "utf8");

interface Locked {
	readonly dev?: boolean;
	readonly license?: string;
}

const { packages } = JSON.parse(read("package-lock.json")) as { packages: Readonly<Record<string, Locked>> };
const copyleft = Object.entries(packages)
	.filter(([, { license = "" }]) => /GPL/.test(license))
	.map(([path, { dev = false }]) => ({ name: path.replace(/^.*node_modules\//, ""), dev }));

const sources = ["packages", "stacks", "infra-tests", "load-tests", "examples", "scripts"].flatMap((folder) =>
	readdirSync(new URL(folder, root), { recursive: true, encoding: "utf8" })
		.filter((name) => /\.(ts|mjs)$/.test(name) && !name.includes("node_modules"))
		.map((name) => `${folder}/${name}`),
);

/** Headroom is MIT. What is copyleft may judge it in tests, and is in nothing that is deployed or published. */
describe("packages under a copyleft licence", () => {
	it("are the evaluator of IAM policies and what it brings, all for development alone", () => {
		expect(copyleft).toEqual([
			{ name: "@cloud-copilot/iam-policy", dev: true },
			{ name: "@cloud-copilot/iam-simulate", dev: true },
			{ name: "@cloud-copilot/iam-utils", dev: true },
		]);
	});

	it("are named with their licence in docs/dependencies.md", () => {
		const [line = ""] = read("docs/dependencies.md")
			.split("\n")
			.filter((each) => each.includes("`@cloud-copilot/iam-simulate`"));
		for (const { name } of copyleft) expect(line).toContain(`\`${name}\``);
		expect(line).toContain("AGPL-3.0");
	});

	it("are imported by infra-tests alone", () => {
		const importing = sources.filter((path) => /from "@cloud-copilot\//.test(read(path)));
		expect(importing.length).toBeGreaterThan(0);
		expect(importing.filter((path) => !path.startsWith("infra-tests/"))).toEqual([]);
	});
});
