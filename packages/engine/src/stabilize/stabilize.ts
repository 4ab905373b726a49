import type { DiagnoseDecision } from "../decision.ts";
import type { ScaleTrigger } from "../history.ts";
import { burstShardCount } from "../ledger/burst-history.ts";
import { endOf } from "../measure/newest-minutes.ts";
import { silentSeconds } from "../measure/silence.ts";
import { measureWindow, type StabilizationWindow } from "../measure/stabilization-window.ts";
import { shardsForTarget } from "../recommend/capacity.ts";
import type { Recommendation } from "../recommend/recommendation.ts";
import type { Situation } from "../situation.ts";
import type { ReasonStep, StabilizeStep } from "../step.ts";

/**
 * Datapoints must cover at least this much of the stabilization window: missing data is not low load. docs/decisions/0002-missing-data.md
 */
const WINDOW_COVERAGE_AT_LEAST = 0.8;
/** A reshard that saves less than a quarter is not worth one of the day's ten. */
export const SCALE_IN_SAVES_AT_LEAST = 0.25;

/** What is wanted after the stabilization window. */
export type Proposal =
	| { readonly kind: "hold"; readonly step: ReasonStep }
	| {
			readonly kind: "diagnose";
			readonly step: ReasonStep;
			readonly finding: DiagnoseDecision["finding"];
			readonly hotShardIds: readonly string[];
	  }
	| ScalingProposal;

export interface ScalingProposal {
	readonly kind: "scale-in" | "scale-out";
	readonly step: ReasonStep;
	readonly recommendedShardCount: number;
	readonly trigger: ScaleTrigger;
	/** The service refuses writes now, or the load exceeds the open shards. The cooldown does not apply then. */
	readonly isUrgent: boolean;
}

/** Out at once; in only to the highest recommendation of the stabilization window. */
export function stabilize(recommendation: Recommendation, situation: Situation): Proposal {
	switch (recommendation.kind) {
		case "hold":
		case "diagnose":
		case "scale-out":
			return recommendation;
		case "above-maximum": {
			const { maxShardCount } = situation.policy;
			const step: ReasonStep = { step: "recommend", kind: "above-maximum", maxShardCount };
			return { kind: "scale-in", recommendedShardCount: maxShardCount, trigger: "policy-bounds", isUrgent: false, step };
		}
		case "low": {
			const step = stabilizeScaleIn(situation);
			if (step.kind !== "scale-in") return { kind: "hold", step };
			return { kind: "scale-in", recommendedShardCount: step.shardCount, trigger: "utilization-low", isUrgent: false, step };
		}
		default:
			return recommendation satisfies never;
	}
}

function stabilizeScaleIn(situation: Situation): StabilizeStep {
	const { effectiveTargetUtilization, floor, history, nowMs, openShardCount, policy } = situation;
	const window = windowOf(situation);
	const windowSeconds = policy.stabilizationWindowSeconds;
	const coveredRatio = window.coveredSeconds / windowSeconds;
	if (coveredRatio < WINDOW_COVERAGE_AT_LEAST) return { step: "stabilize", kind: "window-not-covered", windowSeconds, coveredRatio };
	if (!window.reachesPastReshard) return { step: "stabilize", kind: "measured-before-reshard" };
	if (window.isThrottled) return { step: "stabilize", kind: "throttled-in-window", windowSeconds };
	const windowShardCount = Math.max(shardsForTarget(window.highestFullShards, effectiveTargetUtilization), floor.shardCount);
	const shardCount = Math.max(windowShardCount, burstShardCount(history.reshards, nowMs, policy));
	const facts = { windowSeconds, shardCount, isForBursts: shardCount > windowShardCount };
	const isWorthIt = shardCount <= openShardCount * (1 - SCALE_IN_SAVES_AT_LEAST);
	return { step: "stabilize", kind: isWorthIt ? "scale-in" : "saves-too-little", ...facts };
}

/** The window, with the minutes in which nobody wrote. */
function windowOf({ minutes, policy, reshardedAtMs, silence }: Situation): StabilizationWindow {
	const { stabilizationWindowSeconds } = policy;
	if (silence?.lastsSeconds !== undefined) {
		return { coveredSeconds: stabilizationWindowSeconds, highestFullShards: 0, isThrottled: false, reachesPastReshard: true };
	}
	const window = measureWindow(minutes, policy, reshardedAtMs);
	const [newest] = minutes;
	if (silence === undefined || newest === undefined || window.coveredSeconds >= stabilizationWindowSeconds) return window;
	const toMs = endOf(newest);
	const silent = silentSeconds(silence, minutes, toMs - stabilizationWindowSeconds * 1_000, toMs);
	return { ...window, coveredSeconds: window.coveredSeconds + silent };
}
