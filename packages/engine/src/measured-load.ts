import type { MeasuredLoad } from "./decision.ts";
import type { NeedSource } from "./measure/need.ts";
import type { RecentLoad } from "./measure/recent-load.ts";
import type { Recommendation } from "./recommend/recommendation.ts";
import type { Situation } from "./situation.ts";

/** The load that the decision rests on: the assumed one if there is one, else the service's metrics. */
export function measuredLoad(recommendation: Recommendation, { openShardCount, policy, recent, silence }: Situation): MeasuredLoad {
	const saturated = recommendation.kind === "scale-out" ? recommendation.saturated : undefined;
	if (saturated !== undefined) {
		const { bytesPerSecond, fullShards, recordsPerSecond, source, throttledPerSecond, windowSeconds } = saturated;
		return {
			kind: "assumed-full",
			offeredRecordsPerSecond: recordsPerSecond,
			...(bytesPerSecond === undefined ? {} : { offeredBytesPerSecond: bytesPerSecond }),
			throttledRecordsPerSecond: throttledPerSecond,
			utilization: fullShards / openShardCount,
			source,
			windowSeconds,
		};
	}
	if (recent === undefined) return silence?.lastsSeconds === undefined ? { kind: "no-data" } : nothingWritten(silence.lastsSeconds);
	// Producers may report throttles that the service's metrics do not show yet.
	const throttledNow = recommendation.kind === "scale-out" || recommendation.kind === "diagnose" ? recommendation.throttledPerSecond : 0;
	return {
		kind: "measured",
		offeredRecordsPerSecond: rateOf(recent, "records"),
		offeredBytesPerSecond: rateOf(recent, "bytes"),
		...(policy.optionalSignals === undefined || policy.optionalSignals.length === 0
			? {}
			: { signalsPerSecond: Object.fromEntries(policy.optionalSignals.map((signal) => [signal, rateOf(recent, signal)])) }),
		throttledRecordsPerSecond: Math.max(recent.throttledPerSecond, throttledNow),
		utilization: recent.fullShards / openShardCount,
		source: recent.source,
		windowSeconds: recent.windowSeconds,
	};
}

function nothingWritten(silentSeconds: number): MeasuredLoad {
	return {
		kind: "measured",
		offeredRecordsPerSecond: 0,
		offeredBytesPerSecond: 0,
		throttledRecordsPerSecond: 0,
		utilization: 0,
		source: "records",
		windowSeconds: silentSeconds,
		silentSeconds,
	};
}

function rateOf({ needs }: RecentLoad, source: NeedSource): number {
	return needs.find((need) => need.source === source)?.ratePerSecond ?? 0;
}
