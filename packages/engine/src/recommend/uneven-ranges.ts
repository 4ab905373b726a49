import { type HashKeyRanges, type RangeShare, WIDE_FROM } from "../measure/hash-key-ranges.ts";
import { HOT_THROTTLE_SHARE, HOT_THROTTLES_AT_LEAST, throttleSpread } from "../measure/throttle-spread.ts";
import type { Situation } from "../situation.ts";
import type { UnevenRangesFacts } from "../step.ts";
import { fullShardsNeeded, ROUNDING_TOLERANCE, shardsForTarget } from "./capacity.ts";

/** A shard that is wider than a throttled one by this and takes its writes calmly: then the keys are uneven, not the ranges. */
const WIDER_BY = 1.15;
/** While nothing else is known of the load, a calm shard that is as wide as a throttled one says the same. */
const AS_WIDE_FROM = 0.95;
/** Throttles below this share of what as wide a range should have are calm. */
const CALM_SHARE = 0.1;
/** From this utilization on, the width of a range alone explains throttles: seconds vary around a minute's mean. */
const FULL_BY_WIDTH_FROM = 0.95;

/** What is known of the load of the shards that are throttled. */
export interface ThrottledLoad {
	/** Full shards that the throttled writes fill, retries divided out. */
	readonly throttledFullShards: number;
	/** The stream's offered load in full shards, throttled writes included; absent if the metrics do not show these throttles yet. */
	readonly offeredFullShards?: number | undefined;
}

/** How a range's load would be after a uniform reshard. */
interface Forecast {
	/** Full shards for which the stream has to have room. */
	readonly fullShards: number;
	/** What keys of one range alone bring, in full shards: it stays together, however many shards there are. */
	readonly ownFullShards: number;
	/** The other load, in full shards for all hash keys. It spreads evenly. */
	readonly densityFullShards: number;
}

/**
 * Whether uneven hash-key ranges explain the throttles, so that one uniform reshard ends them. A shard's load is compared with its share of
 * the hash keys:
 *
 * - the throttled shards are wide, and no wider shard is calm;
 * - the load of the other shards, over their share of the hash keys, is what any range gets. What the throttled shards have beyond it
 *   belongs to their keys, and no reshard spreads a single key. After the reshard both together must fit into a shard. Where enhanced
 *   monitoring measures each shard, the loads are known; elsewhere a throttled shard is taken for full.
 *
 * While the metrics do not show the throttles, only the first is known, and no shard as wide may be calm. Headroom reshards then: afterwards the ranges are even, and a hot
 * key is found as one. docs/decisions/0034-uneven-ranges.md
 *
 * @returns `undefined` if the ranges are even or unknown, or do not explain the throttles
 */
export function unevenRanges(situation: Situation, load: ThrottledLoad): UnevenRangesFacts | undefined {
	const { effectiveTargetUtilization, openShardCount, ranges } = situation;
	if (ranges === undefined || !ranges.areUneven) return undefined;
	const spread = throttleSpread(situation.shardThrottles, openShardCount);
	if (spread.kind === "unknown" && spread.because === "faulty") return undefined;
	const throttled = throttledRanges(situation, ranges);
	if (throttled === "contradicted") return undefined;
	const forecast = throttled === undefined ? byWidthAlone(ranges, load) : byLoad(throttled, load, loadOf(throttled.hot, situation));
	if (forecast === undefined) return undefined;
	const { densityFullShards, fullShards, ownFullShards } = forecast;
	const room = effectiveTargetUtilization - ownFullShards;
	const forKeys = room > 0 ? Math.ceil(densityFullShards / room - ROUNDING_TOLERANCE) : 0;
	const shardCount = Math.min(
		2 * openShardCount,
		Math.max(openShardCount + 1, shardsForTarget(fullShards, effectiveTargetUtilization), forKeys),
	);
	if (ownFullShards + densityFullShards / shardCount > 1) return undefined;
	const { widest } = ranges;
	return {
		shardCount,
		...(throttled === undefined
			? { hotShardIds: [], hashKeyShare: widest.hashKeyShare, timesEven: widest.timesEven, widestShardId: widest.shardId }
			: {
					hotShardIds: throttled.hot.map(({ shardId }) => shardId),
					hotShare: throttled.hotShare,
					hashKeyShare: throttled.hashKeyShare,
					timesEven: (throttled.hashKeyShare * openShardCount) / throttled.hot.length,
					widestShardId: widest.shardId,
				}),
	};
}

interface ThrottledRanges {
	/** Those that carry the throttles, hottest first; all of them wide. */
	readonly hot: readonly RangeShare[];
	/** Their share of the throttles, and of the hash keys. */
	readonly hotShare: number;
	readonly hashKeyShare: number;
	/** Whether a shard that is as wide is calm. */
	readonly isCalmBeside: boolean;
}

