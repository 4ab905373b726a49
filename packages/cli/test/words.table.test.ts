import { InvalidArgumentError } from "commander";
import pc from "picocolors";
import { describe, expect, it } from "vitest";
import { undone } from "../src/features/doctor/checks/resets.ts";
import { csv } from "../src/features/history/csv.ts";
import { utilizationBar } from "../src/features/status/utilization-bar.ts";
import { ago, span, until } from "../src/shared/format/time.ts";
import { durationMs, moment, wholeNumber } from "../src/shared/options/argument-parsers.ts";

const NOW_MS = Date.UTC(2026, 10, 25, 22, 40);
const HOUR_MS = 3_600_000;

describe("a span of time", () => {
	it.each([
		{ ms: 0, says: "0 s" },
		{ ms: -5, says: "0 s" },
		{ ms: 44_600, says: "45 s" },
		{ ms: 90_000, says: "2 min" },
		{ ms: HOUR_MS, says: "1 h" },
		{ ms: 3.5 * HOUR_MS, says: "3 h 30 min" },
		{ ms: 52 * HOUR_MS, says: "2 d 4 h" },
	])("of $ms ms is $says", ({ ms, says }) => {
		expect(span(ms)).toBe(says);
	});

	it("is told from now, in both directions", () => {
		expect(until(NOW_MS + 2 * HOUR_MS, NOW_MS)).toBe("2026-11-26 00:40 UTC (in 2 h)");
		expect(until(NOW_MS - 2 * HOUR_MS, NOW_MS)).toBe("2026-11-25 20:40 UTC (2 h ago)");
		expect(ago(NOW_MS - 60_000, NOW_MS)).toBe("1 min ago");
	});
});

describe("what a person types", () => {
	it.each(["2h", "30m", "1h30m", "45s"])("%s is a duration", (text) => {
		expect(durationMs(text)).toBeGreaterThan(0);
	});

	it.each(["", "0", "90", "0s", "-2h", "tomorrow", "2 h", "NaN", "Infinity"])("%j is no duration", (text) => {
		expect(() => durationMs(text)).toThrow(InvalidArgumentError);
	});

	it.each([
		{ text: "2026-11-25T09:14Z", at: Date.UTC(2026, 10, 25, 9, 14) },
		{ text: "2026-11-25 09:14", at: Date.UTC(2026, 10, 25, 9, 14) },
		{ text: "2026-11-25T09:14:30+02:00", at: Date.UTC(2026, 10, 25, 7, 14, 30) },
		{ text: "2026-11-25", at: Date.UTC(2026, 10, 25) },
	])("$text is a moment, in UTC where nothing else is said", ({ at, text }) => {
		expect(moment(text)).toBe(at);
	});

	it.each(["noon", "25.11.2026", "2026-13-01", "2026-11-25T25:00", "-2h"])("%j is no moment", (text) => {
		expect(() => moment(text)).toThrow(InvalidArgumentError);
	});

	it.each(["0", "-1", "2.5", "1e3", "0x10", "", " ", "10001", "many", "1,000", "NaN"])("%j is no shard count", (text) => {
		expect(() => wholeNumber(1, 10_000)(text)).toThrow("It must be a whole number from 1 to 10000.");
	});
});

describe("the bar of a utilization", () => {
	const colors = pc.createColors(false);
	it.each([
		{ utilization: 0, says: "░░░░░░░░░░    0 %" },
		{ utilization: 0.68, says: "███████░░░   68 %" },
		{ utilization: 1.8, says: "██████████  180 %" },
		{ utilization: undefined, says: "··········  no data" },
	])("of $utilization is $says", ({ says, utilization }) => {
		expect(utilizationBar(utilization, { scaleOutUtilization: 0.8 }, colors)).toBe(says);
	});
});

describe("CSV", () => {
	it("quotes what must be quoted, and makes text of what a spreadsheet would run", () => {
		expect(csv(["says", "by"], [{ says: 'one, "two"', by: "=cmd()" }])).toBe(`says,by\n"one, ""two""",'=cmd()`);
	});
});

describe("CSV of nothing", () => {
	it("has its header all the same", () => {
		expect(csv<{ says: string }>(["says"], [])).toBe("says");
	});
});

describe("a deploy that resets the shard count", () => {
	const own = { atMs: NOW_MS, fromShardCount: 2, toShardCount: 4, startedBy: "headroom" } as const;
	const foreign = { atMs: NOW_MS + HOUR_MS, fromShardCount: 4, toShardCount: 2, startedBy: "observed" } as const;
	it.each([
		{ title: "is somebody else's change back to the count before an act of ours", reshards: [own, foreign], found: foreign },
		{ title: "is found in whatever order the ledger is read", reshards: [foreign, own], found: foreign },
		{ title: "is no change to another count", reshards: [own, { ...foreign, toShardCount: 3 }], found: undefined },
		{ title: "is no change that came before", reshards: [own, { ...foreign, atMs: NOW_MS - 1 }], found: undefined },
		{ title: "is none a day later", reshards: [own, { ...foreign, atMs: NOW_MS + 25 * HOUR_MS }], found: undefined },
		{ title: "is no act of ours", reshards: [own, { ...foreign, startedBy: "person" as const }], found: undefined },
	])("$title", ({ found, reshards }) => {
		expect(undone(reshards)).toEqual(found);
	});
});
