import { access, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parseStoredRun } from "../../src/run/stored-run.ts";
import { startHttpServer } from "../support/http-server.ts";
import { startProgram } from "../support/program.ts";

let directory: string;
beforeAll(async () => {
	directory = await mkdtemp(join(tmpdir(), "headroom-load-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const storedIn = async (path: string) => parseStoredRun(await readFile(path, "utf8"), path);

describe("npm run load, the real program", { timeout: 180_000 }, () => {
	it("loads a local cloud of its own, counts every vote once, stores the run, makes its page and compares it", async () => {
		const path = join(directory, "whole.json");
		const words = ["--users", "30", "--think", "200ms", "--ramp-up", "1s", "--duration", "4s", "--no-warm-up", "--out", path];
		const { code, output } = await startProgram("main", ...words).ended;
		expect(output).toContain("accepted = counted");
		expect(code).toBe(0);

		const run = await storedIn(path);
		expect(run).toMatchObject({ state: "complete", variant: "headroom", counts: { unanswered: 0 } });
		expect(Object.keys(run.counts.byStatus).filter((status) => Number(status) >= 500)).toEqual([]);
		expect(run.exactlyOnce).toMatchObject({ comparedBy: "voters", lost: 0, countedTwice: 0, holds: true });
		expect(run.seconds.length).toBeGreaterThanOrEqual(3);
		expect(run.shards).toMatchObject([{ openShardCount: 1 }]);
		expect(run.stageMemory.length).toBeGreaterThan(0);

		const page = await startProgram("report-main", path).ended;
		expect(page).toEqual({ code: 0, output: `${join(directory, "whole.html")}\n` });
		expect(await readFile(join(directory, "whole.html"), "utf8")).toContain("accepted = counted");

		const compared = await startProgram("compare-main", path, path).ended;
		expect(compared.code).toBe(0);
		expect(compared.output).toContain("p95: × 1.00");
	});

	it("keeps what was measured when it is interrupted, and leaves no local cloud behind", async () => {
		const path = join(directory, "interrupted.json");
		const { child, ended, said } = startProgram("main", "--rate", "20", "--duration", "10m", "--no-warm-up", "--out", path);
		await said("/600 s");
		// A second of load, as the store sees it.
		await expect.poll(async () => (await storedIn(path)).seconds.length, { timeout: 60_000, interval: 500 }).toBeGreaterThan(0);
		const { apiUrl } = await storedIn(path);
		child.kill("SIGINT");
		const { code, output } = await ended;
		expect(code).toBe(130);
		expect(output).toContain("The run was interrupted before the votes were counted.");
		const run = await storedIn(path);
		expect(run.state).toBe("interrupted");
		expect(run.counts.offered).toBeGreaterThan(0);
		await expect(fetch(`${apiUrl}/votes/any`)).rejects.toThrow();
	});
});

describe("npm run load refuses, in one line,", { timeout: 60_000 }, () => {
	it.each([
		{ title: "no users", words: ["--users", "0"], code: 2, says: "It must be a whole number from 1 to 50000." },
		{ title: "a duration that is none", words: ["--duration", "soon"], code: 2, says: "It must be a duration such as 90s, 10m or 1h30m." },
		{ title: "no duration at all", words: ["--duration", "0s"], code: 2, says: "It must be from 1 s" },
		{ title: "a target with a path", words: ["--target", "http://127.0.0.1:9/votes"], code: 2, says: "without a path" },
		{ title: "an option that does not exist", words: ["--speed", "9"], code: 2, says: "unknown option '--speed'" },
		{
			title: "a target that does not answer",
			words: ["--target", "http://127.0.0.1:9"],
			code: 1,
			says: "Nothing answers at http://127.0.0.1:9 (",
		},
	])("$title", async ({ code, says, words }) => {
		const ended = await startProgram("main", ...words, "--out", join(directory, "refused.json")).ended;
		expect(ended.output).toContain(says);
		expect(ended.code).toBe(code);
		expect(ended.output).not.toMatch(/\n\s+at /);
		await expect(access(join(directory, "refused.json"))).rejects.toThrow();
	});

	it("a target that is not Headroom", async () => {
		const other = await startHttpServer((_request, response) => response.writeHead(200, { "content-type": "text/html" }).end("<html>"));
		const { code, output } = await startProgram("main", "--target", other.url).ended;
		expect(output.trim().split("\n")).toEqual([expect.stringContaining("is not a Headroom voting API")]);
		expect(code).toBe(1);
	});

	it.each([
		{ program: "report-main", words: ["not-there.json"], says: "not-there.json cannot be read: no such file (ENOENT)." },
		{ program: "compare-main", words: ["not-there.json", "neither.json"], says: "not-there.json cannot be read" },
	])("a run that is not there: $program", async ({ program, says, words }) => {
		const { code, output } = await startProgram(program, ...words).ended;
		expect(output).toContain(says);
		expect(code).toBe(1);
	});
});
