import { KinesisEmulator, ServiceError } from "@headroom/emulators";
import type { ShardLineage, StreamObservation } from "@headroom/engine";
import type { Caller, Journal } from "../check/journal.ts";
import type { VirtualTime } from "../time/virtual-time.ts";

export const RECORDS_PER_SECOND_PER_SHARD = 1_000;

const CREATE_AGAIN_MS = 1_000;

/** In the order of their ranges. */
export type OpenShards = readonly { readonly shardId: string; readonly startingHashKey: bigint }[];

/** What ListShards answers of each. */
interface ListedShard {
	readonly ShardId: string;
	readonly ParentShardId?: string;
	readonly AdjacentParentShardId?: string;
	readonly HashKeyRange: { readonly StartingHashKey: string; readonly EndingHashKey: string };
}

interface ShardList {
	readonly Shards: readonly ListedShard[];
}

interface StreamState {
	description: StreamObservation;
	shards: OpenShards;
}

/**
 * Kinesis as the whole account shares it: the emulator's control plane, and what it would say of each stream now. Every call that may change a
 * shard count is in the journal, whoever made it.
 */
export class KinesisService {
	/** Told the open shards of a stream when they change. */
	onShards: (streamName: string, shards: OpenShards) => void = () => {};
	/** Open shards of the account, at most. */
	shardLimit = 20_000;
	readonly #emulator: KinesisEmulator;
	readonly #time: VirtualTime;
	readonly #journal: Journal;
	readonly #streams = new Map<string, StreamState>();

