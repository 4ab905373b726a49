import { KinesisEmulator, VirtualClock } from "@headroom/emulators";
import { describe, expect, it } from "vitest";
import { Neighbour, NeighbourClock } from "../src/neighbour.ts";

const START_MS = Date.UTC(2026, 10, 27, 15, 0, 0);
const STREAM_NAME = "votes";

/** Evenly spread numbers in [0, 1), the same in every run. */
function numbers(seed: number): () => number {
	let state = seed;
	return () => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return state / 2 ** 32;
	};
}

/** An emulator with a neighbour, on a clock that the test moves, with fractions of a millisecond. */
function world(shardCount = 1) {
	const clock = new VirtualClock(START_MS);
	let preciseMs = 0;
	const emulator: KinesisEmulator = new KinesisEmulator({
		clock: new NeighbourClock(clock, () => neighbour),
		region: "us-east-1",
		accountId: "000000000000",
	});
	const neighbour: Neighbour = new Neighbour({
		clock,
		operate: (operation, input) => emulator.handle(operation, input),
		streamName: STREAM_NAME,
		random: numbers(7),
		preciseMs: () => preciseMs,
	});
	emulator.handle("CreateStream", { StreamName: STREAM_NAME, ShardCount: shardCount });
	const passMs = (ms: number) => {
		preciseMs += ms;
		clock.advanceTo(START_MS + Math.floor(preciseMs));
	};
	passMs(2_000);
	const putVote = (key: number): boolean => {
		try {
			neighbour.runAfterDue(() =>
				emulator.handle("PutRecord", { StreamName: STREAM_NAME, PartitionKey: `voter-${key}`, Data: "dm90ZQ==" }),
			);
			return true;
		} catch {
			return false;
		}
	};
	return { neighbour, passMs, putVote };
}

/** Votes at uneven moments. @returns the share that was throttled, after the shard's burst is used up */
function throttledShare(votesPerSecond: number, recordsPerSecond: number, stallMs: number): number {
	const { neighbour, passMs, putVote } = world();
	const random = numbers(3);
	neighbour.write(recordsPerSecond);
	passMs(5_000);
	let throttled = 0;
	let votes = 0;
	let owed = 0;
	for (let ms = 0; ms < 20_000; ) {
		const stepMs = stallMs === 0 ? random() * 2 * (1000 / votesPerSecond) : stallMs * 2 * random();
		passMs(stepMs);
		ms += stepMs;
		owed += (stepMs / 1000) * votesPerSecond;
		for (; owed >= 1; owed -= 1) {
			votes += 1;
			if (!putVote(votes)) throttled += 1;
		}
	}
	return throttled / votes;
}

describe("the neighbour of the votes stream", () => {
	it.each([
		{ title: "on an idle machine", stallMs: 0 },
		{ title: "on a machine that stalls for 10 ms at a time", stallMs: 10 },
		{ title: "on a machine that stalls for 100 ms at a time", stallMs: 100 },
	])("throttles a third of a few votes or more, $title", ({ stallMs }) => {
		for (const votesPerSecond of [25, 100, 300]) {
			const share = throttledShare(votesPerSecond, 1_500 - votesPerSecond, stallMs);
			expect(share).toBeGreaterThan(0.3);
			expect(share).toBeLessThan(1);
		}
	});

	it("leaves a shard alone that has room for both", () => {
		expect(throttledShare(100, 800, 0)).toBe(0);
	});

	it("meets the shard's real limit: its own records and no more than 1,000 a second are stored", () => {
		const { neighbour, passMs } = world();
		neighbour.write(1_500);
		for (let ms = 0; ms < 10_000; ms += 50) {
			passMs(50);
			neighbour.writeDue();
		}
		const { recordsPerSecond, stored, throttled } = neighbour.state;
		expect(recordsPerSecond).toBe(1_500);
		// Ten seconds' worth and the burst of one second.
		expect(stored).toBeGreaterThan(10_900);
		expect(stored).toBeLessThanOrEqual(11_000);
		expect(stored + throttled).toBeGreaterThan(14_500);
		expect(stored + throttled).toBeLessThan(15_500);
	});

	it("spreads its records over the shards, so that twice the shards relieve the stream", () => {
		const { neighbour, passMs } = world(2);
		neighbour.write(1_500);
		passMs(4_000);
		neighbour.writeDue();
		expect(neighbour.state.throttled).toBe(0);
	});

	it("stops at 0, and begins to count again when it writes again", () => {
		const { neighbour, passMs } = world();
		neighbour.write(500);
		passMs(2_000);
		neighbour.write(0);
		const { stored } = neighbour.state;
		expect(stored).toBeGreaterThan(900);
		passMs(2_000);
		neighbour.writeDue();
		expect(neighbour.state).toEqual({ recordsPerSecond: 0, stored, throttled: 0 });
		neighbour.write(500);
		expect(neighbour.state).toEqual({ recordsPerSecond: 500, stored: 0, throttled: 0 });
		neighbour.close();
	});

	it("writes nothing for the hours that a laptop slept", () => {
		const { neighbour, passMs } = world();
		neighbour.write(1_000);
		passMs(3_600_000);
		neighbour.writeDue();
		const { stored, throttled } = neighbour.state;
		expect(stored + throttled).toBeLessThan(5_500);
		neighbour.close();
	});
});
