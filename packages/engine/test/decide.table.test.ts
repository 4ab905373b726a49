import { describe } from "vitest";
import {
	DAY_MS,
	fastThrottles,
	HOUR_MS,
	history,
	MINUTE_MS,
	minute,
	NOW_MS,
	reshard,
	reshards,
	scheduledFloor,
	steadyMinutes,
	throttledShards,
} from "./build.ts";
import { table } from "./decision-table.ts";

/** An hour of load so low that two of four shards are enough, and one datapoint is not. */
const calm = { openShardCount: 4, utilization: 0.3 };
const calmMinutes = (count: number) => steadyMinutes({ recordsPerSecond: 1_200, minuteCount: count });

describe("band", () => {
	table([
		{ title: "holds inside the band", world: { utilization: 0.5 }, expected: { kind: "hold" } },
		{ title: "holds at the upper edge of the band", world: { utilization: 0.8 }, expected: { kind: "hold" } },
		{
			title: "scales out just above the band, to the target",
			world: { utilization: 0.81 },
			expected: { kind: "scale-out", targetShardCount: 5, recommendedShardCount: 5, trigger: "utilization-high" },
		},
		{ title: "holds at the lower edge of the band", world: { utilization: 0.35 }, expected: { kind: "hold" } },
		{
			title: "scales in below the band, to the target",
			world: calm,
			expected: { kind: "scale-in", targetShardCount: 2, recommendedShardCount: 2, trigger: "utilization-low" },
		},
		{
			title: "counts bytes where they fill the shards sooner than records",
			world: { openShardCount: 2, minutes: steadyMinutes({ recordsPerSecond: 100, bytesPerRecord: 19_000 }) },
			expected: { kind: "scale-out", recommendedShardCount: 3, measured: { utilization: 0.95 } },
		},
		{
			title: "counts throttled writes as offered",
			world: { openShardCount: 1, minutes: steadyMinutes({ recordsPerSecond: 1_000, throttledPerSecond: 804 }) },
			expected: { kind: "scale-out", targetShardCount: 2, recommendedShardCount: 3, trigger: "write-throttle" },
		},
		{
			title: "divides throttled writes by the attempts per record",
			world: { openShardCount: 1, minutes: steadyMinutes({ recordsPerSecond: 1_000, throttledPerSecond: 804 }) },
			policy: { writeAttemptsPerRecord: 3 },
			expected: { kind: "scale-out", recommendedShardCount: 2, measured: { offeredRecordsPerSecond: 1_268 } },
		},
		{
			title: "looks a rising load ahead",
			world: {
				openShardCount: 10,
				minutes: [6, 5, 4, 3, 2].map((ago) => minute({ minutesAgo: ago, recordsPerSecond: 9_000 - ago * 1_000 })),
			},
			expected: { kind: "scale-out", recommendedShardCount: 13, measured: { utilization: 0.7 } },
		},
		{
			title: "does not look a falling load ahead",
			world: {
				openShardCount: 10,
				minutes: [6, 5, 4, 3, 2].map((ago) => minute({ minutesAgo: ago, recordsPerSecond: 5_000 + ago * 500 })),
			},
			expected: { kind: "hold", measured: { utilization: 0.65 } },
		},
		{
			title: "does not take a load that jumped once for one that goes on rising",
			world: {
				openShardCount: 4,
				minutes: [6, 5, 4, 3, 2].map((ago) => minute({ minutesAgo: ago, recordsPerSecond: ago > 2 ? 1_000 : 3_400 })),
			},
			expected: { kind: "scale-out", recommendedShardCount: 5 },
		},
		{
			title: "looks ahead to at most half as much load again",
			world: { openShardCount: 1, minutes: [6, 5, 4, 3, 2].map((ago) => minute({ minutesAgo: ago, recordsPerSecond: 1_400 - ago * 200 })) },
			policy: { lookAheadSeconds: 600 },
			expected: { kind: "scale-out", recommendedShardCount: 2, measured: { utilization: 1 } },
		},
		{
			title: "follows the flatter line where the newest minutes rise after a fall",
			world: {
				minutes: [1_000, 5_000, 1_000, 2_000, 3_000].map((recordsPerSecond, index) => minute({ minutesAgo: 6 - index, recordsPerSecond })),
			},
			expected: { kind: "scale-out", recommendedShardCount: 5 },
		},
		{
			title: "takes a throttled record to weigh as much as the mean of those that got in",
			world: { openShardCount: 2, minutes: steadyMinutes({ recordsPerSecond: 100, bytesPerRecord: 19_000, throttledPerSecond: 100 }) },
			expected: { kind: "scale-out", measured: { offeredBytesPerSecond: 3_800_000, utilization: 1.9 } },
		},
		{
			title: "takes the mean of bytes where it is worse than the newest minute",
			world: {
				minutes: [
					minute({ minutesAgo: 4, recordsPerSecond: 100, bytesPerRecord: 35_000 }),
					minute({ minutesAgo: 3, recordsPerSecond: 100, bytesPerRecord: 1_000 }),
				],
			},
			expected: { kind: "hold", measured: { offeredBytesPerSecond: 1_800_000 } },
		},
		{
			title: "takes the newest minute where it is worse than the mean",
			world: { minutes: [minute({ minutesAgo: 4, recordsPerSecond: 100 }), minute({ minutesAgo: 3, recordsPerSecond: 3_900 })] },
			expected: { kind: "scale-out", measured: { offeredRecordsPerSecond: 3_900 } },
		},
		{
			title: "takes the mean where it is worse than the newest minute",
			world: { minutes: [minute({ minutesAgo: 4, recordsPerSecond: 3_900 }), minute({ minutesAgo: 3, recordsPerSecond: 100 })] },
			expected: { kind: "hold", measured: { offeredRecordsPerSecond: 2_000 } },
		},
	]);
});

