import type { LoadSource } from "../load-source.ts";
import {
	dailyRhythmLoad,
	drainLoad,
	flashCrowdLoad,
	hotKeyLoad,
	idleNightsLoad,
	microBurstLoad,
	rampLoad,
	sawtoothLoad,
	steadyLoad,
	stepLoad,
} from "./loads.ts";

const HOUR = 3_600;
const DAY = 24 * HOUR;

const IDLE_NIGHTS = { durationSeconds: 3 * DAY, recordsPerSecond: 6_000, busySeconds: 8 * HOUR, edgeSeconds: HOUR / 2 };

/** A load with a name, for a table's row. */
export interface NamedLoad {
	/** Stable: `--load` names it. */
	readonly name: string;
	/** One sentence. */
	readonly about: string;
	/** Which of the policy's promises it is for. */
	readonly kind: "bursty" | "calm" | "daily-rhythm" | "dead-consumer" | "hot-key" | "idle-nights";
	create(): LoadSource;
}

/** Every generated load that the policies are compared on, in the order of the report. */
export const GENERATED_LOADS: readonly NamedLoad[] = [
	{
		name: "steady",
		about: "2,800 records/s for three days.",
		kind: "calm",
		create: () => steadyLoad({ durationSeconds: 3 * DAY, recordsPerSecond: 2_800 }),
	},
	{
		name: "ramp",
		about: "From 500 to 12,000 records/s in a straight line within a day.",
		kind: "calm",
		create: () => rampLoad({ durationSeconds: DAY, from: 500, to: 12_000 }),
	},
	{
		name: "step",
		about: "1,500 records/s for six hours, then from one second to the next 6,000 for eighteen.",
		kind: "bursty",
		create: () => stepLoad({ durationSeconds: DAY, from: 1_500, to: 6_000, atSecond: 6 * HOUR }),
	},
	{
		name: "flash-crowd",
		about: "A vote on television: 500 records/s, twenty times as much within 10 s at 20:15, halved every ten minutes; two evenings.",
		kind: "bursty",
		create: () => flashCrowdLoad({ durationSeconds: 2 * DAY, baseRecordsPerSecond: 500, atSeconds: [20.25 * HOUR, 20.25 * HOUR + DAY] }),
	},
	{
		name: "daily-rhythm",
		about: "From 800 records/s at night to 8,000 in the evening, weekends lower; two weeks.",
		kind: "daily-rhythm",
		create: () => dailyRhythmLoad({ durationSeconds: 14 * DAY, lowestRecordsPerSecond: 800, highestRecordsPerSecond: 8_000 }),
	},
	{
		name: "micro-bursts",
		about: "300 records/s, and 3,500 for two seconds of every 45: the minute's mean is 442.",
		kind: "bursty",
		create: () =>
			microBurstLoad({
				durationSeconds: DAY,
				baseRecordsPerSecond: 300,
				burstRecordsPerSecond: 3_500,
				everySeconds: 45,
				burstSeconds: 2,
			}),
	},
	{
		name: "hot-key",
		about: "2,500 records/s of which six in ten have one key: more than any one shard takes.",
		kind: "hot-key",
		create: () => hotKeyLoad({ durationSeconds: DAY, recordsPerSecond: 2_500, hotKeyShare: 0.6 }),
	},
	{
		name: "uneven",
		about:
			"2,500 records/s with random keys on a stream that was split by hand: one shard has half of the hash keys, four have an eighth each.",
		kind: "calm",
		create: () => steadyLoad({ durationSeconds: DAY, recordsPerSecond: 2_500, rangeWidths: [4, 1, 1, 1, 1] }),
	},
	{
		name: "hot-range",
		about: "4,000 records/s of which four in ten crowd into a twentieth of the hash keys, under many partition keys.",
		kind: "hot-key",
		create: () => steadyLoad({ durationSeconds: DAY, recordsPerSecond: 4_000, hotRange: { share: 0.4, from: 0.36, to: 0.41 } }),
	},
	{
		name: "drain",
		about: "10,000 records/s for six hours, down to nothing within one, and silence for two days.",
		kind: "calm",
		create: () => drainLoad({ durationSeconds: 2 * DAY + 7 * HOUR, from: 10_000, fallsAtSecond: 6 * HOUR, emptyAtSecond: 7 * HOUR }),
	},
	{
		name: "idle-nights",
		about:
			"6,000 records/s for eight hours of each of three days, up and down within half an hour; not a single record in the other sixteen.",
		kind: "idle-nights",
		create: () => idleNightsLoad(IDLE_NIGHTS),
	},
	{
		name: "cloudwatch-late",
		about: "The same, while CloudWatch shows the service's metrics 15 minutes late, and Headroom's own on time.",
		kind: "idle-nights",
		create: () => idleNightsLoad({ ...IDLE_NIGHTS, serviceMetricsLateMs: 900_000 }),
	},
	{
		name: "dead-consumer",
		about: "10,000 records/s for six hours, down to nothing within one; the consumer stops for good when it begins to fall.",
		kind: "dead-consumer",
		create: () =>
			drainLoad({
				durationSeconds: 2 * DAY,
				from: 10_000,
				fallsAtSecond: 6 * HOUR,
				emptyAtSecond: 7 * HOUR,
				consumerStopsAtSecond: 6 * HOUR,
			}),
	},
	{
		name: "sawtooth",
		about: "Up from 500 to 8,000 records/s and down again every two hours: following it would need more than ten reshards a day.",
		kind: "bursty",
		create: () => sawtoothLoad({ durationSeconds: 2 * DAY, lowest: 500, highest: 8_000, periodSeconds: 2 * HOUR }),
	},
];
