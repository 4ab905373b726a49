import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { FUNCTIONS } from "@headroom/config";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { bundleFunctions, parseHandlerName } from "../src/services/lambda/runtime/bundle.ts";

let directory: string;
beforeEach(async () => {
	directory = await mkdtemp(join(tmpdir(), "headroom-bundle-test-"));
});
afterEach(() => rm(directory, { recursive: true, force: true }));

const bundle = (sources: Record<string, string>) => bundleFunctions(new Map(Object.entries(sources)), directory, join(directory, "out"));

describe("a handler's name", () => {
	it.each(Object.values(FUNCTIONS))("is a module and an export: $handler", ({ handler }) => {
		expect(parseHandlerName(handler)).toEqual({ sourcePath: handler.replace(/\.handler$/, ".ts"), exportName: "handler" });
	});
});

describe("a bundle", () => {
	it("is one module in which CommonJS finds what it expects", async () => {
		await writeFile(
			join(directory, "common.cjs"),
			"exports.where = [typeof require('node:path').join, __filename, require('node:path').resolve(__dirname)];",
		);
		await writeFile(join(directory, "a.ts"), 'import { where } from "./common.cjs";\nexport const handler = (): unknown => where;\n');
		const urls = await bundle({ a: "a.ts" });
		const url = urls.get("a") ?? "";
		const path = fileURLToPath(url);
		const { handler } = await import(/* @vite-ignore */ url);
		expect(handler()).toEqual(["function", path, dirname(path)]);
	});

	it("shortens the names of functions and classes, and leaves alone the name that an error gives itself, by which errors are told apart", async () => {
		await writeFile(
			join(directory, "a.ts"),
			'class VeryTellingError extends Error {\n\toverride readonly name = "VeryTellingError";\n}\n' +
				"export const handler = () => [new VeryTellingError().name, VeryTellingError.name.length];\n",
		);
		const urls = await bundle({ a: "a.ts" });
		const { handler } = await import(/* @vite-ignore */ urls.get("a") ?? "");
		const [name, classNameLength] = handler();
		expect(name).toBe("VeryTellingError");
		expect(classNameLength).toBeLessThan(3);
	});

	it("that cannot be made names every source that is missing", async () => {
		await writeFile(join(directory, "there.ts"), "export const handler = 1;");
		await expect(bundle({ a: "a.ts", there: "there.ts", b: "b.ts" })).rejects.toThrow("No source for a (a.ts), b (b.ts).");
	});

	it("that cannot be made says where and why", async () => {
		await writeFile(join(directory, "a.ts"), 'import "./not-there.ts";\n');
		await expect(bundle({ a: "a.ts" })).rejects.toThrow('The functions do not bundle: a.ts:1 Could not resolve "./not-there.ts"');
	});
});
