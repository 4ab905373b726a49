import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { base64, type WireShard, World } from "./build.ts";

const RUNS = { seed: 20261123, numRuns: 60 };

type Step = { readonly kind: "put"; readonly keys: readonly number[] } | { readonly kind: "scale"; readonly ratio: number };

const steps = fc.array(
	fc.oneof(
		{
			weight: 3,
			arbitrary: fc.record({ kind: fc.constant("put" as const), keys: fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 30 }) }),
		},
		{ weight: 2, arbitrary: fc.record({ kind: fc.constant("scale" as const), ratio: fc.double({ min: 0.5, max: 2, noNaN: true }) }) },
	),
	{ maxLength: 16 },
);

/** Puts and reshards, with puts while the stream is UPDATING too: a reshard moves on by a few seconds between the steps. */
function live(world: World, script: readonly Step[]): { readonly put: readonly string[]; readonly sequenceNumbers: readonly string[] } {
	const put: string[] = [];
	const sequenceNumbers: string[] = [];
	for (const step of script) {
		if (step.kind === "put") {
			for (const key of step.keys) {
				const text = `key ${key}, record ${put.length}`;
				sequenceNumbers.push(world.put(`key-${key}`, text).SequenceNumber);
				put.push(base64(text));
			}
		} else if (world.summary().StreamStatus === "ACTIVE") {
			const { OpenShardCount: openShardCount } = world.summary();
			const target = Math.min(12, Math.max(Math.ceil(openShardCount / 2), Math.round(openShardCount * step.ratio)));
			if (target !== openShardCount) world.scaleTo(target);
		}
		world.clock.advanceBy(9_000);
	}
	return { put, sequenceNumbers };
}

/** Reads as the Lambda event source mapping and the KCL do: a shard when its parents are read to the end, each once. */
function readParentsFirst(
	world: World,
): readonly { readonly data: string; readonly partitionKey: string; readonly sequenceNumber: string }[] {
	const records: { data: string; partitionKey: string; sequenceNumber: string }[] = [];
	const done = new Set<string>();
	const roots = world.shards().filter((shard) => shard.ParentShardId === undefined);
	const ready = roots.map((shard) => shard.ShardId);
	for (let shardId = ready.shift(); shardId !== undefined; shardId = ready.shift()) {
		let shardIterator: string | undefined = world.iterator(shardId);
		while (shardIterator !== undefined) {
			const answer = world.read(shardIterator, 7);
			for (const record of answer.Records) {
				records.push({ data: record.Data, partitionKey: record.PartitionKey, sequenceNumber: record.SequenceNumber });
			}
			if (answer.NextShardIterator === undefined) {
				done.add(shardId);
				for (const child of answer.ChildShards ?? []) {
					if (child.ParentShards.every((parent) => done.has(parent)) && !ready.includes(child.ShardId)) ready.push(child.ShardId);
				}
			}
			shardIterator = answer.MillisBehindLatest === 0 ? undefined : answer.NextShardIterator;
			world.clock.advanceBy(200);
		}
	}
	return records;
}

function rangesOf(shards: readonly WireShard[]): readonly { readonly start: bigint; readonly end: bigint }[] {
	return shards
		.map(({ HashKeyRange: range }) => ({ start: BigInt(range.StartingHashKey), end: BigInt(range.EndingHashKey) }))
		.sort((a, b) => (a.start < b.start ? -1 : 1));
}

describe("whatever the reshards", () => {
	it("every record put is read exactly once, parents before children, and each key's records in the order they were put", () => {
		fc.assert(
			fc.property(steps, (script) => {
				const world = new World({ shardCount: 2 });
				const { put } = live(world, script);
				world.clock.advanceBy(300_000);
				const read = readParentsFirst(world);
				expect(read.map((record) => record.data).sort()).toEqual([...put].sort());
				const orderOf = new Map(put.map((data, order) => [data, order]));
				const lastOfKey = new Map<string, number>();
				for (const { data, partitionKey } of read) {
					const order = orderOf.get(data) ?? -1;
					expect(order).toBeGreaterThan(lastOfKey.get(partitionKey) ?? -1);
					lastOfKey.set(partitionKey, order);
				}
			}),
			RUNS,
		);
	});

	it("the open shards' ranges cover all 2^128 hash keys, each once, at every moment", () => {
		fc.assert(
			fc.property(steps, (script) => {
				const world = new World({ shardCount: 3 });
				for (const step of script) {
					live(world, [step]);
					const ranges = rangesOf(world.shards("AT_LATEST"));
					expect(ranges[0]?.start).toBe(0n);
					expect(ranges.at(-1)?.end).toBe(2n ** 128n - 1n);
					for (const [index, range] of ranges.entries()) {
						const next = ranges[index + 1];
						if (next !== undefined) expect(next.start).toBe(range.end + 1n);
					}
				}
			}),
			RUNS,
		);
	});

	it("sequence numbers are 56 digits and grow strictly with every put, across shards and generations", () => {
		fc.assert(
			fc.property(steps, (script) => {
				const { sequenceNumbers } = live(new World({ shardCount: 2 }), script);
				for (const [index, sequenceNumber] of sequenceNumbers.entries()) {
					expect(sequenceNumber).toMatch(/^49\d{54}$/);
					const before = sequenceNumbers[index - 1];
					if (before !== undefined) expect(BigInt(sequenceNumber) > BigInt(before)).toBe(true);
				}
			}),
			RUNS,
		);
	});

	it("a shard's records lie between its starting and ending sequence numbers, and a child starts after its parents ended", () => {
		fc.assert(
			fc.property(steps, (script) => {
				const world = new World({ shardCount: 2 });
				live(world, script);
				world.clock.advanceBy(300_000);
				const shards = new Map(world.shards().map((shard) => [shard.ShardId, shard]));
				for (const shard of shards.values()) {
					const start = BigInt(shard.SequenceNumberRange.StartingSequenceNumber);
					for (const parentId of [shard.ParentShardId, shard.AdjacentParentShardId]) {
						if (parentId === undefined) continue;
						const parentEnd = shards.get(parentId)?.SequenceNumberRange.EndingSequenceNumber;
						expect(BigInt(parentEnd ?? "0")).toBeGreaterThan(0n);
						expect(start).toBeGreaterThan(BigInt(parentEnd ?? "0"));
					}
					for (const record of world.read(world.iterator(shard.ShardId)).Records) {
						const sequenceNumber = BigInt(record.SequenceNumber);
						expect(sequenceNumber).toBeGreaterThan(start);
						const end = shard.SequenceNumberRange.EndingSequenceNumber;
						if (end !== undefined) expect(sequenceNumber).toBeLessThan(BigInt(end));
					}
				}
			}),
			RUNS,
		);
	});
});
