import type { ShardRange } from "@headroom/engine";
import { RESHARD_COUNTED_MS, reshardBudget } from "@headroom/engine";
import { beforeEach, describe, expect, it } from "vitest";
import {
	ObservationError,
	previewSplit,
	ReshardError,
	type ShardsPort,
	type SplitPorts,
	type SplitRequest,
	type SplitResult,
	splitShard,
} from "../src/index.ts";
import { ManualWorld } from "./manual-world.ts";
import { SWEEP } from "./world.ts";

const LAST_HASH_KEY = String(2n ** 128n - 1n);
const MIDDLE = String(2n ** 127n);
const HALVES: readonly ShardRange[] = [
	{ shardId: "shardId-000000000000", startingHashKey: "0", endingHashKey: String(2n ** 127n - 1n) },
	{ shardId: "shardId-000000000001", startingHashKey: MIDDLE, endingHashKey: LAST_HASH_KEY },
];

let world: ManualWorld;
let asked: string[];
beforeEach(() => {
	world = new ManualWorld({}, 2);
	asked = [];
});

/** A service that splits: the stream then has one shard more. */
const splitting: ShardsPort = {
	listOpen: async () => HALVES,
	split: async (streamName, shardId, newStartingHashKey) => {
		asked.push(`${shardId} at ${newStartingHashKey}`);
		await world.ports.stream.updateShardCount(streamName, 3);
		return { kind: "accepted" };
	},
};

function split(shards: Partial<ShardsPort> = {}, changes: Partial<SplitRequest> = {}): Promise<SplitResult> {
	return splitShard(portsWith(shards), request(changes));
}

function portsWith(shards: Partial<ShardsPort> = {}): SplitPorts {
	return { ...world.manualPorts(), shards: { ...splitting, ...shards } };
}

function request(changes: Partial<SplitRequest> = {}): SplitRequest {
	return { streamName: "votes", shardId: "shardId-000000000001", policy: world.stream.policy, by: "ana", reason: "hot range", ...changes };
}

