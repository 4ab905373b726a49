import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fitted } from "../src/fitted.ts";

const PARTS = [
	{ text: "30/90 s", rank: 0 },
	{ text: "200: 1,000", rank: 2 },
	{ text: "", rank: 1 },
	{ text: "5xx: 0", rank: 1 },
];

describe("a status line", () => {
	it.each([
		{ columns: 80, line: "30/90 s  200: 1,000  5xx: 0" },
		{ columns: 20, line: "30/90 s  5xx: 0" },
		{ columns: 10, line: "30/90 s" },
		{ columns: 4, line: "30/9" },
	])("of $columns columns keeps what matters most", ({ columns, line }) => {
		expect(fitted(PARTS, columns)).toBe(line);
	});

	it("is never longer than the terminal, and never empty", () => {
		const part = fc.record({ text: fc.string({ minLength: 1 }), rank: fc.nat(5) });
		fc.assert(
			fc.property(fc.array(part, { minLength: 1 }), fc.integer({ min: 1, max: 200 }), (parts, columns) => {
				const line = fitted(parts, columns);
				expect(line.length).toBeLessThanOrEqual(columns);
				expect(line.length).toBeGreaterThan(0);
			}),
		);
	});
});