describe("missing data", () => {
	table([
		{ title: "holds where nothing was measured", world: { minutes: [] }, expected: { kind: "hold", measured: { kind: "no-data" } } },
		{
			title: "takes metrics older than five minutes for none",
			world: { minutes: [minute({ minutesAgo: 7, recordsPerSecond: 9_000 })] },
			expected: { kind: "hold", measured: { kind: "no-data" } },
		},
		{
			title: "does not read the minute that is still running",
			world: { minutes: [{ ...minute({ minutesAgo: 1, recordsPerSecond: 9_000 }), startMs: NOW_MS - 59_999 }] },
			expected: { kind: "hold", measured: { kind: "no-data" } },
		},
		{
			title: "scales out on the fast window alone",
			world: { openShardCount: 1, minutes: [], fastWindow: fastThrottles(804) },
			expected: {
				kind: "scale-out",
				targetShardCount: 2,
				recommendedShardCount: 3,
				measured: { kind: "assumed-full", utilization: 1.804 },
			},
		},
		{
			title: "takes a fast window older than a minute for none",
			world: { openShardCount: 1, minutes: [], fastWindow: fastThrottles(804, NOW_MS - 61_000) },
			expected: { kind: "hold" },
		},
		{
			title: "reaches the policy's minimum without any data",
			world: { openShardCount: 2, minutes: [] },
			policy: { minShardCount: 3 },
			expected: { kind: "scale-out", targetShardCount: 3, trigger: "policy-bounds" },
		},
		{
			title: "does not scale in to the policy's maximum without any data",
			world: { openShardCount: 8, minutes: [] },
			policy: { maxShardCount: 4 },
			expected: { kind: "hold" },
		},
		{
			title: "does not scale in while the window is covered too little",
			world: { ...calm, minuteCount: 47 },
			expected: { kind: "hold", steps: [{ step: "measure" }, { step: "stabilize" }] },
		},
		{ title: "scales in where four fifths of the window are covered", world: { ...calm, minuteCount: 48 }, expected: { kind: "scale-in" } },
		{
			title: "does not scale in where nobody knows how far consumers are behind",
			world: { ...calm, iteratorAge: { kind: "no-data" } },
			expected: { kind: "blocked", blockedBy: "backlog", wanted: "scale-in" },
		},
		{
			title: "scales out where the account's quota is not known",
			world: { utilization: 0.9, account: { kind: "no-data", reason: "throttled" } },
			expected: { kind: "scale-out", targetShardCount: 6 },
		},
	]);
});