describe("a person's split", () => {
	it("asks for the middle of the hash keys, is in the ledger as SplitShard, and uses none of the ten", async () => {
		expect(await split()).toMatchObject({ end: { kind: "done" }, openShardCount: 3, incomplete: [] });
		expect(asked).toEqual([`shardId-000000000001 at ${String(3n * 2n ** 126n)}`]);
		const { history, lease } = (await world.history()) as Awaited<ReturnType<ManualWorld["history"]>>;
		expect(history.reshards).toEqual([
			expect.objectContaining({ fromShardCount: 2, toShardCount: 3, startedBy: "person", by: "ana", operation: "SplitShard" }),
		]);
		expect(reshardBudget(history, world.clock.nowMs())).toEqual({ used: 0, left: 10 });
		expect(lease).toBeUndefined();
		expect(world.told()).toEqual([
			"accepted: Headroom: votes: scaling out 2 -> 3 shards",
			"settled: Headroom: votes: ACTIVE with 3 shards",
		]);
		expect(world.ports.notifier.published[0]?.body).toContain("ana asks to split shardId-000000000001: hot range.");
		expect(world.ports.notifier.published[0]?.body).toContain("Budget: 10 of 10 reshards are left");
	});

	it("that died before its settlement is settled by the next evaluation, as a SplitShard", async () => {
		const dying = split({
			split: async (streamName) => {
				await world.ports.stream.updateShardCount(streamName, 3);
				throw new ReshardError("the answer was lost", { code: "reshard.unknown-outcome", retryable: true, streamName });
			},
		});
		expect((await dying).end.kind).toBe("unknown-outcome");
		world.clock.advanceSeconds(90);
		await world.evaluate(SWEEP);
		const { history } = await world.history();
		expect(history.reshards).toEqual([expect.objectContaining({ operation: "SplitShard", by: "ana" })]);
		expect(reshardBudget(history, world.clock.nowMs()).used).toBe(0);
	});

	it("is planned with both halves, and without a write", async () => {
		expect(await previewSplit(portsWith(), request())).toMatchObject({
			kind: "planned",
			openShardCount: 2,
			shard: { hashKeyShare: 0.5 },
			halves: [
				{ startingHashKey: MIDDLE, endingHashKey: String(3n * 2n ** 126n - 1n) },
				{ startingHashKey: String(3n * 2n ** 126n), endingHashKey: LAST_HASH_KEY },
			],
			estimatedFrom: "assumed",
			warnings: [expect.stringContaining("undoes the split; to keep it: headroom hold votes --for 7d")],
		});
		expect(asked).toEqual([]);
		expect(await world.reshards()).toEqual([]);
	});

	it.each([
		{ title: "a shard that is closed or never was", changes: { shardId: "shardId-000000000009" }, refusedBy: "shard-not-open" },
		{
			title: "a shard with three hash keys",
			shards: { listOpen: async () => [{ shardId: "shardId-000000000001", startingHashKey: "7", endingHashKey: "9" }] },
			refusedBy: "shard-too-narrow",
		},
		{
			title: "a stream whose reshard is under way",
			before: () => world.ports.stream.updateShardCount("votes", 4),
			refusedBy: "reshard-in-progress",
		},
	])("is refused for $title, and nothing is asked of the service", async ({ before, changes, refusedBy, shards }) => {
		await before?.();
		const { end } = await split(shards, changes);
		expect(end).toMatchObject({ kind: "refused", refused: { refusedBy } });
		expect(asked).toEqual([]);
		expect((await world.history()).lease).toBeUndefined();
	});

	it("is refused where this account was measured to count splits, and ten known reshards are a day's", async () => {
		const nowMs = world.clock.nowMs();
		for (let index = 0; index < 10; index += 1) {
			const atMs = nowMs - (index + 1) * 3_600_000;
			const reshard = { atMs, fromShardCount: 2, toShardCount: 2, startedBy: "headroom", settledAtMs: atMs } as const;
			await world.ports.history.recordReshard("votes", reshard);
		}
		expect(await previewSplit(portsWith(), request())).toMatchObject({ kind: "planned" });
		expect(await previewSplit(portsWith(), request({ splitsAndMergesCount: true }))).toMatchObject({
			kind: "refused",
			refusedBy: "reshard-quota",
			message: expect.stringContaining("This account counts splits against the 10"),
			possibleAtMs: nowMs - 10 * 3_600_000 + RESHARD_COUNTED_MS,
		});
	});

	it("that the service refuses leaves no intent, no reshard and no refusal for the autoscaler", async () => {
		const message = "LimitExceededException: the account's shard limit";
		const { end } = await split({ split: async () => ({ kind: "refused", refusal: "account-shard-quota", message }) });
		expect(end).toEqual({ kind: "service-refused", refusal: "account-shard-quota", message });
		const known = await world.history();
		expect(known).not.toHaveProperty("intent");
		expect(known).not.toHaveProperty("lastRefusal");
		expect(known.history.reshards).toEqual([]);
	});

	it("whose shards cannot be listed does nothing", async () => {
		const error = new ObservationError("no", { code: "observation.unavailable", retryable: true, streamName: "votes" });
		await expect(split({ listOpen: () => Promise.reject(error) })).rejects.toBe(error);
		expect(asked).toEqual([]);
	});

	it("that is interrupted while its shards are listed asks for nothing, and holds no lease", async () => {
		const interrupt = new AbortController();
		let listings = 0;
		const listOpen = async () => {
			listings += 1;
			if (listings === 2) interrupt.abort();
			return HALVES;
		};
		const { end } = await splitShard(portsWith({ listOpen }), request(), { signal: interrupt.signal });
		expect(end).toEqual({ kind: "stopped", isResharding: false });
		expect(asked).toEqual([]);
		expect((await world.history()).lease).toBeUndefined();
	});

	it("of two people, one begins", async () => {
		const results = await Promise.all([split(), split({}, { by: "bo" })]);
		expect(results.map(({ end }) => end.kind).sort()).toEqual(["done", expect.stringMatching(/lost-race|refused/)]);
		expect(asked).toHaveLength(1);
	});
});
