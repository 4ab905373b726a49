import type { Policy, ScheduledFloor } from "../policy.ts";
import { isWithin } from "../time-window.ts";

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
		if (!isWithin(candidate, nowMs) && !isWithin(candidate, nowMs + policy.lookAheadSeconds * 1_000)) continue;
		shardCount = candidate.minShardCount;
		scheduledFloor = candidate;
	}
	shardCount = Math.min(shardCount, policy.maxShardCount);
	return scheduledFloor === undefined ? { shardCount } : { shardCount, scheduledFloor };
}
