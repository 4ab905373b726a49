import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { VirtualClock, WallClock } from "../src/index.ts";

const START_MS = Date.UTC(2026, 10, 23, 12);

describe("VirtualClock", () => {
	it("stands still until told to move", () => {
		const clock = new VirtualClock(START_MS);
		expect(clock.nowMs()).toBe(START_MS);
		clock.advanceBy(250);
		expect(clock.nowMs()).toBe(START_MS + 250);
	});

	it("runs what is due in time order, each at its own time, ties in the order they were scheduled", () => {
		fc.assert(
			fc.property(fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 60 }), (delaysMs) => {
				const clock = new VirtualClock(START_MS);
				const ran: { readonly atMs: number; readonly ordinal: number }[] = [];
				for (const [ordinal, delayMs] of delaysMs.entries()) {
					clock.schedule(START_MS + delayMs, () => ran.push({ atMs: clock.nowMs(), ordinal }));
				}
				clock.advanceBy(50);
				const expected = delaysMs
					.map((delayMs, ordinal) => ({ atMs: START_MS + delayMs, ordinal }))
					.sort((a, b) => a.atMs - b.atMs || a.ordinal - b.ordinal);
				expect(ran).toEqual(expected);
			}),
			{ seed: 20261123 },
		);
	});

	it("runs what a task schedules within the same stretch, and leaves what is later", () => {
		const clock = new VirtualClock(START_MS);
		const ran: string[] = [];
		clock.schedule(START_MS + 10, () => {
			ran.push("first");
			clock.schedule(START_MS + 20, () => ran.push("second"));
			clock.schedule(START_MS + 31, () => ran.push("too late"));
		});
		clock.advanceBy(30);
		expect(ran).toEqual(["first", "second"]);
	});

	it("does not run what was cancelled", () => {
		const clock = new VirtualClock(START_MS);
		const ran: string[] = [];
		clock.schedule(START_MS + 1, () => ran.push("kept"));
		const cancel = clock.schedule(START_MS + 1, () => ran.push("cancelled"));
		cancel();
		clock.advanceBy(1);
		expect(ran).toEqual(["kept"]);
	});

	it("runs a task scheduled in the past at the next move, without turning back", () => {
		const clock = new VirtualClock(START_MS);
		let ranAtMs = 0;
		clock.schedule(START_MS - 5_000, () => {
			ranAtMs = clock.nowMs();
		});
		clock.advanceBy(0);
		expect(ranAtMs).toBe(START_MS);
	});

	it("refuses to go back, to move from within a task, and times that are no number", () => {
		const clock = new VirtualClock(START_MS);
		expect(() => clock.advanceTo(START_MS - 1)).toThrow(RangeError);
		expect(() => clock.advanceTo(Number.NaN)).toThrow(RangeError);
		expect(() => clock.schedule(Number.NaN, () => {})).toThrow(RangeError);
		expect(() => new VirtualClock(Number.NaN)).toThrow(RangeError);
		clock.schedule(START_MS + 1, () => clock.advanceBy(1));
		expect(() => clock.advanceBy(1)).toThrow("by a task");
	});

	it("goes on after a task that threw", () => {
		const clock = new VirtualClock(START_MS);
		clock.schedule(START_MS + 1, () => {
			throw new Error("a task's own fault");
		});
		expect(() => clock.advanceBy(2)).toThrow("a task's own fault");
		clock.advanceTo(START_MS + 2);
		expect(clock.nowMs()).toBe(START_MS + 2);
	});
});

describe("WallClock", () => {
	beforeEach(() => {
		vi.useFakeTimers({ now: START_MS });
	});
	afterEach(() => {
		vi.useRealTimers();
	});

	it("tells the time of day and runs a task once it is due", () => {
		const clock = new WallClock();
		const ran: number[] = [];
		clock.schedule(START_MS + 1_000, () => ran.push(clock.nowMs()));
		vi.advanceTimersByTime(999);
		expect(ran).toEqual([]);
		vi.advanceTimersByTime(1);
		expect(ran).toEqual([START_MS + 1_000]);
		clock.close();
	});

	it("waits longer than one timer can", () => {
		const clock = new WallClock();
		const ran: string[] = [];
		const thirtyDaysMs = 30 * 86_400_000;
		clock.schedule(START_MS + thirtyDaysMs, () => ran.push("after thirty days"));
		vi.advanceTimersByTime(thirtyDaysMs - 1);
		expect(ran).toEqual([]);
		vi.advanceTimersByTime(1);
		expect(ran).toEqual(["after thirty days"]);
		clock.close();
	});

	it("does not go back with the system's clock, and follows it forward", () => {
		const clock = new WallClock();
		vi.setSystemTime(START_MS - 3_600_000);
		expect(clock.nowMs()).toBe(START_MS);
		vi.setSystemTime(START_MS + 3_600_000);
		expect(clock.nowMs()).toBe(START_MS + 3_600_000);
		clock.close();
	});

	it("cancels one task, all at close, and takes none afterwards", () => {
		const clock = new WallClock();
		const ran: string[] = [];
		const cancel = clock.schedule(START_MS + 10, () => ran.push("cancelled"));
		cancel();
		clock.schedule(START_MS + 20, () => ran.push("closed"));
		clock.close();
		clock.schedule(START_MS + 30, () => ran.push("too late"));
		expect(vi.getTimerCount()).toBe(0);
		vi.advanceTimersByTime(100);
		expect(ran).toEqual([]);
	});
});
