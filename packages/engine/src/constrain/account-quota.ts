import { type HashKeyRanges, shortLivedShardsFrom } from "../measure/hash-key-ranges.ts";
import type { AccountObservation } from "../observation.ts";
import { greatestCommonDivisor } from "../plan/greatest-common-divisor.ts";

/** Shards that the account may still open; `no-data` if that is unknown. */
export type RemainingShards = { readonly kind: "known"; readonly shardCount: number } | { readonly kind: "no-data" };

/** Treats impossible counts as `no-data`. */
export function remainingAccountShards(account: AccountObservation): RemainingShards {
	if (account.kind === "no-data") return account;
	const { shardLimit, openShardCount } = account;
	if (!(shardLimit >= 0 && openShardCount >= 0) || !Number.isFinite(shardLimit + openShardCount)) return { kind: "no-data" };
	return { kind: "known", shardCount: Math.max(0, shardLimit - openShardCount) };
}

/**
 * The most shards that a reshard opens on top of those open before it, short-lived ones included.
 *
 * Uniform scaling from n to m moves every boundary between shards. Splits and merges touch only neighbours, so at worst every
 * new boundary is cut before any old one is merged away, and both sets exist at once: n + m − gcd(n, m) open shards (the
 * boundaries that both sets share count once). Less the n that were open before: m − gcd(n, m). Doubling needs n more, halving
 * none, 8 → 9 needs 8 and 8 → 10 needs 8: multiples of 25 % need least for what they give, as AWS's recommendation suggests.
 * AWS does not document the order of splits and merges; this is the cautious reading.
 *
 * @see https://docs.aws.amazon.com/kinesis/latest/APIReference/API_UpdateShardCount.html "These short-lived shards count
 *   towards your total shard limit", read 2026-11-23
 */
export function shortLivedShardsNeeded(fromShardCount: number, toShardCount: number): number {
	return toShardCount - greatestCommonDivisor(fromShardCount, toShardCount);
}

/** A stream that the account's quota may stop from resharding. */
export interface ReshardableStream {
	readonly openShardCount: number;
	/** If they are known: uneven ranges share few boundaries with even ones. */
	readonly ranges: HashKeyRanges | undefined;
	readonly remainingShards: RemainingShards;
}

export function shardsNeeded({ openShardCount, ranges }: ReshardableStream, toShardCount: number): number {
	return ranges === undefined ? shortLivedShardsNeeded(openShardCount, toShardCount) : shortLivedShardsFrom(ranges, toShardCount);
}

export function fitsAccount(stream: ReshardableStream, toShardCount: number): boolean {
	const { remainingShards } = stream;
	return remainingShards.kind === "no-data" || shardsNeeded(stream, toShardCount) <= remainingShards.shardCount;
}