/** @returns `undefined` without evidence by shard; `contradicted` if the evidence says that width is not the cause */
function throttledRanges({ shardThrottles }: Situation, { shards }: HashKeyRanges): ThrottledRanges | "contradicted" | undefined {
	if (shardThrottles.kind === "no-data") return undefined;
	const throttles = new Map(shardThrottles.shards.map(({ shardId, throttledRecords }) => [shardId, throttledRecords]));
	const total = shards.reduce((sum, { shardId }) => sum + (throttles.get(shardId) ?? 0), 0);
	if (!(total >= HOT_THROTTLES_AT_LEAST)) return undefined;
	const hottestFirst = [...shards].sort(
		(a, b) => (throttles.get(b.shardId) ?? 0) - (throttles.get(a.shardId) ?? 0) || (a.shardId < b.shardId ? -1 : 1),
	);
	const hot: RangeShare[] = [];
	let hotThrottles = 0;
	let hashKeyShare = 0;
	for (const shard of hottestFirst) {
		if (hotThrottles >= total * HOT_THROTTLE_SHARE) break;
		hot.push(shard);
		hotThrottles += throttles.get(shard.shardId) ?? 0;
		hashKeyShare += shard.hashKeyShare;
	}
	const narrowest = Math.min(...hot.map((shard) => shard.hashKeyShare));
	const meanThrottles = hotThrottles / hot.length;
	const isCalm = ({ shardId }: RangeShare) => (throttles.get(shardId) ?? 0) < meanThrottles * CALM_SHARE;
	const isContradicted =
		hot.length === shards.length ||
		hot.some(({ timesEven }) => timesEven < WIDE_FROM) ||
		shards.some((shard) => shard.hashKeyShare > narrowest * WIDER_BY && isCalm(shard));
	const isCalmBeside = shards.some((shard) => shard.hashKeyShare > narrowest * AS_WIDE_FROM && isCalm(shard));
	return isContradicted ? "contradicted" : { hot, hotShare: hotThrottles / total, hashKeyShare, isCalmBeside };
}

/** Nothing names the throttled shards. Keys that spread evenly fill the widest range first. */
function byWidthAlone({ widest }: HashKeyRanges, { offeredFullShards }: ThrottledLoad): Forecast | undefined {
	if (offeredFullShards === undefined || offeredFullShards * widest.hashKeyShare < FULL_BY_WIDTH_FROM) return undefined;
	return { fullShards: offeredFullShards, ownFullShards: 0, densityFullShards: offeredFullShards };
}

/** What the hot shards and the others accepted, in full shards; `undefined` if enhanced monitoring does not measure them. */
function loadOf(
	hot: readonly RangeShare[],
	{ shardLoads }: Situation,
): { readonly hotAccepted: number; readonly othersAccepted: number } | undefined {
	if (shardLoads === undefined || !(shardLoads.windowSeconds > 0)) return undefined;
	let [hotAccepted, othersAccepted] = [0, 0];
	for (const { incomingBytes, incomingRecords, shardId } of shardLoads.shards) {
		const fullShards = fullShardsNeeded(incomingRecords / shardLoads.windowSeconds, incomingBytes / shardLoads.windowSeconds);
		if (!(fullShards >= 0)) return undefined;
		if (hot.some((shard) => shard.shardId === shardId)) hotAccepted += fullShards;
		else othersAccepted += fullShards;
	}
	return { hotAccepted, othersAccepted };
}

/** @returns `undefined` if the load is unknown, and a shard that is as wide is calm */
function byLoad(
	{ hashKeyShare, hot, hotShare, isCalmBeside }: ThrottledRanges,
	{ offeredFullShards: offered, throttledFullShards }: ThrottledLoad,
	accepted: ReturnType<typeof loadOf>,
): Forecast | undefined {
	const hotCount = hot.length;
	// Unless it was measured: a throttled shard is full. Its throttled writes come on top.
	const hotFullShards = (accepted?.hotAccepted ?? hotCount) + throttledFullShards * hotShare;
	const offeredFullShards =
		accepted === undefined || offered === undefined ? offered : accepted.hotAccepted + accepted.othersAccepted + throttledFullShards;
	const byWidth = hotFullShards / hashKeyShare;
	// Less load than the throttled shards alone would have if they were full all the time: they were full for seconds.
	if (offeredFullShards === undefined || offeredFullShards < hotFullShards) {
		return isCalmBeside ? undefined : { fullShards: byWidth, ownFullShards: 0, densityFullShards: byWidth };
	}
	const otherShare = 1 - hashKeyShare;
	// Keys that spread evenly cannot bring more than the throttled ranges themselves show. Busy keys on narrow ranges look as if they did.
	const densityFullShards = otherShare > 0 ? Math.min((offeredFullShards - hotFullShards) / otherShare, byWidth) : byWidth;
	const byWidthEach = (densityFullShards * hashKeyShare) / hotCount;
	// Too wide in any case. What looks like a key's own load may be retries that the policy does not know, and the next evaluation sees the rest.
	const ownFullShards = byWidthEach >= FULL_BY_WIDTH_FROM ? 0 : Math.max(0, hotFullShards / hotCount - byWidthEach);
	return { fullShards: offeredFullShards, ownFullShards, densityFullShards };
}
