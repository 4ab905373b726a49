import {
	type AccountObservation,
	DEFAULT_POLICY,
	type FastWindow,
	type History,
	type IteratorAge,
	type LoadDatapoint,
	type Observation,
	type Override,
	type Policy,
	type ReshardRecord,
	type ScheduledFloor,
	type ShardRange,
	type ShardThrottleEvidence,
	type StreamObservation,
} from "../src/index.ts";

/** A Monday, 09:14 UTC. Every test stands at this moment unless it says otherwise. */
export const NOW_MS = Date.UTC(2026, 10, 23, 9, 14);
export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

export interface WorldArguments {
	readonly nowMs?: number;
	readonly openShardCount?: number;
	readonly streamStatus?: StreamObservation["streamStatus"];
	readonly streamMode?: StreamObservation["streamMode"];
	/** Offered load over capacity in every minute, the newest one and a half minutes old; exclusive with `minutes`. */
	readonly utilization?: number;
	/** With `utilization`: how many minutes of it. */
	readonly minuteCount?: number;
	readonly minutes?: readonly LoadDatapoint[];
	readonly fastWindow?: FastWindow;
	readonly iteratorAge?: IteratorAge;
	readonly shardThrottles?: ShardThrottleEvidence;
	readonly shardRanges?: readonly ShardRange[];
	readonly account?: AccountObservation;
}

/** A calm, valid world: four shards, half full for an hour and a bit, consumers keeping up, no throttles, a roomy account. */
export function observation(given: WorldArguments = {}): Observation {
	const { nowMs = NOW_MS, openShardCount = 4, utilization, minuteCount, minutes } = given;
	if (minutes !== undefined && (utilization !== undefined || minuteCount !== undefined)) {
		throw new Error("observation: give either minutes, or utilization and minuteCount");
	}
	const steady = () => steadyMinutes({ nowMs, recordsPerSecond: (utilization ?? 0.5) * openShardCount * 1_000, minuteCount });
	return {
		streamName: "votes",
		observedAtMs: nowMs,
		stream: { streamStatus: given.streamStatus ?? "ACTIVE", streamMode: given.streamMode ?? "PROVISIONED", openShardCount },
		account: given.account ?? { kind: "known", shardLimit: 20_000, openShardCount },
		load: {
			minutes: minutes ?? steady(),
			fastWindow: given.fastWindow ?? { kind: "no-data" },
			iteratorAge: given.iteratorAge ?? { kind: "known", maxMs: 500 },
			shardThrottles: given.shardThrottles ?? { kind: "no-data" },
			...(given.shardRanges === undefined ? {} : { shardRanges: given.shardRanges }),
		},
	};
}

/** The policy of the examples in docs/algorithm.md: wider than the default one, so that each rule has room to show itself. */
export const EXAMPLE_POLICY: Policy = {
	...DEFAULT_POLICY,
	targetUtilization: 0.7,
	scaleOutUtilization: 0.8,
	scaleInUtilization: 0.35,
	reshardsReservedForScaleOut: 4,
};

/** The examples' policy with some of its fields otherwise. */
export function policy(given: Partial<Policy> = {}): Policy {
	return { ...EXAMPLE_POLICY, ...given };
}

export function history(given: { readonly reshards?: readonly ReshardRecord[]; readonly override?: Override } = {}): History {
	return { reshards: given.reshards ?? [], override: given.override ?? { kind: "none" } };
}

/** A settled reshard of ours, so long ago and taking 30 s, unless told otherwise. */
export function reshard(given: { readonly agoMs: number; readonly nowMs?: number } & Partial<ReshardRecord>): ReshardRecord {
	const { agoMs, nowMs = NOW_MS, ...fields } = given;
	if (agoMs < 30_000 && fields.settledAtMs === undefined) throw new Error("reshard: under 30 s ago, so say settledAtMs");
	const atMs = fields.atMs ?? nowMs - agoMs;
	return { atMs, fromShardCount: 2, toShardCount: 4, startedBy: "headroom", settledAtMs: atMs + 30_000, ...fields };
}