describe("throttles that the utilization does not account for", () => {
	const low = { openShardCount: 4, utilization: 0.3 };
	const metrics = (throttledPerSecond: number) => steadyMinutes({ recordsPerSecond: 1_200, throttledPerSecond });
	table([
		{
			title: "names the hot key's shard, and does not scale",
			world: { ...low, fastWindow: fastThrottles(84), shardThrottles: throttledShards({ 3: 840 }) },
			expected: { kind: "diagnose", finding: "hot-key", hotShardIds: ["shardId-000000000003"] },
		},
		{
			title: "names the hot key's shard though the utilization is unknown, where no other shard is throttled",
			world: { openShardCount: 4, minutes: [], fastWindow: fastThrottles(84), shardThrottles: throttledShards({ 0: 840 }) },
			expected: { kind: "diagnose", finding: "hot-key" },
		},
		{
			title: "scales out where the utilization is unknown and other shards are throttled, too",
			world: { openShardCount: 4, minutes: [], fastWindow: fastThrottles(1_000), shardThrottles: throttledShards({ 0: 9_000, 1: 1_000 }) },
			expected: { kind: "scale-out", trigger: "write-throttle" },
		},
		{
			title: "names two hot shards of eight, hottest first",
			world: {
				openShardCount: 8,
				utilization: 0.3,
				fastWindow: fastThrottles(84),
				shardThrottles: throttledShards({ 1: 300, 2: 500, 5: 40 }),
			},
			expected: { kind: "diagnose", hotShardIds: ["shardId-000000000002", "shardId-000000000001"] },
		},
		{
			title: "does not call fewer than ten throttles hot",
			world: { ...low, fastWindow: fastThrottles(0.9), shardThrottles: throttledShards({ 0: 9 }) },
			expected: { kind: "scale-out", trigger: "burst" },
		},
		{
			title: "does not call the only shard hot",
			world: { openShardCount: 1, utilization: 0.3, fastWindow: fastThrottles(20), shardThrottles: throttledShards({ 0: 200 }) },
			expected: { kind: "scale-out", trigger: "burst", targetShardCount: 2 },
		},
		{
			title: "takes few, even throttles at low utilization for bursts: one step of 25 %",
			world: { ...low, fastWindow: fastThrottles(100), shardThrottles: throttledShards({ 0: 250, 1: 250, 2: 250, 3: 250 }) },
			expected: { kind: "scale-out", trigger: "burst", targetShardCount: 5 },
		},
		{
			title: "takes a bigger step where bursts came back after one",
			world: { ...low, fastWindow: fastThrottles(100), shardThrottles: throttledShards({ 0: 250, 1: 250, 2: 250, 3: 250 }) },
			history: history({ reshards: [reshard({ agoMs: HOUR_MS, trigger: "burst" })] }),
			expected: { kind: "scale-out", trigger: "burst", targetShardCount: 6 },
		},
		{
			title: "takes many throttles that the metrics do not show yet for a crowd",
			world: { ...low, fastWindow: fastThrottles(2_000) },
			expected: { kind: "scale-out", trigger: "write-throttle", recommendedShardCount: 9, targetShardCount: 8 },
		},
		{
			title: "takes many throttles for bursts where the metrics show them, and room beside them",
			world: { openShardCount: 4, minutes: metrics(300) },
			expected: { kind: "scale-out", trigger: "burst", targetShardCount: 5 },
		},
		{
			title: "suspects a hot key where a step for a burst did not help and nothing names the shards",
			world: { openShardCount: 4, minutes: metrics(30) },
			history: history({ reshards: [reshard({ agoMs: 2 * HOUR_MS, trigger: "burst" })] }),
			expected: { kind: "diagnose", finding: "hot-key-suspected", hotShardIds: [] },
		},
		{
			title: "suspects nothing of a step older than 24 h",
			world: { openShardCount: 4, minutes: metrics(30) },
			history: history({ reshards: [reshard({ agoMs: DAY_MS, trigger: "burst" })] }),
			expected: { kind: "scale-out", trigger: "burst" },
		},
		{
			title: "scales out for a hot key's stream that is full as a whole",
			world: { openShardCount: 4, utilization: 0.9, fastWindow: fastThrottles(84), shardThrottles: throttledShards({ 3: 840 }) },
			expected: { kind: "scale-out", trigger: "write-throttle", targetShardCount: 6 },
		},
		{
			title: "adds nothing for few throttles to what the metrics ask for",
			world: { openShardCount: 4, utilization: 0.75, fastWindow: fastThrottles(100) },
			expected: { kind: "scale-out", recommendedShardCount: 5, measured: { kind: "measured", throttledRecordsPerSecond: 100 } },
		},
		{
			title: "adds many throttles to full shards where the metrics ask for less",
			world: { openShardCount: 4, utilization: 0.75, fastWindow: fastThrottles(1_000) },
			expected: { kind: "scale-out", recommendedShardCount: 8, measured: { kind: "assumed-full" } },
		},
		{
			title: "adds nothing for one shard's throttles to what the metrics ask for",
			world: { openShardCount: 4, utilization: 0.75, fastWindow: fastThrottles(1_000), shardThrottles: throttledShards({ 3: 10_000 }) },
			expected: { kind: "scale-out", recommendedShardCount: 5 },
		},
		{
			title: "calls ten throttles on one shard hot",
			world: { ...low, fastWindow: fastThrottles(1), shardThrottles: throttledShards({ 0: 10 }) },
			expected: { kind: "diagnose", finding: "hot-key" },
		},
		{
			title: "calls exactly 80 % on one shard of four hot",
			world: { ...low, fastWindow: fastThrottles(10), shardThrottles: throttledShards({ 0: 80, 1: 20 }) },
			expected: { kind: "diagnose", finding: "hot-key", hotShardIds: ["shardId-000000000000"] },
		},
		{
			title: "does not call two shards of seven a quarter",
			world: { openShardCount: 7, utilization: 0.3, fastWindow: fastThrottles(90), shardThrottles: throttledShards({ 0: 500, 1: 400 }) },
			expected: { kind: "scale-out", trigger: "burst" },
		},
		{
			title: "takes 5 % of capacity for many",
			world: { ...low, fastWindow: fastThrottles(200) },
			expected: { kind: "scale-out", trigger: "write-throttle", recommendedShardCount: 8 },
		},
		{
			title: "weighs throttled records as those of the service's minutes: at 4 kB 250 fill a shard",
			world: {
				openShardCount: 4,
				minutes: steadyMinutes({ recordsPerSecond: 400, bytesPerRecord: 4_000 }),
				fastWindow: fastThrottles(1_000),
			},
			expected: {
				kind: "scale-out",
				recommendedShardCount: 12,
				measured: { kind: "assumed-full", offeredRecordsPerSecond: 2_000, offeredBytesPerSecond: 8_000_000, utilization: 2 },
			},
		},
		{
			title: "weighs them so after a reshard, too",
			world: {
				openShardCount: 8,
				minutes: steadyMinutes({ recordsPerSecond: 400, bytesPerRecord: 4_000 }),
				fastWindow: fastThrottles(1_500, NOW_MS - 10_000),
			},
			history: history({
				reshards: [reshard({ agoMs: 31_000, settledAtMs: NOW_MS - 1_000, fromShardCount: 4, toShardCount: 8, trigger: "write-throttle" })],
			}),
			expected: { kind: "scale-out", recommendedShardCount: 15, measured: { kind: "assumed-full", offeredRecordsPerSecond: 2_500 } },
		},
		{
			title: "does not weigh a crowd by a trickle of heavy records: two of 100 kB a second say nothing of 804",
			world: {
				openShardCount: 1,
				minutes: steadyMinutes({ recordsPerSecond: 2, bytesPerRecord: 100_000 }),
				fastWindow: fastThrottles(804),
			},
			expected: { kind: "scale-out", recommendedShardCount: 3, measured: { offeredRecordsPerSecond: 1_804, utilization: 1.804 } },
		},
		{
			title: "goes by the metrics once these show throttles: a minute's throttled records weigh as much as its accepted ones",
			world: {
				openShardCount: 1,
				minutes: steadyMinutes({ recordsPerSecond: 2, bytesPerRecord: 100_000, throttledPerSecond: 50 }),
				fastWindow: fastThrottles(804),
			},
			expected: { kind: "scale-out", recommendedShardCount: 8, measured: { kind: "measured", offeredBytesPerSecond: 5_200_000 } },
		},
		{
			title: "weighs it by a twentieth as many, to the last bit: 915 in three minutes and 915 in nine seconds",
			world: {
				openShardCount: 1,
				minutes: steadyMinutes({ recordsPerSecond: 915 / 180, bytesPerRecord: 10_000, minuteCount: 3 }),
				fastWindow: fastThrottles(915 / 9, NOW_MS, 9),
			},
			expected: { kind: "scale-out", recommendedShardCount: 3 },
		},
		{
			title: "weighs it by a twentieth as many",
			world: {
				openShardCount: 1,
				minutes: steadyMinutes({ recordsPerSecond: 50, bytesPerRecord: 4_000 }),
				fastWindow: fastThrottles(1_000),
			},
			expected: { kind: "scale-out", recommendedShardCount: 8, measured: { offeredRecordsPerSecond: 1_250, utilization: 5 } },
		},
		{
			title: "weighs by the mean of the newest three minutes, not by the most records and the most bytes of any",
			world: {
				openShardCount: 1,
				minutes: [
					minute({ minutesAgo: 4, recordsPerSecond: 900, bytesPerRecord: 100 }),
					minute({ minutesAgo: 3, recordsPerSecond: 900, bytesPerRecord: 100 }),
					minute({ minutesAgo: 2, recordsPerSecond: 60, bytesPerRecord: 9_000 }),
				],
				fastWindow: fastThrottles(1_000),
			},
			// 1,860 records of 720 kB in three seconds, one of each minute: 387 B each, so that records fill the shard before bytes do.
			expected: { kind: "scale-out", measured: { kind: "assumed-full", offeredRecordsPerSecond: 2_000, utilization: 2 } },
		},
		{
			title: "does not blow up a window of a tenth of a second",
			world: { openShardCount: 1, minutes: [], fastWindow: fastThrottles(840, NOW_MS, 0.1) },
			expected: { kind: "scale-out", measured: { throttledRecordsPerSecond: 84 } },
		},
		{
			title: "suspects no hot key on the only shard",
			world: { openShardCount: 1, minutes: steadyMinutes({ recordsPerSecond: 300, throttledPerSecond: 10 }) },
			history: history({ reshards: [reshard({ agoMs: 2 * HOUR_MS, trigger: "burst" })] }),
			expected: { kind: "scale-out", trigger: "burst", targetShardCount: 2 },
		},
		{
			title: "reaches a floor above the step for a burst",
			world: { ...low, fastWindow: fastThrottles(100) },
			policy: { minShardCount: 7 },
			expected: { kind: "scale-out", trigger: "burst", recommendedShardCount: 7 },
		},
		{
			title: "does not take shards for full before a reshard that was made for something else",
			world: { openShardCount: 2, minutes: [], fastWindow: fastThrottles(7_000) },
			history: history({
				reshards: [reshard({ agoMs: 40_000, fromShardCount: 1, toShardCount: 2, settledAtMs: NOW_MS, trigger: "scheduled-floor" })],
			}),
			expected: { kind: "hold" },
		},
		{
			title: "reaches a floor though a key is hot",
			world: { ...low, fastWindow: fastThrottles(84), shardThrottles: throttledShards({ 3: 840 }) },
			policy: { minShardCount: 6 },
			expected: { kind: "scale-out", trigger: "policy-bounds", targetShardCount: 6 },
		},
		{
			title: "does not take throttles from before the last reshard for throttles of now",
			world: { openShardCount: 4, minutes: metrics(30) },
			history: history({ reshards: [reshard({ agoMs: 100_000, settledAtMs: NOW_MS - 30_000 })] }),
			expected: { kind: "hold" },
		},
		{
			title: "goes on to the next step of a plan on what was throttled before the last",
			world: { openShardCount: 2, minutes: [], fastWindow: fastThrottles(7_000) },
			history: history({
				reshards: [reshard({ agoMs: 40_000, fromShardCount: 1, toShardCount: 2, settledAtMs: NOW_MS, trigger: "write-throttle" })],
			}),
			expected: { kind: "scale-out", targetShardCount: 4, recommendedShardCount: 12 },
		},
	]);
});

