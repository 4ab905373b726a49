import type { MeasuredLoad } from "./decision.ts";
import { bytesPerSecond, duration, percent, rate, shards, whole } from "./format.ts";
import { BYTES_PER_SECOND_PER_SHARD, RECORDS_PER_SECOND_PER_SHARD } from "./kinesis-limits.ts";
import type { Policy } from "./policy.ts";
import type { ShardRoom } from "./rules/account-quota.ts";
import type { RaisedBy } from "./rules/least-shard-count.ts";
import type { LimitedTarget } from "./rules/limit-target.ts";
import type { RecentLoad } from "./rules/measure-load.ts";
import type { Recommendation } from "./rules/recommend.ts";
import { shardsForTarget } from "./rules/recommend-shard-count.ts";
import type { Floor } from "./rules/scheduled-floor.ts";
import type { Wish } from "./rules/stabilize.ts";

/** "1,804 records/s offered to 1 shard (180 % of capacity), 804 throttled per second". */
export function offered(measured: MeasuredLoad, openShardCount: number): string {
	switch (measured.kind) {
		case "no-data":
			return "nothing recent was measured";
		case "assumed-full":
		case "measured": {
			const { offeredRecordsPerSecond, offeredBytesPerSecond: bytes = 0, throttledRecordsPerSecond, utilization } = measured;
			const isHeavy = bytes / BYTES_PER_SECOND_PER_SHARD > offeredRecordsPerSecond / RECORDS_PER_SECOND_PER_SHARD;
			const amount = isHeavy ? bytesPerSecond(bytes) : `${rate(offeredRecordsPerSecond)} records/s`;
			const throttled = throttledRecordsPerSecond > 0 ? `, ${rate(throttledRecordsPerSecond)} throttled per second` : "";
			return `${amount} offered to ${shards(openShardCount)} (${percent(utilization)} of capacity)${throttled}`;
		}
		default:
			return measured satisfies never;
	}
}

const RAISED_SAYS: Readonly<Record<RaisedBy, string>> = {
	crowd: "doubled, since nobody knows how large the crowd will be",
	day: "few reshards are left, and the stream had as many for load within the last 24 h",
	floor: "the floor in force",
	step: "the smallest step is 25 %, rounded up",
};

/** Why more shards are recommended than the load takes, as the end of a sentence after `mark`; empty where they are not. */
function raisedSays(mark: "," | ";", { recommendedShardCount, raisedBy }: { recommendedShardCount: number; raisedBy?: RaisedBy }): string {
	return raisedBy === undefined ? "" : `${mark} raised to ${whole(recommendedShardCount)}: ${RAISED_SAYS[raisedBy]}`;
}

/** Why a scale out is recommended, as part of a sentence. */
export function whyScaleOut(
	recommendation: Extract<Recommendation, { kind: "scale-out" }>,
	measured: MeasuredLoad,
	recent: RecentLoad | undefined,
	openShardCount: number,
	policy: Policy,
): string {
	if (recommendation.floor !== undefined) return floorSays(recommendation.floor);
	const load = offered(measured, openShardCount);
	const isBurst = recommendation.trigger === "burst";
	const isRising =
		!isBurst && recommendation.assumed === undefined && recent !== undefined && recent.fullShardsAhead > recent.fullShards * 1.01;
	const rising = isRising
		? `, rising to ${percent(recent.fullShardsAhead / openShardCount)} within ${duration(policy.lookAheadSeconds)}`
		: "";
	return `${load}${rising}${isBurst ? ": bursts shorter than the metric's period" : ""}${raisedSays(";", recommendation)}`;
}

/** Why nothing is to be done, as part of a sentence. */
export function whyHold(
	recommendation: Extract<Recommendation, { kind: "hold" }>,
	measured: MeasuredLoad,
	openShardCount: number,
	policy: Policy,
): string {
	switch (recommendation.because) {
		case "no-data":
			return "nothing recent was measured, and silence is not low load";
		case "at-floor":
			return `${offered(measured, openShardCount)}, and no fewer are allowed`;
		case "in-band": {
			const band = `${percent(policy.scaleInUtilization)} to ${percent(policy.scaleOutUtilization)}`;
			return `${offered(measured, openShardCount)}, inside the band of ${band}`;
		}
		default:
			return recommendation.because satisfies never;
	}
}

