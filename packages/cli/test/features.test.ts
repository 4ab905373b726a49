import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const SRC = fileURLToPath(new URL("../src", import.meta.url));
const files = readdirSync(SRC, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".ts"));
const features = readdirSync(join(SRC, "features"), { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [entry.name] : []));

/** What a file imports of this package, from `src` on; `await import(…)` and types as well. */
function importsOf(file: string): string[] {
	const text = readFileSync(join(SRC, file), "utf8");
	const named = [...text.matchAll(/(?:from |import\()"(\.[^"]+)"/g)].map(([, path = ""]) => path);
	return named.map((path) => relative(SRC, join(SRC, dirname(file), path)));
}

describe("a feature of the command line", () => {
	it.each(features)("%s imports nothing but its own folder and shared/", (feature) => {
		const own = files.filter((file) => file.startsWith(`features/${feature}/`));
		const elsewhere = own.flatMap(importsOf).filter((path) => !path.startsWith(`features/${feature}/`) && !path.startsWith("shared/"));
		expect(elsewhere).toEqual([]);
	});

	it.each(features)("%s has a command.ts, which the list of commands names", (feature) => {
		expect(importsOf("features/index.ts")).toContain(`features/${feature}/command.ts`);
	});

	it("is known to nothing in shared/", () => {
		const shared = files.filter((file) => file.startsWith("shared/"));
		expect(shared.flatMap(importsOf).filter((path) => !path.startsWith("shared/"))).toEqual([]);
	});
});