describe("floors", () => {
	table([
		{
			title: "reaches a scheduled floor in force",
			world: { openShardCount: 4 },
			policy: { scheduledFloors: [scheduledFloor()] },
			expected: { kind: "scale-out", targetShardCount: 8, trigger: "scheduled-floor" },
		},
		{
			title: "reaches a scheduled floor that begins before a reshard would be done",
			world: { openShardCount: 4 },
			policy: { scheduledFloors: [scheduledFloor({ fromMinuteOfDay: 556, toMinuteOfDay: 600 })] },
			expected: { kind: "scale-out", trigger: "scheduled-floor" },
		},
		{
			title: "leaves a scheduled floor alone that begins later",
			world: { openShardCount: 4 },
			policy: { scheduledFloors: [scheduledFloor({ fromMinuteOfDay: 557, toMinuteOfDay: 600 })] },
			expected: { kind: "hold" },
		},
		{
			title: "leaves a scheduled floor alone at the minute it ends",
			world: { openShardCount: 4 },
			policy: { scheduledFloors: [scheduledFloor({ fromMinuteOfDay: 500, toMinuteOfDay: 554 })] },
			expected: { kind: "hold" },
		},
		{
			title: "asks for no more than the maximum where a scheduled floor is above it",
			world: { openShardCount: 4 },
			policy: { maxShardCount: 6, scheduledFloors: [scheduledFloor()] },
			expected: { kind: "scale-out", recommendedShardCount: 6, targetShardCount: 6 },
		},
		{
			title: "leaves a scheduled floor of another day alone",
			policy: { scheduledFloors: [scheduledFloor({ daysOfWeek: [0, 2, 3, 4, 5, 6] })] },
			expected: { kind: "hold" },
		},
		{
			title: "keeps a floor that began yesterday and runs over midnight",
			policy: { scheduledFloors: [scheduledFloor({ daysOfWeek: [0], fromMinuteOfDay: 1_200, toMinuteOfDay: 600 })] },
			expected: { kind: "scale-out", trigger: "scheduled-floor" },
		},
		{
			title: "ends a floor that runs over midnight on the day after it began",
			policy: { scheduledFloors: [scheduledFloor({ daysOfWeek: [1], fromMinuteOfDay: 1_200, toMinuteOfDay: 600 })] },
			expected: { kind: "hold" },
		},
		{
			title: "scales in no further than a scheduled floor",
			world: { openShardCount: 12, utilization: 0.05 },
			policy: { scheduledFloors: [scheduledFloor({ minShardCount: 7 })] },
			expected: { kind: "scale-in", recommendedShardCount: 7, targetShardCount: 7 },
		},
		{
			title: "scales in to the policy's maximum whatever the band says",
			world: { openShardCount: 8, utilization: 0.5 },
			policy: { maxShardCount: 6 },
			expected: { kind: "scale-in", targetShardCount: 6, trigger: "policy-bounds" },
		},
	]);
});

