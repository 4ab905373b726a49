import { describe, expect, it } from "vitest";
import { dailyRhythmLoad, flashCrowdLoad, sawtoothLoad } from "../../src/generators/index.ts";
import type { LoadSource } from "../../src/load-source.ts";
import { demandOfLoad, lowerBound } from "../../src/lower-bound/index.ts";
import { contendersFor } from "../../src/run/contenders.ts";
import { run } from "../../src/run/run.ts";
import { DEFAULT_SIMULATION_SETTINGS } from "../../src/run/simulation-settings.ts";

const HOUR = 3_600;
const LOADS: readonly { readonly name: string; readonly load: LoadSource }[] = [
	{
		name: "a flash crowd",
		load: flashCrowdLoad({ durationSeconds: 3 * HOUR, baseRecordsPerSecond: 600, factor: 12, atSeconds: [HOUR] }),
	},
	{ name: "a sawtooth", load: sawtoothLoad({ durationSeconds: 4 * HOUR, lowest: 500, highest: 6_000, periodSeconds: HOUR }) },
	{
		name: "half a day",
		load: dailyRhythmLoad({ durationSeconds: 12 * HOUR, lowestRecordsPerSecond: 500, highestRecordsPerSecond: 6_000 }),
	},
];

describe("the bound holds for everybody who is simulated", () => {
	it.each(LOADS)("over $name, with the share that each throttled", async ({ load }) => {
		const demand = demandOfLoad(load);
		const peakShards = demand.fullShards.reduce((most, full) => Math.max(most, full), 0);
		for (const contender of contendersFor(load, peakShards)) {
			const figures = await run(load, contender, { ...DEFAULT_SIMULATION_SETTINGS, arrivals: "even" });
			const { shardHours } = lowerBound(demand, { throttledShare: figures.throttledShare });
			expect(figures.shardHours, contender.name).toBeGreaterThanOrEqual(shardHours);
		}
	});
});
