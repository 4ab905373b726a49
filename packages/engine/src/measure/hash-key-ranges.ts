import type { ShardRange } from "../observation.ts";

/**
 * The hash keys of a stream: 0 to 2^128 - 1. A partition key's MD5 decides its hash key.
 * @see https://docs.aws.amazon.com/streams/latest/dev/key-concepts.html "Partition Key", read 2026-11-27
 */
const HASH_KEY_COUNT = 2n ** 128n;
/** 2^128 - 1 has 39 digits. */
const HASH_KEY = /^\d{1,39}$/;
/** Boundaries that differ by less than this are one: services round even ranges differently. */
const SAME_BOUNDARY = HASH_KEY_COUNT / 10n ** 9n;

/** From this many times an even share on, a range is wide. By hand, a split of one shard in eight makes the others 1.125 times as wide. */
export const WIDE_FROM = 1.2;

/** A shard's part of the hash keys. */
export interface RangeShare extends ShardRange {
	/** Ratio of all hash keys. */
	readonly hashKeyShare: number;
	/** The same, over what an even range of this stream has: 1 is even, 2.5 is two and a half times as wide. */
	readonly timesEven: number;
}

/** The ranges of all open shards, checked: they cover every hash key once. */
export interface HashKeyRanges {
	/** In order of their hash keys. */
	readonly shards: readonly RangeShare[];
	readonly widest: RangeShare;
	/** Whether some range is wide: the stream throttles writes before its shards are full. */
	readonly areUneven: boolean;
}

/**
 * Measures the ranges of the open shards.
 *
 * @returns `undefined` if they are unknown, malformed, or do not cover all hash keys with `openShardCount` shards: a reshard is half done then
 */
export function measureRanges(ranges: readonly ShardRange[] | undefined, openShardCount: number): HashKeyRanges | undefined {
	if (ranges === undefined || ranges.length !== openShardCount) return undefined;
	if (!ranges.every(({ endingHashKey, startingHashKey }) => HASH_KEY.test(startingHashKey) && HASH_KEY.test(endingHashKey)))
		return undefined;
	const inOrder = ranges
		.map((range) => ({ range, start: BigInt(range.startingHashKey), end: BigInt(range.endingHashKey) }))
		.sort((a, b) => (a.start < b.start ? -1 : 1));
	let next = 0n;
	const shards: RangeShare[] = [];
	for (const { end, range, start } of inOrder) {
		if (start !== next || end < start) return undefined;
		next = end + 1n;
		const hashKeyShare = Number(next - start) / Number(HASH_KEY_COUNT);
		shards.push({ ...range, hashKeyShare, timesEven: hashKeyShare * openShardCount });
	}
	if (next !== HASH_KEY_COUNT) return undefined;
	const [first, ...others] = shards;
	if (first === undefined) return undefined;
	const widest = others.reduce((wider, shard) => (shard.hashKeyShare > wider.hashKeyShare ? shard : wider), first);
	return { shards, widest, areUneven: widest.timesEven >= WIDE_FROM };
}

/**
 * The most shards that uniform scaling from these ranges opens on top of the open ones: every boundary that is not there yet is cut before
 * any old one is merged away. For even ranges it is `shortLivedShardsNeeded`.
 */
export function shortLivedShardsFrom({ shards }: HashKeyRanges, toShardCount: number): number {
	const boundaries = shards.map(({ startingHashKey }) => BigInt(startingHashKey));
	let missing = 0;
	let index = 0;
	for (let target = 0; target < toShardCount; target += 1) {
		const wanted = (BigInt(target) * HASH_KEY_COUNT) / BigInt(toShardCount);
		for (;;) {
			const boundary = boundaries[index];
			if (boundary === undefined || boundary >= wanted - SAME_BOUNDARY) break;
			index += 1;
		}
		const boundary = boundaries[index];
		if (boundary === undefined || boundary > wanted + SAME_BOUNDARY) missing += 1;
	}
	return missing;
}
