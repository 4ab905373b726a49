import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TokenBucket } from "../../src/kinesis/token-bucket.ts";

const RATE_PER_SECOND = 1_000;
const CAPACITY = 1_000;
const START_MS = 1_795_435_200_000;

function emptyBucket(): TokenBucket {
	const bucket = new TokenBucket(RATE_PER_SECOND, CAPACITY, START_MS);
	bucket.take(CAPACITY);
	return bucket;
}

describe("a clock that goes backwards", () => {
	it("pays for no moment twice", () => {
		const bucket = emptyBucket();
		expect(bucket.tryTake(500, START_MS + 500)).toBe(true);
		expect(bucket.tryTake(1, START_MS)).toBe(false);
		expect(bucket.tryTake(1, START_MS + 500)).toBe(false);
		expect(bucket.tryTake(1, START_MS + 501)).toBe(true);
	});

	it("keeps what was saved before", () => {
		const bucket = emptyBucket();
		expect(bucket.canTake(300, START_MS + 300)).toBe(true);
		expect(bucket.canTake(300, START_MS - 3_600_000)).toBe(true);
	});

	it("never lets more through than the rate for the latest moment and one capacity", () => {
		fc.assert(
			fc.property(fc.array(fc.integer({ min: -3_000, max: 3_000 }), { maxLength: 60 }), (offsetsMs) => {
				const bucket = new TokenBucket(RATE_PER_SECOND, CAPACITY, START_MS);
				let taken = 0;
				for (const offsetMs of offsetsMs) while (bucket.tryTake(100, START_MS + offsetMs)) taken += 100;
				const latestMs = Math.max(0, ...offsetsMs);
				expect(taken).toBeLessThanOrEqual(CAPACITY + (latestMs * RATE_PER_SECOND) / 1_000);
			}),
			{ numRuns: 50, seed: 16 },
		);
	});
});
