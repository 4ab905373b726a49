import {
	DEFAULT_KINESIS_SETTINGS,
	KinesisEmulator,
	type KinesisSettings,
	type OpenShardRange,
	ServiceError,
	VirtualClock,
} from "@headroom/emulators";
import type { ShardRange, StreamObservation } from "@headroom/engine";
import type { HotHashKeys } from "../load-source.ts";
import type { ArrivalSettings } from "./arrivals.ts";
import { HASH_KEY_SPACE, type ShardChange } from "./even-out.ts";
import { ProducerThrottles } from "./producer-throttles.ts";
import { ServiceMinutes } from "./service-minutes.ts";
import { ShardWrites, type WrittenSecond } from "./shard-writes.ts";

const REGION = "us-east-1";
const ACCOUNT_ID = "111122223333";
const MINUTE_MS = 60_000;
/** The time from a producer's log line to the metric, as on the local cloud. */
const PRODUCER_METRIC_DELAY_MS = 2_500;
/** Of a hash key, as many as a double holds. */
const FRACTION_BITS = 53;

export interface SimulatedStreamOptions {
	/** Milliseconds since the epoch, a whole minute. */
	readonly startMs: number;
	readonly streamName: string;
	readonly openShardCount: number;
	/** Consumers that share the shards; absent is 1. */
	readonly sharedConsumers?: number;
	/** When they stop; absent: never. */
	readonly readUntilMs?: number;
	/** How late CloudWatch shows the service's metrics beside the usual delay; absent is 0. */
	readonly serviceMetricsLateMs?: number;
	/** As many widths, from hash key 0 up, where somebody has split the stream before; absent: even ranges. */
	readonly rangeWidths?: readonly number[];
	readonly arrivals: Pick<ArrivalSettings, "arrivals" | "seed">;
	readonly writeAttempts: number;
	readonly kinesis: Partial<KinesisSettings>;
	/** The longest look-back for the service's minutes. */
	readonly minutesKeptMs: number;
}

/** The answer of UpdateShardCount. */
export type ReshardAnswer = { readonly kind: "accepted" } | { readonly kind: "refused"; readonly error: ServiceError };

/**
 * One provisioned stream in virtual time. Its control plane is the emulator's: every refusal, every round of a reshard. Its writes are
 * counted by the second instead of put record by record.
 */
export class SimulatedStream {
	readonly streamName: string;
	readonly clock: VirtualClock;
	readonly minutes: ServiceMinutes;
	readonly throttles: ProducerThrottles;
	readonly settings: KinesisSettings;
	/** When the consumers stop; infinite if never. */
	readonly readUntilMs: number;
	openShardCount: number;
	streamStatus: StreamObservation["streamStatus"] = "CREATING";
	/** Called when the stream is ACTIVE again after a reshard. */
	onActive: (() => void) | undefined;
	readonly #emulator: KinesisEmulator;
	readonly #writes: ShardWrites;
	#openShards: readonly OpenShardRange[] = [];
	#openShardIds: readonly string[] = [];
	#secondStartMs: number;
	#minuteEndMs: number;

