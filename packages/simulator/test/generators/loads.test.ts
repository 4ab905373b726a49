import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
	dailyRhythmLoad,
	drainLoad,
	flashCrowdLoad,
	GENERATED_LOADS,
	heldOutLoad,
	hotKeyLoad,
	microBurstLoad,
	rampLoad,
	sawtoothLoad,
	steadyLoad,
	stepLoad,
} from "../../src/generators/index.ts";
import type { LoadSource } from "../../src/load-source.ts";

const HOUR = 3_600;
const DAY = 24 * HOUR;
const rates = (load: LoadSource, seconds: readonly number[]) => seconds.map((second) => load.at(second).recordsPerSecond);
const minuteMean = (load: LoadSource, minute: number) =>
	rates(
		load,
		Array.from({ length: 60 }, (_, second) => minute * 60 + second),
	).reduce((sum, rate) => sum + rate / 60, 0);

describe("each generator's shape", () => {
	it("steady is the same in every second", () => {
		expect(rates(steadyLoad({ durationSeconds: DAY, recordsPerSecond: 700 }), [0, 1, DAY - 1])).toEqual([700, 700, 700]);
	});

	it("ramp goes in a straight line", () => {
		expect(rates(rampLoad({ durationSeconds: 1_000, from: 100, to: 1_100 }), [0, 250, 500, 999])).toEqual([100, 350, 600, 1_099]);
	});

	it("step changes from one second to the next", () => {
		expect(rates(stepLoad({ durationSeconds: 20, from: 1, to: 9, atSecond: 10 }), [9, 10])).toEqual([1, 9]);
	});

	it("flash crowd is twenty times as much within ten seconds and decays", () => {
		const crowd = flashCrowdLoad({ durationSeconds: HOUR, baseRecordsPerSecond: 100, atSeconds: [60], halfLifeSeconds: 600 });
		expect(rates(crowd, [59, 69, 70, 670, 1_270])).toEqual([100, 2_000, 2_000, 1_050, 575]);
	});

	it("daily rhythm peaks at its hour, is lowest twelve hours away, and lower on weekends", () => {
		const daily = dailyRhythmLoad({ durationSeconds: 14 * DAY, lowestRecordsPerSecond: 100, highestRecordsPerSecond: 1_000, peakHour: 18 });
		const [monday, saturday] = [0, 5 * DAY];
		expect(rates(daily, [monday + 18 * HOUR, monday + 6 * HOUR])).toEqual([1_000, 100]);
		expect(rates(daily, [saturday + 18 * HOUR])[0]).toBeCloseTo(700, 6);
		expect(rates(daily, [saturday + 18 * HOUR + 7 * DAY])[0]).toBeCloseTo(700, 6);
	});

	it("micro-bursts do not show in the minute's mean", () => {
		const bursts = microBurstLoad({
			durationSeconds: HOUR,
			baseRecordsPerSecond: 100,
			burstRecordsPerSecond: 2_000,
			everySeconds: 30,
			burstSeconds: 1,
		});
		expect(rates(bursts, [0, 1, 29, 30])).toEqual([2_000, 100, 100, 2_000]);
		expect(minuteMean(bursts, 3)).toBeLessThan(200);
	});

	it("a hot key has its share in every second", () => {
		expect(hotKeyLoad({ durationSeconds: 9, recordsPerSecond: 50, hotKeyShare: 0.4 }).at(3)).toEqual({
			recordsPerSecond: 50,
			bytesPerRecord: 200,
			hotKeyShare: 0.4,
		});
	});

	it("drain ends in silence", () => {
		expect(rates(drainLoad({ durationSeconds: 400, from: 80, fallsAtSecond: 100, emptyAtSecond: 200 }), [100, 150, 200, 399])).toEqual([
			80, 40, 0, 0,
		]);
	});

	it("sawtooth goes up and down", () => {
		expect(rates(sawtoothLoad({ durationSeconds: 400, lowest: 10, highest: 110, periodSeconds: 100 }), [0, 25, 50, 75, 100])).toEqual([
			10, 60, 110, 60, 10,
		]);
	});

	it.each([
		{ frame: { durationSeconds: 0 }, fault: "durationSeconds" },
		{ frame: { durationSeconds: 1.5 }, fault: "durationSeconds" },
		{ frame: { durationSeconds: 60, startMs: 1 }, fault: "startMs" },
		{ frame: { durationSeconds: 60, bytesPerRecord: 0 }, fault: "bytesPerRecord" },
		{ frame: { durationSeconds: 60, hotKeyShare: 1.1 }, fault: "hotKeyShare" },
	])("a frame with a wrong $fault is refused", ({ frame, fault }) => {
		expect(() => steadyLoad({ ...frame, recordsPerSecond: 1 })).toThrow(new RegExp(`${fault} must be`));
	});
});

describe("the loads that policies are compared on", () => {
	it("each has a name of its own", () => {
		expect(new Set(GENERATED_LOADS.map(({ name }) => name)).size).toBe(GENERATED_LOADS.length);
	});

	it("the sawtooth cannot be followed with ten reshards a day", () => {
		const load = GENERATED_LOADS.find(({ name }) => name === "sawtooth")?.create();
		if (load === undefined) throw new Error("There is no sawtooth.");
		const minutesOfADay = Array.from({ length: 24 * 60 }, (_, minute) => load.at(minute * 60).recordsPerSecond);
		const turns = minutesOfADay.filter((rate, minute) => minute > 0 && rate < 1_000 !== (minutesOfADay[minute - 1] ?? 0) < 1_000);
		expect(turns.length).toBeGreaterThan(10);
	});
});

const LOADS = [...GENERATED_LOADS.map(({ name, create }) => ({ name, create })), { name: "held-out", create: () => heldOutLoad(1, 14) }];

describe("every generated load", () => {
	it.each(LOADS)("$name is pure: any second, in any order, the same again", ({ create }) => {
		const [load, again] = [create(), create()];
		fc.assert(
			fc.property(fc.integer({ min: 0, max: load.durationSeconds - 1 }), (second) => {
				const { recordsPerSecond } = load.at(second);
				expect(recordsPerSecond).toBeGreaterThanOrEqual(0);
				expect(Number.isFinite(recordsPerSecond)).toBe(true);
				expect(again.at(second).recordsPerSecond).toBe(recordsPerSecond);
			}),
			{ seed: 8, numRuns: 200 },
		);
	});
});

describe("held-out loads", () => {
	it("differ by seed", () => {
		const noons = Array.from({ length: 20 }, (_, seed) => heldOutLoad(seed, 2).at(12 * HOUR).recordsPerSecond);
		expect(new Set(noons).size).toBe(20);
	});

	it("have a rhythm and bursts: every one at least doubles between some two minutes of a week", () => {
		for (let seed = 0; seed < 20; seed++) {
			const load = heldOutLoad(seed, 7);
			const minutes = Array.from({ length: 7 * 24 * 60 }, (_, minute) => load.at(minute * 60).recordsPerSecond);
			expect(Math.max(...minutes) / Math.min(...minutes)).toBeGreaterThan(2);
		}
	});

	it.each([0, -1, 1.5, Number.NaN])("%s days are refused", (days) => {
		expect(() => heldOutLoad(1, days)).toThrow(RangeError);
	});
});
