import { describe, expect, it } from "vitest";
import { GENERATED_LOADS, type LoadSource, run } from "../src/index.ts";
import { DAY_SECONDS, HOUR_SECONDS, headroom, load, settings } from "./build.ts";

function generated(name: string): LoadSource {
	const found = GENERATED_LOADS.find((each) => each.name === name);
	if (found === undefined) throw new Error(`there is no load ${name}`);
	return found.create();
}

/** 360,000 records a minute for eight hours of each of two days, and in the other sixteen hours what is given. */
function twoDays(recordsPerMinuteAtNight: number): LoadSource {
	return load(2 * DAY_SECONDS, (second) => ({
		recordsPerSecond: second % DAY_SECONDS < 8 * HOUR_SECONDS ? 6_000 : recordsPerMinuteAtNight / 60,
	}));
}

const fixed = { kind: "fixed", name: "fixed", rule: "", shardCount: 7 } as const;

describe("a stream that is idle at night", () => {
	it("costs what one with six records a minute costs, and less than a static count", async () => {
		const [idle, quiet, atPeak] = await Promise.all([
			run(twoDays(0), headroom(), settings()),
			run(twoDays(6), headroom(), settings()),
			run(twoDays(0), fixed, settings()),
		]);
		expect(Math.abs(idle.shardHours / quiet.shardHours - 1)).toBeLessThan(0.02);
		expect(idle.shardHours).toBeLessThan(atPeak.shardHours * 0.7);
	});

	it("loses no shard to metrics that are late by a quarter of an hour while it is busy", async () => {
		const late = await run(generated("cloudwatch-late"), headroom(), settings());
		const isAtNight = ({ atMs }: { readonly atMs: number }) => (atMs / 1_000) % DAY_SECONDS >= 8 * HOUR_SECONDS;
		const scaledIn = late.reshards.filter(({ fromShardCount, toShardCount }) => toShardCount < fromShardCount);
		expect(scaledIn.length).toBeGreaterThan(3);
		expect(scaledIn.every(isAtNight)).toBe(true);
	});
});

describe("a consumer that stops for good", () => {
	it("keeps the shards that its stream has, however little is written", async () => {
		const { reshards } = await run(generated("dead-consumer"), headroom(), settings());
		expect(reshards.filter(({ fromShardCount, toShardCount }) => toShardCount < fromShardCount)).toEqual([]);
	});

	it("would be nobody's concern otherwise: the same load scales in", async () => {
		const { consumerStopsAtSecond: _, ...alive } = generated("dead-consumer");
		const { reshards } = await run(alive, headroom(), settings());
		expect(reshards.at(-1)?.toShardCount).toBe(1);
	});
});
