import { DEFAULT_KINESIS_SETTINGS, KinesisEmulator, VirtualClock } from "@headroom/emulators";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ShardWrites } from "../../src/stream/shard-writes.ts";

const evenShards = (count: number) =>
	Array.from({ length: count }, (_, index) => ({
		shardId: `shardId-${index}`,
		startingHashKey: (BigInt(index) * 2n ** 128n) / BigInt(count),
	}));

function writes(shardCount: number, writeAttempts = 1, arrivals: "even" | "poisson" = "even"): ShardWrites {
	const all = new ShardWrites({ arrivals: { seed: 7, arrivals }, settings: DEFAULT_KINESIS_SETTINGS, writeAttempts });
	all.setShards(evenShards(shardCount));
	return all;
}

/** Refused attempts second by second. */
function refused(all: ShardWrites, seconds: readonly number[], bytesPerRecord = 100, hotKeyShare = 0): number[] {
	return seconds.map((records) => {
		all.write(records, bytesPerRecord, hotKeyShare);
		return Math.round(all.second.refusedAttempts);
	});
}

describe("a shard's limits by the second", () => {
	const rows: readonly { title: string; shards: number; seconds: number[]; bytes?: number; hot?: number; is: number[] }[] = [
		{ title: "its rate passes for ever", shards: 1, seconds: [1_000, 1_000, 1_000], is: [0, 0, 0] },
		{ title: "a full bucket gives one second's worth more, once", shards: 1, seconds: [2_000, 2_000], is: [0, 1_000] },
		{ title: "a bucket fills again while the shard is below its rate", shards: 1, seconds: [2_000, 500, 500, 2_000], is: [0, 0, 0, 0] },
		{ title: "bytes count where they are more", shards: 1, seconds: [300, 300], bytes: 10_000, is: [100, 200] },
		{ title: "shards share what is even", shards: 4, seconds: [4_000, 8_000, 4_400], is: [0, 0, 400] },
		{ title: "a hot key fills its shard while the others are calm", shards: 4, seconds: [4_000, 4_000], hot: 0.5, is: [500, 1_500] },
	];

	it.each(rows)("$title", ({ shards, seconds, bytes, hot, is }) => {
		expect(refused(writes(shards), seconds, bytes, hot)).toEqual(is);
	});

	it("a new shard begins with a full bucket, one that stays keeps what it has", () => {
		const all = writes(1);
		expect(refused(all, [2_500])).toEqual([500]);
		const [first] = evenShards(2);
		all.setShards([first as { shardId: string; startingHashKey: bigint }, { shardId: "new", startingHashKey: 2n ** 127n }]);
		// 1,000 for each half: the old shard has nothing left but its rate, the new one has its bucket too.
		expect(refused(all, [3_000])).toEqual([500]);
	});

	it("what is refused is tried again a second later, as often as producers try, then lost", () => {
		const all = writes(1, 3);
		const seen = [3_000, 0, 0, 0].map((records) => {
			all.write(records, 100, 0);
			return { refused: all.second.refusedAttempts, lost: all.second.lost };
		});
		expect(seen).toEqual([
			{ refused: 1_000, lost: 0 },
			{ refused: 0, lost: 0 },
			{ refused: 0, lost: 0 },
			{ refused: 0, lost: 0 },
		]);
		const crowded = writes(1, 2);
		crowded.write(5_000, 100, 0);
		expect(crowded.second).toMatchObject({ refusedAttempts: 3_000, throttledFirst: 3_000, lost: 0 });
		crowded.write(0, 100, 0);
		expect(crowded.second).toMatchObject({ refusedAttempts: 2_000, throttledFirst: 0, lost: 2_000 });
	});

	it("nothing is made or lost: accepted, refused and waiting add up", () => {
		fc.assert(
			fc.property(
				fc.array(fc.integer({ min: 0, max: 6_000 }), { minLength: 1, maxLength: 40 }),
				fc.integer({ min: 1, max: 5 }),
				fc.integer({ min: 1, max: 4 }),
				fc.constantFrom(0, 0.3, 0.9),
				(seconds, shards, attempts, hot) => {
					const all = writes(shards, attempts, "poisson");
					let [offered, accepted, lost] = [0, 0, 0];
					// Long enough after the last record for every retry to be over.
					for (const records of [...seconds, ...new Array(attempts).fill(0)]) {
						all.write(records, 900, hot);
						offered += records;
						accepted += all.second.accepted;
						lost += all.second.lost;
						expect(all.second.throttledFirst).toBeLessThanOrEqual(records + 1e-6);
					}
					expect(Math.abs(offered - accepted - lost)).toBeLessThan(1e-3);
				},
			),
			{ seed: 5, numRuns: 100 },
		);
	});
});

describe("the same writes put record by record into the emulator", () => {
	const cases: readonly { title: string; records: (second: number) => number; bytes: number }[] = [
		{ title: "a little too much", records: () => 2_150, bytes: 100 },
		{ title: "bursts out of calm", records: (second) => (second % 7 === 0 ? 5_000 : 600), bytes: 100 },
		{ title: "large records", records: () => 50, bytes: 50_000 },
	];

	it.each(cases)("are refused as often within 5 %, or a hundred: $title", ({ records, bytes }) => {
		const startMs = Date.UTC(2026, 10, 23);
		const clock = new VirtualClock(startMs - 60_000);
		let inEmulator = 0;
		const emulator = new KinesisEmulator({
			clock,
			region: "us-east-1",
			accountId: "111122223333",
			onEvent: (event) => {
				if (event.kind === "write-throttled") inEmulator += event.records;
			},
		});
		emulator.handle("CreateStream", { StreamName: "votes", ShardCount: 2 });
		clock.advanceTo(startMs);
		const all = writes(2, 1, "poisson");
		let inSeconds = 0;
		const keyBytes = 10;
		const Data = Buffer.alloc(bytes - keyBytes).toString("base64");
		let key = 0;
		for (let second = 0; second < 15; second += 1) {
			const count = records(second);
			for (let index = 0; index < count; index += 10) {
				clock.advanceTo(startMs + second * 1_000 + Math.floor((index / count) * 1_000));
				const Records = Array.from({ length: Math.min(10, count - index) }, () => ({
					Data,
					PartitionKey: String(key++).padStart(keyBytes, "0"),
				}));
				emulator.handle("PutRecords", { StreamName: "votes", Records });
			}
			clock.advanceTo(startMs + (second + 1) * 1_000);
			all.write(count, bytes, 0);
			inSeconds += all.second.refusedAttempts;
		}
		expect(inEmulator).toBeGreaterThan(0);
		expect(Math.abs(inSeconds - inEmulator)).toBeLessThanOrEqual(Math.max(100, inEmulator * 0.05));
	});
});
