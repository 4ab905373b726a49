import { highestLegalTarget, lowestLegalTarget, RESHARDS_PER_ROLLING_DAY } from "@headroom/engine";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ScaleResult, scaleStream } from "../src/index.ts";
import { ManualWorld } from "./manual-world.ts";
import { scheduled } from "./scheduled-ports.ts";
import { SWEEP } from "./world.ts";

/** Short, so that two runs and all that may come between them are tried many times. */
const RESHARD_MS = 3_000;
const SEED = { seed: 20_261_125, numRuns: 150 };
const DAY_SECONDS = 86_400;

/** Two people and the autoscaler on one stream that is throttled all the time. */
const situation = fc.record({
	openShardCount: fc.integer({ min: 1, max: 12 }),
	usedBefore: fc.integer({ min: 0, max: RESHARDS_PER_ROLLING_DAY }),
	targets: fc.tuple(fc.integer({ min: 1, max: 24 }), fc.integer({ min: 1, max: 24 })),
	/** Whether each of the two wants the count held. */
	holds: fc.tuple(fc.boolean(), fc.boolean()),
	sweeps: fc.integer({ min: 1, max: 3 }),
});

describe("two people and the autoscaler at once, in whatever order their ports answer", () => {
	it("never exceed a limit and never lose an entry of the ledger; nobody is left with the stream locked", async () => {
		await fc.assert(
			fc.asyncProperty(fc.scheduler(), situation, async (scheduler, { holds, openShardCount, sweeps, targets, usedBefore }) => {
				const world = new ManualWorld({ maxShardCount: 24 }, openShardCount, RESHARD_MS);
				for (let index = 0; index < usedBefore; index += 1) {
					const atMs = world.clock.nowMs() - (index + 1) * 60_000;
					await world.ports.history.recordReshard("votes", {
						atMs,
						fromShardCount: openShardCount,
						toShardCount: openShardCount,
						startedBy: "observed",
						settledAtMs: atMs,
					});
				}
				world.offer({ recordsPerSecond: openShardCount * 1_000 });
				world.throttle(500 * openShardCount);

				// What the autoscaler asks for is counted like what people ask for.
				const ports = world.manualPorts(scheduled(world, scheduler));
				const holdUntilMs = world.clock.nowMs() + DAY_SECONDS * 1000;
				const ask = (by: string, targetShardCount: number, isHeld: boolean): Promise<ScaleResult> =>
					scaleStream(ports, { streamName: "votes", targetShardCount, by, reason: "race", ...(isHeld ? { holdUntilMs } : {}) });
				const evaluations = Array.from({ length: sweeps }, () => world.evaluate(SWEEP, ports));
				const all = Promise.all([ask("ana", targets[0], holds[0]), ask("ben", targets[1], holds[1]), ...evaluations]);
				const [ana, ben] = await scheduler.waitFor(all);

				// A hold is set for who did something, or wanted nothing but the hold.
				for (const result of [ana, ben]) {
					if (result.heldUntilMs === undefined) continue;
					expect(result.done.length > 0 || result.end.kind === "done" || result.end.kind === "nothing-to-do").toBe(true);
				}
				// Whatever was left standing is settled by whoever looks next.
				world.clock.advanceSeconds(130);
				await world.ports.history.putOverride(
					"votes",
					{ kind: "pause", untilMs: world.clock.nowMs() + DAY_SECONDS * 1000, by: "test", reason: "nothing more" },
					(await world.history()).revision,
				);
				await world.evaluate(SWEEP);
				await world.evaluate(SWEEP);

				const { history, intent, lease } = await world.history();
				expect(intent).toBeUndefined();
				expect(lease).toBeUndefined();
				// Guessed entries leave one try a day.
				expect(world.accepted.length).toBeLessThanOrEqual(RESHARDS_PER_ROLLING_DAY - usedBefore + (usedBefore > 0 ? 1 : 0));
				for (const { fromShardCount, toShardCount } of world.accepted) {
					expect(toShardCount).toBeLessThanOrEqual(highestLegalTarget(fromShardCount));
					expect(toShardCount).toBeGreaterThanOrEqual(lowestLegalTarget(fromShardCount));
				}
				const ledger = history.reshards
					.filter(({ startedBy }) => startedBy !== "observed")
					.map(({ fromShardCount, toShardCount }) => ({ fromShardCount, toShardCount }));
				expect(ledger).toEqual(world.accepted.map(({ fromShardCount, toShardCount }) => ({ fromShardCount, toShardCount })));
				// Nothing of ours is taken for somebody else's.
				expect(history.reshards).toHaveLength(usedBefore + world.accepted.length);
			}),
			SEED,
		);
	});
});
