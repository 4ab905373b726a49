import { describe, expect, it } from "vitest";
import { decide, type Policy, type ReshardRecord, summarize } from "../src/index.ts";
import { DAY_MS, HOUR_MS, history, MINUTE_MS, minute, observation, policy, reshard } from "./build.ts";

/** Calm by the minute, below the band. */
const calm = (openShardCount: number) =>
	observation({
		openShardCount,
		minutes: Array.from({ length: 64 }, (_, index) => minute({ minutesAgo: 65 - index, recordsPerSecond: 500 })),
	});

/** Answered twice: once may be the foot of a crowd. */
const bursts = (agoMs: number) => [
	reshard({ agoMs: agoMs + HOUR_MS, fromShardCount: 3, toShardCount: 4, trigger: "burst" }),
	reshard({ agoMs, fromShardCount: 4, toShardCount: 5, trigger: "burst" }),
];

describe("bursts that come back and that no minute's mean shows", () => {
	it("keep for a day what they were answered with: the smaller count is known to be too few", () => {
		const decision = decide(calm(5), policy(), history({ reshards: bursts(3 * HOUR_MS) }));
		expect(decision.kind).toBe("hold");
		expect(summarize(decision)).toContain("bursts of the last 24 h needed 5 shards, and 5 are open");
	});

	it("do not keep more than that", () => {
		const decision = decide(calm(10), policy(), history({ reshards: bursts(3 * HOUR_MS) }));
		expect(decision).toMatchObject({ kind: "scale-in", recommendedShardCount: 5, targetShardCount: 5 });
		expect(summarize(decision)).toContain("bursts of the last 24 h needed 5 shards");
	});

	it("are forgotten after a day", () => {
		const decision = decide(calm(5), policy(), history({ reshards: bursts(DAY_MS + MINUTE_MS) }));
		expect(decision).toMatchObject({ kind: "scale-in", targetShardCount: 3 });
	});

	it("are no reason to keep anything while there was but one", () => {
		const [, one] = bursts(3 * HOUR_MS);
		expect(decide(calm(5), policy(), history({ reshards: one === undefined ? [] : [one] })).kind).toBe("scale-in");
	});

	it("are not what a crowd is: its count is given back when it has gone", () => {
		const crowd = reshard({ agoMs: 3 * HOUR_MS, fromShardCount: 4, toShardCount: 5, trigger: "write-throttle" });
		expect(decide(calm(5), policy(), history({ reshards: [crowd] })).kind).toBe("scale-in");
	});

	it("keep what both took where load stepped up in between, not what the one on top of a crowd was answered with", () => {
		const apart = [
			reshard({ agoMs: 20 * HOUR_MS, fromShardCount: 4, toShardCount: 5, trigger: "burst" }),
			reshard({ agoMs: 10 * HOUR_MS, fromShardCount: 5, toShardCount: 10, trigger: "utilization-high" }),
			reshard({ agoMs: 9 * HOUR_MS, fromShardCount: 10, toShardCount: 13, trigger: "burst" }),
		];
		const decision = decide(calm(13), policy(), history({ reshards: apart }));
		expect(decision).toMatchObject({ kind: "scale-in", recommendedShardCount: 5 });
	});

	describe("and were taken for a crowd, since the metrics did not show them yet", () => {
		/** Scaled out for throttles, and given back so many minutes later. */
		const answered = (given: {
			readonly hoursAgo: number;
			readonly to?: number;
			readonly minutesKept?: number;
			readonly trigger?: "person";
		}) => {
			const { hoursAgo, to = 12, minutesKept = 70, trigger = "utilization-low" } = given;
			const atMs = hoursAgo * HOUR_MS;
			return [
				reshard({ agoMs: atMs, fromShardCount: 6, toShardCount: to, trigger: "write-throttle" }),
				reshard({ agoMs: atMs - minutesKept * MINUTE_MS, fromShardCount: to, toShardCount: 6, trigger }),
			];
		};
		const again = reshard({ agoMs: 2 * HOUR_MS, fromShardCount: 6, toShardCount: 12, trigger: "write-throttle" });
		const keptAfter = (reshards: readonly ReshardRecord[], given: Partial<Policy> = {}) => {
			const decision = decide(
				calm(12),
				policy({ stabilizationWindowSeconds: 3_600, ...given }),
				history({ reshards: [again, ...reshards] }),
			);
			return /bursts of the last 24 h needed (\d+) shards/.exec(summarize(decision))?.[1] ?? "nothing";
		};

		it.each([
			{
				title: "keep the count, once it was given back twice",
				reshards: [...answered({ hoursAgo: 8 }), ...answered({ hoursAgo: 5 })],
				kept: "12",
			},
			{ title: "keep nothing after once", reshards: answered({ hoursAgo: 5 }), kept: "nothing" },
			{
				title: "keep what was answered with twice, not what one large crowd took",
				reshards: [...answered({ hoursAgo: 8, to: 40 }), ...answered({ hoursAgo: 5, to: 12 })],
				kept: "12",
			},
			{
				title: "are a crowd where the shards stayed a minute longer",
				reshards: [...answered({ hoursAgo: 8, minutesKept: 71 }), ...answered({ hoursAgo: 5 })],
				kept: "nothing",
			},
			{
				title: "are not what a person took back",
				reshards: [...answered({ hoursAgo: 8, trigger: "person" }), ...answered({ hoursAgo: 5 })],
				kept: "nothing",
			},
			{
				title: "are one with the steps for load that followed",
				reshards: [8, 5].flatMap((hours) => [
					reshard({ agoMs: hours * HOUR_MS, fromShardCount: 4, toShardCount: 8, trigger: "write-throttle" }),
					reshard({ agoMs: hours * HOUR_MS - 3 * MINUTE_MS, fromShardCount: 8, toShardCount: 12, trigger: "utilization-high" }),
					reshard({ agoMs: hours * HOUR_MS - 66 * MINUTE_MS, fromShardCount: 12, toShardCount: 6, trigger: "utilization-low" }),
				]),
				kept: "12",
			},
			{
				title: "are not hidden by throttles of hours before",
				reshards: [
					reshard({ agoMs: 11 * HOUR_MS, fromShardCount: 4, toShardCount: 6, trigger: "write-throttle" }),
					...answered({ hoursAgo: 8 }),
					...answered({ hoursAgo: 5 }),
				],
				kept: "12",
			},
		])("$title", ({ reshards, kept }) => {
			expect(keptAfter(reshards)).toBe(kept);
		});

		it("may be given back as late as the cooldown before a scale in has it", () => {
			const late = [...answered({ hoursAgo: 9, minutesKept: 130 }), ...answered({ hoursAgo: 5, minutesKept: 130 })];
			expect(keptAfter(late, { scaleInCooldownSeconds: 7_200 })).toBe("12");
			expect(keptAfter(late)).toBe("nothing");
		});

		it("may be given back later where the last of several steps has to cool down", () => {
			const inTwoSteps = [9, 5].flatMap((hours) => [
				reshard({ agoMs: hours * HOUR_MS, fromShardCount: 4, toShardCount: 8, trigger: "write-throttle" }),
				reshard({ agoMs: hours * HOUR_MS - 6 * MINUTE_MS, fromShardCount: 8, toShardCount: 12, trigger: "utilization-high" }),
				reshard({ agoMs: hours * HOUR_MS - 136 * MINUTE_MS, fromShardCount: 12, toShardCount: 6, trigger: "utilization-low" }),
			]);
			expect(keptAfter(inTwoSteps, { scaleInCooldownSeconds: 7_200 })).toBe("12");
		});

		it("are one event with a step for a burst in between, which is no second answer", () => {
			const one = [
				reshard({ agoMs: 5 * HOUR_MS, fromShardCount: 6, toShardCount: 9, trigger: "write-throttle" }),
				reshard({ agoMs: 5 * HOUR_MS - 2 * MINUTE_MS, fromShardCount: 9, toShardCount: 12, trigger: "burst" }),
				reshard({ agoMs: 5 * HOUR_MS - 66 * MINUTE_MS, fromShardCount: 12, toShardCount: 6, trigger: "utilization-low" }),
			];
			expect(keptAfter(one)).toBe("nothing");
		});
	});
});