describe("stabilization of scale in", () => {
	table([
		{
			title: "goes only to the highest recommendation of the window",
			world: {
				openShardCount: 8,
				minutes: [minute({ minutesAgo: 60, recordsPerSecond: 3_400 }), ...steadyMinutes({ recordsPerSecond: 400, minuteCount: 58 })],
			},
			expected: { kind: "scale-in", recommendedShardCount: 5 },
		},
		{
			title: "forgets what lies before the window",
			world: {
				openShardCount: 8,
				minutes: [minute({ minutesAgo: 62, recordsPerSecond: 7_400 }), ...steadyMinutes({ recordsPerSecond: 400, minuteCount: 60 })],
			},
			expected: { kind: "scale-in", recommendedShardCount: 1 },
		},
		{
			title: "holds where the window was throttled",
			world: { openShardCount: 4, minutes: [minute({ minutesAgo: 50, recordsPerSecond: 100, throttledPerSecond: 1 }), ...calmMinutes(48)] },
			expected: { kind: "hold", steps: [{ step: "measure" }, { step: "stabilize" }] },
		},
		{
			title: "holds where less than a quarter would be saved",
			world: { openShardCount: 5, minutes: [minute({ minutesAgo: 50, recordsPerSecond: 2_800 }), ...calmMinutes(48)] },
			expected: { kind: "hold" },
		},
		{
			title: "goes ahead where exactly a quarter is saved",
			world: { openShardCount: 4, minutes: [minute({ minutesAgo: 60, recordsPerSecond: 2_000 }), ...calmMinutes(58)] },
			expected: { kind: "scale-in", targetShardCount: 3 },
		},
		{
			title: "goes ahead while consumers are just as far behind as is allowed",
			world: { ...calm, iteratorAge: { kind: "known", maxMs: 60_000 } },
			expected: { kind: "scale-in" },
		},
		{
			title: "is blocked while a consumer is behind",
			world: { ...calm, iteratorAge: { kind: "known", maxMs: 60_001 } },
			expected: { kind: "blocked", blockedBy: "backlog" },
		},
	]);
});

