import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const root = new URL("../../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), "utf8");

interface Manifest {
	readonly dependencies?: Readonly<Record<string, string>>;
	readonly devDependencies?: Readonly<Record<string, string>>;
}

interface Locked {
	readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const manifests = ["package.json", ...readdirSync(new URL("packages", root)).map((name) => `packages/${name}/package.json`)].filter(
	(path) => existsSync(new URL(path, root)),
);

const outside = manifests.flatMap((path) => {
	const { dependencies = {}, devDependencies = {} } = JSON.parse(read(path)) as Manifest;
	return Object.entries({ ...dependencies, ...devDependencies })
		.filter(([name]) => !name.startsWith("@headroom/"))
		.map(([name, version]) => ({ path, name, version }));
});

describe("dependencies", () => {
	it.each(outside)("$name in $path is pinned exactly and has its line in docs/dependencies.md", ({ name, version }) => {
		expect(version).toMatch(/^\d+\.\d+\.\d+$/);
		expect(read("docs/dependencies.md")).toContain(`\`${name}\``);
	});

	it("the lock file names no download address", () => {
		expect(read("package-lock.json")).not.toMatch(/"resolved": "https?:/);
	});

	it("the lock file names what other platforms need: npm ci refuses one that was written where a registry lacked them", () => {
		const { packages } = JSON.parse(read("package-lock.json")) as { packages: Readonly<Record<string, Locked>> };
		const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
			Object.keys(optionalDependencies).filter(
				(name) => packages[`${path}/node_modules/${name}`] === undefined && packages[`node_modules/${name}`] === undefined,
			),
		);
		expect(missing).toEqual([]);
	});

	it("one package is one version in every manifest that names it", () => {
		const versions = new Map<string, Set<string>>();
		for (const { name, version } of outside) versions.set(name, (versions.get(name) ?? new Set()).add(version));
		expect([...versions].filter(([, seen]) => seen.size > 1)).toEqual([]);
	});
});