/** What a hot key looks like, as part of a sentence. */
export function whyDiagnose(
	recommendation: Extract<Recommendation, { kind: "diagnose" }>,
	measured: MeasuredLoad,
	openShardCount: number,
): string {
	const throttled = `${rate(recommendation.throttledPerSecond)} writes per second are throttled`;
	const load =
		measured.kind === "no-data" ? "no recent utilization" : `${percent(measured.utilization)} of ${shards(openShardCount)} in use`;
	if (recommendation.finding === "hot-key-suspected") {
		return `${throttled}, as before the last step of 25 %, with ${load}: a hot key is likely, and more shards would not help`;
	}
	const { spread, hotShardIds } = recommendation;
	const share = spread.kind === "concentrated" ? percent(spread.hotShare) : "most";
	return `${throttled}, ${share} of them on ${hotShardIds.join(", ")}, with ${load}: a hot key, and more shards would not help`;
}

/** Why a floor asks, as part of a sentence. */
export function floorSays({ shardCount, scheduledFloor }: Floor): string {
	return scheduledFloor === undefined
		? `the policy asks for at least ${shards(shardCount)}`
		: `the scheduled floor "${scheduledFloor.name}" asks for ${shards(shardCount)}`;
}

/** What was measured, as a sentence of its own. */
export function measuredSentence(measured: MeasuredLoad, openShardCount: number, faultyDatapoints: number): string {
	const faulty = faultyDatapoints === 0 ? "" : ` Faulty datapoints, taken as missing: ${whole(faultyDatapoints)}.`;
	switch (measured.kind) {
		case "no-data":
			return `Nothing recent was measured.${faulty}`;
		case "assumed-full":
			return `Throttled writes are ahead of the service's metrics, so the shards are taken to be full: ${offered(measured, openShardCount)}.${faulty}`;
		case "measured":
			return `${offered(measured, openShardCount)}, over ${duration(measured.windowSeconds)}.${faulty}`;
		default:
			return measured satisfies never;
	}
}

/** The call, why, and how the limits shaped it. */
export function scaleSentence(from: number, target: number, recommended: number, why: string, shapedBy: readonly string[]): string {
	const shaped = shapedBy.length === 0 ? "" : `; wanted ${whole(recommended)}, ${shapedBy.join(", ")}`;
	return `Scaling ${target > from ? "out" : "in"} ${whole(from)} → ${shards(target)}: ${why}${shaped}.`;
}

/** What was wanted, and why it is not done. */
export function blockedSentence(from: number, recommended: number, because: string, why: string): string {
	const direction = recommended > from ? "out" : "in";
	return `Not scaling ${direction} ${whole(from)} → ${shards(recommended)} now: ${because}. Wanted: ${why}.`;
}

/** From the need to the recommendation: "That fills 1.8 shards; a target of 70 % takes 3 shards." */
export function recommendSentence(wish: Wish, aimed: number, policy: Policy): string {
	if (wish.kind !== "scale-out" || wish.fullShards === undefined) return sentence(wish.why);
	const scarce = aimed < policy.targetUtilization ? ` (lowered from ${percent(policy.targetUtilization)}: few reshards are left)` : "";
	const { aimedUtilization = aimed } = wish;
	const atTarget = shardsForTarget(wish.fullShards, aimedUtilization);
	const raised = raisedSays(",", wish);
	if (aimedUtilization !== aimed) {
		return `That is to fill ${rate(wish.fullShards)} shards by the end of the look-ahead; ${percent(aimedUtilization)} full by then${scarce} takes ${shards(atTarget)}${raised}.`;
	}
	return `That fills ${rate(wish.fullShards)} shards; a target of ${percent(aimed)}${scarce} takes ${shards(atTarget)}${raised}.`;
}

/** What the limits made of the recommendation. */
export function limitSentence(limited: LimitedTarget, recommended: number, room: ShardRoom): string {
	const quota = room.kind === "known" ? "" : " The account's quota is not known; the service will hold it.";
	if (limited.kind === "blocked") return `Wanted ${shards(recommended)}: ${limited.says}.${quota}`;
	const { targetShardCount, shapedBy } = limited;
	const shaped = shapedBy.length === 0 ? "which is legal in one call" : `${shapedBy.join(", ")} to ${whole(targetShardCount)}`;
	return `Wanted ${shards(recommended)}, ${shaped}.${quota}`;
}

/** Part of a sentence, made a sentence. */
export function sentence(part: string): string {
	return `${part.charAt(0).toUpperCase()}${part.slice(1)}.`;
}
