import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { renderComparison, renderSummary, renderVerdict } from "../../src/demo/summary.ts";
import { runReport } from "../support/run-report.ts";

const plain = (text: string) => stripVTControlCharacters(text);

describe("the summary of a run", () => {
	it("says in one sentence above the table why the run does not show what it is for, and only then", () => {
		const lines = plain(renderSummary(runReport({ notSent: 3743 }))).split("\n");
		expect(lines.slice(0, 2)).toEqual([
			"Headroom",
			"This run does not show what it is for. This machine is too busy for 1,600 votes/s: 3,743 were due and not sent.",
		]);
		expect(plain(renderSummary(runReport()))).not.toContain("does not show");
	});

	it("tells a neighbour's records from votes", () => {
		const load = { votesPerSecond: 100, neighbourRecordsPerSecond: 1_400, machine: { votesPerSecond: 400, p95Ms: 42 } };
		const text = plain(renderSummary(runReport({ load, neighbour: { stored: 100_000, throttled: 20_000 } })));
		expect(text).toMatch(/load\s+│ 100 votes\/s \+ 1,400 records\/s of a neighbour/);
		expect(text).toMatch(/throttled writes\s+│ 4,000 of votes, 20,000 of the neighbour/);
		expect(text).toContain("Throttled writes per 10 s, the neighbour's included");
	});

	it.each([
		["what was offered", /offered\s+│ 144,000 votes, 1,600\/s/],
		["answers with their share", /answered 202 \(queued\)\s+│ 18,000 \(12\.5 %\)/],
		["an exact none for 5xx", /answered 5xx\s+│ 0 \(0 %\)/],
		["latency", /4\.2 ms \/ 61 ms \/ 120 ms/],
		["first throttle", /first throttled write\s+│ \+1\.0 s/],
		["the alarm", /alarm headroom-votes-fast\s+│ \+11\.0 s/],
		["the call", /UpdateShardCount 1 → 2 accepted\s+│ \+12\.0 s/],
		["ACTIVE", /ACTIVE with 2 shards\s+│ \+40\.0 s/],
		["last throttle", /last throttled write\s+│ \+40\.5 s/],
		["reaction time", /first throttle to UpdateShardCount\s+│ 11\.0 s/],
		["the notification and its text", /• votes: scaling out 1 to 2 shards\n {4}why\n {4}numbers\n/],
		["the budget", /reshards left today\s+│ 9 of 10/],
		["the chart's time", /\n {10}0 s +90 s\n/],
		["the verdict", /accepted = counted: 144,000 votes accepted, each counted exactly once, 20\.0 s after the load ended\./],
	])("shows %s", (_what, expected) => {
		expect(plain(renderSummary(runReport()))).toMatch(expected);
	});

	it("says that votes due were not sent, since the figures are then of a smaller load", () => {
		expect(plain(renderSummary(runReport({ notSent: 12 })))).toContain("12 due but not sent");
	});

	it("shows an example of every answer that was a refusal or a failure", () => {
		expect(plain(renderSummary(runReport({ exampleBodies: { "500": '{"message":"Internal Server Error"}' } })))).toContain(
			'an answer 500: {"message":"Internal Server Error"}',
		);
	});

	it("never rounds a few failures down to none", () => {
		expect(
			plain(renderSummary(runReport({ answers: { ok200: 143_999, queued202: 0, client4xx: 0, server5xx: 1, unanswered: 0 } }))),
		).toMatch(/answered 5xx\s+│ 1 \(< 0\.1 %\)/);
	});

	it("says in so many words when votes are lost or counted twice", () => {
		const broken = { accepted: 3, counted: 3, lost: [7], countedTwice: 1, countedUnpromised: 0, invented: [], holds: false };
		expect(plain(renderVerdict(runReport({ exactlyOnce: broken })))).toBe(
			"NOT accepted = counted: 3 accepted, 3 counted, 1 lost, 1 counted twice, 0 never accepted.",
		);
	});

	it("puts two runs side by side", () => {
		const naive = runReport({
			options: { ...runReport().options, variant: "naive" },
			answers: { ok200: 100_000, queued202: 0, client4xx: 0, server5xx: 44_000, unanswered: 0 },
		});
		const lines = plain(renderComparison([naive, runReport()])).split("\n");
		expect(lines.find((line) => line.includes("naive"))).toMatch(/naive\s+│ headroom/);
		expect(lines.find((line) => line.includes("5xx"))).toMatch(/44,000 \(30\.6 %\)\s+│ 0 \(0 %\)/);
	});
});
