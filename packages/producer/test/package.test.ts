import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";

const PACKAGE = fileURLToPath(new URL("..", import.meta.url));
const ROOT = fileURLToPath(new URL("../../..", import.meta.url));

let folder: string;
beforeAll(() => {
	folder = mkdtempSync(join(tmpdir(), "headroom-producer-package-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(command: string, args: readonly string[], cwd: string) {
	const env = { ...process.env, npm_config_offline: "true", npm_config_cache: join(folder, "cache") };
	const { error, status, stderr, stdout } = spawnSync(command, args, { cwd, encoding: "utf8", env, shell: process.platform === "win32" });
	if (error !== undefined) throw error;
	return { status, stdout, stderr };
}

it("is packed as plain JavaScript with types, without dependencies, and runs where it is installed offline", () => {
	const built = run(process.execPath, ["packages/producer/scripts/build.mjs"], ROOT);
	expect(built.status, built.stderr).toBe(0);
	const packed = run("npm", ["pack", "./packages/producer/dist", "--pack-destination", folder], ROOT);
	expect(packed.status, packed.stderr).toBe(0);
	const tarball = join(folder, readdirSync(folder).find((name) => name.endsWith(".tgz")) ?? "none");
	const installed = run("npm", ["install", "--no-audit", "--no-fund", "--prefix", folder, tarball], folder);
	expect(installed.status, installed.stderr).toBe(0);
	const modules = join(folder, "node_modules");
	expect(readdirSync(modules).filter((name) => !name.startsWith("."))).toEqual(["@headroom"]);
	const files = readdirSync(join(modules, "@headroom/producer"));
	expect(files.filter((name) => !/\.(js|d\.ts)$/.test(name)).sort()).toEqual(["LICENSE", "package.json"]);
	expect(readFileSync(join(modules, "@headroom/producer/index.d.ts"), "utf8")).toContain("createProducer");

	const program = `
		import { createProducer, embeddedThrottles } from "@headroom/producer";
		const kinesis = { putRecord: async () => ({ ShardId: "shardId-000000000000", SequenceNumber: "1" }) };
		const producer = createProducer({ kinesis, throttles: embeddedThrottles() });
		console.log((await producer.putRecord({ StreamName: "votes" })).SequenceNumber);`;
	expect(run(process.execPath, ["--input-type=module", "--eval", program], folder)).toMatchObject({ status: 0, stdout: "1\n" });
});

it("the sources are not packed by mistake", () => {
	const { status, stderr } = run("npm", ["pack", "--pack-destination", folder], PACKAGE);
	expect(status).not.toBe(0);
	expect(stderr).toContain("node packages/producer/scripts/build.mjs && npm pack ./packages/producer/dist");
});
