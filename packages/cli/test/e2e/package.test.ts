import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cleanEnvironment } from "../support/headroom.ts";

const PACKAGE = fileURLToPath(new URL("../..", import.meta.url));

let folder: string;
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "headroom-cli-package-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(command: string, args: readonly string[], cwd: string) {
	const env = { ...process.env, NO_COLOR: "1", npm_config_offline: "true", npm_config_cache: join(folder, "cache") };
	const { error, status, stderr, stdout } = spawnSync(command, args, { cwd, encoding: "utf8", env, shell: process.platform === "win32" });
	if (error !== undefined) throw error;
	return { status, stdout, stderr };
}

describe("the packed command", () => {
	it("is one bundle without dependencies, installs offline into an empty folder, and runs", () => {
		const packed = run("npm", ["pack", "--json", "--pack-destination", folder], PACKAGE);
		expect(packed.status, packed.stderr).toBe(0);
		const tarball = readdirSync(folder).find((name) => name.endsWith(".tgz")) ?? "none";
		const listed = run("tar", ["-tzf", tarball], folder).stdout.trim().split("\n").sort();
		expect(listed).toEqual([
			"package/LICENSE",
			"package/bin/headroom.mjs",
			"package/dist/THIRD-PARTY-LICENSES.txt",
			"package/dist/headroom.cjs",
			"package/package.json",
		]);

		const installed = run("npm", ["install", "--no-audit", "--no-fund", "--omit=dev", "--prefix", folder, join(folder, tarball)], folder);
		expect(installed.status, installed.stderr).toBe(0);
		expect(readdirSync(join(folder, "node_modules")).filter((name) => !name.startsWith("."))).toEqual(["@headroom"]);

		const terms = (file: string) => readFileSync(join(folder, "node_modules/@headroom/cli", file), "utf8");
		expect(terms("LICENSE")).toBe(readFileSync(join(PACKAGE, "../../LICENSE"), "utf8"));
		for (const name of ["@aws-sdk/client-kinesis", "commander", "p-throttle", "uplot", "zod"]) {
			expect(terms("dist/THIRD-PARTY-LICENSES.txt")).toMatch(new RegExp(`^${name} [0-9.]+ \\([A-Za-z0-9.-]+\\)\n\n`, "m"));
		}

		const binary = join(folder, "node_modules/.bin/headroom");
		const asInstalled = { cwd: folder, encoding: "utf8" as const, env: cleanEnvironment({}) };
		const { version } = JSON.parse(readFileSync(join(PACKAGE, "package.json"), "utf8")) as { version: string };
		expect(spawnSync(binary, ["--version"], asInstalled).stdout.trim()).toBe(version);
		expect(spawnSync(binary, ["--help"], asInstalled).stdout).toContain("Usage: headroom <command>");
		const { status, stderr } = spawnSync(binary, ["status", "--endpoint-url", "http://127.0.0.1:9"], asInstalled);
		expect({ status, said: stderr.split("\n")[0] }).toEqual({
			status: 1,
			said: "headroom: Nothing answers at http://127.0.0.1:9 (ECONNREFUSED).",
		});
	});
});
