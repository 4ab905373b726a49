import { type ChildProcess, type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

const MAIN = fileURLToPath(new URL("../src/main.ts", import.meta.url));
const FREE_PORTS = ["--endpoint-port", "0", "--api-port", "0"];

const children = new Set<ChildProcess>();
let temporary: string;
beforeEach(async () => {
	temporary = await mkdtemp(join(tmpdir(), "headroom-main-test-"));
});
afterEach(async () => {
	for (const child of children) child.kill("SIGKILL");
	children.clear();
	const left = await readdir(temporary);
	await rm(temporary, { recursive: true });
	expect(left, "files left behind").toEqual([]);
});

function run(...args: readonly string[]) {
	const child = spawn(process.execPath, [MAIN, ...args], {
		// A CI says that it takes colours; the words are what is tested.
		env: { ...process.env, TMPDIR: temporary, NO_COLOR: "1" },
		stdio: ["ignore", "pipe", "pipe", "ipc"],
	}) as ChildProcessByStdio<null, Readable, Readable>;
	children.add(child);
	const output = { stdout: "", stderr: "" };
	child.stdout.on("data", (chunk: Buffer) => {
		output.stdout += chunk.toString();
	});
	child.stderr.on("data", (chunk: Buffer) => {
		output.stderr += chunk.toString();
	});
	const ended = once(child, "close").then(([code, signal]) => ({ code, signal, ...output }));
	const firstLine = new Promise<string>((resolve) => createInterface({ input: child.stdout }).once("line", resolve));
	return { child, ended, firstLine };
}

// Whole processes, on a machine that may be busy with the other tests.
describe("npm start", { timeout: 60_000 }, () => {
	it("says in one line of JSON where everything is, serves, and ends cleanly on SIGTERM", async () => {
		const logFile = join(tmpdir(), `headroom-local-cloud-${process.pid}.log`);
		const { child, ended, firstLine } = run(...FREE_PORTS, "--json", "--log-file", logFile);
		const ready = JSON.parse(await firstLine);
		expect(ready).toMatchObject({
			ready: true,
			endpointUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
			apiUrl: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
			region: "us-east-1",
			accountId: "000000000000",
			names: {
				votesStream: "votes",
				tallyTable: "headroom-tally",
				notificationsInboxQueueUrl: expect.stringContaining("/headroom-notifications-inbox"),
			},
			faults: [],
		});
		expect((await fetch(`${ready.apiUrl}/votes/lunch/ann/pizza`, { method: "POST" })).status).toBe(200);
		await expect.poll(() => readFile(logFile, "utf8"), { timeout: 10_000 }).toContain("tally.counted");
		child.kill("SIGTERM");
		expect(await ended).toMatchObject({ code: 0, signal: null, stderr: "" });
		await expect(fetch(`${ready.endpointUrl}/_local-cloud/health`)).rejects.toThrow();
		await rm(logFile);
	});

	it("tells a person what to try next, and ends cleanly on SIGINT", async () => {
		const { child, ended, firstLine } = run(...FREE_PORTS);
		await firstLine;
		child.kill("SIGINT");
		const { code, stdout } = await ended;
		expect(code).toBe(0);
		for (const hint of ["curl -X POST http://127.0.0.1:", "kinesis describe-stream-summary --stream-name votes", "Ctrl-C stops it."]) {
			expect(stdout).toContain(hint);
		}
	});

	it("ends when the program that started it is gone", async () => {
		const { child, firstLine } = run(...FREE_PORTS, "--json");
		await firstLine;
		const exited = once(child, "exit");
		child.disconnect();
		expect(await exited).toEqual([0, null]);
	});

	it("does not wait any longer on a second signal", async () => {
		const { child, ended, firstLine } = run(...FREE_PORTS, "--json");
		const ready = JSON.parse(await firstLine);
		// A request that never ends keeps the clean stop waiting.
		const half = new AbortController();
		const body = new ReadableStream({ start: (controller) => controller.enqueue(new TextEncoder().encode("half")) });
		const pending = fetch(`${ready.apiUrl}/votes`, { method: "POST", body, duplex: "half", signal: half.signal } as RequestInit).catch(
			() => {},
		);
		await expect.poll(async () => (await fetch(`${ready.endpointUrl}/_local-cloud/health`)).status).toBe(200);
		child.kill("SIGINT");
		// Another signal than the first: two of a kind may arrive as one.
		child.kill("SIGTERM");
		expect((await ended).code).toBe(130);
		half.abort();
		await pending;
	});

	it("says in one line that a port is in use, and what to do", async () => {
		const holder = createServer().listen(0, "127.0.0.1");
		await once(holder, "listening");
		const { port } = holder.address() as { port: number };
		const { code, stderr, stdout } = await run("--endpoint-port", String(port), "--api-port", "0").ended;
		holder.close();
		expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
		expect(stderr.trim().split("\n")).toEqual([
			`Port ${port} of 127.0.0.1, for the AWS endpoint, is in use. Stop the process that uses it, or choose another port with --endpoint-port (0 takes a free one).`,
		]);
	});

	it.each([
		{ title: "a port that is none", args: ["--api-port", "http"], message: "It must be a whole number from 0 to 65535." },
		{ title: "a shard count of nothing", args: ["--shards", "0"], message: "It must be a whole number from 1 to 1000." },
		{ title: "a policy that is no JSON", args: ["--policy", "{"], message: "It must be a JSON object:" },
		{ title: "a policy that is a list", args: ["--policy", "[]"], message: "It must be a JSON object." },
		{ title: "an unknown variant", args: ["--variant", "other"], message: "Allowed choices are headroom, naive." },
		{ title: "a word that belongs to no option", args: ["naive"], message: "too many arguments" },
		{ title: "an unknown option", args: ["--shard", "2"], message: "unknown option '--shard'" },
	])("refuses $title, says so and starts nothing", async ({ args, message }) => {
		const { code, stderr, stdout } = await run(...FREE_PORTS, ...args).ended;
		expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
		expect(stderr).toContain(message);
		expect(stderr).not.toMatch(/\n\s+at /);
	});

	it("refuses a policy with a fault, named by its path", async () => {
		const { code, stderr } = await run(...FREE_PORTS, "--policy", '{"maxShards": 3}').ended;
		expect(code).toBe(1);
		expect(stderr).toContain("votes.maxShards");
	});
});
