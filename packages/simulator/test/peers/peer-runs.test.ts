import { describe, expect, it } from "vitest";
import { sawtoothLoad, stepLoad } from "../../src/generators/index.ts";
import { PEERS } from "../../src/peers/index.ts";
import { SCALING_UTILS } from "../../src/peers/scaling-utils.ts";
import { run } from "../../src/run/run.ts";
import { DEFAULT_SIMULATION_SETTINGS } from "../../src/run/simulation-settings.ts";

const HOUR = 3_600;

describe("peers over a simulated stream", () => {
	it.each(PEERS)("$name runs, and what it does keeps to the emulator's limits", async (peer) => {
		const load = stepLoad({ durationSeconds: 6 * HOUR, from: 600, to: 5_000, atSecond: HOUR });
		const figures = await run(load, { kind: "peer", name: peer.name, rule: peer.rule, peer }, DEFAULT_SIMULATION_SETTINGS);
		expect(figures.offeredRecords).toBeGreaterThan(0);
		expect(figures.shardHours).toBeGreaterThanOrEqual(6);
		for (const { fromShardCount, toShardCount, reason } of figures.reshards) {
			expect(reason).not.toBe("");
			expect(toShardCount).toBeLessThanOrEqual(fromShardCount * 2);
			expect(toShardCount).toBeGreaterThanOrEqual(Math.ceil(fromShardCount / 2));
		}
	});

	it("scaling-utils goes on past ten reshards a day by splits and merges", async () => {
		const load = sawtoothLoad({ durationSeconds: 15 * HOUR, lowest: 100, highest: 60_000, periodSeconds: 12 * HOUR });
		const settings = { ...DEFAULT_SIMULATION_SETTINGS, initialShardCount: 1 };
		const { reshards, maxShardCount } = await run(load, { kind: "peer", name: "scaling-utils", rule: "", peer: SCALING_UTILS }, settings);
		const [updates, sideSteps] = [
			reshards.filter(({ reason }) => !reason.endsWith("merges")),
			reshards.filter(({ reason }) => reason.endsWith("merges")),
		];
		expect(updates.length).toBeLessThanOrEqual(10);
		expect(sideSteps.length).toBeGreaterThan(0);
		expect(maxShardCount).toBeGreaterThanOrEqual(64);
	});
});
