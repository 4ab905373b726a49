import { expect, it } from "vitest";
import { RECHECK, World } from "./world.ts";

/** Two shards that were doubled to four for a crowd: 1,900 writes a second are still refused as the stream becomes ACTIVE. */
async function justDoubled(): Promise<World> {
	const world = new World({}, 2);
	world.offer({ recordsPerSecond: 1_500 });
	world.throttle(3_000);
	expect((await world.evaluate()).outcome).toMatchObject({ kind: "accepted", decision: { targetShardCount: 4 } });
	world.clock.advanceSeconds(30);
	world.offer({ recordsPerSecond: 2_000 });
	world.throttle(1_900);
	return world;
}

it("throttles from before ACTIVE that are not urgent are looked at again in 15 s, and people are not told of a cooldown", async () => {
	const world = await justDoubled();
	const { outcome, recheck } = await world.evaluate(RECHECK);
	expect(outcome).toMatchObject({ kind: "blocked", decision: { blockedBy: "cooldown", measured: { kind: "assumed-full" } } });
	expect(recheck).toEqual({ streamName: "votes", reason: "still-throttled", delaySeconds: 15 });
	expect(world.told()).toEqual(["accepted: Headroom: votes: scaling out 2 -> 4 shards", "settled: Headroom: votes: ACTIVE with 4 shards"]);
});

it("and when the producers' seconds since then are throttled, the next step is asked for, cooldown or not", async () => {
	const world = await justDoubled();
	await world.evaluate(RECHECK);
	world.clock.advanceSeconds(15);
	world.throttle(1_900);
	expect((await world.evaluate(RECHECK)).outcome).toMatchObject({ kind: "accepted", decision: { openShardCount: 4 } });
});

it("a finding in the middle of a reshard of ours is not told: the shards are changing under its evidence", async () => {
	const world = new World({}, 4);
	world.throttle(2_000);
	expect((await world.evaluate()).outcome.kind).toBe("accepted");
	world.clock.advanceSeconds(15);
	world.throttle(100);
	const shards = [{ shardId: "shardId-000000000001", throttledRecords: 1_000 }];
	world.ports.load.put("votes", { shardThrottles: { kind: "measured", windowSeconds: 300, shards } });
	expect((await world.evaluate(RECHECK)).outcome.kind).toBe("diagnosed");
	expect(world.told()).toEqual([expect.stringMatching(/^accepted: Headroom: votes: scaling out 4 -> \d shards$/)]);
});
