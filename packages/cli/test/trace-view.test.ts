import type { VoteOutcome, VoteTrace } from "@headroom/voting";
import { describe, expect, it } from "vitest";
import { traceJson, traceView } from "../src/features/trace/view.ts";
import type { Terminal } from "../src/shared/terminal/terminal.ts";

const plain = (text: string): string => text;
const terminal = { colors: { dim: plain, green: plain, red: plain, yellow: plain } } as unknown as Terminal;

const trace = (outcome: VoteOutcome): VoteTrace => ({
	requestId: "Kx3T=",
	outcome,
	steps: [
		{
			atMs: Date.UTC(2026, 10, 25, 20, 0, 0),
			logGroup: "/aws/lambda/headroom-place-vote",
			says: "votes: 2 throttled writes",
			text: '{"a":1}',
		},
		{
			atMs: Date.UTC(2026, 10, 25, 20, 0, 5),
			logGroup: "/aws/lambda/headroom-tally",
			says: "counted (shardId-000000000001)",
			text: '{"b":2}',
		},
	],
});

describe("a trace", () => {
	it("is what each line says, in order, and what became of the vote", () => {
		expect(traceView(terminal, trace("counted"), false).split("\n")).toEqual([
			expect.stringMatching(/^WHEN +WHERE +SAYS$/),
			"2026-11-25T20:00:00.000Z  headroom-place-vote  votes: 2 throttled writes",
			"2026-11-25T20:00:05.000Z  headroom-tally       counted (shardId-000000000001)",
			"",
			"The vote is counted.",
		]);
	});

	it("has the lines themselves where they are asked for", () => {
		expect(traceView(terminal, trace("counted"), true)).toContain('{"b":2}');
	});

	it.each<{ outcome: VoteOutcome; says: RegExp }>([
		{ outcome: "counted-before", says: /another vote of this voter/ },
		{ outcome: "failed", says: /The client may send it again: it counts once\./ },
		{ outcome: "refused", says: /The API refused the vote/ },
		{ outcome: "waiting", says: /The vote waits/ },
		{ outcome: "unknown", says: /No line shows the outcome/ },
	])("says what $outcome means", ({ outcome, says }) => {
		expect(traceView(terminal, trace(outcome), false).split("\n").at(-1)).toMatch(says);
	});

	it("is the same for programs, with whole names and lines", () => {
		expect(traceJson(trace("waiting"))).toEqual({
			requestId: "Kx3T=",
			outcome: "waiting",
			lines: [
				{ at: "2026-11-25T20:00:00.000Z", logGroup: "/aws/lambda/headroom-place-vote", says: "votes: 2 throttled writes", line: '{"a":1}' },
				{ at: "2026-11-25T20:00:05.000Z", logGroup: "/aws/lambda/headroom-tally", says: "counted (shardId-000000000001)", line: '{"b":2}' },
			],
		});
	});
});
