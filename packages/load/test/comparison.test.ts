import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import { errorShare, renderComparison } from "../src/run/comparison.ts";
import type { StoredRun } from "../src/run/stored-run.ts";
import { storedRun } from "./support/stored-run.ts";

const compare = (first: StoredRun, second: StoredRun) =>
	stripVTControlCharacters(renderComparison({ path: "load-results/a.json", run: first }, { path: "load-results/b.json", run: second }));

const failing = storedRun({ counts: { offered: 1000, byStatus: { "200": 958, "500": 40 }, unanswered: 2, notSent: 0 } });

describe("two runs side by side", () => {
	it("show each figure of both, the errors and the ratio of the latencies", () => {
		const slower = storedRun({ latencyMs: { mean: 25, p50: 20, p95: 72, p99: 90, max: 140 } });
		const text = compare(failing, slower);
		expect(text).toMatch(/a\.json\s+│ b\.json/);
		expect(text).toMatch(/answered 5xx\s+│ 40 \(4\.0 %\)\s+│ 0 \(0 %\)/);
		expect(text).toContain("5xx and unanswered: 4.20 % → 0.00 %");
		expect(text).toContain("p95: × 1.20");
	});

	it.each([
		{ title: "other loads", parts: { model: { kind: "rate", ratePerSecond: 9, connections: 9 } } as const, says: "The two loads differ" },
		{
			title: "other machines",
			parts: { machine: { cpu: "Another", cores: 8, memoryBytes: 1, system: "x", node: "24" } },
			says: "Measured on different machines: 2 × A processor",
		},
		{ title: "a run that is not whole", parts: { state: "interrupted" } as const, says: "The second run is not complete: interrupted." },
	])("say what they do not compare: $title", ({ parts, says }) => {
		expect(compare(storedRun(), storedRun(parts))).toContain(says);
	});

	it("have no error share where nothing was sent", () => {
		expect(errorShare(storedRun({ counts: { offered: 0, byStatus: {}, unanswered: 0, notSent: 0 } }))).toBe(0);
		expect(errorShare(failing)).toBeCloseTo(0.042, 6);
	});
});
