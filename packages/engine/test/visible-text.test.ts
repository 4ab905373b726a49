import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
	decide,
	describeOverride,
	hasControlCharacters,
	type Override,
	shortWords,
	summarize,
	trailText,
	visibleText,
	type WrittenDecision,
	writtenDecision,
	writtenSummary,
} from "../src/index.ts";
import { history, observation, policy } from "./build.ts";

describe("visible text", () => {
	it.each([
		{ title: "ESC", text: "\u001b[2J", shown: "\\u001b[2J" },
		{ title: "a line break", text: "a\r\nb", shown: "a\\r\\nb" },
		{ title: "a tab", text: "a\tb", shown: "a\\tb" },
		{ title: "DEL", text: "\u007f", shown: "\\u007f" },
		{ title: "C1's CSI", text: "\u009b2J", shown: "\\u009b2J" },
		{ title: "a line separator", text: "a\u2028b\u2029c", shown: "a\\u2028b\\u2029c" },
		{ title: "an override of direction", text: "\u202egpj.exe", shown: "\\u202egpj.exe" },
		{ title: "an isolate of direction", text: "\u2066a\u2069", shown: "\\u2066a\\u2069" },
	])("shows $title as JSON escapes it", ({ shown, text }) => {
		expect(visibleText(text)).toBe(shown);
		expect(JSON.parse(`"${shown}"`)).toBe(text);
		expect([hasControlCharacters(text), hasControlCharacters(shown)]).toEqual([true, false]);
	});

	it.each(["load test", "Lasttest für Ana → 20 %", "اختبار", "בדיקה", "負荷試験 🚀", ""])("leaves %s as it is", (text) => {
		expect(visibleText(text)).toBe(text);
	});

	it("has no control character whatever it was, and is the same when it is made visible again", () => {
		fc.assert(
			fc.property(fc.string({ unit: "binary" }), (text) => {
				const shown = visibleText(text);
				expect(hasControlCharacters(shown)).toBe(false);
				expect(visibleText(shown)).toBe(shown);
			}),
		);
	});

	it("is cut between characters, never within one", () => {
		expect(shortWords("🚀🚀🚀", 3)).toBe("🚀🚀🚀");
		expect(shortWords("🚀🚀🚀🚀", 3)).toBe("🚀🚀🚀…");
		expect(shortWords("a".repeat(120_000), 3)).toBe("aaa…");
	});
});

const HOSTILE = "\u001b]0;owned\u0007\nOverride: none";
const PAUSE: Override = { kind: "pause", untilMs: Number.MAX_SAFE_INTEGER, by: `ana${HOSTILE}`, reason: HOSTILE + "x".repeat(120_000) };

describe("sentences with other people's words", () => {
	const decision = decide(observation({ utilization: 1.5 }), policy(), history({ override: PAUSE }));

	it("are one line each, without a control character, however long the words are", () => {
		for (const text of [describeOverride(PAUSE), summarize(decision), ...writtenDecision(decision).trail.map(({ says }) => says)]) {
			expect(hasControlCharacters(text)).toBe(false);
			expect(text.length).toBeLessThan(2_000);
		}
		expect(decision.kind).toBe("blocked");
		expect(describeOverride(PAUSE)).toContain("\\u001b]0;owned\\u0007\\nOverride: none");
	});

	it("are so as well where they were stored by somebody who did not take care", () => {
		const stored: WrittenDecision = { ...writtenDecision(decision), trail: [HOSTILE, HOSTILE].map((says) => ({ step: "gate", says })) };
		expect(hasControlCharacters(writtenSummary(stored))).toBe(false);
		expect(trailText(stored.trail).split("\n").map(hasControlCharacters)).toEqual([false, false]);
	});
});
