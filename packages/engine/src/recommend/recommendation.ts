import type { DiagnoseDecision } from "../decision.ts";
import type { ScaleTrigger } from "../history.ts";
import type { Situation } from "../situation.ts";
import type { FloorFacts, LoadFacts, RecommendStep, VerdictStep } from "../step.ts";
import { shardsForTarget } from "./capacity.ts";
import { applyMinimum } from "./minimum-step.ts";
import type { SaturatedLoad } from "./saturated-load.ts";
import type { Floor } from "./scheduled-floor.ts";

/** From this much more load on, the explanation names the trend. */
const RISING_SAID_FROM = 1.01;

/** What the load asks for, before stabilization and limits. */
export type Recommendation =
	| ScaleOut
	| {
			readonly kind: "diagnose";
			readonly finding: DiagnoseDecision["finding"];
			readonly hotShardIds: readonly string[];
			readonly step: VerdictStep;
			readonly throttledPerSecond: number;
	  }
	/** Above the policy's maximum; the load does not need more. */
	| { readonly kind: "above-maximum" }
	/** Below the low end of the band. */
	| { readonly kind: "low" }
	| { readonly kind: "hold"; readonly step: RecommendStep };

export interface ScaleOut {
	readonly kind: "scale-out";
	readonly recommendedShardCount: number;
	readonly trigger: ScaleTrigger;
	/** The service refuses writes now, or the load exceeds the open shards. The cooldown does not apply then. */
	readonly isUrgent: boolean;
	readonly step: RecommendStep | VerdictStep;
	/** Writes refused since the last reshard; 0 if none are. */
	readonly throttledPerSecond: number;
	/** The assumed load; absent if the recommendation rests on the service's metrics. */
	readonly saturated?: SaturatedLoad | undefined;
}

/** A need, and how full the reshard leaves the shards under it. */
export type NeedAfter = Pick<LoadFacts, "fullShards" | "utilizationAfter">;

interface ForLoad extends Pick<ScaleOut, "isUrgent" | "saturated" | "throttledPerSecond"> {
	readonly trigger: "utilization-high" | "write-throttle";
	readonly isSurge: boolean;
}

/** To the shards that a need takes, raised to the minimum that is worth a reshard. */
export function scaleOutForLoad(
	situation: Situation,
	{ fullShards, utilizationAfter }: NeedAfter,
	{ isSurge, ...given }: ForLoad,
): ScaleOut {
	const { effectiveTargetUtilization, policy } = situation;
	const loadShardCount = shardsForTarget(fullShards, utilizationAfter);
	const minimum = applyMinimum(loadShardCount, isSurge, situation);
	const rising = given.saturated === undefined ? risingOf(situation) : undefined;
	return {
		kind: "scale-out",
		recommendedShardCount: minimum.recommendedShardCount,
		...given,
		step: {
			step: "recommend",
			kind: "load",
			fullShards,
			loadShardCount,
			utilizationAfter,
			effectiveTargetUtilization,
			targetUtilization: policy.targetUtilization,
			...minimum,
			...(rising === undefined ? {} : { rising }),
		},
	};
}

function risingOf({ openShardCount, policy, recent }: Situation): LoadFacts["rising"] {
	if (recent === undefined || !(recent.fullShardsAhead > recent.fullShards * RISING_SAID_FROM)) return undefined;
	return { utilizationAhead: recent.fullShardsAhead / openShardCount, lookAheadSeconds: policy.lookAheadSeconds };
}

export function scaleOutToFloor({ scheduledFloor, shardCount }: Floor): ScaleOut {
	const facts: FloorFacts = scheduledFloor === undefined ? { shardCount } : { shardCount, scheduledFloorName: scheduledFloor.name };
	return {
		kind: "scale-out",
		recommendedShardCount: shardCount,
		trigger: scheduledFloor === undefined ? "policy-bounds" : "scheduled-floor",
		isUrgent: false,
		throttledPerSecond: 0,
		step: { step: "recommend", kind: "floor", ...facts },
	};
}
