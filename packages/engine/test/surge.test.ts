import { describe, expect, it } from "vitest";
import { DEFAULT_POLICY, type Decision, decide, type LoadDatapoint, type Policy, type ReshardRecord } from "../src/index.ts";
import { DAY_MS, history, MINUTE_MS, NOW_MS, observation, policy } from "./build.ts";

/** The service's metrics come this long after their minute; a reshard takes that long. */
const METRIC_DELAY_MS = 90_000;
const RESHARD_MS = 30_000;
const EVALUATE_EVERY_MS = 10_000;
/** The stabilization window and a little more. */
const MINUTES_READ = 65;

interface Surge {
	readonly openShardCount: number;
	/** Offered records per second at so many seconds from the start, spread evenly over the shards. */
	readonly offered: (second: number) => number;
	readonly seconds: number;
	readonly policy?: Partial<Policy>;
	/** Whether producers publish their throttles; without, only the service's late metrics tell. */
	readonly isFastWindowThere?: boolean;
}

interface Outcome {
	readonly counts: readonly number[];
	readonly reshards: readonly ReshardRecord[];
	readonly decisions: readonly Decision[];
	/** Seconds from the start in which a write was throttled. */
	readonly throttledSeconds: readonly number[];
}

/** A stream with the per-shard limit, seen through late metrics and a fast window, evaluated every ten seconds. */
function play({ openShardCount, offered, seconds, policy: given = {}, isFastWindowThere = true }: Surge): Outcome {
	const startMs = NOW_MS;
	const accepted: number[] = [];
	const throttled: number[] = [];
	const reshards: ReshardRecord[] = [];
	const decisions: Decision[] = [];
	const counts = [openShardCount];
	let current = openShardCount;
	let underWay: { readonly record: ReshardRecord; readonly doneAtMs: number } | undefined;

	for (let second = 0; second < seconds; second += 1) {
		const load = offered(second);
		accepted.push(Math.min(load, current * 1_000));
		throttled.push(Math.max(0, load - current * 1_000));
		const nowMs = startMs + (second + 1) * 1_000;
		if (underWay !== undefined && nowMs >= underWay.doneAtMs) {
			current = underWay.record.toShardCount;
			counts.push(current);
			reshards.push({ ...underWay.record, settledAtMs: nowMs });
			underWay = undefined;
		}
		if ((nowMs - startMs) % EVALUATE_EVERY_MS !== 0) continue;
		const newest = throttled.slice(-10);
		const firstInNewest = newest.findIndex((count) => count > 0);
		const firstThrottled = firstInNewest < 0 ? -1 : throttled.length - newest.length + firstInNewest;
		const world = observation({
			nowMs,
			openShardCount: current,
			streamStatus: underWay === undefined ? "ACTIVE" : "UPDATING",
			minutes: minutesSeen(accepted, throttled, startMs, nowMs),
			...(isFastWindowThere && firstThrottled >= 0
				? {
						fastWindow: {
							kind: "measured",
							startMs: startMs + firstThrottled * 1_000,
							windowSeconds: throttled.length - firstThrottled,
							throttledRecords: throttled.slice(firstThrottled).reduce((sum, count) => sum + count, 0),
						},
					}
				: {}),
		});
		const decision = decide(
			world,
			policy(given),
			history({ reshards: underWay === undefined ? reshards : [...reshards, underWay.record] }),
		);
		decisions.push(decision);
		if (decision.kind !== "scale-out" && decision.kind !== "scale-in") continue;
		const { targetShardCount: toShardCount, trigger } = decision;
		underWay = {
			record: { atMs: nowMs, fromShardCount: current, toShardCount, startedBy: "headroom", trigger },
			doneAtMs: nowMs + RESHARD_MS,
		};
	}
	const throttledSeconds = throttled.flatMap((count, second) => (count > 0 ? [second] : []));
	return { counts, reshards, decisions, throttledSeconds };
}

