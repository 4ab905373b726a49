import { describe, expect, it } from "vitest";
import { decide } from "../src/index.ts";
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
		const { kind, trail } = decide(calm(5), policy(), history({ reshards: bursts(3 * HOUR_MS) }));
		expect(kind).toBe("hold");
		expect(trail[0]?.says).toContain("bursts of the last 24 h were answered with 5 shards, which saves less than a quarter of 5");
	});

	it("do not keep more than that", () => {
		const decision = decide(calm(10), policy(), history({ reshards: bursts(3 * HOUR_MS) }));
		expect(decision).toMatchObject({ kind: "scale-in", recommendedShardCount: 5, targetShardCount: 5 });
		expect(decision.trail[0]?.says).toContain("bursts of the last 24 h were answered with 5 shards");
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

	describe("and were taken for a crowd, since the metrics did not show them yet", () => {
		/** Doubled for throttles, and given back so many minutes later. */
		const doubledAndGivenBack = (agoMs: number, keptMinutes: number) => [
			reshard({ agoMs, fromShardCount: 6, toShardCount: 12, trigger: "write-throttle" }),
			reshard({ agoMs: agoMs - keptMinutes * MINUTE_MS, fromShardCount: 12, toShardCount: 6, trigger: "utilization-low" }),
		];
		const again = reshard({ agoMs: 2 * HOUR_MS, fromShardCount: 6, toShardCount: 12, trigger: "write-throttle" });
		const decideAfter = (keptMinutes: number) =>
			decide(
				calm(12),
				policy({ stabilizationWindowSeconds: 3_600 }),
				history({ reshards: [again, ...doubledAndGivenBack(8 * HOUR_MS, keptMinutes), ...doubledAndGivenBack(5 * HOUR_MS, keptMinutes)] }),
			);

		it("keep what they were doubled to, once it was given back twice as soon as the stabilization window allowed", () => {
			const { kind, trail } = decideAfter(70);
			expect(kind).toBe("hold");
			expect(trail[0]?.says).toContain("bursts of the last 24 h were answered with 12 shards");
		});

		it("are a crowd where it stayed a minute longer", () => {
			expect(decideAfter(71).kind).not.toBe("hold");
		});
	});
});
