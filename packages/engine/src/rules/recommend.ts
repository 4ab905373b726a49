import type { ReshardRecord, ScaleTrigger } from "../history.ts";
import type { ShardThrottleEvidence } from "../observation.ts";
import type { Policy } from "../policy.ts";
import { type AssumedLoad, assumedBeforeReshard, assumedFull } from "./assumed-load.ts";
import { atLeast, type RaisedBy, type RaisedCount } from "./least-shard-count.ts";
import type { RecentLoad } from "./measure-load.ts";
import { shardsForTarget } from "./recommend-shard-count.ts";
import type { Floor } from "./scheduled-floor.ts";
import { type FastThrottles, type ThrottleSpread, throttleSpread } from "./throttle-signs.ts";
import { burstTarget, isCrowd, isSmallShare, throttleVerdict } from "./throttle-verdict.ts";

/** The trend foretells a twentieth more load: less is noise. */
const RISING_FROM = 1.05;

export interface RecommendInput {
	readonly openShardCount: number;
	readonly policy: Policy;
	readonly floor: Floor;
	/** What a reshard aims for now; lower than the policy's target when reshards are scarce. */
	readonly aimedUtilization: number;
	readonly reshardsLeft: number;
	/** The most shards that the stream had for load within the last 24 h; 0 where it had none. */
	readonly highestShardCountForLoad: number;
	readonly recent: RecentLoad | undefined;
	readonly fast: FastThrottles | undefined;
	readonly shardThrottles: ShardThrottleEvidence;
	readonly lastReshard: ReshardRecord | undefined;
	/** Steps for a burst in the last 24 h. */
	readonly burstsBefore: number;
}

/** What the load asks for, before stabilization and limits. */
export type Recommendation =
	| {
			readonly kind: "scale-out";
			readonly recommendedShardCount: number;
			/** Absent where the load alone takes as many. */
			readonly raisedBy?: RaisedBy;
			readonly trigger: ScaleTrigger;
			readonly isUrgent: boolean;
			/** The load that it is made from, in full shards at the end of the look-ahead; absent where it is not made from load. */
			readonly fullShards?: number;
			/** How full the reshard leaves the shards under that load; as the input says where absent. */
			readonly aimedUtilization?: number;
			/** Writes refused since the last reshard; 0 where none are. */
			readonly throttledPerSecond: number;
			/** Records that the decision takes to be offered, where it does not rest on the service's metrics. */
			readonly assumed?: AssumedLoad;
			readonly floor?: Floor;
	  }
	| {
			readonly kind: "diagnose";
			readonly finding: "hot-key" | "hot-key-suspected";
			readonly hotShardIds: readonly string[];
			readonly spread: ThrottleSpread;
			readonly throttledPerSecond: number;
	  }
	/** Above the policy's maximum, with nothing against going down to it. */
	| { readonly kind: "above-maximum" }
	/** Below the low end of the band. */
	| { readonly kind: "low" }
	| { readonly kind: "hold"; readonly because: "at-floor" | "in-band" | "no-data" };

/** What the measured load, the throttles and the floors ask for. Scale out beats hold beats scale in. */
export function recommend(input: RecommendInput): Recommendation {
	const { openShardCount, policy, floor, recent, fast } = input;
	const isThrottledByFast = fast?.isSinceReshard === true && fast.throttledPerSecond > 0;
	if (isThrottledByFast || recent?.isThrottledSinceReshard === true) return recommendWhileThrottled(input, isThrottledByFast);

	const assumed = assumedBeforeReshard(input);
	const fullShards = Math.max(recent?.fullShardsAhead ?? 0, assumed?.fullShards ?? 0);
	const utilization = fullShards / openShardCount;
	if (utilization > policy.scaleOutUtilization) {
		const isAssumed = assumed !== undefined && assumed.fullShards === fullShards;
		const load = isAssumed ? { fullShards, aimedUtilization: input.aimedUtilization } : loadToScaleFor(input);
		return {
			kind: "scale-out",
			...raised(input, shardsForTarget(load.fullShards, load.aimedUtilization), false),
			trigger: isAssumed ? "write-throttle" : "utilization-high",
			isUrgent: utilization >= 1,
			...load,
			throttledPerSecond: 0,
			...(isAssumed ? { assumed } : {}),
		};
	}
	if (openShardCount < floor.shardCount) return scaleToFloor(floor);
	// Neither a maximum nor a calm minute is acted on blindly: without a recent measurement nothing is taken away.
	if (recent === undefined) return { kind: "hold", because: "no-data" };
	if (openShardCount > policy.maxShardCount) return { kind: "above-maximum" };
	if (utilization >= policy.scaleInUtilization) return { kind: "hold", because: "in-band" };
	return openShardCount <= floor.shardCount ? { kind: "hold", because: "at-floor" } : { kind: "low" };
}

