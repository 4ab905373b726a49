import type { BlockReason } from "../decision.ts";
import { shards, whole } from "../format.ts";
import { highestLegalTarget, lowestLegalTarget, MAX_SHARDS_PER_STREAM, RECOMMENDED_STEP_RATIO } from "../kinesis-limits.ts";
import { fitsAccount, type ShardRoom, shortLivedRoomNeeded } from "./account-quota.ts";

/** A target is rounded up to a multiple of 25 % while that adds at most an eighth to what was wanted. */
const SNAP_EXTRA_RATIO_AT_MOST = 0.125;
const STEPS_PER_COUNT = 1 / RECOMMENDED_STEP_RATIO;

/** A target that every limit allows. */
export interface WithinLimits {
	readonly kind: "within";
	readonly targetShardCount: number;
	/** "capped at double" and the like, for people; empty where no limit was met. */
	readonly shapedBy: readonly string[];
}

/** The target of the one call that can be made now. */
export type LimitedTarget =
	| WithinLimits
	| {
			readonly kind: "blocked";
			readonly blockedBy: Extract<BlockReason, "account-shard-quota" | "max-shard-count">;
			readonly says: string;
	  };

export interface LimitedBy {
	readonly openShardCount: number;
	/** The policy's. */
	readonly maxShardCount: number;
	readonly room: ShardRoom;
}

/** The target of a scale out: at most double, at most the maxima, within the account's quota; rounded up to 25 % where cheap. */
export function limitScaleOut(recommendedShardCount: number, { openShardCount, maxShardCount, room }: LimitedBy): LimitedTarget {
	const maximum = Math.min(maxShardCount, MAX_SHARDS_PER_STREAM);
	if (openShardCount >= maximum) {
		const whose = maxShardCount <= MAX_SHARDS_PER_STREAM ? "the policy's maximum is" : "a stream has at most";
		return { kind: "blocked", blockedBy: "max-shard-count", says: `${whose} ${shards(maximum)}, and ${whole(openShardCount)} are open` };
	}
	const shapedBy: string[] = [];
	const highest = Math.min(highestLegalTarget(openShardCount), maximum);
	let target = recommendedShardCount;
	if (target > highest) {
		target = highest;
		shapedBy.push(highest === maximum ? `capped at the maximum of ${whole(maximum)}` : "capped at double");
	}
	const snapped = snapUp(openShardCount, target);
	if (snapped !== target && snapped <= highest && fitsAccount(openShardCount, snapped, room)) {
		target = snapped;
		shapedBy.push("rounded up to a multiple of 25 %");
	}
	if (fitsAccount(openShardCount, target, room)) return { kind: "within", targetShardCount: target, shapedBy };
	for (let fitting = target - 1; fitting > openShardCount; fitting -= 1) {
		if (!fitsAccount(openShardCount, fitting, room)) continue;
		return { kind: "within", targetShardCount: fitting, shapedBy: [...shapedBy, accountSays(room)] };
	}
	return { kind: "blocked", blockedBy: "account-shard-quota", says: quotaSays(openShardCount, openShardCount + 1, room) };
}

/** The target of a scale in: at least half, from above 10,000 only to below it, within the account's quota. */
export function limitScaleIn(recommendedShardCount: number, { openShardCount, room }: LimitedBy): LimitedTarget {
	const shapedBy: string[] = [];
	const lowest = lowestLegalTarget(openShardCount);
	let target = recommendedShardCount;
	if (target < lowest) {
		target = lowest;
		shapedBy.push("at least half");
	}
	if (openShardCount > MAX_SHARDS_PER_STREAM && target >= MAX_SHARDS_PER_STREAM) {
		// The wish stops at 10,000 or above; only a target below it is legal, and only while that is not below half.
		const says = `from above ${shards(MAX_SHARDS_PER_STREAM)} a stream may only be brought below that, by at most half`;
		return { kind: "blocked", blockedBy: "max-shard-count", says };
	}
	const snapped = snapUp(openShardCount, target);
	if (snapped !== target && snapped < openShardCount && (snapped < MAX_SHARDS_PER_STREAM || openShardCount <= MAX_SHARDS_PER_STREAM)) {
		target = snapped;
		shapedBy.push("rounded up to a multiple of 25 %");
	}
	for (let fitting = target; fitting < openShardCount; fitting += 1) {
		if (openShardCount > MAX_SHARDS_PER_STREAM && fitting >= MAX_SHARDS_PER_STREAM) break;
		if (!fitsAccount(openShardCount, fitting, room)) continue;
		return {
			kind: "within",
			targetShardCount: fitting,
			shapedBy: fitting === target ? shapedBy : [...shapedBy, accountSays(room)],
		};
	}
	return { kind: "blocked", blockedBy: "account-shard-quota", says: quotaSays(openShardCount, target, room) };
}

/**
 * The next multiple of 25 % of the present count, where that is a whole number and adds at most an eighth. It saves time: "if
 * you specify a target that isn't a multiple of 25%, the scaling action might take longer to complete". It costs the shards
 * that were not wanted, until the next scale in; hence the eighth.
 *
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateShardCount.html read 2026-11-23
 */
export function snapUp(openShardCount: number, target: number): number {
	for (let step = Math.ceil((target * STEPS_PER_COUNT) / openShardCount); step <= 2 * STEPS_PER_COUNT; step += 1) {
		const snapped = (openShardCount * step) / STEPS_PER_COUNT;
		if (Number.isInteger(snapped)) return snapped - target <= target * SNAP_EXTRA_RATIO_AT_MOST ? snapped : target;
	}
	return target;
}

function accountSays(room: ShardRoom): string {
	return room.kind === "known" ? `kept within the account's ${whole(room.shardCount)} free shards` : "kept within the account's quota";
}

function quotaSays(openShardCount: number, target: number, room: ShardRoom): string {
	const free = room.kind === "known" ? whole(room.shardCount) : "an unknown number of";
	const needed = whole(shortLivedRoomNeeded(openShardCount, target));
	return `the account has room for ${free} more shards, and ${whole(openShardCount)} → ${whole(target)} opens up to ${needed} while it runs`;
}
