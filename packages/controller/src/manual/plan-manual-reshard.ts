import {
	callAllowance,
	describeGuessed,
	describeOverride,
	estimateDuration,
	MAX_SHARDS_PER_STREAM,
	monthlyCostDifference,
	type Override,
	type PlanStep,
	planReshard,
	RESHARDS_PER_ROLLING_DAY,
	type ReshardBudget,
	reshardBudget,
	splitsAndMerges,
	utcSecond,
	whenCallAllowed,
	whenUsedFallsTo,
} from "@headroom/engine";
import { applyRefusalBackoff } from "../evaluate/refusal-backoff.ts";
import { activeOverride } from "../history/active-override.ts";
import { withLastRefusal } from "../history/with-last-refusal.ts";
import { callsLeft, feasibleRange, fitsAccount } from "./feasible-range.ts";
import { findBlocker } from "./find-blocker.ts";
import { manualDecision } from "./manual-decision.ts";
import type {
	ManualReshardPlan,
	ManualReshardRequest,
	ManualReshardSituation,
	ManualReshardStep,
	PlannedReshard,
	RefusedReshard,
} from "./manual-reshard.ts";

/**
 * Every step to the count that a person asks for, in the fewest legal calls; or why there is no way to it, and when there may be one. A
 * person may use the reshards reserved for scaling out, ignore cooldowns, and leave the policy's bounds, but never the service's limits.
 */
export function planManualReshard(request: ManualReshardRequest, situation: ManualReshardSituation): ManualReshardPlan {
	const { targetShardCount } = request;
	const { openShardCount } = situation.stream;
	const isPossibleCount = Number.isSafeInteger(targetShardCount) && targetShardCount >= 1 && targetShardCount <= MAX_SHARDS_PER_STREAM;
	if (!isPossibleCount) {
		const message = `A stream has a whole number of shards from 1 to ${MAX_SHARDS_PER_STREAM}, not ${targetShardCount}`;
		return refused(situation, { refusedBy: "target-invalid", message });
	}
	const block = findBlocker(situation);
	if (block !== undefined) return { kind: "refused", openShardCount, ...block };
	if (targetShardCount === openShardCount) return { kind: "nothing-to-do", openShardCount, replaces: replacedBy(request, situation) };
	const steps = planReshard(openShardCount, targetShardCount);
	return overLimit(request, situation, steps) ?? planned(request, situation, steps);
}

function overLimit(
	request: ManualReshardRequest,
	situation: ManualReshardSituation,
	steps: readonly PlanStep[],
): RefusedReshard | undefined {
	const { account, known, nowMs, stream } = situation;
	const { openShardCount } = stream;
	const { targetShardCount } = request;
	const change = `${openShardCount} → ${targetShardCount}`;
	if (steps.at(-1)?.toShardCount !== targetShardCount) {
		const message = `No legal steps lead from ${openShardCount} to ${targetShardCount}: one call must take a stream with more than ${MAX_SHARDS_PER_STREAM} shards below that`;
		return refused(situation, { refusedBy: "max-shard-count", message });
	}
	const budget = reshardBudget(known.history, nowMs);
	if (steps.length > callsLeft(situation)) {
		const { possibleAtMs, when } = nextCalls(situation, steps.length);
		const message =
			`${change} takes ${reshards(steps.length)}, and of the ${RESHARDS_PER_ROLLING_DAY} that the service allows in a rolling 24 h ` +
			`${budget.left === 1 ? "1 is" : `${budget.left} are`} left${guessedWords(situation, budget)}${when}`;
		return refused(situation, { refusedBy: "reshard-quota", message, ...(possibleAtMs === undefined ? {} : { possibleAtMs }) });
	}
	if (account.kind === "known" && !fitsAccount(steps, account)) {
		const { openShardCount: openInAccount, shardLimit } = account;
		const message =
			`${change} needs more shards than the account has free: ${openInAccount} of its quota of ${shardLimit} are open ` +
			"(the short-lived shards of a reshard count as well)";
		return refused(situation, { refusedBy: "account-shard-quota", message });
	}
	const decision = manualDecision(request, situation, steps);
	const heeded = applyRefusalBackoff(decision, known.lastRefusal);
	if (heeded.kind !== "blocked") return undefined;
	const { untilMs } = heeded;
	const message = `The service refused the same change at ${utcSecond(known.lastRefusal?.atMs ?? nowMs)}: ${known.lastRefusal?.message}`;
	return refused(situation, { refusedBy: "service-refused", message, ...(untilMs === undefined ? {} : { possibleAtMs: untilMs }) });
}

