import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bytesPerSecond, duration, percent, rate, shards, utcMinute, whole } from "../src/explain/format.ts";
import { RUNS } from "./arbitraries.ts";

describe("numbers in sentences", () => {
	it.each([
		{ says: whole(999), expected: "999" },
		{ says: whole(1_000), expected: "1,000" },
		{ says: whole(1_234_567.4), expected: "1,234,567" },
		{ says: whole(-1_800), expected: "-1,800" },
		{ says: rate(0.04), expected: "0" },
		{ says: rate(9.94), expected: "9.9" },
		{ says: rate(10.4), expected: "10" },
		{ says: percent(1.804), expected: "180 %" },
		{ says: bytesPerSecond(640_000), expected: "640 kB/s" },
		{ says: bytesPerSecond(1_540_000), expected: "1.5 MB/s" },
		{ says: bytesPerSecond(12_400_000), expected: "12 MB/s" },
		{ says: bytesPerSecond(999), expected: "999 B/s" },
		{ says: shards(1), expected: "1 shard" },
		{ says: shards(1_200), expected: "1,200 shards" },
		{ says: duration(90), expected: "90 s" },
		{ says: duration(180), expected: "3 min" },
		{ says: duration(86_400), expected: "24 h" },
	])("$expected", ({ says, expected }) => {
		expect(says).toBe(expected);
	});

	it("groups any whole number as English does", () => {
		fc.assert(
			fc.property(fc.maxSafeInteger(), (value) => {
				expect(whole(value)).toBe(value.toLocaleString("en-US"));
			}),
			RUNS,
		);
	});

	it("names the minute as the calendar does, rounded up, in any year from 0 to 9999", () => {
		fc.assert(
			fc.property(fc.integer({ min: Date.UTC(1, 0, 1), max: Date.UTC(9999, 11, 31) }), (epochMs) => {
				const iso = new Date(Math.ceil(epochMs / 60_000) * 60_000).toISOString();
				expect(utcMinute(epochMs)).toBe(`${iso.slice(0, 10)} ${iso.slice(11, 16)} UTC`);
			}),
			RUNS,
		);
	});
});