	constructor(options: SimulatedStreamOptions) {
		this.settings = { ...DEFAULT_KINESIS_SETTINGS, ...options.kinesis };
		this.streamName = options.streamName;
		this.openShardCount = options.openShardCount;
		this.#secondStartMs = options.startMs;
		this.#minuteEndMs = options.startMs + MINUTE_MS;
		// Created a minute before the start, so that it is ACTIVE with full buckets when the first second begins.
		const { openShardCount, rangeWidths } = options;
		const boundaries = rangeWidths === undefined ? [] : boundariesOf(rangeWidths);
		this.clock = new VirtualClock(options.startMs - (1 + boundaries.length) * MINUTE_MS);
		const { readUntilMs = Number.POSITIVE_INFINITY, serviceMetricsLateMs: lateMs = 0, sharedConsumers = 1 } = options;
		this.readUntilMs = readUntilMs;
		this.minutes = new ServiceMinutes(this.settings, options.minutesKeptMs, { lateMs, readUntilMs, sharedConsumers });
		this.throttles = new ProducerThrottles(PRODUCER_METRIC_DELAY_MS);
		this.#writes = new ShardWrites({
			arrivals: options.arrivals,
			settings: this.settings,
			writeAttempts: options.writeAttempts,
			onThrottled: (shardId, records) => this.throttles.add(this.#secondStartMs, shardId, records),
		});
		this.#emulator = new KinesisEmulator({
			clock: this.clock,
			region: REGION,
			accountId: ACCOUNT_ID,
			settings: options.kinesis,
			onShardsChanged: (_, openShards) => this.#setShards(openShards),
			onEvent: (event) => {
				if (event.kind !== "stream-active") return;
				this.streamStatus = "ACTIVE";
				this.onActive?.();
			},
		});
		const shardCount = rangeWidths === undefined ? openShardCount : 1;
		this.#emulator.handle("CreateStream", { StreamName: this.streamName, ShardCount: shardCount });
		for (const newStartingHashKey of boundaries) this.#splitLast(newStartingHashKey);
		this.clock.advanceTo(options.startMs);
	}

	/** A minute is longer than a single split takes. */
	#splitLast(newStartingHashKey: bigint): void {
		this.clock.advanceTo(this.clock.nowMs() + MINUTE_MS);
		const last = this.#openShards.at(-1);
		if (last !== undefined) this.changeShard({ kind: "split", shardId: last.shardId, newStartingHashKey });
	}

	/** In order of their hash keys. */
	get openShards(): readonly OpenShardRange[] {
		return this.#openShards;
	}

	/** As ListShards answers. */
	get shardRanges(): readonly ShardRange[] {
		return this.#openShards.map(({ shardId, startingHashKey }, index) => ({
			shardId,
			startingHashKey: String(startingHashKey),
			endingHashKey: String((this.#openShards[index + 1]?.startingHashKey ?? HASH_KEY_SPACE) - 1n),
		}));
	}

	get openShardIds(): readonly string[] {
		return this.#openShardIds;
	}

	/**
	 * One second passes: first its writes, then what falls due at its end.
	 *
	 * @returns valid until the next call
	 */
	pass(records: number, bytesPerRecord: number, hotKeyShare: number, hotRange?: HotHashKeys): WrittenSecond {
		const second = this.#writes.second;
		this.#writes.write(records, bytesPerRecord, hotKeyShare, hotRange);
		this.minutes.add(second.accepted, second.accepted * bytesPerRecord, second.refusedAttempts);
		const endMs = this.#secondStartMs + 1_000;
		if (endMs === this.#minuteEndMs) {
			this.minutes.close(endMs - MINUTE_MS);
			this.#minuteEndMs += MINUTE_MS;
		}
		this.clock.advanceTo(endMs);
		this.#secondStartMs = endMs;
		return second;
	}

	/** One call of UpdateShardCount. */
	updateShardCount(targetShardCount: number): ReshardAnswer {
		return this.#reshard("UpdateShardCount", { TargetShardCount: targetShardCount, ScalingType: "UNIFORM_SCALING" });
	}

	/** One call of SplitShard or MergeShards. */
	changeShard(change: ShardChange): ReshardAnswer {
		const { shardId } = change;
		if (change.kind === "merge") {
			return this.#reshard("MergeShards", { ShardToMerge: shardId, AdjacentShardToMerge: change.adjacentShardId });
		}
		return this.#reshard("SplitShard", { ShardToSplit: shardId, NewStartingHashKey: change.newStartingHashKey.toString() });
	}

	#reshard(operation: "MergeShards" | "SplitShard" | "UpdateShardCount", input: Readonly<Record<string, unknown>>): ReshardAnswer {
		try {
			this.#emulator.handle(operation, { StreamName: this.streamName, ...input });
		} catch (error) {
			if (!(error instanceof ServiceError)) throw error;
			return { kind: "refused", error };
		}
		this.streamStatus = "UPDATING";
		return { kind: "accepted" };
	}

	#setShards(openShards: readonly OpenShardRange[]): void {
		this.openShardCount = openShards.length;
		this.#openShards = openShards;
		this.#openShardIds = openShards.map(({ shardId }) => shardId);
		this.#writes.setShards(openShards);
	}
}

/** Where ranges of these widths meet. */
function boundariesOf(widths: readonly number[]): bigint[] {
	const total = widths.reduce((sum, width) => sum + width, 0);
	let end = 0;
	return widths.slice(0, -1).map((width) => {
		end += width / total;
		return BigInt(Math.round(end * 2 ** FRACTION_BITS)) * 2n ** BigInt(128 - FRACTION_BITS);
	});
}
