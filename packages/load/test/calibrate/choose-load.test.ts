import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chooseLoad, describeChoice, mostMeasured } from "../../src/calibrate/choose-load.ts";

const machine = (votesPerSecond: number) => ({ votesPerSecond, p95Ms: 42 });

describe("the load of the demo", () => {
	it.each([
		{
			title: "votes alone on a machine that carries well above a shard in votes",
			carried: 1_400,
			shards: 1,
			votes: 1_500,
			neighbour: 0,
			says: "This machine carries 1,400 votes/s with a p95 of 42 ms. One shard takes 1,000 records/s. So the demo offers 1,500 votes/s.",
		},
		{
			title: "a quarter of what the machine carries, and a neighbour for the rest",
			carried: 400,
			shards: 1,
			votes: 100,
			neighbour: 1_400,
			says: "This machine carries 400 votes/s with a p95 of 42 ms. One shard takes 1,000 records/s. So the demo offers 100 votes/s, and a neighbour writes 1,400 records/s to the same stream (PutRecords).",
		},
		{
			title: "a smaller share on a busy machine",
			carried: 200,
			shards: 1,
			votes: 25,
			neighbour: 1_475,
			says: "This machine carries 200 votes/s with a p95 of 42 ms. One shard takes 1,000 records/s. So the demo offers 25 votes/s, and a neighbour writes 1,475 records/s to the same stream (PutRecords).",
		},
		{
			title: "a few votes on a machine that carries none in time",
			carried: 0,
			shards: 1,
			votes: 10,
			neighbour: 1_490,
			says: "This machine is busy: its p95 is 42 ms at the slowest pace. One shard takes 1,000 records/s. So the demo offers 10 votes/s, and a neighbour writes 1,490 records/s to the same stream (PutRecords).",
		},
		{
			title: "as much for each of more shards",
			carried: 800,
			shards: 4,
			votes: 200,
			neighbour: 5_800,
			says: "This machine carries 800 votes/s with a p95 of 42 ms. 4 shards take 4,000 records/s. So the demo offers 200 votes/s, and a neighbour writes 5,800 records/s to the same stream (PutRecords).",
		},
	])("$title", ({ carried, neighbour, says, shards, votes }) => {
		const load = chooseLoad(machine(carried), shards, undefined);
		expect(load).toMatchObject({ votesPerSecond: votes, neighbourRecordsPerSecond: neighbour });
		expect(describeChoice(load, shards, false)).toBe(says);
	});

	it.each([
		{
			title: "what can throttle nothing",
			given: 300,
			carried: 300,
			says: "One shard takes 1,000 records/s: --rate 300 will throttle nothing.",
		},
		{
			title: "what the machine does not carry",
			given: 1_500,
			carried: 400,
			says: "This machine carries 400 votes/s with a p95 of 42 ms. --rate 1500 is more: the latencies will be those of the machine.",
		},
		{
			title: "what it does",
			given: 1_500,
			carried: 1_400,
			says: "This machine carries 1,400 votes/s with a p95 of 42 ms. One shard takes 1,000 records/s. The demo offers 1,500 votes/s.",
		},
	])("takes --rate as given, and says a word on $title", ({ carried, given, says }) => {
		const load = chooseLoad(machine(carried), 1, given);
		expect(load).toMatchObject({ votesPerSecond: given, neighbourRecordsPerSecond: 0 });
		expect(describeChoice(load, 1, true)).toBe(says);
	});

	it("always offers more than the shards take and less than twice as many do, up to the neighbour's bound", () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 5_000 }), fc.integer({ min: 1, max: 6 }), (carried, shards) => {
				const { neighbourRecordsPerSecond, votesPerSecond } = chooseLoad(machine(carried), shards, undefined);
				const perShard = (neighbourRecordsPerSecond + votesPerSecond) / shards;
				expect(perShard).toBeGreaterThan(1_300);
				expect(perShard).toBeLessThan(1_700);
			}),
		);
	});

	it("measures no faster than a full shard's burst allows, nor faster than is asked for", () => {
		expect(mostMeasured(1, undefined)).toBe(1_400);
		expect(mostMeasured(3, undefined)).toBe(4_200);
		expect(mostMeasured(1, 300)).toBe(300);
		expect(mostMeasured(1, 20_000)).toBe(1_400);
	});
});
