import {
	type AccountObservation,
	highestLegalTarget,
	lowestLegalTarget,
	MAX_SHARDS_PER_STREAM,
	RESHARD_WINDOW_MS,
	RESHARDS_PER_ROLLING_DAY,
	type StreamObservation,
} from "@headroom/engine";
import {
	type ClockPort,
	ObservationError,
	ReshardError,
	type ReshardRefusal,
	type StreamPort,
	type UpdateShardCountOutcome,
} from "../../src/index.ts";

interface StreamState {
	streamStatus: "ACTIVE" | "CREATING" | "DELETING";
	streamMode: StreamObservation["streamMode"];
	openShardCount: number;
	reshard: { readonly targetShardCount: number; readonly activeAtMs: number } | undefined;
	acceptedAtMs: number[];
}

/**
 * Streams as plain data, with what every caller of UpdateShardCount must live with: UPDATING for a while, twice, half, the
 * maximum, ten a day. The full model, with load and shards, is the emulator's.
 */
export class InMemoryStreams implements StreamPort {
	/** What DescribeLimits says; set it to change it. */
	account: AccountObservation = { kind: "known", shardLimit: 1_000, openShardCount: 10 };
	/** What the lineage of every stream is; set it to change it. */
	lineage: Awaited<ReturnType<StreamPort["lineageSince"]>> = { kind: "no-data", reason: "not told" };
	/** Every call of UpdateShardCount, refused ones too. */
	readonly calls: { readonly streamName: string; readonly targetShardCount: number; readonly atMs: number }[] = [];
	readonly #streams = new Map<string, StreamState>();
	readonly #clock: ClockPort;
	readonly #reshardMs: number;

	constructor(clock: ClockPort, reshardMs = 30_000) {
		this.#clock = clock;
		this.#reshardMs = reshardMs;
	}

	/** Create it, or make it another: what somebody else would do in the console. No call is counted. */
	put(streamName: string, changes: Partial<Pick<StreamState, "openShardCount" | "streamMode" | "streamStatus">> = {}): void {
		const known = this.#streams.get(streamName);
		if (known !== undefined) this.#finish(known);
		this.#streams.set(streamName, {
			streamStatus: "ACTIVE",
			streamMode: "PROVISIONED",
			openShardCount: 1,
			reshard: undefined,
			acceptedAtMs: [],
			...known,
			...changes,
		});
	}

	async describe(streamName: string): Promise<StreamObservation> {
		const state = this.#streams.get(streamName);
		if (state === undefined) {
			throw new ObservationError(`Stream ${streamName} does not exist.`, {
				code: "observation.stream-not-found",
				retryable: false,
				streamName,
			});
		}
		this.#finish(state);
		const { streamMode, openShardCount } = state;
		return { streamMode, openShardCount, streamStatus: state.reshard === undefined ? state.streamStatus : "UPDATING" };
	}

	async describeAccount(): Promise<AccountObservation> {
		return this.account;
	}

	async lineageSince(): ReturnType<StreamPort["lineageSince"]> {
		return this.lineage;
	}

	async updateShardCount(streamName: string, targetShardCount: number): Promise<UpdateShardCountOutcome> {
		const atMs = this.#clock.nowMs();
		this.calls.push({ streamName, targetShardCount, atMs });
		const state = this.#streams.get(streamName);
		if (state === undefined) {
			throw new ReshardError(`Stream ${streamName} does not exist.`, { code: "reshard.stream-not-found", retryable: false, streamName });
		}
		this.#finish(state);
		const refusal = this.#refusal(state, targetShardCount, atMs);
		if (refusal !== undefined)
			return { kind: "refused", refusal, message: `${streamName} cannot have ${targetShardCount} shards now: ${refusal}.` };
		state.reshard = { targetShardCount, activeAtMs: atMs + this.#reshardMs };
		state.acceptedAtMs.push(atMs);
		return { kind: "accepted", currentShardCount: state.openShardCount, targetShardCount };
	}

	#refusal(state: StreamState, targetShardCount: number, atMs: number): ReshardRefusal | undefined {
		if (state.streamMode === "ON_DEMAND") return "on-demand";
		if (state.reshard !== undefined || state.streamStatus !== "ACTIVE") return "reshard-in-progress";
		const { openShardCount } = state;
		const isInRange =
			targetShardCount >= lowestLegalTarget(openShardCount) &&
			targetShardCount <= highestLegalTarget(openShardCount) &&
			targetShardCount <= MAX_SHARDS_PER_STREAM;
		if (!isInRange) return "target-out-of-range";
		const today = state.acceptedAtMs.filter((acceptedAtMs) => acceptedAtMs + RESHARD_WINDOW_MS > atMs);
		return today.length >= RESHARDS_PER_ROLLING_DAY ? "reshard-quota" : undefined;
	}

	#finish(state: StreamState): void {
		if (state.reshard === undefined || this.#clock.nowMs() < state.reshard.activeAtMs) return;
		state.openShardCount = state.reshard.targetShardCount;
		state.reshard = undefined;
	}
}
