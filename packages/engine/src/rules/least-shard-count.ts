import { highestLegalTarget } from "../kinesis-limits.ts";
import { smallestStep } from "./throttle-verdict.ts";

/** From this many reshards left downwards a scale out goes at once to the day's highest count. */
const AT_ONCE_FROM_LEFT = 3;

/** Why more shards are recommended than the load takes at the target. */
export type RaisedBy = "crowd" | "day" | "floor" | "step";

export interface RaisedCount {
	readonly recommendedShardCount: number;
	/** Absent where the load alone takes as many. */
	readonly raisedBy?: RaisedBy;
}

export interface LeastInput {
	readonly openShardCount: number;
	readonly floorShardCount: number;
	readonly reshardsLeft: number;
	/** The most shards that the stream had for load within the last 24 h; 0 where it had none. */
	readonly highestShardCountForLoad: number;
	/** Writes are throttled by a crowd whose size nobody knows. */
	readonly isCrowd: boolean;
}

/**
 * What a scale out for load goes to at least, for each of the day's ten reshards must carry far:
 * - **step**: 25 %; less is not worth one of ten.
 * - **day**: with few left, the most that the stream had for load within the last 24 h, as far as one call goes. A day that comes again, or a second crowd, would take the rest in small steps.
 * - **crowd**: double. It takes no more of the ten than a smaller step, and what was too much is taken back.
 *
 * @param loadShardCount what the load takes at the target, whole, at least 1
 */
export function atLeast(
	loadShardCount: number,
	{ floorShardCount, highestShardCountForLoad, isCrowd, openShardCount, reshardsLeft }: LeastInput,
): RaisedCount {
	const double = highestLegalTarget(openShardCount);
	const least: readonly (readonly [RaisedBy, number])[] = [
		["step", smallestStep(openShardCount)],
		["floor", floorShardCount],
		["day", reshardsLeft <= AT_ONCE_FROM_LEFT ? Math.min(highestShardCountForLoad, double) : 0],
		["crowd", isCrowd ? double : 0],
	];
	let raised: RaisedCount = { recommendedShardCount: loadShardCount };
	for (const [raisedBy, shardCount] of least) {
		if (shardCount > raised.recommendedShardCount) raised = { recommendedShardCount: shardCount, raisedBy };
	}
	return raised;
}
