import type { BlockReason, ReshardBudget } from "../decision.ts";
import { duration, utcMinute, whole } from "../format.ts";
import type { History, Override, ReshardRecord } from "../history.ts";
import { RESHARDS_PER_ROLLING_DAY } from "../kinesis-limits.ts";
import type { IteratorAge, StreamObservation } from "../observation.ts";
import type { Policy } from "../policy.ts";
import type { LimitedTarget, WithinLimits } from "./limit-target.ts";
import { doublings, effectiveFromMs, whenUsedFallsTo } from "./reshard-budget.ts";

/** Why what is wanted cannot be done now. */
export interface Block {
	readonly kind: "blocked";
	readonly blockedBy: BlockReason;
	/** When it may be asked again; absent where nobody can know. */
	readonly untilMs?: number;
	/** The reason as part of a sentence: "the stream is UPDATING". */
	readonly says: string;
}

export interface GateInput {
	readonly wanted: "scale-in" | "scale-out";
	/** Before the limits: what the load takes, or a floor. */
	readonly recommendedShardCount: number;
	/** Writes are refused now, or the load is above what the open shards take: no cooldown then. */
	readonly isUrgent: boolean;
	readonly stream: StreamObservation;
	readonly iteratorAge: IteratorAge;
	readonly limited: LimitedTarget;
	readonly policy: Policy;
	readonly history: History;
	readonly budget: ReshardBudget;
	/** The most shards that the stream had within the last 24 h. */
	readonly highestShardCount: number;
	readonly lastReshard: ReshardRecord | undefined;
	readonly nowMs: number;
}

/**
 * The first thing in the way, or the target where nothing is. In this order: what makes the call impossible, what a person has said, what the
 * day allows, what patience advises, what the limits leave.
 */
export function gate(input: GateInput): Block | WithinLimits {
	return (
		streamBlock(input.stream) ??
		overrideBlock(input.history.override, input.nowMs) ??
		quotaBlock(input) ??
		(input.wanted === "scale-in" ? scaleInBlock(input) : cooldownBlock(input)) ??
		input.limited
	);
}

function streamBlock({ streamStatus, streamMode }: StreamObservation): Block | undefined {
	if (streamStatus === "CREATING" || streamStatus === "DELETING") {
		return { kind: "blocked", blockedBy: "stream-not-active", says: `the stream is ${streamStatus}` };
	}
	if (streamStatus === "UPDATING")
		return { kind: "blocked", blockedBy: "reshard-in-progress", says: "the stream is UPDATING: a reshard is in progress" };
	if (streamMode === "ON_DEMAND") {
		return {
			kind: "blocked",
			blockedBy: "on-demand",
			says: "the stream is in on-demand mode, where the service scales by itself and UpdateShardCount is refused",
		};
	}
	return undefined;
}

/** An override whose end is no number stands: a person has spoken, and is asked to speak again. */
function overrideBlock(override: Override, nowMs: number): Block | undefined {
	if (override.kind === "none" || override.untilMs <= nowMs) return undefined;
	const verb = override.kind === "pause" ? "paused" : "held at its count";
	const isKnown = Number.isFinite(override.untilMs);
	const until = isKnown ? `until ${utcMinute(override.untilMs)}` : "with an end that is no number";
	const says = `the stream is ${verb} by ${override.by} ${until}: ${override.reason}`;
	return isKnown
		? { kind: "blocked", blockedBy: override.kind, untilMs: override.untilMs, says }
		: { kind: "blocked", blockedBy: override.kind, says };
}

function quotaBlock({ budget, history, nowMs }: GateInput): Block | undefined {
	if (budget.left > 0) return undefined;
	const until = at(whenUsedFallsTo(RESHARDS_PER_ROLLING_DAY - 1, history, nowMs));
	return {
		kind: "blocked",
		blockedBy: "reshard-quota",
		...until.untilMs,
		says: `${whole(budget.used)} reshards were made in the last 24 h, and the service allows ${RESHARDS_PER_ROLLING_DAY}${until.says}`,
	};
}

function cooldownBlock({ isUrgent, lastReshard, policy, nowMs }: GateInput): Block | undefined {
	return isUrgent ? undefined : stillCooling(lastReshard, policy.scaleOutCooldownSeconds, nowMs);
}

/**
 * Growing back must stay possible: a scale in takes one reshard and leaves those that are kept. Kept are the policy's, or those that it takes to be as large again
 * as within the last 24 h and one more, for a larger crowd. The one more is in hand already where the target is twice what the load takes, since one call at most halves. More than
 * it takes to the policy's maximum is of no use.
 */
function scaleInBlock(input: GateInput): Block | undefined {
	const { budget, highestShardCount, history, iteratorAge, lastReshard, limited, nowMs, policy, recommendedShardCount } = input;
	const target = limited.kind === "within" ? limited.targetShardCount : highestShardCount;
	const forLargerCrowd = target >= recommendedShardCount * 2 ? 0 : 1;
	const wayBack = Math.min(doublings(target, highestShardCount) + forLargerCrowd, doublings(target, policy.maxShardCount));
	const kept = Math.max(policy.reshardsReservedForScaleOut, wayBack);
	const allowed = RESHARDS_PER_ROLLING_DAY - kept - 1;
	if (budget.used > allowed) {
		const until = at(whenUsedFallsTo(allowed, history, nowMs));
		return {
			kind: "blocked",
			blockedBy: "reshard-reserve",
			...until.untilMs,
			says: `${whole(budget.left)} of ${RESHARDS_PER_ROLLING_DAY} reshards are left; a scale in takes one, and ${kept} are kept for scaling out${until.says}`,
		};
	}
	const cooling = stillCooling(lastReshard, policy.scaleInCooldownSeconds, nowMs);
	if (cooling !== undefined) return cooling;
	const behind = consumersBehind(iteratorAge, policy);
	return behind === undefined ? undefined : { kind: "blocked", blockedBy: "backlog", says: behind };
}

function stillCooling(lastReshard: ReshardRecord | undefined, cooldownSeconds: number, nowMs: number): Block | undefined {
	if (lastReshard === undefined) return undefined;
	const untilMs = effectiveFromMs(lastReshard, nowMs) + cooldownSeconds * 1_000;
	if (untilMs <= nowMs) return undefined;
	const says = `the cooldown of ${duration(cooldownSeconds)} after the last reshard ends at ${utcMinute(untilMs)}`;
	return { kind: "blocked", blockedBy: "cooldown", untilMs, says };
}

function at(untilMs: number | undefined): { readonly untilMs: { readonly untilMs?: number }; readonly says: string } {
	return untilMs === undefined ? { untilMs: {}, says: "" } : { untilMs: { untilMs }, says: `; more from ${utcMinute(untilMs)}` };
}

/**
 * Why consumers forbid a scale in; `undefined` where they do not. Fewer shards are read with less parallelism, so a backlog
 * would last longer. An age that nobody measured is not 0.
 */
function consumersBehind(iteratorAge: IteratorAge, { maxIteratorAgeMsForScaleIn }: Policy): string | undefined {
	if (iteratorAge.kind === "no-data" || !(iteratorAge.maxMs >= 0)) return "how far consumers are behind is not known";
	if (iteratorAge.maxMs <= maxIteratorAgeMsForScaleIn) return undefined;
	const behind = duration(Math.round(iteratorAge.maxMs / 1_000));
	return `a consumer is ${behind} behind, and at most ${duration(maxIteratorAgeMsForScaleIn / 1_000)} is allowed`;
}
