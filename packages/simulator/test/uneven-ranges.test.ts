import { describe, expect, it } from "vitest";
import { GENERATED_LOADS, type LoadSource, run } from "../src/index.ts";
import { DAY_SECONDS, HOUR_SECONDS, headroom, load, settings } from "./build.ts";

function generated(name: string): LoadSource {
	const found = GENERATED_LOADS.find((each) => each.name === name);
	if (found === undefined) throw new Error(`There is no load ${name}.`);
	return found.create();
}

describe("a stream that was split by hand", () => {
	it.each([true, false])(
		"is cured by one reshard (producers publish: %s), and an hour later has what its load takes",
		async (producersPublish) => {
			const { reshards, throttledRecords, offeredRecords } = await run(generated("uneven"), headroom({}, producersPublish), settings());
			expect(reshards.map(({ fromShardCount, toShardCount }) => [fromShardCount, toShardCount])).toEqual([
				[5, 6],
				[6, 4],
			]);
			expect(reshards[0]?.reason).toContain("uneven hash-key ranges");
			expect(throttledRecords / offeredRecords).toBeLessThan(0.001);
		},
	);

	it("has its ranges from the first second on", async () => {
		const calm: LoadSource = { ...load(HOUR_SECONDS, () => ({ recordsPerSecond: 1_500 })), rangeWidths: [1, 1, 2] };
		const { reshards, throttledRecords } = await run(calm, headroom(), settings());
		expect(reshards).toEqual([]);
		expect(throttledRecords).toBe(0);
	});
});

describe("a hot range of hash keys", () => {
	it("is no case for a uniform reshard: no reshard is spent on it", async () => {
		const { reshards, throttledRecords } = await run(generated("hot-range"), headroom(), settings());
		expect(throttledRecords).toBeGreaterThan(0);
		expect(reshards.length).toBeLessThanOrEqual(1);
	});

	it("throttles where one even range takes it all, and not where two share it", async () => {
		const crowd = { share: 0.5, from: 0.48, to: 0.5 } as const;
		const shared = { share: 0.5, from: 0.49, to: 0.51 } as const;
		const fixed = { kind: "fixed", name: "fixed", rule: "", shardCount: 2 } as const;
		const runOf = (hotRange: typeof crowd | typeof shared) =>
			run(
				load(DAY_SECONDS / 24, () => ({ recordsPerSecond: 1_500, hotRange })),
				fixed,
				settings(),
			);
		expect((await runOf(crowd)).throttledRecords).toBeGreaterThan(0);
		expect((await runOf(shared)).throttledRecords).toBe(0);
	});
});
