import type { MeasuredLoad, TrailStep } from "../decision.ts";
import { duration, percent, shards, whole } from "../format.ts";
import { offered, whyDiagnose, whyHold, whyScaleOut } from "../headline.ts";
import type { ScaleTrigger } from "../history.ts";
import type { Policy } from "../policy.ts";
import type { RaisedBy } from "./least-shard-count.ts";
import type { RecentLoad, ServiceLoad } from "./measure-load.ts";
import type { Recommendation } from "./recommend.ts";
import { shardsForTarget } from "./recommend-shard-count.ts";
import type { Floor } from "./scheduled-floor.ts";

/** Of the stabilization window, at least this much must have been measured: silence is not low load. */
const WINDOW_COVERAGE_AT_LEAST = 0.8;
/** A reshard that saves less than a quarter is not worth one of the day's ten. */
const SCALE_IN_SAVES_AT_LEAST = 0.25;

/** What is wanted, once the past has had its say. `why` is part of a sentence; `step` is where it was settled. */
export type Wish = { readonly step: TrailStep["step"]; readonly why: string } & (
	| { readonly kind: "hold" }
	| { readonly kind: "diagnose"; readonly finding: "hot-key" | "hot-key-suspected"; readonly hotShardIds: readonly string[] }
	| {
			readonly kind: "scale-in" | "scale-out";
			readonly recommendedShardCount: number;
			/** Why these are more than the load takes; absent where they are not. */
			readonly raisedBy?: RaisedBy;
			readonly trigger: ScaleTrigger;
			readonly isUrgent: boolean;
			/** The load that the recommendation is made from; absent where it is not made from load. */
			readonly fullShards?: number;
			/** How full the reshard leaves the shards under that load. */
			readonly aimedUtilization?: number;
	  }
);

export interface StabilizeInput {
	readonly openShardCount: number;
	readonly policy: Policy;
	readonly floor: Floor;
	/** What a reshard aims for now. */
	readonly aimedUtilization: number;
	readonly measured: MeasuredLoad;
	readonly recent: RecentLoad | undefined;
	readonly window: ServiceLoad["window"];
	/** What bursts of the last 24 h were answered with; 0 where none came back. */
	readonly burstShardCount: number;
}

/** Out at once; in only to the highest recommendation of the stabilization window. */
export function stabilize(recommendation: Recommendation, input: StabilizeInput): Wish {
	const { openShardCount, policy, measured } = input;
	switch (recommendation.kind) {
		case "hold":
			return { kind: "hold", step: "recommend", why: whyHold(recommendation, measured, openShardCount, policy) };
		case "diagnose": {
			const { finding, hotShardIds } = recommendation;
			return { kind: "diagnose", finding, hotShardIds, step: "verdict", why: whyDiagnose(recommendation, measured, openShardCount) };
		}
		case "scale-out": {
			const { recommendedShardCount, trigger, isUrgent } = recommendation;
			const why = whyScaleOut(recommendation, measured, input.recent, openShardCount, policy);
			const { fullShards, raisedBy, aimedUtilization = input.aimedUtilization } = recommendation;
			const load = fullShards === undefined ? undefined : { fullShards, aimedUtilization };
			const raised = raisedBy === undefined ? undefined : { raisedBy };
			const step = trigger === "burst" ? "verdict" : "recommend";
			return { kind: "scale-out", recommendedShardCount, trigger, isUrgent, ...load, ...raised, step, why };
		}
		case "above-maximum": {
			const why = `the policy allows at most ${shards(policy.maxShardCount)}, and ${offered(measured, openShardCount)}`;
			const trigger = "policy-bounds";
			return { kind: "scale-in", recommendedShardCount: policy.maxShardCount, trigger, isUrgent: false, step: "recommend", why };
		}
		case "low":
			return stabilizeScaleIn(input);
		default:
			return recommendation satisfies never;
	}
}

function stabilizeScaleIn(input: StabilizeInput): Wish {
	const { openShardCount, policy, floor, aimedUtilization, measured, window, burstShardCount } = input;
	const load = offered(measured, openShardCount);
	const windowName = `the last ${duration(policy.stabilizationWindowSeconds)}`;
	const hold = (why: string): Wish => ({ kind: "hold", step: "stabilize", why: `${load}, but ${why}` });
	const coverage = window.coveredSeconds / policy.stabilizationWindowSeconds;
	if (coverage < WINDOW_COVERAGE_AT_LEAST) {
		return hold(`only ${percent(coverage)} of ${windowName} was measured, and silence is not low load`);
	}
	if (!window.reachesPastReshard) return hold("that was measured before the last reshard, and what made it is not told yet");
	if (window.isThrottled) return hold(`writes were throttled within ${windowName}`);
	const asked = Math.max(shardsForTarget(window.highestFullShards, aimedUtilization), floor.shardCount);
	const highest = Math.max(asked, burstShardCount);
	const says = highest > asked ? `bursts of the last 24 h were answered with ${shards(highest)}` : undefined;
	if (highest > openShardCount * (1 - SCALE_IN_SAVES_AT_LEAST)) {
		const upTo = says ?? `${windowName} asked for up to ${shards(highest)}`;
		const saves = highest < openShardCount ? `saves less than a quarter of ${whole(openShardCount)}` : "is no fewer than are open";
		return hold(`${upTo}, which ${saves}`);
	}
	const why = `${load}, and ${says ?? `${windowName} never asked for more than ${shards(highest)}`}`;
	return { kind: "scale-in", recommendedShardCount: highest, trigger: "utilization-low", isUrgent: false, step: "stabilize", why };
}
