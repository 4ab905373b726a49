import type { BlockedDecision, Decision, DiagnoseDecision, HoldDecision, PlanStep, ScaleDecision } from "../decision.ts";
import { explainSteps, type TrailStep } from "./explain.ts";
import { describeLimits } from "./limits.ts";
import { summarize } from "./summary.ts";
import { visibleText } from "./visible-text.ts";

/**
 * A decision as it is stored and printed: its steps are sentences. A stored sentence stays as it is when a later version changes the
 * wording. The first one is the summary.
 */
export type WrittenDecision = Written<BlockedDecision> | Written<DiagnoseDecision> | Written<HoldDecision> | WrittenScaleDecision;

type Written<D extends Decision> = Omit<D, "steps"> & { readonly trail: readonly TrailStep[] };

export type WrittenScaleDecision = Omit<Written<ScaleDecision>, "plan"> & { readonly plan: readonly WrittenPlanStep[] };

export interface WrittenPlanStep extends Omit<PlanStep, "limits"> {
	/** The limits that shaped the step, in words; absent if none did. */
	readonly shapedBy?: string;
}

export function writtenDecision(decision: Decision): WrittenDecision {
	const { steps, ...facts } = decision;
	const trail = [{ step: summaryStep(decision), says: summarize(decision) }, ...explainSteps(decision)];
	return "plan" in facts ? { ...facts, plan: facts.plan.map(writtenPlanStep), trail } : { ...facts, trail };
}

export function writtenPlanStep({ limits = [], ...step }: PlanStep): WrittenPlanStep {
	return limits.length === 0 ? step : { ...step, shapedBy: describeLimits(limits) };
}

/** What was decided, in the sentence that was stored. */
export function writtenSummary({ kind, trail }: WrittenDecision): string {
	return visibleText(trail[0]?.says ?? kind);
}

/** The step at which the decision was made. */
function summaryStep({ kind, steps }: Decision): TrailStep["step"] {
	if (kind === "blocked") return "gate";
	if (kind === "scale-in" || kind === "scale-out") return "recommend";
	return steps.at(-1)?.step ?? "measure";
}
