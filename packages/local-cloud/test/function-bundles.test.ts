import { execFile } from "node:child_process";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { FUNCTIONS } from "@headroom/config";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bundleFunctions, parseHandlerName } from "../src/services/lambda/runtime/bundle.ts";

const REPOSITORY_ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const SOURCES = new Map([
	...Object.entries(FUNCTIONS).map(([name, { handler }]) => [name, parseHandlerName(handler).sourcePath] as const),
	["naive", "examples/naive/place-vote.ts"] as const,
]);

let directory: string;
let urls: ReadonlyMap<string, string>;

beforeAll(async () => {
	directory = await mkdtemp(join(tmpdir(), "headroom-function-bundles-test-"));
	urls = await bundleFunctions(SOURCES, REPOSITORY_ROOT, directory);
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const pathOf = (name: string): string => fileURLToPath(urls.get(name) ?? "");

describe("the bundle", () => {
	const limits: readonly { name: string; limitBytes: number }[] = [
		{ name: "place-vote", limitBytes: 500_000 },
		{ name: "autoscaler", limitBytes: 1_000_000 },
	];
	it.each(limits)("of $name is at most $limitBytes bytes", async ({ name, limitBytes }) => {
		expect((await stat(pathOf(name))).size).toBeLessThanOrEqual(limitBytes);
	});

	it.each([...SOURCES.keys()])("of %s loads nothing at start but Node's own modules", async (name) => {
		const { stdout } = await promisify(execFile)(process.execPath, ["-e", LIST_LOADED_PACKAGES, pathOf(name)], { env: {} });
		const { required, fault } = JSON.parse(stdout) as { required: string[]; fault?: string };
		expect(required.filter((specifier) => !specifier.startsWith("node:"))).toEqual([]);
		// Without its environment a function says so; an external package that is missing would be another fault.
		expect(fault ?? "environment").toMatch(/environment/);
	});
});

/** What a bundle requires while it is loaded, and why loading it failed, if it did. */
const LIST_LOADED_PACKAGES = `
	const Module = require("node:module");
	const path = process.argv[1];
	const required = [];
	const load = Module._load;
	Module._load = function (request, ...rest) {
		if (request !== path) required.push(request);
		return load.call(this, request, ...rest);
	};
	let fault;
	try { require(path); } catch (error) { fault = error.message; }
	process.stdout.write(JSON.stringify({ required, fault }));
`;
