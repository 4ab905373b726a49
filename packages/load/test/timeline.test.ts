import { describe, expect, it } from "vitest";
import type { LocalCloudEvent } from "../src/target/local-cloud-events.ts";
import { timelineOf } from "../src/timeline.ts";

const START_MS = Date.UTC(2026, 10, 23, 20, 0, 0);
const at = (seconds: number) => START_MS + seconds * 1000;

const WHOLE_LOOP: LocalCloudEvent[] = [
	{ sequence: 1, atMs: at(0), kind: "alarm-state", alarmName: "headroom-votes-utilization-low", from: "INSUFFICIENT_DATA", to: "ALARM" },
	{ sequence: 2, atMs: at(1), kind: "write-throttled", streamName: "votes", records: 500 },
	{ sequence: 3, atMs: at(11), kind: "alarm-state", alarmName: "headroom-votes-write-throttles", from: "OK", to: "ALARM" },
	{
		sequence: 4,
		atMs: at(12),
		kind: "update-shard-count",
		streamName: "votes",
		outcome: "accepted",
		currentShardCount: 1,
		targetShardCount: 2,
	},
	{
		sequence: 5,
		atMs: at(13),
		kind: "update-shard-count",
		streamName: "votes",
		outcome: "refused",
		currentShardCount: 1,
		targetShardCount: 2,
		message: "in use",
	},
	{ sequence: 6, atMs: at(39), kind: "write-throttled", streamName: "votes", records: 20 },
	{ sequence: 7, atMs: at(40), kind: "stream-active", streamName: "votes", openShardCount: 2 },
];

describe("timeline", () => {
	it("tells the loop from the first throttle to the last, and no alarm before the first throttle", () => {
		expect(timelineOf(WHOLE_LOOP, START_MS, at(60))).toEqual({
			firstThrottleAtMs: at(1),
			firstAlarm: { alarmName: "headroom-votes-write-throttles", atMs: at(11) },
			reshards: [{ fromShardCount: 1, toShardCount: 2, acceptedAtMs: at(12), activeAtMs: at(40) }],
			lastThrottleAtMs: at(39),
			throttledWrites: 520,
			throttledPerTenSeconds: [500, 0, 0, 20, 0, 0],
			refusedCalls: ["in use"],
			functionErrors: 0,
		});
	});

	it("leaves out what never happened", () => {
		expect(timelineOf([], START_MS, at(20))).toEqual({
			reshards: [],
			throttledWrites: 0,
			throttledPerTenSeconds: [0, 0],
			refusedCalls: [],
			functionErrors: 0,
		});
	});

	it("puts events from outside the run into the nearest bucket, so that none is left out of the chart", () => {
		const events: LocalCloudEvent[] = [
			{ sequence: 1, atMs: at(-5), kind: "write-throttled", streamName: "votes", records: 1 },
			{ sequence: 2, atMs: at(99), kind: "write-throttled", streamName: "votes", records: 2 },
		];
		expect(timelineOf(events, START_MS, at(20)).throttledPerTenSeconds).toEqual([1, 2]);
	});
});
