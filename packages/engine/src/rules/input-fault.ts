import type { Decision, ReshardBudget } from "../decision.ts";
import type { Observation } from "../observation.ts";
import type { Policy } from "../policy.ts";

/**
 * The answer where a decision is impossible: the moment or the policy is no number. `config` never lets such a policy through;
 * a replayed or hand-made one may be anything, and a target made from it must never reach the service.
 *
 * @returns a `hold` that says what is wrong, where; `undefined` where nothing is
 */
export function inputFault(observation: Observation, policy: Policy, budget: ReshardBudget): Decision | undefined {
	const fault = faultIn(observation, policy);
	if (fault === undefined) return undefined;
	const { streamName, observedAtMs, stream } = observation;
	const decided = { streamName, decidedAtMs: observedAtMs, openShardCount: stream.openShardCount, budget };
	return { ...decided, kind: "hold", measured: { kind: "no-data" }, trail: [{ step: "measure", says: `Holding: ${fault}.` }] };
}

/**
 * The answer where the stream has no shards to speak of, as while it is being created: nothing can be asked of it.
 *
 * @returns `blocked` as `stream-not-active`; `undefined` where there is at least one shard, and a whole number of them
 */
export function withoutShards(observation: Observation, policy: Policy, budget: ReshardBudget): Decision | undefined {
	const { streamName, observedAtMs, stream } = observation;
	const { openShardCount, streamStatus } = stream;
	if (isCount(openShardCount)) return undefined;
	return {
		kind: "blocked",
		streamName,
		decidedAtMs: observedAtMs,
		openShardCount,
		measured: { kind: "no-data" },
		budget,
		wanted: "scale-out",
		recommendedShardCount: policy.minShardCount,
		blockedBy: "stream-not-active",
		trigger: "policy-bounds",
		trail: [
			{
				step: "gate",
				says: `Not scaling: the stream is ${streamStatus} with ${openShardCount} open shards, and a change needs a whole number of at least 1.`,
			},
		],
	};
}

function faultIn({ observedAtMs }: Observation, policy: Policy): string | undefined {
	if (!Number.isFinite(observedAtMs)) return `observedAtMs is ${observedAtMs}, which is no moment`;
	const { minShardCount, maxShardCount } = policy;
	if (!isCount(minShardCount) || !isCount(maxShardCount) || minShardCount > maxShardCount) {
		return `the policy's shard counts are ${minShardCount} to ${maxShardCount}; they must be whole, from 1, and in order`;
	}
	const { scaleInUtilization, scaleOutUtilization, targetUtilization } = policy;
	if (!(scaleInUtilization >= 0 && scaleInUtilization < targetUtilization && targetUtilization <= scaleOutUtilization)) {
		return `the policy's utilizations are ${scaleInUtilization} < ${targetUtilization} <= ${scaleOutUtilization}, which does not hold`;
	}
	if (!Number.isFinite(scaleOutUtilization)) return `the policy's scaleOutUtilization is ${scaleOutUtilization}, which is no ratio`;
	const { lookAheadSeconds, reshardsReservedForScaleOut, scaleInCooldownSeconds, scaleOutCooldownSeconds } = policy;
	const sum = lookAheadSeconds + reshardsReservedForScaleOut + scaleInCooldownSeconds + scaleOutCooldownSeconds;
	const smallest = Math.min(lookAheadSeconds, reshardsReservedForScaleOut, scaleInCooldownSeconds, scaleOutCooldownSeconds);
	if (!(smallest >= 0) || !Number.isFinite(sum)) return "a duration or reserve of the policy is negative or no number";
	if (!(policy.stabilizationWindowSeconds > 0) || !Number.isFinite(policy.stabilizationWindowSeconds)) {
		return `the policy's stabilizationWindowSeconds is ${policy.stabilizationWindowSeconds}; it must be above 0`;
	}
	if (!(policy.writeAttemptsPerRecord >= 1) || !Number.isFinite(policy.writeAttemptsPerRecord)) {
		return `the policy's writeAttemptsPerRecord is ${policy.writeAttemptsPerRecord}; it must be at least 1`;
	}
	for (const { name, minShardCount: floor } of policy.scheduledFloors) {
		if (!isCount(floor)) return `the policy's scheduled floor "${name}" asks for ${floor} shards; it must be whole, from 1`;
	}
	return undefined;
}

function isCount(value: number): boolean {
	return Number.isSafeInteger(value) && value >= 1;
}
