import type { Decision, MeasuredLoad, PlanStep, TrailStep } from "./decision.ts";
import { shards, whole } from "./format.ts";
import { blockedSentence, limitSentence, measuredSentence, recommendSentence, scaleSentence, sentence } from "./headline.ts";
import type { History } from "./history.ts";
import { RESHARDS_PER_ROLLING_DAY } from "./kinesis-limits.ts";
import type { Observation } from "./observation.ts";
import type { Policy } from "./policy.ts";
import { shardRoom } from "./rules/account-quota.ts";
import { burstReshards, burstShardCount } from "./rules/burst-history.ts";
import { gate } from "./rules/gate.ts";
import { highestShardCount, highestShardCountForLoad } from "./rules/highest-shard-count.ts";
import { inputFault, withoutShards } from "./rules/input-fault.ts";
import { limitScaleIn, limitScaleOut } from "./rules/limit-target.ts";
import { measureLoad, type RecentLoad } from "./rules/measure-load.ts";
import { planReshard } from "./rules/plan-reshard.ts";
import { type Recommendation, recommend } from "./rules/recommend.ts";
import { aimedUtilization } from "./rules/recommend-shard-count.ts";
import { effectiveFromMs, lastReshard, reshardBudget } from "./rules/reshard-budget.ts";
import { floorInForce } from "./rules/scheduled-floor.ts";
import { stabilize } from "./rules/stabilize.ts";
import { fastThrottles } from "./rules/throttle-signs.ts";

/**
 * What to do with one stream now: measure → recommend → stabilize → limit → gate.
 *
 * Total: faulty data is missing data, and no input makes it throw. Deterministic: time comes in as `observedAtMs`. Its inputs
 * are not changed. docs/algorithm.md tells each step with numbers.
 */
export function decide(observation: Observation, policy: Policy, history: History): Decision {
	const { stream, streamName, observedAtMs: nowMs, load, account } = observation;
	const { openShardCount } = stream;
	const budget = reshardBudget(history, nowMs);
	const undecidable = inputFault(observation, policy, budget) ?? withoutShards(observation, policy, budget);
	if (undecidable !== undefined) return undecidable;

	// Measure.
	const last = lastReshard(history, nowMs);
	const reshardedAtMs = last === undefined ? Number.NEGATIVE_INFINITY : effectiveFromMs(last, nowMs);
	const { faultyDatapoints, recent, window } = measureLoad(load.minutes, policy, nowMs, reshardedAtMs);
	const fast = fastThrottles(load.fastWindow, nowMs, reshardedAtMs);

	// Recommend.
	const floor = floorInForce(policy, nowMs);
	const aimed = aimedUtilization(policy.targetUtilization, budget.left);
	const recommendation = recommend({
		openShardCount,
		policy,
		floor,
		aimedUtilization: aimed,
		reshardsLeft: budget.left,
		highestShardCountForLoad: highestShardCountForLoad(history, nowMs),
		recent,
		fast: fast === "faulty" ? undefined : fast,
		shardThrottles: load.shardThrottles,
		lastReshard: last,
		burstsBefore: burstReshards(history.reshards, nowMs),
	});
	const measured = measuredLoad(recommendation, recent, openShardCount);
	const decided = { streamName, decidedAtMs: nowMs, openShardCount, measured, budget };
	const trail: TrailStep[] = [
		{ step: "measure", says: measuredSentence(measured, openShardCount, faultyDatapoints + (fast === "faulty" ? 1 : 0)) },
	];

	// Stabilize: out at once, in only as far as the whole window allows.
	const wish = stabilize(recommendation, {
		openShardCount,
		policy,
		floor,
		aimedUtilization: aimed,
		measured,
		recent,
		window,
		burstShardCount: burstShardCount(history.reshards, nowMs, policy),
	});
	trail.push({ step: wish.step, says: recommendSentence(wish, aimed, policy) });
	if (wish.kind === "hold") {
		trail.unshift({ step: wish.step, says: `Holding ${shards(openShardCount)}: ${wish.why}.` });
		return { ...decided, kind: "hold", trail };
	}
	if (wish.kind === "diagnose") {
		trail.unshift({ step: wish.step, says: `Not scaling ${shards(openShardCount)}: ${wish.why}.` });
		return { ...decided, kind: "diagnose", finding: wish.finding, hotShardIds: wish.hotShardIds, trail };
	}

	// Limit.
	const { kind, recommendedShardCount, trigger } = wish;
	const limitedBy = { openShardCount, maxShardCount: policy.maxShardCount, room: shardRoom(account) };
	const limited = kind === "scale-out" ? limitScaleOut(recommendedShardCount, limitedBy) : limitScaleIn(recommendedShardCount, limitedBy);
	trail.push({ step: "limit", says: limitSentence(limited, recommendedShardCount, limitedBy.room) });

	// Gate.
	const { isUrgent } = wish;
	const { iteratorAge } = load;
	const gated = gate({
		wanted: kind,
		recommendedShardCount,
		isUrgent,
		stream,
		iteratorAge,
		limited,
		policy,
		history,
		budget,
		highestShardCount: highestShardCount(openShardCount, history, nowMs),
		lastReshard: last,
		nowMs,
	});
	if (gated.kind === "blocked") {
		const { blockedBy, untilMs } = gated;
		trail.push({ step: "gate", says: sentence(gated.says) });
		trail.unshift({ step: "gate", says: blockedSentence(openShardCount, recommendedShardCount, gated.says, wish.why) });
		const until = untilMs === undefined ? undefined : { untilMs };
		return { ...decided, kind: "blocked", wanted: kind, recommendedShardCount, blockedBy, ...until, trigger, trail };
	}
	const { targetShardCount, shapedBy } = gated;
	trail.push({
		step: "gate",
		says: `Nothing forbids it; ${whole(budget.left)} of ${RESHARDS_PER_ROLLING_DAY} reshards are left before it.`,
	});
	trail.unshift({ step: "recommend", says: scaleSentence(openShardCount, targetShardCount, recommendedShardCount, wish.why, shapedBy) });
	const goal = Math.min(recommendedShardCount, policy.maxShardCount);
	const plan = planFrom(openShardCount, targetShardCount, goal, shapedBy);
	return { ...decided, kind, targetShardCount, recommendedShardCount, plan, trigger, trail };
}

