import { execFileSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { RunReport } from "../../src/demo/run-report.ts";
import { whyNotShown } from "../../src/demo/story.ts";
import { startProgram } from "../support/program.ts";

/** Long enough for the alarm, the reshard and the relief, on a busy machine too. */
const DURATION_SECONDS = 26;
const RESHARD_SECONDS = 2;

let directory: string;
beforeAll(async () => {
	directory = await mkdtemp(join(tmpdir(), "headroom-demo-"));
});
afterAll(() => rm(directory, { recursive: true, force: true }));

const startDemo = (...words: string[]) => startProgram("demo/main", ...words);

// Mostly waiting, and none of it needs a quiet machine: together they take as long as the longest.
describe.concurrent("npm run demo, the real program", () => {
	it("closes the loop on real load, whatever the machine carries: throttled, alarmed, resharded, told, and every accepted vote counted once", {
		timeout: 240_000,
	}, async () => {
		const file = join(directory, "report.json");
		const words = ["--duration", String(DURATION_SECONDS), "--reshard-seconds", String(RESHARD_SECONDS), "--json", file];
		const { code, output } = await startDemo(...words).ended;
		expect(output).toMatch(/This machine (carries \d|is busy).+ So the demo offers [\d,]+ votes\/s/);
		expect(output).toContain("accepted = counted");

		const report = JSON.parse(await readFile(file, "utf8")) as RunReport;
		const { answers, exactlyOnce, load, neighbour, notSent, offered, timeline } = report;
		expect(load.votesPerSecond + load.neighbourRecordsPerSecond).toBe(1_500);
		expect(offered + notSent).toBe(load.votesPerSecond * DURATION_SECONDS);
		expect(exactlyOnce).toMatchObject({ lost: [], countedTwice: 0, invented: [], holds: true });
		expect(exactlyOnce.accepted).toBe(answers.ok200 + answers.queued202);

		const { firstThrottleAtMs, firstAlarm, lastThrottleAtMs, reshards, refusedCalls } = timeline;
		expect(firstAlarm?.atMs).toBeGreaterThanOrEqual(firstThrottleAtMs ?? Number.POSITIVE_INFINITY);
		expect(reshards[0]).toMatchObject({ fromShardCount: 1, toShardCount: 2 });
		expect(reshards[0]?.acceptedAtMs).toBeGreaterThanOrEqual(firstAlarm?.atMs ?? Number.POSITIVE_INFINITY);
		expect(reshards[0]?.activeAtMs).toBeGreaterThan(reshards[0]?.acceptedAtMs ?? Number.POSITIVE_INFINITY);
		expect(lastThrottleAtMs).toBeLessThan(report.loadEndedAtMs);
		if (neighbour !== undefined) expect(timeline.throttledWrites).toBeGreaterThan(neighbour.throttled);
		expect(refusedCalls).toEqual([]);
		expect(report.reshardsLeft).toBe(10 - reshards.length);
		expect(report.notifications.map(({ subject }) => subject)).toContain("Headroom: votes: scaling out 1 -> 2 shards");

		// Other work may slow votes down at any moment. The run then says so, and nothing else keeps it from showing everything.
		const why = whyNotShown(report);
		if (why === undefined) expect(code).toBe(0);
		else {
			expect(why).toMatch(/^This machine is too busy for /);
			expect(output).toContain(`This run does not show what it is for. ${why}`);
			expect(code).toBe(3);
		}
	});

	it("ends with 130 when interrupted, leaves no local cloud behind and an older report as it was", { timeout: 60_000 }, async () => {
		const file = join(directory, "older.json");
		await writeFile(file, "the last run");
		const { child, ended, said } = startDemo("--rate", "10", "--duration", "60", "--json", file);
		await said("One shard takes 1,000 records/s: --rate 10 will throttle nothing.");
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
		await said("The local cloud is up");
		const pid = Number(execFileSync("pgrep", ["-P", String(child.pid), "-f", "local-cloud/src/main"], { encoding: "utf8" }));
		const killedAtMs = Date.now();
		process.kill(pid, "SIGKILL");
		const { code, output } = await ended;
		expect(output).toContain("The demo failed: The local cloud ended (SIGKILL) in the middle of the run.");
		expect(code).toBe(1);
		expect(Date.now() - killedAtMs).toBeLessThan(30_000);
	});
});

describe("npm run demo refuses", () => {
	it.each([
		{ title: "no votes at all", given: ["--rate", "0"], says: "It must be a whole number from 1 to 20000." },
		{ title: "a rate beyond any machine", given: ["--rate", "1000000"], says: "It must be a whole number from 1 to 20000." },
		{ title: "a rate that is no number", given: ["--rate", "many"], says: "It must be a whole number from 1 to 20000." },
		{ title: "an option that does not exist", given: ["--speed", "9"], says: "unknown option '--speed'" },
		{ title: "both ways at once", given: ["--naive", "--compare"], says: "cannot be used with" },
	])("$title in one line, with 2", async ({ given, says }) => {
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
