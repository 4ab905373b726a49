import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import type { RunReport } from "../../src/demo/run-report.ts";
import { renderComparison, renderSummary, renderVerdict } from "../../src/demo/summary.ts";

const START_MS = Date.UTC(2026, 10, 23, 20, 0, 0);
const at = (seconds: number) => START_MS + seconds * 1000;

function report(changes: Partial<RunReport> = {}): RunReport {
	return {
		schemaVersion: 1,
		options: { variant: "headroom", ratePerSecond: 1600, durationSeconds: 90, shardCount: 1, fastAlarm: true, deliverAlarms: true },
		loadStartedAtMs: START_MS,
		loadEndedAtMs: at(90),
		offered: 144_000,
		offeredPerSecond: 1600,
		notSent: 0,
		answers: { ok200: 126_000, queued202: 18_000, client4xx: 0, server5xx: 0, unanswered: 0 },
		byStatus: { "200": 126_000, "202": 18_000 },
		exampleBodies: {},
		latencyMs: { mean: 25, p50: 4.2, p95: 61, p99: 120, max: 400 },
		timeline: {
			firstThrottleAtMs: at(1),
			firstAlarm: { alarmName: "headroom-votes-fast", atMs: at(11) },
			reshards: [{ fromShardCount: 1, toShardCount: 2, acceptedAtMs: at(12), activeAtMs: at(40) }],
			lastThrottleAtMs: at(40.5),
			throttledWrites: 24_000,
			throttledPerTenSeconds: [6000, 6000, 6000, 6000, 0, 0, 0, 0, 0],
			refusedCalls: [],
			functionErrors: 0,
		},
		notifications: [{ receivedAtMs: at(13), subject: "votes: scaling out 1 to 2 shards", body: "why\nnumbers\n" }],
		reshardsLeft: 9,
		countedAfterSeconds: 20,
		exactlyOnce: { accepted: 144_000, counted: 144_000, lost: [], countedTwice: 0, countedUnpromised: 0, invented: [], holds: true },
		...changes,
	};
}

const plain = (text: string) => stripVTControlCharacters(text);

describe("the summary of a run", () => {
	it("says so when the machine could not carry the load, and only then", () => {
		expect(stripVTControlCharacters(renderSummary(report({ notSent: 3743 })))).toContain(
			"This machine is too slow for 1,600 votes/s: 3,743 were due but not sent",
		);
		expect(renderSummary(report())).not.toContain("This machine");
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
		expect(plain(renderSummary(report()))).toMatch(expected);
	});

	it("says that votes due were not sent, since the figures are then of a smaller load", () => {
		expect(plain(renderSummary(report({ notSent: 12 })))).toContain("12 due but not sent");
	});

	it("shows an example of every answer that was a refusal or a failure", () => {
		expect(plain(renderSummary(report({ exampleBodies: { "500": '{"message":"Internal Server Error"}' } })))).toContain(
			'an answer 500: {"message":"Internal Server Error"}',
		);
	});

	it("never rounds a few failures down to none", () => {
		expect(plain(renderSummary(report({ answers: { ok200: 143_999, queued202: 0, client4xx: 0, server5xx: 1, unanswered: 0 } })))).toMatch(
			/answered 5xx\s+│ 1 \(< 0\.1 %\)/,
		);
	});

	it("says in so many words when votes are lost or counted twice", () => {
		const broken = { accepted: 3, counted: 3, lost: [7], countedTwice: 1, countedUnpromised: 0, invented: [], holds: false };
		expect(plain(renderVerdict(report({ exactlyOnce: broken })))).toBe(
			"NOT accepted = counted: 3 accepted, 3 counted, 1 lost, 1 counted twice, 0 never accepted.",
		);
	});

	it("puts two runs side by side", () => {
		const naive = report({
			options: { ...report().options, variant: "naive" },
			answers: { ok200: 100_000, queued202: 0, client4xx: 0, server5xx: 44_000, unanswered: 0 },
		});
		const lines = plain(renderComparison([naive, report()])).split("\n");
		expect(lines.find((line) => line.includes("naive"))).toMatch(/naive\s+│ headroom/);
		expect(lines.find((line) => line.includes("5xx"))).toMatch(/44,000 \(30\.6 %\)\s+│ 0 \(0 %\)/);
	});
});
