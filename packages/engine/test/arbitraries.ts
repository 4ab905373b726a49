import fc from "fast-check";
import { type History, type LoadDatapoint, type Observation, type Policy, type ReshardRecord, SCALE_TRIGGERS } from "../src/index.ts";
import { DAY_MS, MINUTE_MS, NOW_MS, policy, shardRanges as rangesOf, steadyMinutes } from "./build.ts";

/** One seed for every property: a failure on one machine is a failure on all. */
export const RUNS = { seed: 20_261_123, numRuns: 500 } as const;

export const openShardCounts = fc.oneof(fc.integer({ min: 1, max: 64 }), fc.integer({ min: 1, max: 10_000 }));

/** Policies that `config` would let through. */
export const policies: fc.Arbitrary<Policy> = fc
	.record({
		minShardCount: fc.integer({ min: 1, max: 16 }),
		extraShards: fc.integer({ min: 0, max: 10_000 }),
		targetUtilization: fc.double({ min: 0.2, max: 1, noNaN: true }),
		scaleOutMargin: fc.double({ min: 0, max: 0.3, noNaN: true }),
		scaleInShare: fc.double({ min: 0, max: 0.9, noNaN: true }),
		scaleOutCooldownSeconds: fc.integer({ min: 0, max: 3_600 }),
		scaleInCooldownSeconds: fc.integer({ min: 0, max: 7_200 }),
		stabilizationWindowSeconds: fc.integer({ min: 60, max: 7_200 }),
		lookAheadSeconds: fc.integer({ min: 0, max: 600 }),
		reshardsReservedForScaleOut: fc.integer({ min: 0, max: 10 }),
		writeAttemptsPerRecord: fc.integer({ min: 1, max: 5 }),
		maxOverrideSeconds: fc.constant(86_400),
	})
	.map(({ extraShards, scaleOutMargin, scaleInShare, ...fields }) =>
		policy({
			...fields,
			maxShardCount: fields.minShardCount + extraShards,
			scaleOutUtilization: fields.targetUtilization + scaleOutMargin,
			scaleInUtilization: fields.targetUtilization * scaleInShare,
		}),
	);

/** Kinesis takes records of up to 10 MiB; most are small. */
const RECORD_BYTES_AT_MOST = 10 * 1_024 * 1_024;

const minutesOf = (incomingRecordsAtMost: number, bytesPerRecordAtMost: number): fc.Arbitrary<LoadDatapoint[]> =>
	fc
		.array(
			fc.record({
				isThere: fc.boolean(),
				incomingRecords: fc.integer({ min: 0, max: incomingRecordsAtMost }),
				bytesPerRecord: fc.integer({ min: 0, max: bytesPerRecordAtMost }),
				throttledRecords: fc.oneof(
					{ weight: 3, arbitrary: fc.constant(0) },
					{ weight: 1, arbitrary: fc.integer({ min: 0, max: 6_000_000 }) },
				),
			}),
			{ maxLength: 70 },
		)
		.map((raw) =>
			raw.flatMap(({ isThere, incomingRecords, bytesPerRecord, throttledRecords }, index) =>
				isThere || index > raw.length - 3
					? [
							{
								startMs: NOW_MS - (raw.length + 1 - index) * MINUTE_MS,
								periodSeconds: 60,
								incomingRecords,
								incomingBytes: incomingRecords * bytesPerRecord,
								throttledRecords,
							},
						]
					: [],
			),
		);

/** Hours without a gap and without a throttle: what a scale in asks for. */
const calmMinutes = fc.integer({ min: 0, max: 5_000 }).map((recordsPerSecond) => steadyMinutes({ recordsPerSecond, minuteCount: 125 }));

export const minutes = fc.oneof(
	{ weight: 4, arbitrary: minutesOf(60_000_000, 4_000) },
	{ weight: 1, arbitrary: minutesOf(600, RECORD_BYTES_AT_MOST) },
	{ weight: 3, arbitrary: calmMinutes },
);

/** As the service lists them, half done, or of an odd kind. */
const shardRanges = fc.oneof(
	fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 12 }).map(rangesOf),
	fc.array(
		fc.record({ shardId: fc.string(), startingHashKey: fc.constantFrom("0", "-1", "x", ""), endingHashKey: fc.constantFrom("9", "1e9") }),
		{ maxLength: 3 },
	),
);

