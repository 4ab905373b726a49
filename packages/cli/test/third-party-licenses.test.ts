import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

type ThirdPartyLicenses = (root: string, files: readonly string[]) => string;
const script = new URL("../scripts/third-party-licenses.mjs", import.meta.url).href;
const { thirdPartyLicenses } = (await import(script)) as { readonly thirdPartyLicenses: ThirdPartyLicenses };

let root: string;
beforeEach(() => {
	root = mkdtempSync(join(tmpdir(), "headroom-licenses-"));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function install(folder: string, license: string, files: Readonly<Record<string, string>>): string {
	const name = folder.slice(folder.lastIndexOf("node_modules/") + "node_modules/".length);
	mkdirSync(join(root, folder), { recursive: true });
	writeFileSync(join(root, folder, "package.json"), JSON.stringify({ name, version: "1.2.3", license }));
	for (const [file, text] of Object.entries(files)) writeFileSync(join(root, folder, file), text);
	return `${folder}/index.js`;
}

describe("the terms of what is bundled", () => {
	it("are whole, once a package, with its NOTICE, wherever it is installed; our own files have none here", () => {
		const files = [
			"packages/cli/src/main.ts",
			install("node_modules/a", "MIT", { "LICENSE.md": "terms of a\n" }),
			install("node_modules/a/node_modules/@b/c", "Apache-2.0", { LICENSE: "terms of c", NOTICE: "notice of c" }),
			"node_modules/a/lib/more.js",
		];
		const rule = "-".repeat(80);
		expect(thirdPartyLicenses(root, files)).toBe(
			`a 1.2.3 (MIT)\n\nterms of a\n\n${rule}\n\n@b/c 1.2.3 (Apache-2.0)\n\nterms of c\n\nnotice of c\n`,
		);
	});

	it("are a sibling's, of the same scope and licence, where a package has left them out", () => {
		const files = [install("node_modules/@b/bare", "MIT", {}), install("node_modules/@b/c", "MIT", { LICENCE: "terms" })];
		expect(thirdPartyLicenses(root, files)).toContain("@b/bare 1.2.3 (MIT)\n\nterms\n");
	});

	it("must be there: no bundle is made without them", () => {
		const files = [install("node_modules/bare", "MIT", {}), install("node_modules/other", "MIT", { LICENSE: "terms" })];
		expect(() => thirdPartyLicenses(root, files)).toThrow("bare 1.2.3 (MIT) has no file with its terms.");
	});
});