/** When so many calls are free; or, for one call, when the day's try against guessed entries is back, if that is sooner. */
function nextCalls({ known, nowMs }: ManualReshardSituation, count: number): { readonly possibleAtMs?: number; readonly when: string } {
	const freeAtMs = whenUsedFallsTo(RESHARDS_PER_ROLLING_DAY - count, known.history, nowMs);
	const possibleAtMs = count === 1 ? whenCallAllowed(withLastRefusal(known), nowMs, true) : freeAtMs;
	if (possibleAtMs === undefined) return { when: "" };
	const what = possibleAtMs !== freeAtMs ? "the next try is possible" : count === 1 ? "one is free" : "so many are free";
	return { possibleAtMs, when: `; ${what} from ${utcSecond(possibleAtMs)} on` };
}

/** Which of the used are guessed, and whether the day's one try against them was made. */
function guessedWords({ known, nowMs }: ManualReshardSituation, { guessed, used }: ReshardBudget): string {
	if (guessed === undefined) return "";
	const allowance = callAllowance(withLastRefusal(known), nowMs);
	const tried =
		allowance.kind === "tried" ? `; the one try a day against guessed entries was made at ${utcSecond(allowance.triedAtMs)}` : "";
	return ` (${used - guessed} known, ${guessed} guessed from a changed shard count${tried})`;
}

function refused(
	situation: ManualReshardSituation,
	{ message, ...refusal }: Pick<RefusedReshard, "message" | "possibleAtMs" | "refusedBy">,
): RefusedReshard {
	const reachable = feasibleRange(situation);
	return {
		kind: "refused",
		openShardCount: situation.stream.openShardCount,
		...refusal,
		message: /[.!?]$/.test(message) ? message : `${message}.`,
		...(reachable === undefined ? {} : { reachable }),
	};
}

function planned(request: ManualReshardRequest, situation: ManualReshardSituation, plan: readonly PlanStep[]): PlannedReshard {
	const { known, nowMs, stream } = situation;
	const { left } = reshardBudget(known.history, nowMs);
	const steps = plan.map((step, index): ManualReshardStep => ({ ...step, reshardsLeftAfter: Math.max(0, left - index - 1) }));
	const changes = plan.map(({ fromShardCount, toShardCount }) => ({ changes: splitsAndMerges(fromShardCount, toShardCount) }));
	const { estimatedFrom, seconds } = estimateDuration(changes, known.history.reshards);
	return {
		kind: "planned",
		openShardCount: stream.openShardCount,
		replaces: replacedBy(request, situation),
		targetShardCount: request.targetShardCount,
		steps,
		reshardsLeftAfter: Math.max(0, left - steps.length),
		monthlyCostDifference: monthlyCostDifference(stream.openShardCount, request.targetShardCount, request.region),
		estimatedSeconds: seconds,
		estimatedFrom,
		warnings: warnings(request, situation, Math.max(0, left - steps.length)),
	};
}

function replacedBy({ holdUntilMs }: ManualReshardRequest, { known: { history }, nowMs }: ManualReshardSituation): Override {
	return holdUntilMs === undefined ? { kind: "none" } : activeOverride({ history }, nowMs);
}

function warnings(
	{ holdUntilMs, policy, targetShardCount }: ManualReshardRequest,
	{ account, known, nowMs }: ManualReshardSituation,
	reshardsLeft: number,
): string[] {
	const override = activeOverride(known, nowMs);
	const isLeftAlone = holdUntilMs !== undefined || override.kind !== "none";
	const says: string[] = [];
	const allowance = callAllowance(withLastRefusal(known), nowMs);
	if (allowance.kind === "try") says.push(`${describeGuessed(allowance.guessed)} This is the one try a day against them.`);
	if (override.kind !== "none") {
		says.push(`The stream is ${describeOverride(override)}.${holdUntilMs === undefined ? "" : " The new hold replaces it."}`);
	}
	if (policy !== undefined && targetShardCount > policy.maxShardCount) {
		says.push(`The policy's maximum is ${policy.maxShardCount}${isLeftAlone ? "" : "; without a hold the autoscaler may scale in"}.`);
	}
	if (policy !== undefined && targetShardCount < policy.minShardCount) {
		says.push(`The policy's minimum is ${policy.minShardCount}${isLeftAlone ? "" : "; without a hold the autoscaler scales out to it"}.`);
	}
	if (policy !== undefined && reshardsLeft < policy.reshardsReservedForScaleOut) {
		says.push(`It uses reshards that are reserved for scaling out: ${reshards(reshardsLeft)} would be left.`);
	}
	if (account.kind === "no-data")
		says.push(`Headroom could not read the account's quota (${account.reason}); the service refuses a reshard that exceeds it.`);
	return says;
}

function reshards(count: number): string {
	return count === 1 ? "1 reshard" : `${count} reshards`;
}
