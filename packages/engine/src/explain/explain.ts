import type { Decision } from "../decision.ts";
import type { Step } from "../step.ts";
import { stepSentence } from "./step-sentence.ts";
import { summarize } from "./summary.ts";
import { visibleText } from "./visible-text.ts";

export interface TrailStep {
	readonly step: Step["step"];
	/** One plain sentence, its numbers in it. */
	readonly says: string;
}

/** From what was measured to what was decided, a sentence a step. */
export function explainSteps(decision: Decision): TrailStep[] {
	return decision.steps.map((step) => ({ step: step.step, says: stepSentence(step, decision) }));
}

/** The summary first, then a line a step. */
export function explain(decision: Decision): string {
	return trailText([{ step: "gate", says: summarize(decision) }, ...explainSteps(decision)]);
}

/** A trail as text, a line a step: its first step is the summary. A stored one may have anything in its sentences. */
export function trailText([summary, ...steps]: readonly TrailStep[]): string {
	return [visibleText(summary?.says ?? ""), ...steps.map(({ says, step }) => visibleText(`  ${step.padEnd(9)}  ${says}`))].join("\n");
}
