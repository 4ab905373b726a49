import { describe, it } from "vitest";
import { actingWorld } from "../support/acting-world.ts";
import { headroom } from "../support/headroom.ts";

const worldOf = actingWorld();

/** What `split` and `doctor` show of ranges against a local cloud. */
describe("headroom split, the real binary against the local cloud", () => {
	it("shows the plan, splits the shard, uses none of the ten, and doctor then finds the uneven ranges", async ({ expect }) => {
		await worldOf().createStream("ranges", 2);
		const split = ["split", "ranges", "--shard", "shardId-000000000001", "--reason", "hot range"];
		const unknown = await headroom(["split", "ranges", "--shard", "shardId-000000000009", "--yes"], worldOf().env);
		expect(unknown.code).toBe(4);
		expect(unknown.stderr).toContain("Open shards: shardId-000000000000, shardId-000000000001.");

		const planned = await headroom([...split, "--dry-run", "--json"], worldOf().env);
		expect(JSON.parse(planned.stdout)).toMatchObject({
			kind: "split",
			result: null,
			plan: { openShardCount: 2, targetShardCount: 3, newStartingHashKey: String(3n * 2n ** 126n), shard: { hashKeyShare: 0.5 } },
		});
		expect(await worldOf().status("ranges")).toMatchObject({ openShardCount: 2 });

		const done = await headroom([...split, "--yes"], worldOf().env);
		expect(done.stdout).toContain("ranges: 2 → 3 shards by splitting shardId-000000000001");
		expect(done.stdout).toContain("It takes none of the day's ten reshards.");
		expect(done.stdout).toContain("Done: shardId-000000000001 is split; ranges is ACTIVE with 3 shards.");
		expect(done.code).toBe(0);

		expect((await headroom(["attach", "ranges", "--yes"], worldOf().env)).code).toBe(0);
		const limits = await headroom(["limits", "ranges", "--json"], worldOf().env);
		expect(JSON.parse(limits.stdout).streams).toEqual([
			expect.objectContaining({ reshards: { used: 0, known: 0, guessed: 0, left: 10, nextFreeAt: null } }),
		]);
		const doctor = await headroom(["doctor", "ranges", "--json"], worldOf().env);
		expect(JSON.parse(doctor.stdout).findings).toContainEqual(
			expect.objectContaining({
				code: "stream.uneven-ranges",
				says: expect.stringContaining("shardId-000000000000 has 50 % of the hash keys, 1.5 times an even share."),
			}),
		);
	});
});
