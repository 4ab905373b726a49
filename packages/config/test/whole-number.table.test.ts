import { describe, expect, it } from "vitest";
import { parseWholeNumber } from "../src/index.ts";

describe("a whole number as a person types it", () => {
	it.each([
		{ written: "1", number: 1 },
		{ written: "+3", number: 3 },
		{ written: "10000", number: 10_000 },
		{ written: "2.0", number: 2 },
	])("$written is $number", ({ number, written }) => {
		expect(parseWholeNumber(written, 1, 10_000)).toBe(number);
	});

	it.each(["0", "-1", "2.5", "1e3", "0x10", "", " ", " 5", "10001", "many", "1,000", "NaN", "Infinity"])(
		"%j is none from 1 to 10,000",
		(written) => {
			expect(parseWholeNumber(written, 1, 10_000)).toBeUndefined();
		},
	);
});