/** What the decision rests on: the assumption where it was made, else the service's metrics. */
function measuredLoad(recommendation: Recommendation, recent: RecentLoad | undefined, openShardCount: number): MeasuredLoad {
	const assumed = recommendation.kind === "scale-out" ? recommendation.assumed : undefined;
	if (assumed !== undefined) {
		return {
			kind: "assumed-full",
			offeredRecordsPerSecond: assumed.recordsPerSecond,
			...(assumed.bytesPerSecond === undefined ? {} : { offeredBytesPerSecond: assumed.bytesPerSecond }),
			throttledRecordsPerSecond: assumed.throttledPerSecond,
			utilization: assumed.fullShards / openShardCount,
			windowSeconds: assumed.windowSeconds,
		};
	}
	if (recent === undefined) return { kind: "no-data" };
	// Producers may know of throttles that the service's metrics do not show yet.
	const throttledNow = recommendation.kind === "scale-out" || recommendation.kind === "diagnose" ? recommendation.throttledPerSecond : 0;
	return {
		kind: "measured",
		offeredRecordsPerSecond: recent.recordsPerSecond,
		offeredBytesPerSecond: recent.bytesPerSecond,
		throttledRecordsPerSecond: Math.max(recent.throttledPerSecond, throttledNow),
		utilization: recent.fullShards / openShardCount,
		windowSeconds: recent.windowSeconds,
	};
}

/** The call to be made now, then what is still to come until the recommendation, as far as the policy allows. */
function planFrom(from: number, target: number, goal: number, shapedBy: readonly string[]): readonly PlanStep[] {
	const step = { fromShardCount: from, toShardCount: target };
	const first = shapedBy.length === 0 ? step : { ...step, shapedBy: shapedBy.join(", ") };
	const isBeyond = from < target ? goal > target : goal < target;
	return isBeyond ? [first, ...planReshard(target, goal)] : [first];
}
