import { describe, expect, it } from "vitest";
import { instantReactionThrottledShare } from "../src/benchmark/instant-reaction.ts";
import type { LoadSource } from "../src/load-source.ts";

const HOUR = 3_600;

function shape(durationSeconds: number, recordsPerSecond: (second: number) => number): LoadSource {
	return {
		startMs: Date.UTC(2026, 10, 23),
		durationSeconds,
		at: (second) => ({ recordsPerSecond: recordsPerSecond(second), bytesPerRecord: 100 }),
	};
}

describe("instant reaction", () => {
	it("throttles nothing of a steady load", () => {
		expect(instantReactionThrottledShare(shape(HOUR, () => 2_500))).toBe(0);
	});

	it("throttles what a jump offers beyond two shards and then four, while 35 and 55 seconds of splits pass", () => {
		// 2 shards for 1,500 records/s; 6,000 from the hour on. The second of the jump is seen, and two splits take 15 + 20 s; four 15 + 40 s.
		const share = instantReactionThrottledShare(shape(2 * HOUR, (second) => (second < HOUR ? 1_500 : 6_000)));
		const throttled = 35 * 4_000 + 55 * 2_000;
		expect(share * HOUR * 7_500).toBeCloseTo(throttled, -4);
	});

	it("throttles nothing of a rise that is slower than its reshards", () => {
		expect(instantReactionThrottledShare(shape(6 * HOUR, (second) => 1_500 + second / 10))).toBe(0);
	});

	it("scales in after an hour, so that a second jump costs as much as the first", () => {
		const jumps = (second: number) => (second % (3 * HOUR) >= 2 * HOUR && second % (3 * HOUR) < 2 * HOUR + 900 ? 6_000 : 1_500);
		const once = instantReactionThrottledShare(shape(3 * HOUR, jumps));
		const twice = instantReactionThrottledShare(shape(6 * HOUR, jumps));
		expect(twice).toBeCloseTo(once, 6);
	});

	it("is 0 where nothing is offered", () => {
		expect(instantReactionThrottledShare(shape(60, () => 0))).toBe(0);
	});
});
