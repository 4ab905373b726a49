import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { scheduled } from "./scheduled-ports.ts";
import { FAST_ALARM, SWEEP, throttledWorld, type World } from "./world.ts";

const SEED = { seed: 20_261_123, numRuns: 500 };

/** Every order of answers that the scheduler may think of, for three evaluations at once. */
async function anyOrder(arrange: () => Promise<World>, check: (world: World) => Promise<void>): Promise<void> {
	await fc.assert(
		fc.asyncProperty(fc.scheduler(), async (scheduler) => {
			const world = await arrange();
			const ports = scheduled(world, scheduler);
			const evaluations = Promise.all([world.evaluate(FAST_ALARM, ports), world.evaluate(FAST_ALARM, ports), world.evaluate(SWEEP, ports)]);
			await scheduler.waitFor(evaluations);
			await check(world);
		}),
		SEED,
	);
}

describe("three evaluations of one stream at once", () => {
	it("act once, tell it once and ask for one re-check, in whatever order their ports answer", async () => {
		await anyOrder(
			async () => throttledWorld(),
			async (world) => {
				expect(world.ports.stream.calls).toHaveLength(1);
				const { history, intent } = await world.history();
				expect(history.reshards).toHaveLength(1);
				expect(intent).toBeUndefined();
				const begun = world.told().filter((line) => line.startsWith("accepted") || line.startsWith("settled"));
				expect(begun).toHaveLength(1);
				const reasons = world.ports.recheck.waiting().map(({ recheck }) => recheck.reason);
				expect(new Set(reasons).size).toBe(reasons.length);
			},
		);
	});

	it("settle a reshard that is over once", async () => {
		await anyOrder(
			async () => {
				const world = throttledWorld();
				await world.evaluate(FAST_ALARM);
				world.clock.advanceSeconds(30);
				world.offer({ recordsPerSecond: 1_300 });
				return world;
			},
			async (world) => {
				expect((await world.history()).history.reshards).toHaveLength(1);
				expect(world.told().filter((line) => line.startsWith("settled"))).toEqual(["settled: Headroom: votes: ACTIVE with 2 shards"]);
				expect(world.ports.stream.calls).toHaveLength(1);
			},
		);
	});

	it("see somebody else's reshard as one", async () => {
		await anyOrder(
			async () => {
				const world = throttledWorld();
				await world.ports.history.recordObservedShardCount("votes", 1, world.clock.nowMs());
				world.ports.stream.put("votes", { openShardCount: 4 });
				world.clock.advanceSeconds(60);
				world.offer({ recordsPerSecond: 2_600 });
				return world;
			},
			async (world) => {
				expect((await world.evaluate(SWEEP)).decision.budget.used).toBe(1);
				expect(world.told()).toEqual(["settled: Headroom: votes: somebody else resharded 1 -> 4"]);
			},
		);
	});
});
