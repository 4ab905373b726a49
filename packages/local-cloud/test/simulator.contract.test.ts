import { DEFAULT_POLICY } from "@headroom/engine";
import { DEFAULT_SIMULATION_SETTINGS, type LoadSource, type RunFigures, run } from "@headroom/simulator";
import { describe, expect, it } from "vitest";
import { type LoadShape, RUN_TIMEOUT_MS, START_MS, STREAM_NAME, VirtualLoop } from "./support/virtual-loop/virtual-loop.ts";

/** A sweep that is in the same second in both. */
const SWEEP_PHASE_MS = 20_000;
const HOUR_SECONDS = 3_600;
/** The finest time that the simulator knows is a second; the loop's calls take time as well. */
const SECONDS_APART_AT_MOST = 5;
/** Of the throttled records. The loop's records fall on shards and into ticks one by one. */
const THROTTLED_APART_AT_MOST = 0.05;

interface Case {
	readonly title: string;
	readonly load: LoadShape;
	readonly seconds: number;
	readonly shardCount: number;
	readonly producersPublish: boolean;
	/** Of the loop: how many records one stands for. */
	readonly recordWeight: number;
}

const crowd: LoadShape = (elapsed) => ({ recordsPerSecond: elapsed < 305 ? 300 : 1_300 });
const vote: LoadShape = (elapsed) => ({ recordsPerSecond: elapsed < 65 ? 300 : 6_000 * Math.exp(-(elapsed - 65) / 1_200) });
const bytes: LoadShape = (elapsed) => ({ recordsPerSecond: elapsed < 65 ? 100 : 260, recordBytes: 5_000 });
const hotKey: LoadShape = (elapsed) => ({ recordsPerSecond: 1_000, hotKeyRecordsPerSecond: elapsed < 300 ? 0 : 1_300 });
const drain: LoadShape = (elapsed) => ({ recordsPerSecond: elapsed < 600 ? 4_000 : 200 });

const cases: readonly Case[] = [true, false].flatMap((producersPublish) => {
	const who = producersPublish ? "producers that publish their throttles" : "foreign producers";
	const common = { producersPublish, shardCount: 1, recordWeight: 10 };
	return [
		{ ...common, title: `a crowd, ${who}`, load: crowd, seconds: 600 },
		{ ...common, title: `a vote that needs six shards and fades, ${who}`, load: vote, seconds: 900 },
		{ ...common, title: `records that are large, ${who}`, load: bytes, seconds: 480 },
		{ ...common, title: `one hot key among four shards, ${who}`, load: hotKey, seconds: 900, shardCount: 4 },
		{ ...common, title: `a load that goes away, ${who}`, load: drain, seconds: 2 * HOUR_SECONDS, shardCount: 8, recordWeight: 100 },
	];
});

describe("the simulator's seconds and the loop over the service's clients, record by record", { timeout: RUN_TIMEOUT_MS }, () => {
	it.each(cases)("reshard alike, at the same times, and throttle alike: $title", async (given) => {
		const { load, seconds, shardCount, producersPublish, recordWeight } = given;
		const loop = new VirtualLoop({ recordWeight, tickMs: 500, shardCount, sweepPhaseMs: SWEEP_PHASE_MS, producersPublish }).offer(load);
		await loop.runFor(seconds);
		const simulated = await simulate(given);

		expect(simulated.reshards.map(({ fromShardCount, toShardCount }) => [fromShardCount, toShardCount])).toEqual(loop.timeline.steps());
		simulated.reshards.forEach(({ atMs }, index) => {
			const secondsApart = Math.abs(atMs - (loop.timeline.accepted[index]?.atMs ?? Number.NaN)) / 1_000;
			expect(secondsApart).toBeLessThanOrEqual(SECONDS_APART_AT_MOST);
		});
		const throttled = loop.timeline.throttledRecords(0, Number.POSITIVE_INFINITY);
		expect(Math.abs(simulated.throttledRecords - throttled)).toBeLessThanOrEqual(throttled * THROTTLED_APART_AT_MOST);
	});
});

function simulate({ load, seconds, shardCount, producersPublish }: Case): Promise<RunFigures> {
	const headroom = { kind: "headroom", name: "headroom", rule: "", policy: DEFAULT_POLICY, producersPublish } as const;
	return run(sourceOf(load, seconds), headroom, {
		...DEFAULT_SIMULATION_SETTINGS,
		streamName: STREAM_NAME,
		arrivals: "even",
		initialShardCount: shardCount,
	});
}

function sourceOf(load: LoadShape, durationSeconds: number): LoadSource {
	return {
		startMs: START_MS,
		durationSeconds,
		at: (second) => {
			const { recordsPerSecond, hotKeyRecordsPerSecond = 0, recordBytes = 100 } = load(second);
			const offered = recordsPerSecond + hotKeyRecordsPerSecond;
			// The loop's keys are about ten bytes long, and count.
			return { recordsPerSecond: offered, bytesPerRecord: recordBytes + 10, hotKeyShare: hotKeyRecordsPerSecond / offered };
		},
	};
}