/** `count` reshards, the newest `newestAgoMs` ago, one each `everyMs` before it. */
export function reshards(count: number, newestAgoMs = 2 * HOUR_MS, everyMs = HOUR_MS): ReshardRecord[] {
	if (!Number.isInteger(count) || count < 0) throw new Error(`reshards: count must be a whole number, is ${count}`);
	return Array.from({ length: count }, (_, index) => reshard({ agoMs: newestAgoMs + (count - 1 - index) * everyMs }));
}

/** So many reshards, the oldest of them down from the day's highest count. */
export function dayThatPeaksAt(shardCount: number, count: number): ReshardRecord[] {
	return [reshard({ agoMs: 20 * HOUR_MS, fromShardCount: shardCount, toShardCount: Math.ceil(shardCount / 2) }), ...reshards(count - 1)];
}

/** One minute's sums from rates. `minutesAgo` is how long ago it began. */
export function minute(given: {
	readonly minutesAgo: number;
	readonly recordsPerSecond: number;
	readonly bytesPerRecord?: number;
	readonly throttledPerSecond?: number;
	readonly nowMs?: number;
}): LoadDatapoint {
	const { minutesAgo, recordsPerSecond, bytesPerRecord = 300, throttledPerSecond = 0, nowMs = NOW_MS } = given;
	if (minutesAgo < 1) throw new Error("minute: a complete minute began at least one minute ago");
	return {
		startMs: nowMs - minutesAgo * MINUTE_MS,
		periodSeconds: 60,
		incomingRecords: recordsPerSecond * 60,
		incomingBytes: recordsPerSecond * 60 * bytesPerRecord,
		throttledRecords: throttledPerSecond * 60,
	};
}

/** The same minute again and again, oldest first; the newest began two minutes ago, as the service's delay has it. */
export function steadyMinutes(given: {
	readonly recordsPerSecond: number;
	readonly minuteCount?: number | undefined;
	readonly throttledPerSecond?: number;
	readonly bytesPerRecord?: number;
	readonly nowMs?: number;
}): LoadDatapoint[] {
	const { minuteCount = 65, ...rest } = given;
	return Array.from({ length: minuteCount }, (_, index) => minute({ ...rest, minutesAgo: minuteCount + 1 - index }));
}

/** Ten seconds up to now of what producers count. */
export function fastThrottles(throttledPerSecond: number, nowMs = NOW_MS, windowSeconds = 10): FastWindow {
	return {
		kind: "measured",
		startMs: nowMs - windowSeconds * 1_000,
		windowSeconds,
		throttledRecords: throttledPerSecond * windowSeconds,
	};
}

/** Throttles per shard, by the shard's number. */
export function throttledShards(counts: Readonly<Record<number, number>>): ShardThrottleEvidence {
	const shards = Object.entries(counts).map(([number, throttledRecords]) => ({
		shardId: `shardId-${number.padStart(12, "0")}`,
		throttledRecords,
	}));
	return { kind: "measured", windowSeconds: 60, shards };
}

/** Ranges of these widths, from hash key 0 up, by the shard's number. @param widths over their sum, a share of all hash keys */
export function shardRanges(widths: readonly number[]): ShardRange[] {
	const total = widths.reduce((sum, width) => sum + width, 0);
	const ends = widths.map((_, index) => widths.slice(0, index + 1).reduce((sum, width) => sum + width, 0) / total);
	const hashKey = (share: number) => (share >= 1 ? 2n ** 128n : BigInt(Math.round(share * 2 ** 53)) * 2n ** 75n);
	return widths.map((_, index) => ({
		shardId: `shardId-${String(index).padStart(12, "0")}`,
		startingHashKey: String(index === 0 ? 0n : hashKey(ends[index - 1] ?? 0)),
		endingHashKey: String((index === widths.length - 1 ? 2n ** 128n : hashKey(ends[index] ?? 1)) - 1n),
	}));
}

export function scheduledFloor(given: Partial<ScheduledFloor> = {}): ScheduledFloor {
	return { name: "morning", daysOfWeek: [], fromMinuteOfDay: 540, toMinuteOfDay: 720, minShardCount: 8, ...given };
}

/** Frozen all the way down: a decision that changes its inputs throws. */
export function deepFreeze<T>(value: T): T {
	if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
		Object.freeze(value);
		for (const inner of Object.values(value)) deepFreeze(inner);
	}
	return value;
}
