import { describe, expect, it } from "vitest";
import { estimateDuration, splitsAndMerges } from "../src/index.ts";
import { HOUR_MS, reshard } from "./build.ts";

const stepsOf = (...counts: readonly (readonly [number, number])[]) => counts.map(([from, to]) => ({ changes: splitsAndMerges(from, to) }));

describe("the splits and merges of a uniform reshard", () => {
	it.each([
		[1, 2, 1],
		[4, 8, 4],
		[8, 4, 4],
		[8, 9, 15],
		[8, 10, 14],
		[32, 46, 74],
		[5, 5, 0],
	])("%i → %i takes %i", (from, to, changes) => {
		expect(splitsAndMerges(from, to)).toBe(changes);
	});
});

describe("how long a reshard takes", () => {
	it.each([
		{ title: "1 → 2 takes half a minute", steps: stepsOf([1, 2]), seconds: 29 },
		{ title: "4 → 8 takes little more", steps: stepsOf([4, 8]), seconds: 40 },
		{ title: "32 → 46 takes five minutes, not two", steps: stepsOf([32, 46]), seconds: 299 },
		{ title: "32 → 64 takes less than 32 → 46: it merges nothing", steps: stepsOf([32, 64]), seconds: 143 },
		{ title: "steps come one after the other", steps: stepsOf([3, 6], [6, 12], [12, 20]), seconds: 197 },
	])("$title, where this stream has no reshard of its own", ({ seconds, steps }) => {
		expect(estimateDuration(steps, [])).toEqual({ seconds, estimatedFrom: "assumed" });
	});

	const took = (seconds: number, fields: object) => {
		const atMs = Date.UTC(2026, 10, 23);
		return reshard({ agoMs: HOUR_MS, atMs, settledAtMs: atMs + seconds * 1_000, ...fields });
	};

	it("goes by this stream's own reshards, each for its splits and merges", () => {
		const slow = took(60, { fromShardCount: 1, toShardCount: 2 });
		// Twice as long as assumed: so is the next.
		expect(estimateDuration(stepsOf([32, 46]), [slow])).toMatchObject({ seconds: 625, estimatedFrom: "ledger" });
	});

	it("weighs a long one more than a short one, whose end was seen late", () => {
		const long = took(299, { fromShardCount: 32, toShardCount: 46 });
		const short = took(90, { fromShardCount: 1, toShardCount: 2 });
		expect(estimateDuration(stepsOf([32, 46]), [long, short]).seconds).toBeLessThan(360);
	});

	it.each([
		{ title: "somebody else's, whose end is seen late", fields: { startedBy: "observed" as const } },
		{ title: "one that ended before it began", fields: { settledAtMs: 0 } },
	])("does not go by $title", ({ fields }) => {
		expect(estimateDuration(stepsOf([1, 2]), [took(900, fields)]).estimatedFrom).toBe("assumed");
	});

	it("does not go by one that is under way", () => {
		const { settledAtMs: _, ...underWay } = took(60, {});
		expect(estimateDuration(stepsOf([1, 2]), [underWay]).estimatedFrom).toBe("assumed");
	});
});
