import pc from "picocolors";
import { describe, expect, it } from "vitest";
import { utilizationBar } from "../src/features/status/utilization-bar.ts";
import { ago, span, until } from "../src/shared/format/time.ts";

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

describe("the bar of a utilization", () => {
	const colors = pc.createColors(false);
	it.each([
		{ utilization: 0, says: "░░░░░░░░░░    0 %" },
		{ utilization: 0.68, says: "███████░░░   68 %" },
		{ utilization: 1.8, says: "██████████  180 %" },
		{ utilization: undefined, says: "no data" },
	])("of $utilization is $says", ({ says, utilization }) => {
		expect(utilizationBar(utilization, { scaleOutUtilization: 0.8 }, colors)).toBe(says);
	});
});
