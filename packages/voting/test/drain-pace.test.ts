import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DrainPace } from "../src/index.ts";
import { type RushSecond, rush } from "./rush.ts";

function total(seconds: readonly RushSecond[], key: "drained" | "throttledDrained" | "throttledLive"): number {
	return seconds.reduce((sum, second) => sum + second[key], 0);
}

function throttled(seconds: readonly RushSecond[]): number {
	return total(seconds, "throttledDrained") + total(seconds, "throttledLive");
}

describe("two drainers beside live votes", () => {
	const calm = rush({
		seconds: 240,
		liveVotesPerSecond: (second) => (second < 150 ? 1600 : 0),
		openShardCount: () => 2,
		limit: "bucket",
		backlog: 100_000,
		seed: 1,
	});

	it("drain at least 200 votes a second beside 1,600 live ones on two shards, and throttle none for the first minute", () => {
		expect(total(calm.slice(0, 60), "drained") / 60).toBeGreaterThanOrEqual(200);
		expect(throttled(calm.slice(0, 60))).toBe(0);
	});

	it("try for more room at most once in two minutes, and throttle less than one write in a thousand by it", () => {
		expect(total(calm.slice(0, 150), "drained") / 150).toBeGreaterThanOrEqual(200);
		expect(throttled(calm.slice(0, 150)) / (150 * 1600)).toBeLessThan(0.001);
	});

	it("go at more than 1,000 votes a second within a minute after the live votes have gone, until the backlog is empty", () => {
		expect(total(calm.slice(200, 210), "drained") / 10).toBeGreaterThan(1000);
		expect(total(calm, "drained")).toBe(100_000);
	});

	it("keep away from a stream that is too small, and empty the backlog soon after it has grown", () => {
		const seconds = rush({
			seconds: 150,
			liveVotesPerSecond: (second) => (second < 90 ? 1600 : 0),
			openShardCount: (second) => (second < 45 ? 1 : 2),
			limit: "bucket",
			backlog: 30_000,
			seed: 2,
		});
		expect(total(seconds.slice(5, 45), "drained"), "each of these took a live vote's place").toBeLessThan(50);
		expect(throttled(seconds.slice(47)), "growing made room, and the drain did not take it away").toBe(0);
		expect(total(seconds.slice(0, 125), "drained")).toBe(30_000);
	});

	it("hold to it under the strictest reading of the limit too, by the second of the clock", () => {
		const seconds = rush({
			seconds: 150,
			liveVotesPerSecond: () => 1600,
			openShardCount: () => 2,
			limit: "clock",
			backlog: 100_000,
			seed: 3,
		});
		expect(total(seconds, "drained") / 150).toBeGreaterThanOrEqual(200);
		expect(throttled(seconds) / (150 * 1600)).toBeLessThan(0.002);
	});
});

describe("the pace of one drainer", () => {
	it("begins at an eighth of its half of the capacity, also of the one it hears of", () => {
		const pace = new DrainPace(0);
		expect(pace.ratePerSecond).toBe(62.5);
		pace.setOpenShardCount(16);
		expect(pace.ratePerSecond).toBe(1000);
	});

	it("halves and pauses for a second when throttled, and for twice as long when throttled again at once", () => {
		const pace = new DrainPace(0);
		pace.throttled(0);
		expect(pace.ratePerSecond).toBe(31.25);
		expect(pace.request(1, 0)).toEqual({ kind: "wait", ms: 1000 });
		pace.throttled(1000);
		expect(pace.request(1, 1000)).toEqual({ kind: "wait", ms: 2000 });
	});

	it("pauses for eight seconds at most, and never goes below a hundredth of its capacity", () => {
		const pace = new DrainPace(0);
		for (let throttle = 0; throttle < 100; throttle += 1) pace.throttled(0);
		expect(pace.request(1, 0)).toEqual({ kind: "wait", ms: 8000 });
		expect(pace.ratePerSecond).toBe(5);
	});

	it("shrinks with the stream", () => {
		const pace = new DrainPace(0);
		pace.setOpenShardCount(16);
		pace.throttled(0);
		pace.setOpenShardCount(1);
		expect(pace.ratePerSecond).toBe(450);
	});

	it("never grants more than its rate allows, whatever is asked and whenever", () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 64 }),
				fc.array(
					fc.record({
						afterMs: fc.integer({ min: -5000, max: 20_000 }),
						waiting: fc.integer({ min: 1, max: 100 }),
						isThrottled: fc.boolean(),
					}),
					{ maxLength: 100 },
				),
				(openShardCount, steps) => {
					const pace = new DrainPace(0);
					pace.setOpenShardCount(openShardCount);
					const ceiling = openShardCount * 1000 * 0.5 * 0.9;
					let nowMs = 0;
					let latestMs = 0;
					let granted = 0;
					for (const { afterMs, waiting, isThrottled } of steps) {
						nowMs += afterMs;
						latestMs = Math.max(latestMs, nowMs);
						const answer = pace.request(waiting, nowMs);
						if (answer.kind === "wait") {
							expect(answer.ms).toBeGreaterThan(0);
							expect(Number.isFinite(answer.ms)).toBe(true);
							continue;
						}
						granted += answer.records;
						expect(answer.records).toBeGreaterThanOrEqual(1);
						expect(answer.records).toBeLessThanOrEqual(waiting);
						if (isThrottled) pace.throttled(nowMs);
						else pace.stored(nowMs);
						expect(pace.ratePerSecond).toBeLessThanOrEqual(ceiling);
						expect(pace.ratePerSecond).toBeGreaterThan(0);
					}
					expect(granted).toBeLessThanOrEqual((ceiling * (latestMs + 200)) / 1000 + 1);
				},
			),
			{ seed: 20261123, numRuns: 500 },
		);
	});

	it("lets everybody through in the end who waits as long as told", () => {
		const pace = new DrainPace(0);
		let nowMs = 0;
		let granted = 0;
		while (granted < 1000) {
			const answer = pace.request(1000 - granted, nowMs);
			if (answer.kind === "put") granted += answer.records;
			else nowMs += answer.ms;
		}
		expect(nowMs).toBeLessThan((1000 / 62.5) * 1000 * 1.1);
	});
});
