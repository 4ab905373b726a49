import { Writable } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { liveView } from "../../src/demo/live-view.ts";

const START_MS = Date.UTC(2026, 10, 23, 20, 0, 0);

/** What a log, which is no terminal, gets to read. */
function logged() {
	let text = "";
	const output = new Writable({
		write(chunk, _encoding, done) {
			text += String(chunk);
			done();
		},
	});
	let nowMs = START_MS;
	return {
		live: liveView(output as NodeJS.WriteStream, 90, () => nowMs),
		passSeconds: (seconds: number) => {
			nowMs += seconds * 1000;
		},
		lines: () => stripVTControlCharacters(text).trimEnd().split("\n"),
	};
}

const functionError = (sequence: number, functionName: string) =>
	({ sequence, atMs: START_MS + 2000 + sequence, kind: "function-error", functionName, message: `message ${sequence}` }) as const;

describe("live view", () => {
	it("says in one line that a function failed many times", () => {
		const { live, lines } = logged();
		live.load({ offered: 0, byStatus: {}, unanswered: 0, notSent: 0 });
		live.events([...Array.from({ length: 1200 }, (_, index) => functionError(index + 1, "place-vote")), functionError(2000, "tally")]);
		expect(lines().slice(1)).toEqual([
			"  +2.0 s  function place-vote failed 1,200 times, first: message 1",
			"  +4.0 s  function tally failed: message 2000",
		]);
	});

	it("fits into 80 columns, and repeats itself every ten seconds in a log", () => {
		const { live, lines, passSeconds } = logged();
		const counts = { offered: 100, byStatus: { "200": 50, "202": 20, "400": 1, "503": 2 }, unanswered: 3, notSent: 0 };
		live.load(counts);
		passSeconds(9);
		live.load(counts);
		passSeconds(1);
		live.load(counts);
		expect(lines()).toEqual([
			"0/90 s  200: 50  202: 20  4xx: 1  5xx: 2  unanswered: 3  throttled/s: 0",
			"10/90 s  200: 50  202: 20  4xx: 1  5xx: 2  unanswered: 3  throttled/s: 0",
		]);
	});

	it("tells of the first throttled write once", () => {
		const { live, lines } = logged();
		live.events(
			[1, 2].map((sequence) => ({ sequence, atMs: START_MS, kind: "write-throttled", streamName: "votes", records: 5 }) as const),
		);
		expect(lines()).toEqual(["  +0.0 s  first throttled write: the stream is too small"]);
	});
});
