import type { Consumer } from "./consumer.ts";
import { HOUR_MS, RETENTION_HOURS_MINIMUM } from "./limits.ts";
import type { ShardMetricName } from "./minute-metrics.ts";
import { OpenShards } from "./open-shards.ts";
import type { SequenceNumbers } from "./sequence-number.ts";
import type { Shard } from "./shard.ts";

export type StreamStatus = "ACTIVE" | "CREATING" | "DELETING" | "UPDATING";
export type StreamMode = "ON_DEMAND" | "PROVISIONED";

interface StreamIdentity {
	readonly streamName: string;
	readonly streamArn: string;
	readonly createdAtMs: number;
	readonly mode: StreamMode;
	readonly maxRecordSizeKiB: number;
	readonly sequenceNumbers: SequenceNumbers;
}

/** The state of one stream. The operations change it; this class only keeps it consistent. */
export class Stream {
	readonly streamName: string;
	readonly streamArn: string;
	readonly createdAtMs: number;
	readonly maxRecordSizeKiB: number;
	readonly sequenceNumbers: SequenceNumbers;
	readonly tags = new Map<string, string>();
	readonly shardLevelMetrics = new Set<ShardMetricName>();
	/** By their names. */
	readonly consumers = new Map<string, Consumer>();
	status: StreamStatus = "CREATING";
	mode: StreamMode;
	retentionHours = RETENTION_HOURS_MINIMUM;
	retainedBytes = 0;
	/** Absent where records are not encrypted at rest. */
	encryptionKeyId: string | undefined;
	/** Accepted UpdateShardCount and UpdateStreamMode calls, oldest first. */
	reshardsAcceptedAtMs: readonly number[] = [];
	modeUpdatesAcceptedAtMs: readonly number[] = [];
	/** This stream's part of the account's shard limit: more than its open shards while a reshard may open short-lived ones. */
	reservedShardCount = 0;
	/** Shard ids are never used twice, even when their shard has expired. */
	nextShardIndex = 0;
	#open = new OpenShards([]);
	#listed: readonly Shard[] = [];

	constructor(identity: StreamIdentity) {
		this.streamName = identity.streamName;
		this.streamArn = identity.streamArn;
		this.createdAtMs = identity.createdAtMs;
		this.mode = identity.mode;
		this.maxRecordSizeKiB = identity.maxRecordSizeKiB;
		this.sequenceNumbers = identity.sequenceNumbers;
	}

	get open(): OpenShards {
		return this.#open;
	}

	/** Every shard, open or closed, that was not expired at the last check; in order of shard id. */
	get listedShards(): readonly Shard[] {
		return this.#listed;
	}

	get retentionMs(): number {
		return this.retentionHours * HOUR_MS;
	}

	/** Records before this moment are gone. */
	trimHorizonMs(nowMs: number): number {
		return nowMs - this.retentionMs;
	}

	/** The caller has closed `closed` and opened `opened` in their place. */
	replaceShards(closed: ReadonlySet<Shard>, opened: readonly Shard[]): void {
		this.#listed = [...this.#listed, ...opened];
		this.nextShardIndex += opened.length;
		this.#open = new OpenShards([...this.#open.shards.filter((shard) => !closed.has(shard)), ...opened]);
	}

	/** OPEN, then CLOSED, then EXPIRED: a closed shard is dropped when the retention of its last possible record has ended. */
	dropExpiredShards(nowMs: number): void {
		const horizonMs = this.trimHorizonMs(nowMs);
		const isExpired = ({ closing }: Shard) => closing !== undefined && closing.closedAtMs < horizonMs;
		if (!this.#listed.some(isExpired)) return;
		for (const shard of this.#listed) if (isExpired(shard)) this.retainedBytes -= shard.log.dropArrivedBefore(Number.POSITIVE_INFINITY);
		this.#listed = this.#listed.filter((shard) => !isExpired(shard));
	}

	/** Drops the oldest records of all shards until the stream fits. */
	dropOldestBeyond(maxRetainedBytes: number): void {
		while (this.retainedBytes > maxRetainedBytes) {
			let oldest: Shard | undefined;
			let oldestArrivalMs = Number.POSITIVE_INFINITY;
			for (const shard of this.#listed) {
				const arrivalMs = shard.log.oldestArrivalMs ?? Number.POSITIVE_INFINITY;
				if (arrivalMs < oldestArrivalMs) {
					oldest = shard;
					oldestArrivalMs = arrivalMs;
				}
			}
			if (oldest === undefined) return;
			this.retainedBytes -= oldest.log.dropOldestChunk();
		}
	}
}
