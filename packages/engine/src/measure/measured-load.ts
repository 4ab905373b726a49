import type { MeasuredLoad } from "../decision.ts";
import type { Recommendation } from "../recommend/recommendation.ts";
import type { Situation } from "../situation.ts";
import type { NeedSource } from "./need.ts";
import type { RecentLoad } from "./recent-load.ts";

/** The load that the decision rests on: the assumed one if there is one, else the service's metrics. */
export function measuredLoad(recommendation: Recommendation, { openShardCount, recent }: Situation): MeasuredLoad {
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
	if (recent === undefined) return { kind: "no-data" };
	// Producers may report throttles that the service's metrics do not show yet.
	const throttledNow = recommendation.kind === "scale-out" || recommendation.kind === "diagnose" ? recommendation.throttledPerSecond : 0;
	return {
		kind: "measured",
		offeredRecordsPerSecond: rateOf(recent, "records"),
		offeredBytesPerSecond: rateOf(recent, "bytes"),
		throttledRecordsPerSecond: Math.max(recent.throttledPerSecond, throttledNow),
		utilization: recent.fullShards / openShardCount,
		source: largestNow(recent),
		windowSeconds: recent.windowSeconds,
	};
}

function rateOf({ needs }: RecentLoad, source: NeedSource): number {
	return needs.find((need) => need.source === source)?.ratePerSecond ?? 0;
}

function largestNow({ fullShards, needs, source }: RecentLoad): NeedSource {
	return needs.find((need) => need.fullShards === fullShards)?.source ?? source;
}
