import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunReport } from "../../src/demo/run-report.ts";
import { startProgram } from "../support/program.ts";
import { writeBeside } from "./neighbour.ts";

/** Together above one shard; what costs a request each is far below it, since the machine may be small. */
const RATE = 500;
const NEIGHBOURS_RECORDS_PER_SECOND = 800;
const DURATION_SECONDS = 35;
/** With the start, the warm-up and the counting that follows. */
const NEIGHBOUR_SECONDS = 60;

let directory: string;
beforeAll(async () => {
	directory = await mkdtemp(join(tmpdir(), "headroom-demo-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const startDemo = (...words: string[]) => startProgram("demo/main", ...words);

describe("npm run demo, the real program", () => {
	it("closes the loop on real load: throttled, alarmed, resharded, told, and every accepted vote counted once", {
		timeout: 240_000,
	}, async () => {
		const file = join(directory, "report.json");
		const { ended, said } = startDemo("--rate", String(RATE), "--duration", String(DURATION_SECONDS), "--json", file);
		await said("the stream is ACTIVE");
		const neighbour = said("endpoint at http").then((output) =>
			writeBeside(/endpoint at (http:\S+),/.exec(output)?.[1] ?? "", NEIGHBOURS_RECORDS_PER_SECOND, NEIGHBOUR_SECONDS),
		);
		const { code, output } = await ended;
		await neighbour;
		expect(output).toContain("accepted = counted");
		expect(code).toBe(0);

		const report = JSON.parse(await readFile(file, "utf8")) as RunReport;
		expect(report.answers).toMatchObject({ client4xx: 0, server5xx: 0, unanswered: 0 });
		expect(report.exactlyOnce).toMatchObject({
			accepted: report.offered,
			counted: report.offered,
			lost: [],
			countedTwice: 0,
			invented: [],
		});
		expect(report.offered + report.notSent).toBe(RATE * DURATION_SECONDS);

		const { firstThrottleAtMs, firstAlarm, reshards, refusedCalls, functionErrors } = report.timeline;
		expect(firstAlarm?.atMs).toBeGreaterThanOrEqual(firstThrottleAtMs ?? Number.POSITIVE_INFINITY);
		expect(reshards[0]).toMatchObject({ fromShardCount: 1, toShardCount: 2 });
		expect(reshards[0]?.acceptedAtMs).toBeGreaterThanOrEqual(firstAlarm?.atMs ?? Number.POSITIVE_INFINITY);
		expect(reshards[0]?.activeAtMs).toBeGreaterThan(reshards[0]?.acceptedAtMs ?? Number.POSITIVE_INFINITY);
		expect(refusedCalls).toEqual([]);
		expect(functionErrors).toBe(0);
		expect(report.reshardsLeft).toBe(10 - reshards.length);
		expect(report.notifications.map(({ subject }) => subject)).toContain("Headroom: votes: scaling out 1 -> 2 shards");
	});

	it("ends with 130 when interrupted, leaves no local cloud behind and an older report as it was", { timeout: 60_000 }, async () => {
		const file = join(directory, "older.json");
		await writeFile(file, "the last run");
		const { child, ended, said } = startDemo("--rate", "10", "--duration", "60", "--json", file);
		await said("The local cloud is up");
		child.kill("SIGINT");
		const { code, output } = await ended;
		expect(output).toContain("Interrupted");
		expect(code).toBe(130);
		const endpoint = /endpoint at (http:\S+),/.exec(output)?.[1] ?? "";
		await expect(fetch(`${endpoint}/_local-cloud/health`)).rejects.toThrow();
		expect(await readFile(file, "utf8")).toBe("the last run");
	});

	it("says so at once when the local cloud dies", { timeout: 60_000 }, async () => {
		const { child, ended, said } = startDemo("--rate", "10", "--duration", "60");
		await said("the stream is ACTIVE");
		const pid = Number(execFileSync("pgrep", ["-P", String(child.pid), "-f", "local-cloud/src/main"], { encoding: "utf8" }));
		const killedAtMs = Date.now();
		process.kill(pid, "SIGKILL");
		const { code, output } = await ended;
		expect(output).toContain("The demo failed: The local cloud ended (SIGKILL) in the middle of the run.");
		expect(code).toBe(1);
		expect(Date.now() - killedAtMs).toBeLessThan(30_000);
	});

	it.each([
		{ title: "a rate that is no number", given: ["--rate", "many"], says: "It must be a whole number from 1 to 20000." },
		{ title: "an option that does not exist", given: ["--speed", "9"], says: "unknown option '--speed'" },
		{ title: "both ways at once", given: ["--naive", "--compare"], says: "cannot be used with" },
	])("refuses $title in one line, with 2", async ({ given, says }) => {
		const { code, output } = await startDemo(...given).ended;
		expect(output).toContain(says);
		expect(code).toBe(2);
	});

	it("tries the report's path before the run, not after it", async () => {
		const { code, output } = await startDemo("--json", join(directory, "not-there", "report.json")).ended;
		expect(output).toMatch(/The demo cannot write --json \S+report\.json: ENOENT/);
		expect(code).toBe(1);
	});
});
