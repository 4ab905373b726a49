import type { Situation } from "../situation.ts";
import { recommendWhileThrottled } from "./recommend-while-throttled.ts";
import { type NeedAfter, type Recommendation, scaleOutForLoad, scaleOutToFloor } from "./recommendation.ts";
import { saturatedBeforeReshard } from "./saturated-load.ts";

/** What the measured load, the throttles and the floors ask for. Scale out beats hold beats scale in. */
export function recommend(situation: Situation): Recommendation {
	const { openShardCount, policy, floor, recent, fast, silence } = situation;
	const isThrottledByFast = fast?.isSinceReshard === true && fast.throttledPerSecond > 0;
	if (isThrottledByFast || recent?.isThrottledSinceReshard === true) return recommendWhileThrottled(situation, isThrottledByFast);

	const saturated = saturatedBeforeReshard(situation);
	const fullShards = Math.max(recent?.fullShardsAhead ?? 0, saturated?.fullShards ?? 0);
	const utilization = fullShards / openShardCount;
	if (utilization > policy.scaleOutUtilization) {
		const common = { isUrgent: utilization >= 1, isSurge: false, throttledPerSecond: 0 };
		if (saturated === undefined || saturated.fullShards !== fullShards) {
			return scaleOutForLoad(situation, needToScaleFor(situation), { ...common, trigger: "utilization-high" });
		}
		const need = { fullShards, utilizationAfter: situation.effectiveTargetUtilization };
		return scaleOutForLoad(situation, need, { ...common, trigger: "write-throttle", saturated });
	}
	if (openShardCount < floor.shardCount) return scaleOutToFloor(floor);
	// No scale in without a recent datapoint or a long silence, not even for the maximum.
	if (recent === undefined && silence?.lastsSeconds === undefined) return { kind: "hold", step: { step: "recommend", kind: "no-data" } };
	if (openShardCount > policy.maxShardCount) return { kind: "above-maximum" };
	if (utilization >= policy.scaleInUtilization) {
		const { scaleInUtilization, scaleOutUtilization } = policy;
		return { kind: "hold", step: { step: "recommend", kind: "in-band", scaleInUtilization, scaleOutUtilization } };
	}
	return openShardCount <= floor.shardCount ? { kind: "hold", step: { step: "recommend", kind: "at-floor" } } : { kind: "low" };
}

/**
 * The larger of two needs, in shards: the present load at the target, or the load at the end of the look-ahead at the upper end of the
 * band. The second already holds the growth, so it needs no further room.
 */
function needToScaleFor({ effectiveTargetUtilization, policy, recent }: Situation): NeedAfter {
	const now: NeedAfter = { fullShards: recent?.fullShards ?? 0, utilizationAfter: effectiveTargetUtilization };
	const ahead: NeedAfter = {
		fullShards: recent?.fullShardsAhead ?? 0,
		utilizationAfter: Math.min(1, (effectiveTargetUtilization / policy.targetUtilization) * policy.scaleOutUtilization),
	};
	const takes = ({ fullShards, utilizationAfter }: NeedAfter) => fullShards / utilizationAfter;
	return takes(ahead) > takes(now) ? ahead : now;
}
