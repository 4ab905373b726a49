import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dueAtMs, dueCount, offeredCount } from "../src/drive/open-loop.ts";

const loops = fc.record({
	startMs: fc.integer({ min: 0, max: 1e9 }),
	ratePerSecond: fc.integer({ min: 1, max: 5000 }),
	durationSeconds: fc.integer({ min: 1, max: 300 }),
});

describe("open loop", () => {
	it("offers 1,600 a second, evenly", () => {
		const loop = { startMs: 1000, ratePerSecond: 1600, durationSeconds: 90 };
		expect(offeredCount(loop)).toBe(144_000);
		expect(dueCount(loop, 1000)).toBe(1);
		expect(dueCount(loop, 2000)).toBe(1601);
		expect(dueAtMs(loop, 1600)).toBe(2000);
	});

	it("never has more due than it offers, and has all due at its end", () => {
		fc.assert(
			fc.property(loops, fc.double({ min: -10, max: 1000, noNaN: true }), (loop, afterSeconds) => {
				const due = dueCount(loop, loop.startMs + afterSeconds * 1000);
				expect(due).toBeGreaterThanOrEqual(0);
				expect(due).toBeLessThanOrEqual(offeredCount(loop));
				expect(dueCount(loop, loop.startMs + loop.durationSeconds * 1000)).toBe(offeredCount(loop));
			}),
			{ seed: 20261123 },
		);
	});

	it("sends a request no earlier than it is due", () => {
		fc.assert(
			fc.property(loops, fc.double({ min: 0, max: 300, noNaN: true }), (loop, afterSeconds) => {
				const nowMs = loop.startMs + afterSeconds * 1000;
				const due = dueCount(loop, nowMs);
				if (due > 0) expect(dueAtMs(loop, due - 1)).toBeLessThanOrEqual(nowMs + 1e-3);
			}),
			{ seed: 20261123 },
		);
	});
});
