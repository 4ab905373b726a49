import { describe, expect, it } from "vitest";
import { addCounts, MAX_NAMED_CHOICES, OTHER_CHOICES, VOTE_FIELD_RULES } from "../src/index.ts";

describe("merging counts", () => {
	it("adds to the choices there are, and names new ones", () => {
		const sums = new Map([["a", 1]]);
		expect(
			addCounts(
				sums,
				new Map([
					["a", 2],
					["b", 3],
				]),
			),
		).toEqual(
			new Map([
				["a", 3],
				["b", 3],
			]),
		);
		expect(sums, "the input is unchanged").toEqual(new Map([["a", 1]]));
	});

	it("still adds to a named choice when there is no room for new names", () => {
		const full = new Map(Array.from({ length: MAX_NAMED_CHOICES }, (_, index) => [`choice-${index}`, 1]));
		const merged = addCounts(
			addCounts(
				full,
				new Map([
					["late", 2],
					["choice-7", 1],
				]),
			),
			new Map([["later", 3]]),
		);
		expect(merged.get("choice-7")).toBe(2);
		expect(merged.get(OTHER_CHOICES)).toBe(5);
		expect(merged.size).toBe(MAX_NAMED_CHOICES + 1);
	});

	it("has a name for the others that no vote can have", () => {
		expect(OTHER_CHOICES).not.toMatch(VOTE_FIELD_RULES.vote_choice.pattern);
	});
});
