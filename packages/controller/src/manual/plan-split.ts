import {
	type Cost,
	describeOverride,
	estimateDuration,
	measureRanges,
	monthlyCostDifference,
	type Policy,
	type RangeShare,
	RESHARDS_PER_ROLLING_DAY,
	type ScaleDecision,
	type ShardRange,
	type SplitRange,
	type Step,
	splitInHalf,
	whenCallAllowed,
} from "@headroom/engine";
import { activeOverride } from "../history/active-override.ts";
import { withLastRefusal } from "../history/with-last-refusal.ts";
import { callsLeft } from "./feasible-range.ts";
import { findBlocker } from "./find-blocker.ts";
import { manualDecision } from "./manual-decision.ts";
import type { ManualReshardSituation, ManualReshardStep, RefusedReshard } from "./manual-reshard.ts";

/** What a person asks for: one shard, split at the middle of its hash keys. */
export interface SplitRequest {
	readonly streamName: string;
	readonly shardId: string;
	/** The autoscaler leaves no more shards than its maximum. Absent if the stream is not managed. */
	readonly policy?: Policy | undefined;
	readonly by: string;
	readonly reason: string;
	/** For the monthly cost; us-east-1 if absent. */
	readonly region?: string | undefined;
	/** Whether splits count against the ten, as measured in this account; absent: not measured, and AWS documents that they do not. */
	readonly splitsAndMergesCount?: boolean | undefined;
}

export type SplitPlan = PlannedSplit | RefusedReshard;

export interface PlannedSplit extends SplitRange {
	readonly kind: "planned";
	readonly openShardCount: number;
	readonly shard: RangeShare | ShardRange;
	readonly monthlyCostDifference: Cost;
	/** `ledger`: as fast as this stream's own reshards were; `assumed`: it has none yet. */
	readonly estimatedSeconds: number;
	readonly estimatedFrom: "assumed" | "ledger";
	/** What a person should know before saying yes, one sentence each. */
	readonly warnings: readonly string[];
}

/**
 * The split that a person asks for, or why there is none now. It needs no reshard of the ten: these are of UpdateShardCount, unless this account was
 * measured to count splits.
 *
 * @param openShards as listed after `situation.stream` was described
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_SplitShard.html read 2026-11-27
 */
export function planSplit(request: SplitRequest, situation: ManualReshardSituation, openShards: readonly ShardRange[]): SplitPlan {
	const { account, known, stream } = situation;
	const { openShardCount } = stream;
	const { region, shardId, streamName } = request;
	const refused = (refusal: Pick<RefusedReshard, "message" | "possibleAtMs" | "refusedBy">) =>
		({ kind: "refused", openShardCount, ...refusal }) as const;
	const block = findBlocker(situation);
	if (block !== undefined) return refused(block);
	const listed = openShards.find((shard) => shard.shardId === shardId);
	if (listed === undefined) {
		return refused({ refusedBy: "shard-not-open", message: `${streamName} has no open shard ${JSON.stringify(shardId)}.` });
	}
	const split = splitInHalf(listed);
	if (split === undefined) {
		const { endingHashKey, startingHashKey } = listed;
		const message = `${shardId} has the hash keys ${startingHashKey} to ${endingHashKey}: too few to split.`;
		return refused({ refusedBy: "shard-too-narrow", message });
	}
	if (request.splitsAndMergesCount === true && callsLeft(situation) === 0) {
		const possibleAtMs = whenCallAllowed(withLastRefusal(known), situation.nowMs, true);
		const message = `This account counts splits against the ${RESHARDS_PER_ROLLING_DAY} of a rolling 24 h, as \`headroom verify\` measured, and none is left.`;
		return refused({ refusedBy: "reshard-quota", message, ...(possibleAtMs === undefined ? {} : { possibleAtMs }) });
	}
	if (account.kind === "known" && account.openShardCount + 1 > account.shardLimit) {
		const message = `A split needs one shard more, and ${account.openShardCount} of the account's quota of ${account.shardLimit} are open.`;
		return refused({ refusedBy: "account-shard-quota", message });
	}
	const { estimatedFrom, seconds } = estimateDuration([{ changes: 1 }], known.history.reshards);
	return {
		kind: "planned",
		openShardCount,
		shard: measureRanges(openShards, openShardCount)?.shards.find((shard) => shard.shardId === shardId) ?? listed,
		...split,
		monthlyCostDifference: monthlyCostDifference(openShardCount, openShardCount + 1, region),
		estimatedSeconds: seconds,
		estimatedFrom,
		warnings: warnings(request, situation),
	};
}

/** The one step of a split, as those of a reshard to a count. */
export function stepOf({ openShardCount }: PlannedSplit, reshardsLeft: number): ManualReshardStep {
	return { fromShardCount: openShardCount, toShardCount: openShardCount + 1, reshardsLeftAfter: reshardsLeft };
}

/** A split as a decision, so that the loop acts on it, records it and reports it like any other. */
export function splitDecision(
	{ by, reason, shardId, streamName }: SplitRequest,
	situation: ManualReshardSituation,
	{ openShardCount }: PlannedSplit,
): ScaleDecision {
	const targetShardCount = openShardCount + 1;
	const plan = [{ fromShardCount: openShardCount, toShardCount: targetShardCount }];
	const decision = manualDecision({ streamName, targetShardCount, by, reason }, situation, plan);
	const steps = decision.steps.map((step): Step => {
		if (step.step === "recommend" && step.kind === "request") return { ...step, splitShardId: shardId };
		// A split is none of the ten, and so no try against their guessed entries.
		return step.step === "gate" && step.kind === "open" ? { step: "gate", kind: "open", reshardsLeft: step.reshardsLeft } : step;
	});
	return { ...decision, steps };
}

function warnings({ policy, streamName }: SplitRequest, { account, known, nowMs, stream }: ManualReshardSituation): string[] {
	const override = activeOverride(known, nowMs);
	const says: string[] = [];
	if (override.kind !== "none") says.push(`The stream is ${describeOverride(override)}.`);
	else if (policy !== undefined) {
		says.push(
			`The autoscaler's next reshard makes all ranges even again and undoes the split; to keep it: headroom hold ${streamName} --for 7d.`,
		);
	}
	if (policy !== undefined && stream.openShardCount + 1 > policy.maxShardCount) {
		says.push(`The policy's maximum is ${policy.maxShardCount}; without a hold the autoscaler may scale in.`);
	}
	if (account.kind === "no-data") {
		says.push(`Headroom could not read the account's quota (${account.reason}); the service refuses a split that exceeds it.`);
	}
	return says;
}
