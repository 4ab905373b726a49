import { HASH_KEY_SPACE } from "./hash-key.ts";
import { READ_BYTES_PER_SECOND_PER_SHARD, READS_PER_SECOND_PER_SHARD, SHARD_ITERATORS_PER_SECOND_PER_SHARD } from "./limits.ts";
import { RecordLog } from "./record-log.ts";
import type { KinesisSettings } from "./settings.ts";
import { TokenBucket } from "./token-bucket.ts";

/** The origin and the range of a shard. */
export interface ShardOrigin {
	readonly shardIndex: number;
	readonly startingHashKey: bigint;
	/** Inclusive, as in the service. */
	readonly endingHashKey: bigint;
	readonly parents: readonly Shard[];
	readonly startingOrdinal: number;
	readonly openedAtMs: number;
}

/** How a shard ended; its records stay readable until their retention ends. */
export interface ShardClosing {
	readonly endingOrdinal: number;
	readonly closedAtMs: number;
}

export class Shard {
	readonly shardIndex: number;
	readonly shardId: string;
	readonly startingHashKey: bigint;
	readonly endingHashKey: bigint;
	readonly startingOrdinal: number;
	readonly openedAtMs: number;
	readonly parentShardIds: readonly string[];
	readonly children: Shard[] = [];
	readonly log = new RecordLog();
	readonly readCalls: TokenBucket;
	readonly readBytes: TokenBucket;
	readonly iteratorCalls: TokenBucket;
	/** Set after an answer of the largest size. */
	readsPausedUntilMs = Number.NEGATIVE_INFINITY;
	#closing: ShardClosing | undefined;
	readonly #writeRecords: TokenBucket;
	readonly #writeBytes: TokenBucket;

	constructor(origin: ShardOrigin, settings: KinesisSettings) {
		this.shardIndex = origin.shardIndex;
		this.shardId = formatShardId(origin.shardIndex);
		this.startingHashKey = origin.startingHashKey;
		this.endingHashKey = origin.endingHashKey;
		this.startingOrdinal = origin.startingOrdinal;
		this.openedAtMs = origin.openedAtMs;
		this.parentShardIds = origin.parents.map((parent) => parent.shardId);
		for (const parent of origin.parents) parent.children.push(this);
		const { writeRecordsPerSecondPerShard, writeBytesPerSecondPerShard, writeBurstSeconds } = settings;
		const nowMs = origin.openedAtMs;
		this.#writeRecords = new TokenBucket(writeRecordsPerSecondPerShard, writeRecordsPerSecondPerShard * writeBurstSeconds, nowMs);
		this.#writeBytes = new TokenBucket(writeBytesPerSecondPerShard, writeBytesPerSecondPerShard * writeBurstSeconds, nowMs);
		this.readCalls = new TokenBucket(READS_PER_SECOND_PER_SHARD, READS_PER_SECOND_PER_SHARD, nowMs);
		this.readBytes = new TokenBucket(READ_BYTES_PER_SECOND_PER_SHARD, READ_BYTES_PER_SECOND_PER_SHARD, nowMs);
		this.iteratorCalls = new TokenBucket(SHARD_ITERATORS_PER_SECOND_PER_SHARD, SHARD_ITERATORS_PER_SECOND_PER_SHARD, nowMs);
	}

	get closing(): ShardClosing | undefined {
		return this.#closing;
	}

	close(closing: ShardClosing): void {
		this.#closing = closing;
	}

	/** Takes the capacity for one record, or nothing. */
	tryAdmit(byteLength: number, nowMs: number): boolean {
		if (!this.#writeRecords.canTake(1, nowMs) || !this.#writeBytes.canTake(byteLength, nowMs)) return false;
		this.#writeRecords.take(1);
		this.#writeBytes.take(byteLength);
		return true;
	}
}

export function formatShardId(shardIndex: number): string {
	return `shardId-${String(shardIndex).padStart(12, "0")}`;
}

/** The largest index that the service takes: shards are numbered in 31 bits. */
const SHARD_INDEX_MAX = 2_147_483_647;

/**
 * The full id of a shard that a request names by it or in short: `shardId-000000000003`, `shardId-3`, `3`.
 *
 * @returns undefined for what is none
 */
export function resolveShardId(named: string): string | undefined {
	const index = /^(?:[^-]*-)?(\d+)$/.exec(named)?.[1];
	return index === undefined || Number(index) > SHARD_INDEX_MAX ? undefined : formatShardId(Number(index));
}

/** The inclusive end of a range whose neighbour begins at `nextStartingHashKey`. */
export function endingHashKeyBefore(nextStartingHashKey: bigint | undefined): bigint {
	return (nextStartingHashKey ?? HASH_KEY_SPACE) - 1n;
}
