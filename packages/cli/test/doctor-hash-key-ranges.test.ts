import { DEFAULT_POLICY, type ReshardRecord } from "@headroom/engine";
import { describe, expect, it } from "vitest";
import type { CheckContext } from "../src/features/doctor/check.ts";
import { checkHashKeyRanges } from "../src/features/doctor/checks/hash-key-ranges.ts";
import { sessionWith } from "./support/session.ts";

const NOW_MS = Date.UTC(2026, 10, 23, 12);
const HASH_KEYS = 2n ** 128n;

/** Of a stream that was split by hand: one shard has half of the hash keys, two have a quarter each. */
async function check({
	maxShardCount = 64,
	reshards = [],
}: {
	readonly maxShardCount?: number;
	readonly reshards?: readonly ReshardRecord[];
}) {
	const session = await sessionWith((_, response) => response.end());
	const range = (shardId: string, from: bigint, to: bigint) => ({
		shardId,
		startingHashKey: String((HASH_KEYS * from) / 4n),
		endingHashKey: String((HASH_KEYS * to) / 4n - 1n),
	});
	const ports = {
		clock: { nowMs: () => NOW_MS },
		history: { load: async () => ({ history: { reshards, override: { kind: "none" } }, revision: 0 }) },
		shards: { listOpen: async () => [range("a", 0n, 2n), range("b", 2n, 3n), range("c", 3n, 4n)] },
		stream: { describe: async () => ({ streamMode: "PROVISIONED", streamStatus: "ACTIVE", openShardCount: 3 }) },
	};
	const streams = [{ streamName: "votes", policy: { ...DEFAULT_POLICY, maxShardCount } }];
	return checkHashKeyRanges({ session, streams, ports } as unknown as CheckContext);
}

const split: ReshardRecord = {
	atMs: NOW_MS - 3_600_000,
	fromShardCount: 2,
	toShardCount: 3,
	startedBy: "person",
	by: "ana",
	operation: "SplitShard",
	settledAtMs: NOW_MS - 3_570_000,
};

describe("uneven ranges", () => {
	it("are evened out by one shard more", async () => {
		expect(await check({})).toMatchObject([{ code: "stream.uneven-ranges", where: "votes", fix: ["headroom scale votes --to 4"] }]);
	});

	it("never by more shards than the policy allows: its maximum comes first", async () => {
		const [finding] = await check({ maxShardCount: 3 });
		expect(finding?.fix).toEqual(["The policy allows no more than 3 shards. Raise its maxShardCount, then: headroom scale votes --to 4"]);
	});

	it("stay where somebody split a shard on purpose", async () => {
		const [finding] = await check({ reshards: [split] });
		expect(finding?.fix).toEqual([
			'ana split a shard at 2026-11-23 11:00:00 UTC. To keep the split from the autoscaler\'s next reshard: headroom hold votes --for 7d --reason "a shard was split"',
		]);
	});
});
