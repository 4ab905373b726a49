import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BundleCache } from "../src/services/lambda/runtime/bundle-cache.ts";

/** All files are older. */
const LATER_MS = Date.now() + 3_600_000;

let root: string;
beforeEach(() => {
	root = mkdtempSync(join(tmpdir(), "headroom-bundle-cache-"));
	writeFileSync(join(root, "package-lock.json"), "{}");
	writeFileSync(join(root, "a.ts"), "export const a = 1;");
	mkdirSync(join(root, "out"));
	writeFileSync(join(root, "out/bundle.cjs"), "made of a");
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const cacheOf = (made: unknown = "one function") => new BundleCache(made, root);
const restored = async (cache = cacheOf()) =>
	(await cache.restore(join(root, "again"))) && readFileSync(join(root, "again/bundle.cjs"), "utf8");

describe("bundles of an earlier start", () => {
	it("are taken as long as no file that went into them has changed", async () => {
		expect(await restored()).toBe(false);
		await cacheOf().keep(["a.ts"], join(root, "out"), LATER_MS);
		expect(await restored()).toBe("made of a");
	});

	it.each([
		{ change: "a source has other text", make: () => writeFileSync(join(root, "a.ts"), "export const a = 22;") },
		{ change: "a source has as much text, written later", make: () => utimesSync(join(root, "a.ts"), 1, 1) },
		{ change: "a source is gone", make: () => rmSync(join(root, "a.ts")) },
		{ change: "another version of a package may be installed", make: () => writeFileSync(join(root, "package-lock.json"), '{ "a": 1 }') },
	])("are made anew when $change", async ({ make }) => {
		await cacheOf().keep(["a.ts"], join(root, "out"), LATER_MS);
		make();
		expect(await restored()).toBe(false);
	});

	it("are not kept if a source was written while they were made", async () => {
		await cacheOf().keep(["a.ts"], join(root, "out"), Date.now() - 60_000);
		expect(await restored()).toBe(false);
	});

	it("are made anew when a package of the repository exports other files", async () => {
		mkdirSync(join(root, "packages/voting"), { recursive: true });
		writeFileSync(join(root, "packages/voting/package.json"), '{ "exports": "./a.ts" }');
		writeFileSync(join(root, "packages/voting/a.ts"), "");
		await cacheOf().keep(["packages/voting/a.ts"], join(root, "out"), LATER_MS);
		expect(await restored()).toBe("made of a");
		writeFileSync(join(root, "packages/voting/package.json"), '{ "exports": "./another.ts" }');
		expect(await restored()).toBe(false);
	});

	it("are not taken for those of other functions", async () => {
		await cacheOf().keep(["a.ts"], join(root, "out"), LATER_MS);
		expect(await restored(cacheOf("another function"))).toBe(false);
	});

	it("are kept by several starts at once, and leave nothing else behind", async () => {
		await Promise.all(Array.from({ length: 5 }, () => cacheOf().keep(["a.ts"], join(root, "out"), LATER_MS)));
		expect(await restored()).toBe("made of a");
		expect(readdirSync(join(root, "node_modules/.cache/headroom-bundles"))).toHaveLength(1);
	});

	it("that are broken are none, and a folder that cannot be written stops nobody", async () => {
		await cacheOf().keep(["a.ts"], join(root, "out"), LATER_MS);
		const [entry = ""] = readdirSync(join(root, "node_modules/.cache/headroom-bundles"));
		writeFileSync(join(root, "node_modules/.cache/headroom-bundles", entry, "inputs.json"), "{");
		expect(await restored()).toBe(false);
		rmSync(join(root, "node_modules"), { recursive: true });
		writeFileSync(join(root, "node_modules"), "no folder");
		await cacheOf().keep(["a.ts"], join(root, "out"), LATER_MS);
		expect(existsSync(join(root, "again"))).toBe(false);
	});
});
