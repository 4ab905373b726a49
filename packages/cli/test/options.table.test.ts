import { InvalidArgumentError } from "commander";
import { describe, expect, it } from "vitest";
import { durationMs, moment, wholeNumber } from "../src/shared/options/argument-parsers.ts";

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
