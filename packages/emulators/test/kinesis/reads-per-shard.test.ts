import { describe, expect, it } from "vitest";
import { ServiceError } from "../../src/index.ts";
import { World } from "./build.ts";

const CALLS_PER_SECOND = 6;
const SECONDS = 10;

/** The share of a consumer's calls that are refused, if it calls every shard six times a second. */
function refusedShare(shardCount: number): number {
	const world = new World({ shardCount });
	const iterators = world.shards("AT_LATEST").map(({ ShardId }) => world.iterator(ShardId));
	let refused = 0;
	for (let second = 0; second < SECONDS; second += 1) {
		for (const iterator of iterators) {
			for (let call = 0; call < CALLS_PER_SECOND; call += 1) {
				try {
					world.read(iterator);
				} catch (error) {
					if (!(error instanceof ServiceError) || error.code !== "ProvisionedThroughputExceededException") throw error;
					refused += 1;
				}
			}
		}
		world.clock.advanceBy(1_000);
	}
	return refused / (SECONDS * CALLS_PER_SECOND * shardCount);
}

describe("more than five GetRecords calls a second a shard", () => {
	it("are refused as often on eight shards as on one: no reshard helps", () => {
		const ofOne = refusedShare(1);
		expect(ofOne).toBeGreaterThan(0);
		for (const shardCount of [2, 4, 8]) expect(refusedShare(shardCount)).toBe(ofOne);
	});
});
