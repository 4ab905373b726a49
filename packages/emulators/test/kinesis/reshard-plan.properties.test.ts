import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evenStartingHashKeys, HASH_KEY_SPACE } from "../../src/kinesis/hash-key.ts";
import { planUniformScaling } from "../../src/kinesis/reshard-plan.ts";

const RUNS = { seed: 20261123, numRuns: 300 };
const shardCount = fc.integer({ min: 1, max: 64 });
/** Ranges that somebody cut by hand. */
const unevenStarts = fc
	.uniqueArray(fc.bigInt({ min: 1n, max: HASH_KEY_SPACE - 1n }), { maxLength: 20 })
	.map((keys) => [0n, ...keys].sort((a, b) => (a < b ? -1 : 1)));

/** Carries a plan out on bare ranges; every mutation must find its shard, and none may be touched twice in a round. */
function carryOut(starts: readonly bigint[], targetShardCount: number): { readonly ends: readonly bigint[]; readonly peak: number } {
	const plan = planUniformScaling(starts, targetShardCount);
	let open = [...starts];
	let peak = open.length;
	for (const round of plan.rounds) {
		const touched = new Set<bigint>();
		const touch = (start: bigint) => {
			expect(open).toContain(start);
			expect(touched).not.toContain(start);
			touched.add(start);
		};
		let next = [...open];
		for (const mutation of round) {
			touch(mutation.startingHashKey);
			if (mutation.kind === "split") {
				const neighbour = open[open.indexOf(mutation.startingHashKey) + 1] ?? HASH_KEY_SPACE;
				expect(mutation.newStartingHashKey > mutation.startingHashKey && mutation.newStartingHashKey < neighbour).toBe(true);
				next.push(mutation.newStartingHashKey);
			} else {
				touch(mutation.adjacentStartingHashKey);
				expect(open[open.indexOf(mutation.startingHashKey) + 1]).toBe(mutation.adjacentStartingHashKey);
				next = next.filter((start) => start !== mutation.adjacentStartingHashKey);
			}
		}
		open = next.sort((a, b) => (a < b ? -1 : 1));
		peak = Math.max(peak, open.length);
	}
	expect(peak).toBe(plan.peakOpenShardCount);
	expect(plan.rounds.flat()).toHaveLength(plan.mutationCount);
	return { ends: open, peak };
}

function greatestCommonDivisor(a: number, b: number): number {
	return b === 0 ? a : greatestCommonDivisor(b, a % b);
}

describe("uniform scaling", () => {
	it("ends in even ranges, from whatever ranges, by splits and merges of neighbours only", () => {
		fc.assert(
			fc.property(unevenStarts, shardCount, (starts, target) => {
				expect(carryOut(starts, target).ends).toEqual(evenStartingHashKeys(target));
			}),
			RUNS,
		);
	});

	it("needs room for n + m - gcd(n, m) shards from n even ones to m", () => {
		fc.assert(
			fc.property(shardCount, shardCount, (from, to) => {
				expect(carryOut(evenStartingHashKeys(from), to).peak).toBe(from + to - greatestCommonDivisor(from, to));
			}),
			RUNS,
		);
	});

	const rows = [
		{ title: "doubling is one split a shard, with no short-lived shards", from: 4, to: 8, mutations: 4, peak: 8, rounds: 1 },
		{ title: "halving is one merge a pair", from: 8, to: 4, mutations: 4, peak: 8, rounds: 1 },
		{ title: "2 to 3 makes two short-lived shards", from: 2, to: 3, mutations: 3, peak: 4, rounds: 2 },
		{ title: "4 to 5 costs more mutations than 4 to 8", from: 4, to: 5, mutations: 7, peak: 8, rounds: 2 },
		{ title: "shards whose range is right are left alone", from: 4, to: 6, mutations: 6, peak: 8, rounds: 2 },
	];
	for (const { title, from, to, mutations, peak, rounds } of rows) {
		it(title, () => {
			const plan = planUniformScaling(evenStartingHashKeys(from), to);
			expect(plan).toMatchObject({ mutationCount: mutations, peakOpenShardCount: peak });
			expect(plan.rounds).toHaveLength(rounds);
		});
	}
});
