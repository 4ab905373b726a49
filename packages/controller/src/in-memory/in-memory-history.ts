import { type Decision, type Override, RESHARD_COUNTED_MS, type ReshardRecord } from "@headroom/engine";
import type { HistoryPort, RecordedRefusal, ReshardIntent, StreamHistory, Trigger } from "../ports.ts";

/** As long as a decision rests on it. */
const KEPT_MS = RESHARD_COUNTED_MS;

interface StreamState {
	revision: number;
	intent: ReshardIntent | undefined;
	lastObservedShardCount: { readonly openShardCount: number; readonly atMs: number } | undefined;
	lastRefusal: RecordedRefusal | undefined;
	override: Override;
	readonly reshards: Map<number, ReshardRecord>;
	readonly claims: Map<string, { readonly claimedAtMs: number; readonly quietUntilMs: number; readonly isLease: boolean }>;
}

/** What recordDecision was told, for tests and reports. */
export interface RecordedDecision {
	readonly decision: Decision;
	readonly triggeredBy: Trigger;
}

/** The history in memory, with the conditions of the one in a table: one item, one condition. */
export class InMemoryHistory implements HistoryPort {
	readonly decisions: RecordedDecision[] = [];
	readonly #streams = new Map<string, StreamState>();

	async load(streamName: string, nowMs: number): Promise<StreamHistory> {
		const state = this.#state(streamName);
		const { revision, intent, lastObservedShardCount, lastRefusal, override } = state;
		return {
			revision,
			history: {
				reshards: [...state.reshards.values()].filter(({ atMs }) => atMs + KEPT_MS > nowMs),
				override,
			},
			...(intent === undefined ? {} : { intent }),
			...(lastObservedShardCount === undefined ? {} : { lastObservedShardCount }),
			...(lastRefusal === undefined ? {} : { lastRefusal }),
		};
	}

	async recordIntent(intent: ReshardIntent, revision: number): ReturnType<HistoryPort["recordIntent"]> {
		const state = this.#state(intent.streamName);
		if (state.intent !== undefined || state.revision !== revision) return { kind: "lost-race" };
		state.intent = intent;
		state.revision += 1;
		return { kind: "recorded", revision: state.revision };
	}

	async withdrawIntent(intent: ReshardIntent): Promise<void> {
		this.#clearIntent(intent);
	}

	async settleIntent(intent: ReshardIntent, reshard: ReshardRecord): Promise<void> {
		this.#state(intent.streamName).reshards.set(reshard.atMs, reshard);
		this.#clearIntent(intent);
	}

	async recordReshard(streamName: string, reshard: ReshardRecord): Promise<void> {
		this.#state(streamName).reshards.set(reshard.atMs, reshard);
	}

	async recordObservedShardCount(streamName: string, openShardCount: number, atMs: number): Promise<void> {
		const state = this.#state(streamName);
		if (state.lastObservedShardCount === undefined || state.lastObservedShardCount.atMs <= atMs) {
			state.lastObservedShardCount = { openShardCount, atMs };
		}
	}

	async recordRefusal(streamName: string, refusal: RecordedRefusal): Promise<void> {
		const state = this.#state(streamName);
		if (state.lastRefusal !== undefined && state.lastRefusal.atMs > refusal.atMs) return;
		state.lastRefusal = refusal;
		state.revision += 1;
	}

	async recordDecision(decision: Decision, triggeredBy: Trigger): Promise<void> {
		this.decisions.push({ decision, triggeredBy });
	}

	async claimNotification(
		streamName: string,
		fingerprint: string,
		nowMs: number,
		quietMs: number,
		leaseMs?: number,
	): ReturnType<HistoryPort["claimNotification"]> {
		const { claims } = this.#state(streamName);
		const claim = claims.get(fingerprint);
		if (claim !== undefined && nowMs - claim.claimedAtMs < quietMs && nowMs < claim.quietUntilMs)
			return claim.isLease ? "being-sent" : "already-sent";
		claims.set(fingerprint, { claimedAtMs: nowMs, quietUntilMs: nowMs + (leaseMs ?? quietMs), isLease: leaseMs !== undefined });
		return "claimed";
	}

	async keepNotification(streamName: string, fingerprint: string, claimedAtMs: number, quietMs: number): Promise<void> {
		this.#state(streamName).claims.set(fingerprint, { claimedAtMs, quietUntilMs: claimedAtMs + quietMs, isLease: false });
	}

	async releaseNotification(streamName: string, fingerprint: string): Promise<void> {
		this.#state(streamName).claims.delete(fingerprint);
	}

	async putOverride(streamName: string, override: Override): Promise<void> {
		const state = this.#state(streamName);
		state.override = override;
		state.revision += 1;
	}

	#clearIntent({ streamName, intentId }: ReshardIntent): void {
		const state = this.#state(streamName);
		if (state.intent?.intentId !== intentId) return;
		state.intent = undefined;
		state.revision += 1;
	}

	#state(streamName: string): StreamState {
		const known = this.#streams.get(streamName);
		if (known !== undefined) return known;
		const state: StreamState = {
			revision: 0,
			intent: undefined,
			lastObservedShardCount: undefined,
			lastRefusal: undefined,
			override: { kind: "none" },
			reshards: new Map(),
			claims: new Map(),
		};
		this.#streams.set(streamName, state);
		return state;
	}
}
