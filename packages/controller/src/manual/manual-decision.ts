import { type PlanStep, RESHARDS_PER_ROLLING_DAY, reshardBudget, type ScaleDecision } from "@headroom/engine";
import { activeOverride, overrideWords } from "../evaluate/active-override.ts";
import type { ManualReshardRequest, ManualReshardSituation } from "./manual-reshard.ts";

/**
 * A person's wish as a decision, so that it is acted on, recorded and told like the autoscaler's own.
 * @param steps at least one; the first is the one to take now
 */
export function manualDecision(
	{ by, reason, streamName, targetShardCount: wanted }: ManualReshardRequest,
	{ known, nowMs, stream }: ManualReshardSituation,
	steps: readonly PlanStep[],
): ScaleDecision {
	const { openShardCount } = stream;
	const [first = { fromShardCount: openShardCount, toShardCount: wanted }] = steps;
	const budget = reshardBudget(known.history, nowMs);
	const words = overrideWords(activeOverride(known, nowMs));
	const kind = first.toShardCount > openShardCount ? "scale-out" : "scale-in";
	const shaped = first.shapedBy === undefined ? "" : `; ${first.shapedBy}`;
	return {
		kind,
		streamName,
		decidedAtMs: nowMs,
		openShardCount,
		// A person asks for a count, whatever the load is.
		measured: { kind: "no-data" },
		budget,
		targetShardCount: first.toShardCount,
		recommendedShardCount: wanted,
		plan: steps,
		trigger: "person",
		trail: [
			{
				step: "recommend",
				says: `Scaling ${kind === "scale-out" ? "out" : "in"} ${openShardCount} → ${shards(first.toShardCount)}: ${by} asks for ${shards(wanted)}: ${reason}${shaped}.`,
			},
			{ step: "limit", says: `In ${steps.length === 1 ? "one step" : `${steps.length} steps`}: ${path(steps)}.` },
			{ step: "gate", says: `Nothing forbids it; ${budget.left} of ${RESHARDS_PER_ROLLING_DAY} reshards are left before it.` },
			...(words === undefined ? [] : [{ step: "gate" as const, says: `The stream is ${words}. That binds the autoscaler, not a person.` }]),
		],
	};
}

function path(steps: readonly PlanStep[]): string {
	return [steps[0]?.fromShardCount, ...steps.map(({ toShardCount }) => toShardCount)].join(" → ");
}

function shards(count: number): string {
	return count === 1 ? "1 shard" : `${count} shards`;
}