const shardThrottles = fc.oneof(
	fc.constant({ kind: "no-data" } as const),
	fc.record({
		kind: fc.constant("measured" as const),
		windowSeconds: fc.constant(60),
		shards: fc.array(
			fc.record({
				shardId: fc.integer({ min: 0, max: 99 }).map((n) => `shardId-${n}`),
				throttledRecords: fc.oneof(
					{ weight: 9, arbitrary: fc.integer({ min: 0, max: 9_999 }) },
					fc.constantFrom(Number.POSITIVE_INFINITY, Number.NaN, 1e308, -5),
				),
			}),
			{ maxLength: 8 },
		),
	}),
);

const fastWindow = fc.oneof(
	fc.constant({ kind: "no-data" } as const),
	fc.record({
		kind: fc.constant("measured" as const),
		startMs: fc.integer({ min: NOW_MS - 90_000, max: NOW_MS }),
		windowSeconds: fc.integer({ min: 1, max: 30 }),
		throttledRecords: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 1_000_000 })),
	}),
);

/** Everything a sound port may say, of any size. */
export const observations: fc.Arbitrary<Observation> = fc
	.record({
		streamName: fc.constant("votes"),
		observedAtMs: fc.constant(NOW_MS),
		stream: fc.record({
			streamStatus: fc.constantFrom("ACTIVE", "ACTIVE", "ACTIVE", "UPDATING", "CREATING", "DELETING"),
			streamMode: fc.constantFrom("PROVISIONED", "PROVISIONED", "PROVISIONED", "ON_DEMAND"),
			openShardCount: openShardCounts,
		}),
		account: fc.oneof(
			fc.constant({ kind: "no-data", reason: "DescribeLimits was throttled" } as const),
			fc.record({
				kind: fc.constant("known" as const),
				shardLimit: fc.integer({ min: 0, max: 20_000 }),
				openShardCount: fc.integer({ min: 0, max: 20_000 }),
			}),
		),
		load: fc.record({
			minutes,
			fastWindow,
			iteratorAge: fc.oneof(
				fc.constant({ kind: "no-data" } as const),
				fc.record({ kind: fc.constant("known" as const), maxMs: fc.integer({ min: 0, max: 120_000 }) }),
			),
			shardThrottles,
			shardRanges,
		}),
	})
	.map((observed) => {
		// Ranges count only where as many shards are open.
		const { load, stream } = observed;
		const isWhole = load.shardRanges.length > 0 && stream.openShardCount % 2 === 0;
		return isWhole ? { ...observed, stream: { ...stream, openShardCount: load.shardRanges.length } } : observed;
	});

const reshards: fc.Arbitrary<ReshardRecord> = fc
	.record({
		agoMs: fc.integer({ min: -60_000, max: 2 * DAY_MS }),
		fromShardCount: fc.integer({ min: 1, max: 100 }),
		toShardCount: fc.integer({ min: 1, max: 100 }),
		startedBy: fc.constantFrom("headroom", "observed", "person"),
		trigger: fc.constantFrom(...SCALE_TRIGGERS),
		settledAfterMs: fc.option(fc.integer({ min: 0, max: 300_000 }), { nil: undefined }),
	})
	.map(({ agoMs, settledAfterMs, ...fields }) => {
		const atMs = NOW_MS - agoMs;
		return { ...fields, atMs, ...(settledAfterMs === undefined ? {} : { settledAtMs: atMs + settledAfterMs }) };
	});

export const histories: fc.Arbitrary<History> = fc.record({
	reshards: fc.oneof(fc.array(reshards, { maxLength: 3 }), fc.array(reshards, { maxLength: 14 })),
	override: fc.oneof(
		{ weight: 4, arbitrary: fc.constant({ kind: "none" } as const) },
		{
			weight: 1,
			arbitrary: fc.record({
				kind: fc.constantFrom("hold", "pause"),
				untilMs: fc.integer({ min: NOW_MS - DAY_MS, max: NOW_MS + DAY_MS }),
				by: fc.constant("ada"),
				reason: fc.constant("load test"),
			}),
		},
	),
});
