import type { Policy, ScheduledFloor } from "../policy.ts";

const MS_PER_MINUTE = 60_000;
const MINUTES_PER_DAY = 1_440;
const DAYS_PER_WEEK = 7;
/** 1970-01-01 was a Thursday; 0 is Sunday. */
const EPOCH_DAY_OF_WEEK = 4;

/** The fewest shards allowed now, and the scheduled floor that asks for them; absent: the policy's `minShardCount`. */
export interface Floor {
	readonly shardCount: number;
	readonly scheduledFloor?: ScheduledFloor;
}

/**
 * The highest floor that applies now or when a reshard from now is done: a floor that begins at 20:00 wants its shards at 20:00,
 * not a reshard later. Never above `maxShardCount`.
 *
 * @param nowMs milliseconds since the epoch
 */
export function floorInForce(
	policy: Pick<Policy, "lookAheadSeconds" | "maxShardCount" | "minShardCount" | "scheduledFloors">,
	nowMs: number,
): Floor {
	let shardCount = policy.minShardCount;
	let scheduledFloor: ScheduledFloor | undefined;
	for (const candidate of policy.scheduledFloors) {
		if (candidate.minShardCount <= shardCount) continue;
		if (!isInForce(candidate, nowMs) && !isInForce(candidate, nowMs + policy.lookAheadSeconds * 1_000)) continue;
		shardCount = candidate.minShardCount;
		scheduledFloor = candidate;
	}
	shardCount = Math.min(shardCount, policy.maxShardCount);
	return scheduledFloor === undefined ? { shardCount } : { shardCount, scheduledFloor };
}

function isInForce(floor: ScheduledFloor, atMs: number): boolean {
	const minutes = Math.floor(atMs / MS_PER_MINUTE);
	const day = Math.floor(minutes / MINUTES_PER_DAY);
	const minuteOfDay = minutes - day * MINUTES_PER_DAY;
	const { fromMinuteOfDay, toMinuteOfDay } = floor;
	if (fromMinuteOfDay < toMinuteOfDay) {
		return minuteOfDay >= fromMinuteOfDay && minuteOfDay < toMinuteOfDay && beginsOn(floor, day);
	}
	return (minuteOfDay >= fromMinuteOfDay && beginsOn(floor, day)) || (minuteOfDay < toMinuteOfDay && beginsOn(floor, day - 1));
}

function beginsOn({ daysOfWeek }: ScheduledFloor, daysSinceEpoch: number): boolean {
	const dayOfWeek = (((daysSinceEpoch + EPOCH_DAY_OF_WEEK) % DAYS_PER_WEEK) + DAYS_PER_WEEK) % DAYS_PER_WEEK;
	return daysOfWeek.length === 0 || daysOfWeek.includes(dayOfWeek);
}
