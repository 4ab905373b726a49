import type { Decision } from "./decision.ts";
import type { History } from "./history.ts";
import { reshardBudget } from "./ledger/reshard-budget.ts";
import type { Observation } from "./observation.ts";
import type { Policy } from "./policy.ts";
import type { InputFault } from "./step.ts";

/**
 * The answer if a decision is impossible; `undefined` if it is possible.
 *
 * - The time or a value of the policy is out of range: a `hold` that names the fault. `config` refuses such a policy, but a replayed or
 *   hand-made one may hold anything, and a target made from it must never reach the service.
 * - The stream has no whole number of shards, for example while the service creates it: `blocked` as `stream-not-active`.
 */
export function notDecidableYet(observation: Observation, policy: Policy, history: History): Decision | undefined {
	const { observedAtMs, stream, streamName } = observation;
	const { openShardCount, streamStatus } = stream;
	const decided = {
		streamName,
		decidedAtMs: observedAtMs,
		openShardCount,
		measured: { kind: "no-data" },
		budget: reshardBudget(history, observedAtMs),
	} as const;
	const fault = findFault(observation, policy);
	if (fault !== undefined) return { ...decided, kind: "hold", steps: [{ step: "measure", kind: "invalid-input", fault }] };
	if (isCount(openShardCount)) return undefined;
	const block = { blockedBy: "stream-not-active", streamStatus, impossibleShardCount: openShardCount } as const;
	return {
		...decided,
		kind: "blocked",
		wanted: "scale-out",
		recommendedShardCount: policy.minShardCount,
		blockedBy: "stream-not-active",
		trigger: "policy-bounds",
		steps: [{ step: "gate", kind: "blocked", block }],
	};
}

function findFault({ observedAtMs }: Observation, policy: Policy): InputFault | undefined {
	if (!Number.isFinite(observedAtMs)) return { fault: "observed-at", observedAtMs };
	const { minShardCount, maxShardCount } = policy;
	if (!isCount(minShardCount) || !isCount(maxShardCount) || minShardCount > maxShardCount) {
		return { fault: "shard-counts", minShardCount, maxShardCount };
	}
	const { scaleInUtilization, scaleOutUtilization, targetUtilization } = policy;
	if (!(scaleInUtilization >= 0 && scaleInUtilization < targetUtilization && targetUtilization <= scaleOutUtilization)) {
		return { fault: "utilizations", scaleInUtilization, targetUtilization, scaleOutUtilization };
	}
	if (!Number.isFinite(scaleOutUtilization)) return { fault: "scale-out-utilization", scaleOutUtilization };
	const { lookAheadSeconds, reshardsReservedForScaleOut, scaleInCooldownSeconds, scaleOutCooldownSeconds } = policy;
	const sum = lookAheadSeconds + reshardsReservedForScaleOut + scaleInCooldownSeconds + scaleOutCooldownSeconds;
	const smallest = Math.min(lookAheadSeconds, reshardsReservedForScaleOut, scaleInCooldownSeconds, scaleOutCooldownSeconds);
	if (!(smallest >= 0) || !Number.isFinite(sum)) return { fault: "durations" };
	const { stabilizationWindowSeconds, writeAttemptsPerRecord } = policy;
	if (!(stabilizationWindowSeconds > 0) || !Number.isFinite(stabilizationWindowSeconds)) {
		return { fault: "stabilization-window", stabilizationWindowSeconds };
	}
	if (!(writeAttemptsPerRecord >= 1) || !Number.isFinite(writeAttemptsPerRecord))
		return { fault: "write-attempts", writeAttemptsPerRecord };
	const odd = policy.scheduledFloors.find((floor) => !isCount(floor.minShardCount));
	return odd === undefined ? undefined : { fault: "scheduled-floor", name: odd.name, minShardCount: odd.minShardCount };
}

function isCount(value: number): boolean {
	return Number.isSafeInteger(value) && value >= 1;
}
