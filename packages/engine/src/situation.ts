import { type RemainingShards, remainingAccountShards } from "./constrain/account-quota.ts";
import type { ReshardBudget } from "./decision.ts";
import type { History, ReshardRecord } from "./history.ts";
import { effectiveFromMs, lastReshard } from "./ledger/last-reshard.ts";
import { reshardBudget } from "./ledger/reshard-budget.ts";
import { type FastThrottles, fastThrottles } from "./measure/fast-throttles.ts";
import { type HashKeyRanges, measureRanges } from "./measure/hash-key-ranges.ts";
import { withListedSignals } from "./measure/listed-signals.ts";
import { newestMinutes } from "./measure/newest-minutes.ts";
import { measureRecentLoad, type RecentLoad, TREND_SECONDS } from "./measure/recent-load.ts";
import { measureSilence, type Silence } from "./measure/silence.ts";
import type {
	ConsumersObservation,
	IteratorAge,
	LoadDatapoint,
	Observation,
	ShardLoads,
	ShardThrottleEvidence,
	StreamObservation,
} from "./observation.ts";
import type { Policy } from "./policy.ts";
import { effectiveTargetUtilization } from "./recommend/capacity.ts";
import { type Floor, floorInForce } from "./recommend/scheduled-floor.ts";

/** One stream at one moment: all inputs of the rules, measured once. */
export interface Situation {
	readonly nowMs: number;
	readonly stream: StreamObservation;
	readonly openShardCount: number;
	readonly policy: Policy;
	readonly history: History;
	readonly budget: ReshardBudget;
	readonly lastReshard: ReshardRecord | undefined;
	/** Since when the stream has the shards of that reshard; `-Infinity` if there was none. */
	readonly reshardedAtMs: number;
	readonly floor: Floor;
	/** What a reshard aims for now: lower than the policy's target while few reshards are left. */
	readonly effectiveTargetUtilization: number;
	/** The newest minutes by the service's metrics; `undefined` if none is recent enough. */
	readonly recent: RecentLoad | undefined;
	/** The complete datapoints of the stabilization window and a little more, newest first. */
	readonly minutes: readonly LoadDatapoint[];
	/** What the answer's gaps mean; `undefined` if nothing shows that they had no load. */
	readonly silence: Silence | undefined;
	/** What producers count in the newest seconds; `undefined` if none does. */
	readonly fast: FastThrottles | undefined;
	readonly shardThrottles: ShardThrottleEvidence;
	/** What each shard accepted; `undefined` if it was not measured. */
	readonly shardLoads: ShardLoads | undefined;
	/** The hash-key ranges of all open shards; `undefined` if they are unknown, or a reshard is half done. */
	readonly ranges: HashKeyRanges | undefined;
	readonly iteratorAge: IteratorAge;
	/** `undefined` if nobody asked. */
	readonly consumers: ConsumersObservation | undefined;
	readonly remainingShards: RemainingShards;
	readonly faultyDatapoints: number;
}

export function situate(observation: Observation, policy: Policy, history: History): Situation {
	const { account, load, observedAtMs: nowMs, stream } = observation;
	const last = lastReshard(history, nowMs);
	const reshardedAtMs = last === undefined ? Number.NEGATIVE_INFINITY : effectiveFromMs(last, nowMs);
	const lookBackSeconds = Math.max(policy.stabilizationWindowSeconds, TREND_SECONDS);
	const { faultyDatapoints, minutes: measured } = newestMinutes(load.minutes, nowMs, lookBackSeconds);
	const minutes = withListedSignals(measured, policy);
	const fast = fastThrottles(load.fastWindow, nowMs, reshardedAtMs);
	const budget = reshardBudget(history, nowMs);
	return {
		nowMs,
		stream,
		openShardCount: stream.openShardCount,
		policy,
		history,
		budget,
		lastReshard: last,
		reshardedAtMs,
		floor: floorInForce(policy, nowMs),
		effectiveTargetUtilization: effectiveTargetUtilization(policy.targetUtilization, budget.left),
		recent: measureRecentLoad(minutes, policy, nowMs, reshardedAtMs),
		minutes,
		silence: faultyDatapoints > 0 || fast === "faulty" ? undefined : measureSilence(load, policy, history, nowMs),
		fast: fast === "faulty" ? undefined : fast,
		shardThrottles: load.shardThrottles,
		shardLoads: load.shardLoads,
		ranges: measureRanges(load.shardRanges, stream.openShardCount),
		iteratorAge: load.iteratorAge,
		consumers: observation.consumers,
		remainingShards: remainingAccountShards(account),
		faultyDatapoints: faultyDatapoints + (fast === "faulty" ? 1 : 0),
	};
}
