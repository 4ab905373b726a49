import { burstReshards } from "../ledger/burst-history.ts";
import type { RecentLoad } from "../measure/recent-load.ts";
import { throttleSpread } from "../measure/throttle-spread.ts";
import { isOptional } from "../optional-signals.ts";
import type { Situation } from "../situation.ts";
import type { HotRange, Minimum, UnevenRangesFacts } from "../step.ts";
import { shardsForTarget } from "./capacity.ts";
import { type Recommendation, type ScaleOut, scaleOutForLoad, scaleOutToFloor } from "./recommendation.ts";
import { type SaturatedLoad, saturatedLoad } from "./saturated-load.ts";
import type { Floor } from "./scheduled-floor.ts";
import { isSmallShare, isSurge } from "./surge.ts";
import { burstTarget, diagnoseThrottles } from "./throttle-diagnosis.ts";
import { type ThrottledLoad, unevenRanges } from "./uneven-ranges.ts";

/** The service has throttled writes since the last reshard: more shards, unless evidence says that these would not help. */
export function recommendWhileThrottled(situation: Situation, isThrottledByFast: boolean): Recommendation {
	const { openShardCount, policy, floor, recent, fast } = situation;
	const fastPerSecond = isThrottledByFast && fast !== undefined ? fast.throttledPerSecond : 0;
	const throttledPerSecond = Math.max(fastPerSecond, recent?.isThrottledSinceReshard === true ? recent.throttledPerSecond : 0);
	const windowSeconds = isThrottledByFast && fast !== undefined ? fast.windowSeconds : (recent?.windowSeconds ?? 0);
	const saturated = saturatedLoad(openShardCount, throttledPerSecond, windowSeconds, situation);
	const throttledShare = saturated.throttledFullShards / openShardCount;
	const spread = throttleSpread(situation.shardThrottles, openShardCount);
	const scaleOut = (fullShards: number, assumption: SaturatedLoad | undefined): ScaleOut =>
		scaleOutForLoad(
			situation,
			{ fullShards, utilizationAfter: situation.effectiveTargetUtilization },
			{
				trigger: "write-throttle",
				isUrgent: true,
				isSurge: isSurge(throttledShare, recent, spread),
				throttledPerSecond,
				saturated: assumption,
			},
		);

	const ahead = recent?.fullShardsAhead ?? 0;
	if (shardsForTarget(ahead, policy.targetUtilization) > openShardCount) {
		// The metrics alone ask for more. The fast window may ask for even more, unless its throttles are few or on one shard.
		const isMoreKnown =
			isThrottledByFast && saturated.fullShards > ahead && spread.kind !== "concentrated" && !isSmallShare(throttledShare);
		return isMoreKnown ? scaleOut(saturated.fullShards, saturated) : scaleOut(ahead, undefined);
	}
	const uneven = unevenRanges(situation, throttledLoad(situation, saturated.throttledFullShards, throttledPerSecond));
	if (uneven !== undefined) return scaleOutForEvenRanges(uneven, floor, throttledPerSecond);
	const burstsBefore = burstReshards(situation.history.reshards, situation.nowMs);
	const diagnosis = diagnoseThrottles({
		openShardCount,
		throttledShare,
		isUtilizationKnownLow: recent !== undefined,
		isThrottledInTheMetrics: recent?.isThrottledSinceReshard === true,
		spread,
		burstsBefore,
	});
	switch (diagnosis.kind) {
		case "saturated":
			return scaleOut(saturated.fullShards, saturated);
		case "micro-burst": {
			const shardCount = burstTarget(openShardCount, burstsBefore);
			const minimum: Minimum =
				floor.shardCount > shardCount
					? { recommendedShardCount: floor.shardCount, minimumReason: "floor" }
					: { recommendedShardCount: shardCount };
			const { recommendedShardCount } = minimum;
			const step = { step: "verdict", kind: "micro-burst", ...minimum } as const;
			return { kind: "scale-out", recommendedShardCount, trigger: "burst", isUrgent: true, throttledPerSecond, step };
		}
		case "hot-key":
		case "hot-key-suspected": {
			if (openShardCount < floor.shardCount) return scaleOutToFloor(floor);
			const hotShardIds = diagnosis.kind === "hot-key" ? diagnosis.hotShardIds : [];
			const step = { step: "verdict", throttledPerSecond, ...diagnosis, ...hottestOf(hotShardIds, situation) } as const;
			return { kind: "diagnose", finding: diagnosis.kind, hotShardIds, throttledPerSecond, step };
		}
		default:
			return diagnosis satisfies never;
	}
}

/** What the metrics show of the throttled load, if they show the throttles at all. */
function throttledLoad({ recent }: Situation, throttledFullShards: number, throttledPerSecond: number): ThrottledLoad {
	if (recent?.isThrottledSinceReshard !== true) return { throttledFullShards };
	// The load is that of the same minutes. Producers' newest seconds may throttle more.
	const inTheMetrics = throttledPerSecond > 0 ? recent.throttledPerSecond / throttledPerSecond : 0;
	return { throttledFullShards: throttledFullShards * Math.min(1, inTheMetrics), offeredFullShards: writtenFullShards(recent) };
}

/** One uniform reshard makes all ranges even. */
function scaleOutForEvenRanges({ shardCount, ...facts }: UnevenRangesFacts, floor: Floor, throttledPerSecond: number): ScaleOut {
	const minimum: Minimum =
		floor.shardCount > shardCount
			? { recommendedShardCount: floor.shardCount, minimumReason: "floor" }
			: { recommendedShardCount: shardCount };
	const { recommendedShardCount } = minimum;
	const step = { step: "verdict", kind: "uneven-ranges", throttledPerSecond, ...facts, ...minimum } as const;
	return { kind: "scale-out", recommendedShardCount, trigger: "uneven-ranges", isUrgent: true, throttledPerSecond, step };
}

function hottestOf([hottestId]: readonly string[], { ranges }: Situation): { readonly hottest?: HotRange } {
	const found = ranges?.shards.find(({ shardId }) => shardId === hottestId);
	if (found === undefined) return {};
	const { endingHashKey, hashKeyShare, shardId, startingHashKey } = found;
	return { hottest: { shardId, startingHashKey, endingHashKey, hashKeyShare } };
}

/** The largest need of what is written: what is read spreads otherwise. */
function writtenFullShards({ needs }: RecentLoad): number {
	return needs.reduce((most, { fullShards, source }) => (isOptional(source) ? most : Math.max(most, fullShards)), 0);
}
