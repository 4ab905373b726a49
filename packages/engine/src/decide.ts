import { passGates } from "./constrain/gates.ts";
import { limitTarget } from "./constrain/limit-target.ts";
import { openGate } from "./constrain/open-gate.ts";
import type { Decision } from "./decision.ts";
import type { History } from "./history.ts";
import { measuredLoad } from "./measured-load.ts";
import type { Observation } from "./observation.ts";
import { planFrom } from "./plan/plan-reshard.ts";
import type { Policy } from "./policy.ts";
import { recommend } from "./recommend/recommend.ts";
import { situate } from "./situation.ts";
import { stabilize } from "./stabilize/stabilize.ts";
import type { Step } from "./step.ts";
import { notDecidableYet } from "./validate-input.ts";

/**
 * What to do with one stream now: measure → recommend → stabilize → limit → gate.
 *
 * Total: faulty data is missing data, and no input makes it throw. Deterministic: time comes in as `observedAtMs`. Its inputs
 * are not changed. docs/algorithm.md shows each step with numbers.
 */
export function decide(observation: Observation, policy: Policy, history: History): Decision {
	const undecidable = notDecidableYet(observation, policy, history);
	if (undecidable !== undefined) return undecidable;

	const situation = situate(observation, policy, history);
	const recommendation = recommend(situation);
	const proposal = stabilize(recommendation, situation);

	const { budget, faultyDatapoints, openShardCount, remainingShards } = situation;
	const measured = measuredLoad(recommendation, situation);
	const decided = { streamName: observation.streamName, decidedAtMs: observation.observedAtMs, openShardCount, measured, budget };
	const steps: Step[] = [{ step: "measure", kind: "load", faultyDatapoints }, proposal.step];
	if (proposal.kind === "hold") return { ...decided, kind: "hold", steps };
	if (proposal.kind === "diagnose") {
		const { finding, hotShardIds } = proposal;
		return { ...decided, kind: "diagnose", finding, hotShardIds, steps };
	}

	const { kind, recommendedShardCount, trigger } = proposal;
	const limited = limitTarget(proposal, situation);
	const isQuotaKnown = remainingShards.kind === "known";
	steps.push({ step: "limit", wantedShardCount: recommendedShardCount, isQuotaKnown, ...limited });

	const gated = passGates(situation, proposal, limited);
	if (gated.kind === "blocked") {
		const { blockedBy, untilMs } = gated.block;
		const until = untilMs === undefined ? undefined : { untilMs };
		steps.push({ step: "gate", kind: "blocked", block: gated.block });
		return { ...decided, kind: "blocked", wanted: kind, recommendedShardCount, blockedBy, ...until, trigger, steps };
	}
	steps.push(openGate(budget, history, situation.nowMs));
	const { limits, targetShardCount } = gated;
	const plan = planFrom({ fromShardCount: openShardCount, toShardCount: targetShardCount, limits }, recommendedShardCount, policy);
	return { ...decided, kind, targetShardCount, recommendedShardCount, plan, trigger, steps };
}
