import { openGate, type PlanStep, reshardBudget, type ScaleDecision, type Step } from "@headroom/engine";
import { activeOverride } from "../history/active-override.ts";
import { withLastRefusal } from "../history/with-last-refusal.ts";
import type { ManualReshardRequest, ManualReshardSituation } from "./manual-reshard.ts";

/**
 * A person's request as a decision, so that the loop acts on it, records it and reports it like the autoscaler's own.
 * @param plan at least one step; the first is the one to take now
 */
export function manualDecision(
	{ by, reason, streamName, targetShardCount: wanted }: ManualReshardRequest,
	{ known, nowMs, stream }: ManualReshardSituation,
	plan: readonly PlanStep[],
): ScaleDecision {
	const { openShardCount } = stream;
	const [first = { fromShardCount: openShardCount, toShardCount: wanted }] = plan;
	const override = activeOverride(known, nowMs);
	const budget = reshardBudget(known.history, nowMs);
	const steps: Step[] = [
		{ step: "recommend", kind: "request", by, reason, shardCount: wanted },
		{ step: "limit", kind: "path", shardCounts: [first.fromShardCount, ...plan.map(({ toShardCount }) => toShardCount)] },
		openGate(budget, withLastRefusal(known), nowMs),
	];
	if (override.kind !== "none") steps.push({ step: "gate", kind: "override-passed", override });
	return {
		kind: first.toShardCount > openShardCount ? "scale-out" : "scale-in",
		streamName,
		decidedAtMs: nowMs,
		openShardCount,
		// A person's request does not depend on the load.
		measured: { kind: "no-data" },
		budget,
		targetShardCount: first.toShardCount,
		recommendedShardCount: wanted,
		plan,
		trigger: "person",
		steps,
	};
}
