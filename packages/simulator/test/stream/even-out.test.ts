import type { OpenShardRange } from "@headroom/emulators";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evenOut } from "../../src/stream/even-out.ts";

const SPACE = 2n ** 128n;
const even = (count: number): OpenShardRange[] =>
	Array.from({ length: count }, (_, index) => ({ shardId: `s${index}`, startingHashKey: (BigInt(index) * SPACE) / BigInt(count) }));

/** Carries out what is asked for, one step at a time, until nothing is. */
function carryOut(
	openShards: readonly OpenShardRange[],
	targetShardCount: number,
): { readonly shards: OpenShardRange[]; readonly steps: string[] } {
	const shards = [...openShards];
	const steps: string[] = [];
	for (let change = evenOut(shards, targetShardCount); change !== undefined; change = evenOut(shards, targetShardCount)) {
		const { kind, shardId } = change;
		const index = shards.findIndex((shard) => shard.shardId === shardId);
		if (kind === "split") shards.splice(index + 1, 0, { shardId: `n${steps.length}`, startingHashKey: change.newStartingHashKey });
		else shards.splice(index + 1, 1);
		steps.push(kind);
		if (steps.length > 1_000) throw new Error("It does not end.");
	}
	return { shards, steps };
}

describe("splitting and merging, one shard at a time", () => {
	it.each([
		{ from: 1, to: 2, steps: ["split"] },
		{ from: 2, to: 1, steps: ["merge"] },
		{ from: 2, to: 4, steps: ["split", "split"] },
		{ from: 2, to: 3, steps: ["split", "split", "merge"] },
		{ from: 3, to: 3, steps: [] },
	])("$from → $to takes $steps", ({ from, to, steps }) => {
		expect(carryOut(even(from), to).steps).toEqual(steps);
	});

	it("ends with even shards, whatever it begins with", () => {
		const anyShards = fc
			.uniqueArray(fc.bigInt({ min: 1n, max: 999_999n }), { maxLength: 20 })
			.map((starts) =>
				[0n, ...starts]
					.sort((a, b) => (a < b ? -1 : 1))
					.map((start, index) => ({ shardId: `s${index}`, startingHashKey: (start * SPACE) / 1_000_000n })),
			);
		fc.assert(
			fc.property(anyShards, fc.integer({ min: 1, max: 40 }), (openShards, target) => {
				const { shards } = carryOut(openShards, target);
				expect(shards).toHaveLength(target);
				shards.forEach(({ startingHashKey }, index) => {
					expect(Number(startingHashKey) / Number(SPACE)).toBeCloseTo(index / target, 8);
				});
			}),
			{ seed: 17, numRuns: 200 },
		);
	});
});
