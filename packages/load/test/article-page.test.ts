import { describe, expect, it } from "vitest";
import { withFigures } from "../src/article/page.ts";
import { articlePace } from "../src/article/plan.ts";
import { type ArticleResults, brokenPromises } from "../src/article/promises.ts";
import { LoadError } from "../src/load-error.ts";
import type { StoredRun } from "../src/run/stored-run.ts";
import { at, storedRun } from "./support/stored-run.ts";

const failed: StoredRun["counts"] = { offered: 1000, byStatus: { "200": 960, "502": 40 }, unanswered: 0, notSent: 0 };
/** Looked at every second from the third on. */
const memory = (...bytes: readonly number[]) => bytes.map((each, index) => ({ atMs: at(index + 3), bytes: each }));
const LEVEL = Array.from({ length: 7 }, () => 3e8);
const tooMany = (retryAfter?: string): StoredRun["groups"] => {
	const example = {
		path: "/votes/lunch/a/pizza",
		sentAtMs: at(1),
		latencyMs: 5,
		body: "{}",
		...(retryAfter === undefined ? {} : { retryAfter }),
	};
	return [{ status: 429, code: "local-cloud.overloaded", count: 1, first: example, newest: example }];
};

/** Everything held, but for what is given. */
function results(given: Readonly<Record<string, StoredRun>> = {}, headroomP95Ms = 5): ArticleResults {
	const kept = {
		"naive-1000": storedRun({ variant: "naive", counts: failed }),
		"headroom-1000": storedRun(),
		"headroom-10000": storedRun(),
	};
	return {
		runs: new Map(Object.entries({ ...kept, ...given })),
		unthrottled: { naive: [5, 5, 5], headroom: [headroomP95Ms], votesPerSecond: 300 },
		pace: articlePace({ votesPerSecond: 1_400, p95Ms: 20 }),
		durationSeconds: 10,
		measuredAtMs: at(0),
	};
}

describe("the article's promises", () => {
	it("hold", () => {
		expect(brokenPromises(results())).toEqual([]);
	});

	it.each([
		{ title: "a naive version without errors", given: { "naive-1000": storedRun({ variant: "naive" }) }, says: /no 5xx/ },
		{ title: "a 5xx of Headroom", given: { "headroom-1000": storedRun({ counts: failed }) }, says: /headroom-1000: 40 answers were 5xx/ },
		{
			title: "a vote without an answer",
			given: { overload: storedRun({ counts: { offered: 3, byStatus: { "200": 2 }, unanswered: 1, notSent: 0 } }) },
			says: /overload: 1 votes were not answered/,
		},
		{
			title: "a 429 without Retry-After",
			given: { overload: storedRun({ groups: tooMany() }) },
			says: /overload: a 429 had no Retry-After/,
		},
		{
			title: "connections that were not had",
			given: { "headroom-10000": storedRun({ model: { kind: "users", users: 10_000, thinkMs: 1, rampUpSeconds: 1 } }) },
			says: /headroom-10000: 100 of 10,000 connections were held/,
		},
		{
			title: "memory that grows with the time",
			given: {
				// 300 votes from the fifth second to the eighth.
				"headroom-1000": storedRun({ stageMemory: memory(1e8, 2e8, 3e8, 3.01e8, 3.02e8, 3.03e8) }),
				"headroom-10000": storedRun({ stageMemory: memory(...LEVEL) }),
			},
			says: /headroom-1000: the local cloud's memory grew by 10\.0 kB a vote, above 5\.0 kB/,
		},
		{
			title: "memory that grows with the connections",
			given: { "headroom-10000": storedRun({ stageMemory: memory(...LEVEL) }) },
			says: /headroom-10000: the local cloud took 1\.50 times the memory/,
		},
		{
			title: "a vote that was lost",
			given: { "headroom-1000": lost() },
			says: /headroom-1000: not every accepted vote was counted exactly once/,
		},
	])("are broken by $title", ({ given, says }) => {
		expect(brokenPromises(results(given))).toEqual([expect.stringMatching(says)]);
	});

	it("are broken by an unthrottled vote that takes longer", () => {
		expect(brokenPromises(results({}, 6.1))).toEqual(["unthrottled: p95 is 1.22 times the naive version's, above 1.2."]);
	});

	it("look at the local cloud's memory while it is loaded alone: what a count after it takes is no vote's", () => {
		const untilCounted = memory(1e8, 2e8, 3e8, 3e8, 3e8, 3e8, 3e8, 3e8, 3.05e8, 3.05e8, 3.05e8);
		expect(
			brokenPromises(
				results({
					"headroom-1000": storedRun({ stageMemory: untilCounted }),
					"headroom-10000": storedRun({ stageMemory: memory(...LEVEL) }),
				}),
			),
		).toEqual([]);
	});

	it("count the votes between two looks alone, where looks came seldom", () => {
		// 100 votes in the eighth second took 10 kB each.
		const seldom = [
			{ atMs: at(8), bytes: 3e8 },
			{ atMs: at(9), bytes: 3.01e8 },
		];
		const runs = { "headroom-1000": storedRun({ stageMemory: seldom }), "headroom-10000": storedRun({ stageMemory: memory(...LEVEL) }) };
		expect(brokenPromises(results(runs))).toEqual([expect.stringMatching(/grew by 10\.0 kB a vote/)]);
	});

	it("are broken by memory that nobody looked at", () => {
		const runs = { "headroom-1000": storedRun({ stageMemory: [{ atMs: at(8), bytes: 2e8 }] }) };
		expect(brokenPromises(results(runs))).toEqual(["headroom-1000: the local cloud's memory was not measured."]);
	});

	it("say nothing of the naive version's memory", () => {
		const naive = storedRun({ variant: "naive", counts: failed, stageMemory: memory(1e8, 2e8, 3e8, 3.05e8) });
		expect(brokenPromises(results({ "naive-1000": naive }))).toEqual([]);
	});

	it("take a 429 that says when to come again", () => {
		expect(brokenPromises(results({ overload: storedRun({ groups: tooMany("1") }) }))).toEqual([]);
	});
});

describe("the article's page", () => {
	const page = "# Test\n\n<!-- figures, written by npm run bench:article -->\n\nold\n\n<!-- end of the figures -->\n\nrest\n";

	it("has the figures between its marks, and the rest as it was", () => {
		const written = withFigures(page, results());
		expect(written.startsWith("# Test\n\n<!--")).toBe(true);
		expect(written.endsWith("\n\nrest\n")).toBe(true);
		expect(written).not.toContain("old");
		expect(written).toContain("| **answered 5xx** | **40 (4.0 %)** | **0 (0 %)** |");
		expect(written).toContain("Ratio of the medians: **1.00**");
		expect(written).toContain("Every promise above held in this run.");
	});

	it("lists what did not hold", () => {
		expect(withFigures(page, results({ "headroom-1000": lost() }))).toContain("- headroom-1000: not every accepted vote");
	});

	it("is not touched where the marks are gone", () => {
		expect(() => withFigures("# Test\n", results())).toThrow(LoadError);
	});
});

function lost(): StoredRun {
	const { exactlyOnce } = storedRun();
	if (exactlyOnce === undefined) throw new Error("The run was not counted.");
	return storedRun({ exactlyOnce: { ...exactlyOnce, lost: 1, holds: false } });
}
