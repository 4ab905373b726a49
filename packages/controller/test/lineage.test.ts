import type { ShardLineage } from "@headroom/engine";
import { describe, expect, it } from "vitest";
import { SWEEP, throttledWorld, World } from "./world.ts";

const HASH_KEYS = 2n ** 128n;

/** Shards of these parts of all hash keys, in order; the children of the second one close it. */
function splitOfTheSecond(): ShardLineage {
	const range = (shardId: string, from: bigint, to: bigint, parentShardIds: readonly string[] = []) => ({
		shardId,
		startingHashKey: String((HASH_KEYS * from) / 8n),
		endingHashKey: String((HASH_KEYS * to) / 8n - 1n),
		parentShardIds,
	});
	return {
		openThen: ["0", "1", "2", "3"],
		shards: [
			range("0", 0n, 2n),
			range("1", 2n, 4n),
			range("2", 4n, 6n),
			range("3", 6n, 8n),
			range("4", 2n, 3n, ["1"]),
			range("5", 3n, 4n, ["1"]),
		],
	};
}

/** Four shards that Headroom has seen, and then five. */
async function afterSomebodysSplit(lineage?: ShardLineage): Promise<World> {
	const world = new World({}, 4);
	world.offer({ recordsPerSecond: 2_700 });
	await world.evaluate(SWEEP);
	world.clock.advanceSeconds(60);
	if (lineage !== undefined) world.ports.stream.lineage = lineage;
	world.ports.stream.put("votes", { openShardCount: 5 });
	await world.evaluate(SWEEP);
	return world;
}

describe("somebody else's change of the shard count", () => {
	it("is known to be a split where the lineage shows it: it does not count against the ten, and people are told", async () => {
		const world = await afterSomebodysSplit(splitOfTheSecond());
		expect((await world.history()).history.reshards).toMatchObject([
			{ fromShardCount: 4, toShardCount: 5, startedBy: "observed", operation: "SplitShard" },
		]);
		expect(world.ports.notifier.published.map(({ body }) => body).join()).toContain(
			"The shards' lineage shows SplitShard, no UpdateShardCount: it does not count against the 10",
		);
	});

	it("is a guess where the lineage cannot be read, or leaves it open", async () => {
		for (const lineage of [undefined, { ...splitOfTheSecond(), openThen: ["9"] }]) {
			const world = await afterSomebodysSplit(lineage);
			const [reshard] = (await world.history()).history.reshards;
			expect(reshard).toMatchObject({ startedBy: "observed" });
			expect(reshard).not.toHaveProperty("operation");
			expect(world.ports.notifier.published.map(({ body }) => body).join()).toContain("the entry is guessed");
		}
	});

	it("by eleven splits by hand locks nobody: a throttled stream scales out", async () => {
		const world = throttledWorld();
		const nowMs = world.clock.nowMs();
		for (let index = 0; index < 11; index += 1) {
			const atMs = nowMs - (index + 2) * 600_000;
			await world.ports.history.recordReshard("votes", {
				atMs,
				fromShardCount: 1,
				toShardCount: 1,
				startedBy: "observed",
				operation: "MergeShards",
				settledAtMs: atMs,
			});
		}
		const { outcome } = await world.evaluate(SWEEP);
		expect(outcome.kind).toBe("accepted");
		expect(outcome.decision.budget).toMatchObject({ used: 0, left: 10 });
	});
});
