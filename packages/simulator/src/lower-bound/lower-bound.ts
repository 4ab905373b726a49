import { MAX_SHARDS_PER_STREAM, RESHARDS_PER_ROLLING_DAY } from "@headroom/engine";
import { cheapestSchedule, type ScheduleLimits, type Stretch } from "./cheapest-schedule.ts";
import type { Demand } from "./demand.ts";

const DAY_SECONDS = 86_400;
const SECONDS_PER_HOUR = 3_600;
/** A need within this of a whole shard is that shard: the last bit of a double is no record. */
const ROUNDING = 1e-9;
/** Prices of a throttled shard-second tried for, in shard-seconds: from less than any use to more than a day of a shard for a second. */
const LOWEST_PRICE = 0.01;
const HIGHEST_PRICE = 100_000;
const PRICE_STEPS = 8;
/** Demands are rounded down to this, so that neighbouring buckets are alike: shards, and a share of the highest demand. */
const QUANTUM = { shards: 1 / 8, ofHighest: 1 / 128 };

export interface LowerBoundOptions {
	/** Absent: 1. */
	readonly minShardCount?: number;
	/**
	 * Of the offered load, how much may be throttled, 0 to 1, measured in shard-seconds: as records where all are of one size. Absent: 0.
	 */
	readonly throttledShare?: number;
}

/** The least possible cost. */
export interface LowerBound {
	readonly shardHours: number;
	/** The most that any schedule needs: the demand's highest bucket, rounded up. */
	readonly highestShardCount: number;
}

/**
 * A number of shard-hours that no schedule of shard counts undercuts which keeps to UpdateShardCount's limits and throttles at most the
 * given share, even if it knows the future. See docs/decisions/0018-lower-bound.md for what is relaxed and why it stays a bound.
 *
 * @throws RangeError if the demand is empty or invalid
 */
export function lowerBound(demand: Demand, options: LowerBoundOptions = {}): LowerBound {
	const { minShardCount = 1, throttledShare = 0 } = options;
	const { bucketSeconds, fullShards } = demand;
	if (fullShards.length === 0) throw new RangeError("The demand is empty: a bound needs at least one bucket.");
	if (!(throttledShare >= 0 && throttledShare <= 1)) throw new RangeError(`throttledShare must be from 0 to 1, is ${throttledShare}.`);
	if (!Number.isInteger(minShardCount) || minShardCount < 1)
		throw new RangeError(`minShardCount must be whole and at least 1, is ${minShardCount}.`);
	const needs = Array.from(fullShards, (full, bucket) => need(full, bucket, minShardCount));
	const lowest = needs.reduce((a, b) => Math.min(a, b));
	const highest = needs.reduce((a, b) => Math.max(a, b));
	const limits = {
		windowBuckets: Math.floor(DAY_SECONDS / bucketSeconds),
		reshardsPerWindow: RESHARDS_PER_ROLLING_DAY,
		highestShardCount: highest,
	};
	const shardBuckets =
		throttledShare === 0
			? cheapestSchedule(stretchesWithoutThrottling(needs), { ...limits, blocksPerWindow: 2, lowestShardCount: lowest })
			: cheapestWithThrottling(fullShards, throttledShare, { ...limits, blocksPerWindow: 1, lowestShardCount: minShardCount });
	return { shardHours: (shardBuckets * bucketSeconds) / SECONDS_PER_HOUR, highestShardCount: highest };
}

function need(full: number, bucket: number, minShardCount: number): number {
	if (!(full >= 0) || full > MAX_SHARDS_PER_STREAM) {
		throw new RangeError(`Bucket ${bucket} would fill ${full} shards: it must be a number from 0 to ${MAX_SHARDS_PER_STREAM}.`);
	}
	return Math.max(minShardCount, Math.ceil(full - ROUNDING));
}

function* stretchesWithoutThrottling(needs: readonly number[]): Generator<Stretch> {
	for (const { buckets, value } of alike(needs)) {
		yield { buckets, costOf: (shardCount) => (shardCount >= value ? shardCount : Number.POSITIVE_INFINITY) };
	}
}

/**
 * Weak duality: for any price of a throttled shard-second, (the cheapest sum of shards and price × throttles) − price × allowed
 * throttles is at most what a schedule within the allowance costs. The best of some prices is taken; it is a concave function of the price.
 */
function cheapestWithThrottling(fullShards: Float64Array, throttledShare: number, limits: ScheduleLimits): number {
	const allowed = throttledShare * fullShards.reduce((sum, full) => sum + full, 0);
	const quantum = Math.max(QUANTUM.shards, QUANTUM.ofHighest * limits.highestShardCount);
	const atLeast = fullShards.map((full) => Math.floor(full / quantum) * quantum);
	const boundAt = (logPrice: number) => {
		const price = Math.exp(logPrice);
		return cheapestSchedule(stretchesWithThrottling(atLeast, price), limits) - price * allowed;
	};
	return Math.max(limits.lowestShardCount * fullShards.length, maximumOfConcave(boundAt, Math.log(LOWEST_PRICE), Math.log(HIGHEST_PRICE)));
}

function* stretchesWithThrottling(fullShards: Float64Array, price: number): Generator<Stretch> {
	for (const { buckets, value } of alike(fullShards)) {
		yield { buckets, costOf: (shardCount) => shardCount + price * Math.max(0, value - shardCount) };
	}
}

/** Neighbours of the same value as one. */
function* alike(values: ArrayLike<number>): Generator<{ readonly buckets: number; readonly value: number }> {
	for (let from = 0, to = 0; from < values.length; from = to) {
		const value = values[from] ?? 0;
		while (to < values.length && values[to] === value) to++;
		yield { buckets: to - from, value };
	}
}

/** Golden-section search. Returns the best value found: every value is a bound. */
function maximumOfConcave(valueAt: (x: number) => number, from: number, to: number): number {
	const ratio = (Math.sqrt(5) - 1) / 2;
	let [low, high] = [from, to];
	let [left, right] = [high - ratio * (high - low), low + ratio * (high - low)];
	let [atLeft, atRight] = [valueAt(left), valueAt(right)];
	let best = Math.max(atLeft, atRight, valueAt(to));
	for (let step = 0; step < PRICE_STEPS; step++) {
		if (atLeft >= atRight) {
			[high, right, atRight] = [right, left, atLeft];
			left = high - ratio * (high - low);
			atLeft = valueAt(left);
		} else {
			[low, left, atLeft] = [left, right, atRight];
			right = low + ratio * (high - low);
			atRight = valueAt(right);
		}
		best = Math.max(best, atLeft, atRight);
	}
	return best;
}