	constructor(time: VirtualTime, journal: Journal) {
		this.#time = time;
		this.#journal = journal;
		this.#emulator = new KinesisEmulator({
			clock: time.clock,
			region: "us-east-1",
			accountId: "111122223333",
			onShardsChanged: (streamName, shards) => {
				this.#set(streamName, { openShardCount: shards.length }, shards);
				journal.write(streamName, { kind: "shard-count", openShardCount: shards.length });
				this.onShards(streamName, shards);
			},
			onEvent: (event) => {
				if (event.kind === "stream-active") this.#set(event.streamName, { streamStatus: "ACTIVE" });
			},
		});
	}

	/** Asked again until the account's rate lets it pass. */
	create(streamName: string, shardCount: number): void {
		const isRefused =
			refusalOf(() => this.#emulator.handle("CreateStream", { StreamName: streamName, ShardCount: shardCount })) !== undefined;
		if (isRefused) return void this.#time.schedule(this.#time.nowMs() + CREATE_AGAIN_MS, () => this.create(streamName, shardCount));
		this.#set(streamName, { streamStatus: "CREATING", streamMode: "PROVISIONED", openShardCount: shardCount });
	}

	/** The stream of this name is another one from the moment on at which it can be created again. */
	delete(streamName: string): void {
		this.#emulator.handle("DeleteStream", { StreamName: streamName, EnforceConsumerDeletion: true });
		this.#streams.delete(streamName);
		this.#journal.write(streamName, { kind: "recreated" });
	}

	/** Undefined where there is no such stream. */
	describe(streamName: string): StreamObservation | undefined {
		return this.#streams.get(streamName)?.description;
	}

	/** The shards that were open at a time, and all since, as ListShards lists them; undefined where it refuses. */
	lineageSince(streamName: string, sinceMs: number): ShardLineage | undefined {
		const listed = (Type: "AT_TIMESTAMP" | "FROM_TIMESTAMP"): readonly ListedShard[] => {
			const ShardFilter = { Type, Timestamp: sinceMs / 1_000 };
			return (this.#emulator.handle("ListShards", { StreamName: streamName, ShardFilter, MaxResults: 1_000 }) as ShardList).Shards;
		};
		let lineage: ShardLineage | undefined;
		refusalOf(() => {
			lineage = {
				openThen: listed("AT_TIMESTAMP").map(({ ShardId }) => ShardId),
				shards: listed("FROM_TIMESTAMP").map(({ AdjacentParentShardId, HashKeyRange, ParentShardId, ShardId }) => ({
					shardId: ShardId,
					startingHashKey: HashKeyRange.StartingHashKey,
					endingHashKey: HashKeyRange.EndingHashKey,
					parentShardIds: [ParentShardId, AdjacentParentShardId].filter((id) => id !== undefined),
				})),
			};
		});
		return lineage;
	}

	openShardCount(): number {
		let sum = 0;
		for (const { description } of this.#streams.values()) if (description.streamMode === "PROVISIONED") sum += description.openShardCount;
		return sum;
	}

	/** Records a second that the stream takes now. */
	capacity(streamName: string): number {
		return (this.#streams.get(streamName)?.description.openShardCount ?? 0) * RECORDS_PER_SECOND_PER_SHARD;
	}

	/** @returns the service's refusal; undefined if it accepted */
	updateShardCount(streamName: string, targetShardCount: number, by: Caller): ServiceError | undefined {
		const opens = targetShardCount - (this.describe(streamName)?.openShardCount ?? 0);
		if (opens > 0 && this.openShardCount() + opens > this.shardLimit) {
			const message = `This request would exceed the shard limit for the account 111122223333 in us-east-1. Limit: ${this.shardLimit}.`;
			return this.#record(streamName, "UpdateShardCount", targetShardCount, by, new ServiceError("LimitExceededException", message));
		}
		return this.#reshard(
			streamName,
			"UpdateShardCount",
			{ TargetShardCount: targetShardCount, ScalingType: "UNIFORM_SCALING" },
			targetShardCount,
			by,
		);
	}

	/** Splits the widest shard, or merges the first two. */
	splitOrMerge(streamName: string, operation: "MergeShards" | "SplitShard"): void {
		const state = this.#streams.get(streamName);
		const [first, second] = state?.shards ?? [];
		if (state === undefined || first === undefined) return;
		const { openShardCount } = state.description;
		if (operation === "SplitShard") {
			const endingHashKey = second?.startingHashKey ?? 2n ** 128n;
			const NewStartingHashKey = String((first.startingHashKey + endingHashKey) / 2n);
			this.#reshard(streamName, operation, { ShardToSplit: first.shardId, NewStartingHashKey }, openShardCount + 1, "others");
		} else if (second !== undefined) {
			const input = { ShardToMerge: first.shardId, AdjacentShardToMerge: second.shardId };
			this.#reshard(streamName, operation, input, openShardCount - 1, "others");
		}
	}

	switchMode(streamName: string, streamMode: StreamObservation["streamMode"]): void {
		const StreamARN = `arn:aws:kinesis:us-east-1:111122223333:stream/${streamName}`;
		if (
			refusalOf(() => this.#emulator.handle("UpdateStreamMode", { StreamARN, StreamModeDetails: { StreamMode: streamMode } })) !== undefined
		)
			return;
		this.#set(streamName, { streamMode, streamStatus: "UPDATING" });
	}

	close(): void {
		this.#emulator.close();
	}

	#reshard(
		streamName: string,
		operation: "MergeShards" | "SplitShard" | "UpdateShardCount",
		input: Readonly<Record<string, unknown>>,
		toShardCount: number,
		by: Caller,
	): ServiceError | undefined {
		const refusal = refusalOf(() => this.#emulator.handle(operation, { StreamName: streamName, ...input }));
		return this.#record(streamName, operation, toShardCount, by, refusal);
	}

	#record(
		streamName: string,
		operation: "MergeShards" | "SplitShard" | "UpdateShardCount",
		toShardCount: number,
		by: Caller,
		refusal: ServiceError | undefined,
	): ServiceError | undefined {
		const fromShardCount = this.describe(streamName)?.openShardCount ?? 0;
		if (refusal === undefined) this.#set(streamName, { streamStatus: "UPDATING" });
		this.#journal.write(streamName, {
			kind: "reshard-called",
			by,
			operation,
			fromShardCount,
			toShardCount,
			...(refusal === undefined ? {} : { refusal: `${refusal.code}: ${refusal.message}` }),
		});
		return refusal;
	}

	#set(streamName: string, changes: Partial<StreamObservation>, shards?: StreamState["shards"]): void {
		const known = this.#streams.get(streamName);
		const before: StreamObservation = known?.description ?? { streamStatus: "CREATING", streamMode: "PROVISIONED", openShardCount: 0 };
		this.#streams.set(streamName, { description: { ...before, ...changes }, shards: shards ?? known?.shards ?? [] });
	}
}

function refusalOf(call: () => unknown): ServiceError | undefined {
	try {
		call();
		return undefined;
	} catch (error) {
		if (error instanceof ServiceError) return error;
		throw error;
	}
}