/**
 * The load of now, brought to the target, or that of the end of the look-ahead, brought to the upper end of the band: what is foretold
 * is there already, and needs no room for more. Whichever takes more shards.
 */
function loadToScaleFor({ aimedUtilization, policy, recent }: RecommendInput): { fullShards: number; aimedUtilization: number } {
	const now = { fullShards: recent?.fullShards ?? 0, aimedUtilization };
	const ahead = {
		fullShards: recent?.fullShardsAhead ?? 0,
		aimedUtilization: Math.min(1, (aimedUtilization / policy.targetUtilization) * policy.scaleOutUtilization),
	};
	const takes = (load: typeof now) => load.fullShards / load.aimedUtilization;
	return takes(ahead) > takes(now) ? ahead : now;
}

function recommendWhileThrottled(input: RecommendInput, isThrottledByFast: boolean): Recommendation {
	const { openShardCount, policy, floor, recent, fast } = input;
	const fastPerSecond = isThrottledByFast && fast !== undefined ? fast.throttledPerSecond : 0;
	const throttledPerSecond = Math.max(fastPerSecond, recent?.isThrottledSinceReshard === true ? recent.throttledPerSecond : 0);
	const windowSeconds = isThrottledByFast && fast !== undefined ? fast.windowSeconds : (recent?.windowSeconds ?? 0);
	const assumed = assumedFull(openShardCount, throttledPerSecond, windowSeconds, input);
	const spread = throttleSpread(input.shardThrottles, openShardCount);
	const ahead = recent?.fullShardsAhead ?? 0;
	const fromMetrics = shardsForTarget(ahead, policy.targetUtilization);
	const asksForMore = fromMetrics > openShardCount;
	const throttledShare = assumed.throttledFullShards / openShardCount;
	const isRising = recent !== undefined && recent.fullShardsAhead > recent.fullShards * RISING_FROM;
	const crowd = isCrowd(throttledShare, isRising, spread);
	const scaleOut = (fullShards: number, assumption: AssumedLoad | undefined): Recommendation => ({
		kind: "scale-out",
		...raised(input, shardsForTarget(fullShards, input.aimedUtilization), crowd),
		trigger: "write-throttle",
		isUrgent: true,
		fullShards,
		throttledPerSecond,
		...(assumption === undefined ? {} : { assumed: assumption }),
	});
	if (asksForMore) {
		// The metrics alone ask for more; the fast window may know of more still, unless its throttles are one shard's or few.
		const knowsMore = isThrottledByFast && assumed.fullShards > ahead && spread.kind !== "concentrated" && !isSmallShare(throttledShare);
		return knowsMore ? scaleOut(assumed.fullShards, assumed) : scaleOut(ahead, undefined);
	}
	const verdict = throttleVerdict({
		openShardCount,
		throttledShare,
		isUtilizationKnownLow: recent !== undefined,
		isThrottledInTheMetrics: recent?.isThrottledSinceReshard === true,
		spread,
		burstsBefore: input.burstsBefore,
	});
	switch (verdict.kind) {
		case "assumed-full":
			return scaleOut(assumed.fullShards, assumed);
		case "micro-burst": {
			const step = burstTarget(openShardCount, input.burstsBefore);
			const target: RaisedCount =
				floor.shardCount > step ? { recommendedShardCount: floor.shardCount, raisedBy: "floor" } : { recommendedShardCount: step };
			return { kind: "scale-out", ...target, trigger: "burst", isUrgent: true, throttledPerSecond };
		}
		case "hot-key":
		case "hot-key-suspected": {
			if (openShardCount < floor.shardCount) return scaleToFloor(floor);
			const hotShardIds = verdict.kind === "hot-key" ? verdict.hotShardIds : [];
			return { kind: "diagnose", finding: verdict.kind, hotShardIds, spread, throttledPerSecond };
		}
		default:
			return verdict satisfies never;
	}
}

function scaleToFloor(floor: Floor): Recommendation {
	const trigger = floor.scheduledFloor === undefined ? "policy-bounds" : "scheduled-floor";
	return { kind: "scale-out", recommendedShardCount: floor.shardCount, trigger, isUrgent: false, throttledPerSecond: 0, floor };
}

function raised({ floor, ...input }: RecommendInput, loadShardCount: number, isCrowd: boolean): RaisedCount {
	return atLeast(loadShardCount, { ...input, floorShardCount: floor.shardCount, isCrowd });
}