describe("limits", () => {
	table([
		{
			title: "at most doubles, and plans the steps to the rest",
			world: { openShardCount: 4, utilization: 3 },
			expected: {
				kind: "scale-out",
				targetShardCount: 8,
				recommendedShardCount: 18,
				plan: [
					{ fromShardCount: 4, toShardCount: 8, limits: [{ limit: "double" }] },
					{ fromShardCount: 8, toShardCount: 16, limits: [{ limit: "double" }] },
					{ fromShardCount: 16, toShardCount: 18 },
				],
			},
		},
		{
			title: "at least halves, rounding the half of an odd count up",
			world: { openShardCount: 9, utilization: 0.05 },
			expected: { kind: "scale-in", targetShardCount: 5, recommendedShardCount: 1 },
		},
		{
			title: "rounds up to a multiple of 25 % where that adds at most an eighth",
			world: { openShardCount: 100, utilization: 0.97 },
			policy: { maxShardCount: 200 },
			expected: { kind: "scale-out", recommendedShardCount: 139, targetShardCount: 150 },
		},
		{
			title: "does not round up where that adds more than an eighth",
			world: { openShardCount: 10, utilization: 0.9 },
			expected: { kind: "scale-out", recommendedShardCount: 13, targetShardCount: 13 },
		},
		{
			title: "moves at least a step of 25 % for load",
			world: { openShardCount: 5, utilization: 0.82 },
			expected: { kind: "scale-out", recommendedShardCount: 7, targetShardCount: 7 },
		},
		{
			title: "moves as little as a floor asks",
			world: { openShardCount: 6 },
			policy: { minShardCount: 7 },
			expected: { kind: "scale-out", targetShardCount: 7 },
		},
		{
			title: "does not round up beyond the policy's maximum",
			world: { openShardCount: 100, utilization: 0.97 },
			policy: { maxShardCount: 145 },
			expected: { kind: "scale-out", recommendedShardCount: 139, targetShardCount: 139 },
		},
		{
			title: "stops at the policy's maximum",
			world: { openShardCount: 8, utilization: 1.5 },
			policy: { maxShardCount: 10 },
			expected: { kind: "scale-out", targetShardCount: 10, plan: [{ fromShardCount: 8, toShardCount: 10 }] },
		},
		{
			title: "is blocked at the policy's maximum",
			world: { openShardCount: 8, utilization: 1.5 },
			policy: { maxShardCount: 8 },
			expected: { kind: "blocked", blockedBy: "max-shard-count", recommendedShardCount: 18 },
		},
		{
			title: "stops at 10,000 shards",
			world: { openShardCount: 8_000, utilization: 1.5 },
			policy: { maxShardCount: 20_000 },
			expected: { kind: "scale-out", targetShardCount: 10_000 },
		},
		{
			title: "brings a stream of more than 10,000 shards below that at once",
			world: { openShardCount: 12_000, utilization: 0.3 },
			policy: { maxShardCount: 20_000 },
			expected: { kind: "scale-in", targetShardCount: 6_000 },
		},
		{
			title: "is blocked where half of more than 10,000 shards is not below that",
			world: { openShardCount: 24_000, utilization: 0.1 },
			policy: { maxShardCount: 30_000 },
			expected: { kind: "blocked", blockedBy: "max-shard-count", wanted: "scale-in" },
		},
		{
			title: "doubles where the account has room for exactly that",
			world: { openShardCount: 8, utilization: 1.5, account: { kind: "known", shardLimit: 108, openShardCount: 100 } },
			expected: { kind: "scale-out", targetShardCount: 16 },
		},
		{
			title: "is blocked where the account cannot hold the short-lived shards of any step",
			world: { openShardCount: 8, utilization: 1.5, account: { kind: "known", shardLimit: 107, openShardCount: 100 } },
			expected: { kind: "blocked", blockedBy: "account-shard-quota" },
		},
		{
			title: "takes the most that fits, short-lived shards counted",
			world: { openShardCount: 8, utilization: 1.2, account: { kind: "known", shardLimit: 108, openShardCount: 100 } },
			expected: { kind: "scale-out", recommendedShardCount: 14, targetShardCount: 12 },
		},
		{
			title: "takes what was wanted where the account has no room for the multiple of 25 % above it",
			world: { openShardCount: 60, utilization: 1.12, account: { kind: "known", shardLimit: 184, openShardCount: 100 } },
			policy: { maxShardCount: 200 },
			expected: { kind: "scale-out", recommendedShardCount: 96, targetShardCount: 96 },
		},
		{
			title: "plans a scale in of more than half",
			world: { openShardCount: 8, utilization: 0.05 },
			expected: {
				kind: "scale-in",
				plan: [
					{ fromShardCount: 8, toShardCount: 4, limits: [{ limit: "half" }] },
					{ fromShardCount: 4, toShardCount: 2, limits: [{ limit: "half" }] },
					{ fromShardCount: 2, toShardCount: 1 },
				],
			},
		},
		{
			title: "scales in by half where the account is full",
			world: { openShardCount: 8, utilization: 0.05, account: { kind: "known", shardLimit: 100, openShardCount: 100 } },
			expected: { kind: "scale-in", targetShardCount: 4 },
		},
		{
			title: "aims lower where few reshards are left",
			world: { openShardCount: 10, utilization: 0.85 },
			history: history({ reshards: reshards(8) }),
			expected: { kind: "scale-out", recommendedShardCount: 17 },
		},
	]);
});