function minutesSeen(accepted: readonly number[], throttled: readonly number[], startMs: number, nowMs: number): LoadDatapoint[] {
	const sum = (counts: readonly number[], minute: number) => counts.slice(minute * 60, minute * 60 + 60).reduce((a, b) => a + b, 0);
	const visible = Math.max(0, Math.floor((nowMs - METRIC_DELAY_MS - startMs) / MINUTE_MS));
	const first = Math.max(0, visible - MINUTES_READ);
	return Array.from({ length: visible - first }, (_, index) => ({
		startMs: startMs + (first + index) * MINUTE_MS,
		periodSeconds: 60,
		incomingRecords: sum(accepted, first + index),
		incomingBytes: sum(accepted, first + index) * 200,
		throttledRecords: sum(throttled, first + index),
	}));
}

describe("a surge, seen through late metrics", () => {
	it("of 1,800 records/s on one shard is let in after one reshard, and has room after the next", () => {
		const { counts, throttledSeconds } = play({ openShardCount: 1, offered: () => 1_800, seconds: 1_200 });
		expect(counts).toEqual([1, 2, 3]);
		expect(throttledSeconds.at(-1)).toBeLessThanOrEqual(10 + RESHARD_MS / 1_000);
	});

	it("of eight shards' worth goes 1 → 2 → 4 → 8 without waiting for the metrics in between, then to its target", () => {
		const { counts, throttledSeconds } = play({ openShardCount: 1, offered: () => 7_900, seconds: 1_800 });
		expect(counts).toEqual([1, 2, 4, 8, 12]);
		expect(throttledSeconds.at(-1)).toBeLessThanOrEqual(130);
	});

	it("is let in on the service's late metrics alone", () => {
		const { counts, throttledSeconds } = play({ openShardCount: 1, offered: () => 1_800, seconds: 1_200, isFastWindowThere: false });
		expect(counts).toEqual([1, 2, 3]);
		expect(throttledSeconds.at(-1)).toBeLessThanOrEqual(60 + METRIC_DELAY_MS / 1_000 + RESHARD_MS / 1_000);
	});

	it("that rises slowly is met before it throttles", () => {
		const { throttledSeconds, reshards } = play({ openShardCount: 4, offered: (second) => 2_000 + second * 2, seconds: 3_600 });
		expect(throttledSeconds).toEqual([]);
		expect(reshards.length).toBeLessThanOrEqual(6);
	});

	it("that comes and goes within a day costs no more than the day's budget leaves for the next", () => {
		const dayOf = (second: number) => (second % 21_600 < 3_600 ? 6_000 : 900);
		const { counts, reshards, decisions } = play({ openShardCount: 2, offered: dayOf, seconds: DAY_MS / 1_000 });
		expect(reshards.length).toBeLessThanOrEqual(10);
		// 6 full shards at three quarters of the target, reshards being scarce by then, are 12.
		expect(Math.max(...counts)).toBeLessThanOrEqual(12);
		expect(decisions.every(({ kind, budget }) => kind !== "scale-in" || budget.left > policy().reshardsReservedForScaleOut)).toBe(true);
	});

	it("that is steady is never answered twice: after the last reshard all is hold", () => {
		const { decisions } = play({ openShardCount: 1, offered: () => 3_000, seconds: 7_200 });
		expect(new Set(decisions.slice(-400).map(({ kind }) => kind))).toEqual(new Set(["hold"]));
	});

	it("that is a burst of twenty seconds every hour on a level load is not doubled and halved all day: what it takes is kept once it was given back twice", () => {
		const offered = (second: number) => (second > 60 && second % 3_600 < 20 ? 8_000 : 2_600);
		const { counts, reshards, throttledSeconds } = play({
			openShardCount: 4,
			offered,
			seconds: (DAY_MS - 2 * MINUTE_MS) / 1_000,
			policy: DEFAULT_POLICY,
		});
		expect(counts).toEqual([4, 8, 6, 12, 6, 12, 9]);
		expect(reshards).toHaveLength(6);
		expect(throttledSeconds.at(-1)).toBeLessThanOrEqual(5 * 3_600 + 20);
	});
});
