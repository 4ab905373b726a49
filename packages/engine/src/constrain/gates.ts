import { RESHARDS_PER_ROLLING_DAY } from "../kinesis-limits.ts";
import { callAllowance, whenCallAllowed } from "../ledger/guessed-reshards.ts";
import { effectiveFromMs } from "../ledger/last-reshard.ts";
import { peakShardCount } from "../ledger/peak-shard-count.ts";
import { whenUsedFallsTo } from "../ledger/reshard-budget.ts";
import type { Situation } from "../situation.ts";
import type { ScalingProposal } from "../stabilize/stabilize.ts";
import type { Block } from "../step.ts";
import { consumerBacklog } from "./consumer-backlog.ts";
import type { LimitedTarget } from "./limit-target.ts";

/** @returns what forbids the call now; `undefined` if this gate does not forbid it */
type Gate = (situation: Situation, proposal: ScalingProposal, limited: LimitedTarget) => Block | undefined;

/**
 * Everything that may forbid a reshard; the first one wins. The order: what makes the call impossible, a person's override, the day's quota
 * and reserve, the cooldown, the consumers. A new gate is a function and one more row here.
 */
const GATES: readonly Gate[] = [streamState, personsOverride, dailyQuota, reshardReserve, cooldown, consumerBacklog];

/** The block of the first gate that closes. If none closes, what the limits left: the target, or the block of a limit. */
export function passGates(situation: Situation, proposal: ScalingProposal, limited: LimitedTarget): LimitedTarget {
	for (const gate of GATES) {
		const block = gate(situation, proposal, limited);
		if (block !== undefined) return { kind: "blocked", block };
	}
	return limited;
}

function streamState({ stream: { streamMode, streamStatus } }: Situation): Block | undefined {
	if (streamStatus === "CREATING" || streamStatus === "DELETING") return { blockedBy: "stream-not-active", streamStatus };
	if (streamStatus === "UPDATING") return { blockedBy: "reshard-in-progress" };
	return streamMode === "ON_DEMAND" ? { blockedBy: "on-demand" } : undefined;
}

/** An override without a valid end stays active until a person sets or ends it again. */
function personsOverride({ history: { override }, nowMs }: Situation): Block | undefined {
	if (override.kind === "none" || override.untilMs <= nowMs) return undefined;
	return { blockedBy: override.kind, override, ...until(Number.isFinite(override.untilMs) ? override.untilMs : undefined) };
}

/** Known entries forbid the call. Guessed ones leave one try a day to a scale out while the service throttles. */
function dailyQuota({ budget, history, nowMs }: Situation, { kind, trigger }: ScalingProposal): Block | undefined {
	const allowance = callAllowance(history, nowMs);
	if (allowance.kind === "free") return undefined;
	const mayTry = kind === "scale-out" && (trigger === "write-throttle" || trigger === "burst" || trigger === "uneven-ranges");
	if (allowance.kind === "try" && mayTry) return undefined;
	const { guessed, used } = budget;
	const tried = allowance.kind === "tried" ? { triedAtMs: allowance.triedAtMs } : {};
	const freeAtMs = whenCallAllowed(history, nowMs, mayTry);
	return { blockedBy: "reshard-quota", used, ...(guessed === undefined ? {} : { guessed }), ...tried, ...until(freeAtMs) };
}

/**
 * A scale in takes one reshard of the day and must leave enough to grow back. It leaves the larger of
 * - the policy's `reshardsReservedForScaleOut`, and
 * - the way back: the doublings to the most shards of the last 24 h, and one more for a larger surge. A target of twice the wanted count or
 *   more needs no such extra. The way back never takes more than the doublings to the policy's maximum.
 */
function reshardReserve(
	{ budget, history, nowMs, openShardCount, policy }: Situation,
	{ kind, recommendedShardCount }: ScalingProposal,
	limited: LimitedTarget,
): Block | undefined {
	if (kind === "scale-out") return undefined;
	const peak = peakShardCount(openShardCount, history, nowMs);
	const target = limited.kind === "within" ? limited.targetShardCount : peak;
	const forLargerSurge = target >= recommendedShardCount * 2 ? 0 : 1;
	const wayBack = Math.min(doublings(target, peak) + forLargerSurge, doublings(target, policy.maxShardCount));
	const kept = Math.max(policy.reshardsReservedForScaleOut, wayBack);
	const allowed = RESHARDS_PER_ROLLING_DAY - kept - 1;
	if (budget.used <= allowed) return undefined;
	const { guessed, left } = budget;
	const block = { blockedBy: "reshard-reserve", left, kept, ...until(whenUsedFallsTo(allowed, history, nowMs)) } as const;
	// A scale in can wait until the guesses are a day old. The way back could not.
	return guessed === undefined ? block : { ...block, guessed };
}

/** Reshards from one count to a larger one, each at most a doubling; 0 if the other count is not larger. */
function doublings(fromShardCount: number, toShardCount: number): number {
	return Math.max(0, Math.ceil(Math.log2(toShardCount / fromShardCount)));
}

function cooldown({ lastReshard, nowMs, policy }: Situation, { isUrgent, kind }: ScalingProposal): Block | undefined {
	if (lastReshard === undefined || (kind === "scale-out" && isUrgent)) return undefined;
	const cooldownSeconds = kind === "scale-out" ? policy.scaleOutCooldownSeconds : policy.scaleInCooldownSeconds;
	const untilMs = effectiveFromMs(lastReshard, nowMs) + cooldownSeconds * 1_000;
	return untilMs <= nowMs ? undefined : { blockedBy: "cooldown", untilMs, cooldownSeconds };
}

function until(untilMs: number | undefined): { readonly untilMs?: number } {
	return untilMs === undefined ? {} : { untilMs };
}
