import type { BlockedDecision, Decision } from "../decision.ts";
import type { ReasonStep, Step } from "../step.ts";
import { shards, whole } from "./format.ts";
import { describeBlock, describeLimits } from "./limits.ts";
import { describeReason } from "./reason.ts";
import { describeFault } from "./step-sentence.ts";
import { visibleText } from "./visible-text.ts";

/** What was decided, in one sentence with its numbers, in one line: a notification's first. */
export function summarize(decision: Decision): string {
	return visibleText(summaryOf(decision));
}

function summaryOf(decision: Decision): string {
	const reason = reasonOf(decision);
	switch (decision.kind) {
		case "hold": {
			const [first] = decision.steps;
			return first?.step === "measure" && first.kind === "invalid-input"
				? `Holding: ${describeFault(first.fault)}.`
				: `Holding ${shards(decision.openShardCount)}: ${reason}.`;
		}
		case "diagnose":
			return `Not scaling ${shards(decision.openShardCount)}: ${reason}.`;
		case "blocked":
			return summarizeBlock(decision, reason);
		case "scale-in":
		case "scale-out": {
			const { openShardCount, plan, recommendedShardCount, targetShardCount } = decision;
			const limits = describeLimits(plan[0]?.limits ?? []);
			// A person's request names the wanted count already.
			const wanted = decision.trigger === "person" ? "" : `wanted ${whole(recommendedShardCount)}, `;
			const shaped = limits === "" ? "" : `; ${wanted}${limits}`;
			const direction = targetShardCount > openShardCount ? "out" : "in";
			return `Scaling ${direction} ${whole(openShardCount)} → ${shards(targetShardCount)}: ${reason}${shaped}.`;
		}
		default:
			return decision satisfies never;
	}
}

function summarizeBlock({ openShardCount, recommendedShardCount, steps, wanted }: BlockedDecision, reason: string): string {
	const block = steps.findLast((step) => step.step === "gate" && step.kind === "blocked")?.block;
	if (block === undefined) return `Not scaling ${shards(openShardCount)}.`;
	const because = describeBlock(block, openShardCount);
	// A stream without shards has no load and no wanted count.
	if (reason === "") return `Not scaling: ${because}.`;
	const target = "refused" in block ? block.refused.targetShardCount : recommendedShardCount;
	const direction = wanted === "scale-out" ? "out" : "in";
	return `Not scaling ${direction} ${whole(openShardCount)} → ${shards(target)} now: ${because}. Wanted: ${reason}.`;
}

/** Why a change is wanted, or why none is; empty if no decision was possible. */
function reasonOf(decision: Decision): string {
	const step = decision.steps.find(isReason);
	return step === undefined ? "" : describeReason(step, decision);
}

function isReason(step: Step): step is ReasonStep {
	return step.step === "recommend" || step.step === "stabilize" || step.step === "verdict";
}