describe("gate", () => {
	const full = { openShardCount: 4, utilization: 0.9 };
	const tenOfAnHour = reshards(10, 5 * MINUTE_MS, 5 * MINUTE_MS);
	table([
		{
			title: "waits for a reshard in progress",
			world: { ...full, streamStatus: "UPDATING" },
			expected: { kind: "blocked", blockedBy: "reshard-in-progress", wanted: "scale-out", recommendedShardCount: 6 },
		},
		{
			title: "asks nothing of a stream that is being deleted",
			world: { ...full, streamStatus: "DELETING" },
			expected: { kind: "blocked", blockedBy: "stream-not-active" },
		},
		{
			title: "asks nothing of a stream in on-demand mode",
			world: { ...full, streamMode: "ON_DEMAND" },
			expected: { kind: "blocked", blockedBy: "on-demand" },
		},
		{ title: "holds in on-demand mode where nothing is wanted", world: { streamMode: "ON_DEMAND" }, expected: { kind: "hold" } },
		{
			title: "keeps still while paused, until the pause ends",
			world: full,
			history: history({ override: { kind: "pause", untilMs: NOW_MS + HOUR_MS, by: "ada", reason: "migration" } }),
			expected: { kind: "blocked", blockedBy: "pause", untilMs: NOW_MS + HOUR_MS },
		},
		{
			title: "keeps the count that a person holds",
			world: full,
			history: history({ override: { kind: "hold", untilMs: NOW_MS + 1, by: "ada", reason: "load test" } }),
			expected: { kind: "blocked", blockedBy: "hold", untilMs: NOW_MS + 1 },
		},
		{
			title: "takes a pause whose end has come for none",
			world: full,
			history: history({ override: { kind: "pause", untilMs: NOW_MS, by: "ada", reason: "migration" } }),
			expected: { kind: "scale-out" },
		},
		{
			title: "holds while paused where nothing is wanted",
			history: history({ override: { kind: "pause", untilMs: NOW_MS + HOUR_MS, by: "ada", reason: "migration" } }),
			expected: { kind: "hold" },
		},
		{
			title: "makes no eleventh reshard in 24 h, whoever asked Headroom for the ten, and says when the next is free",
			world: { ...full, fastWindow: fastThrottles(500) },
			history: history({ reshards: tenOfAnHour.map((made, index) => (index % 2 ? { ...made, startedBy: "person" as const } : made)) }),
			expected: { kind: "blocked", blockedBy: "reshard-quota", untilMs: NOW_MS - 49 * MINUTE_MS + DAY_MS, budget: { used: 10, left: 0 } },
		},
		{
			title: "makes the next reshard at the moment the oldest of ten is 24 h and a minute old",
			world: full,
			history: history({ reshards: reshards(10, 6 * HOUR_MS + MINUTE_MS, 2 * HOUR_MS) }),
			expected: { kind: "scale-out", budget: { used: 9, left: 1 } },
		},
		{
			title: "waits for the second oldest where eleven were made",
			world: full,
			history: history({ reshards: reshards(11, HOUR_MS, HOUR_MS) }),
			expected: { kind: "blocked", blockedBy: "reshard-quota", untilMs: NOW_MS + 14 * HOUR_MS + MINUTE_MS },
		},
		{
			title: "scales in while one more than the reserved reshards are left after it",
			world: calm,
			history: history({ reshards: reshards(5) }),
			expected: { kind: "scale-in" },
		},
		{
			title: "keeps the reserved reshards for scaling out",
			world: calm,
			history: history({ reshards: reshards(6) }),
			expected: { kind: "blocked", blockedBy: "reshard-reserve", untilMs: NOW_MS - 7 * HOUR_MS + DAY_MS + MINUTE_MS },
		},
		{
			title: "spends the reserved reshards on scaling out",
			world: full,
			history: history({ reshards: reshards(9) }),
			expected: { kind: "scale-out" },
		},
		{
			title: "never scales in where all ten are reserved",
			world: calm,
			policy: { reshardsReservedForScaleOut: 10 },
			expected: { kind: "blocked", blockedBy: "reshard-reserve" },
		},
		{
			title: "lets a reshard settle before the next scale out",
			world: full,
			history: history({ reshards: [reshard({ agoMs: 100_000 })] }),
			expected: { kind: "blocked", blockedBy: "cooldown", untilMs: NOW_MS + 50_000 },
		},
		{
			title: "scales out at the moment the cooldown ends",
			world: full,
			history: history({ reshards: [reshard({ agoMs: 150_000 })] }),
			expected: { kind: "scale-out" },
		},
		{
			title: "waits for no cooldown while throttled",
			world: { openShardCount: 4, minutes: [], fastWindow: fastThrottles(900) },
			history: history({ reshards: [reshard({ agoMs: 100_000 })] }),
			expected: { kind: "scale-out" },
		},
		{
			title: "waits for no cooldown while more is offered than the shards take",
			world: { openShardCount: 4, utilization: 1 },
			history: history({ reshards: [reshard({ agoMs: 100_000 })] }),
			expected: { kind: "scale-out" },
		},
		{
			title: "waits longer after a reshard before it scales in",
			world: calm,
			history: history({ reshards: [reshard({ agoMs: 10 * MINUTE_MS })] }),
			expected: { kind: "blocked", blockedBy: "cooldown", untilMs: NOW_MS - 10 * MINUTE_MS + 30_000 + 30 * MINUTE_MS },
		},
	]);
});
