import type { Decision } from "./decision.ts";

/** What was decided, in one sentence with its numbers: a notification's first line. */
export function summarize(decision: Decision): string {
	return decision.trail[0]?.says ?? `${decision.kind} at ${decision.openShardCount}`;
}

/** From what was measured to what was decided, a line a step, the summary first. */
export function explain(decision: Decision): string {
	return decision.trail.map(({ step, says }, index) => (index === 0 ? says : `  ${step.padEnd(9)}  ${says}`)).join("\n");
}
