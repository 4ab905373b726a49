import { type Decision, HISTORY_LOOK_BACK_MS, type Override, RESHARD_COUNTED_MS, type ReshardRecord } from "@headroom/engine";
import { isSameOverride } from "../evaluate/active-override.ts";
import type { HistoryPage, HistoryQuery, HistoryReaderPort, RecordedDecision } from "../ports/history-reader-port.ts";
import type {
	DecisionOutcome,
	HistoryPort,
	ManualReshardLease,
	RecordedRefusal,
	ReshardIntent,
	RevertedHold,
	RevisionRace,
	StreamHistory,
	Wakeup,
} from "../ports/ports.ts";

interface StreamState {
	revision: number;
	intent: ReshardIntent | undefined;
	lastObservedShardCount: { readonly openShardCount: number; readonly atMs: number } | undefined;
	lastRefusal: RecordedRefusal | undefined;
	override: Override;
	run: ManualReshardLease | undefined;
	readonly reshards: Map<number, ReshardRecord>;
	readonly claims: Map<string, { readonly claimedAtMs: number; readonly quietUntilMs: number; readonly isLease: boolean }>;
}

/** The history in memory, with the conditions of the one in a table: one item, one condition. */
export class InMemoryHistory implements HistoryPort {
	/** What recordDecision was told, for tests and reports; oldest first. */
	decisions: readonly RecordedDecision[] = [];
	readonly #streams = new Map<string, StreamState>();

	async load(streamName: string, nowMs: number): Promise<StreamHistory> {
		const state = this.#state(streamName);
		const { revision, intent, lastObservedShardCount, lastRefusal, override, run } = state;
		return {
			revision,
			history: {
				reshards: [...state.reshards.values()].filter(({ atMs }) => atMs + HISTORY_LOOK_BACK_MS > nowMs),
				override,
			},
			...(intent === undefined ? {} : { intent }),
			...(lastObservedShardCount === undefined ? {} : { lastObservedShardCount }),
			...(lastRefusal === undefined ? {} : { lastRefusal }),
			...(run === undefined ? {} : { run }),
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

	async recordDecision(decision: Decision, wakeup: Wakeup, outcome: DecisionOutcome): Promise<void> {
		this.decisions = [...this.decisions, { decision, wakeup, outcome }];
	}

	async claim(
		streamName: string,
		dedupeKey: string,
		nowMs: number,
		dedupeForMs: number,
		leaseMs?: number,
	): ReturnType<HistoryPort["claim"]> {
		const { claims } = this.#state(streamName);
		const claim = claims.get(dedupeKey);
		if (claim !== undefined && nowMs - claim.claimedAtMs < dedupeForMs && nowMs < claim.quietUntilMs)
			return claim.isLease ? "being-sent" : "already-sent";
		claims.set(dedupeKey, { claimedAtMs: nowMs, quietUntilMs: nowMs + (leaseMs ?? dedupeForMs), isLease: leaseMs !== undefined });
		return "claimed";
	}

	async confirmClaim(streamName: string, dedupeKey: string, claimedAtMs: number, dedupeForMs: number): Promise<void> {
		this.#state(streamName).claims.set(dedupeKey, { claimedAtMs, quietUntilMs: claimedAtMs + dedupeForMs, isLease: false });
	}

	async releaseClaim(streamName: string, dedupeKey: string): Promise<void> {
		this.#state(streamName).claims.delete(dedupeKey);
	}

	async putOverride(streamName: string, override: Override, revision: number): Promise<RevisionRace> {
		const state = this.#state(streamName);
		if (state.revision !== revision) return { kind: "lost-race" };
		state.override = override;
		state.revision += 1;
		return { kind: "recorded", revision: state.revision };
	}

	async acquireLease(streamName: string, run: ManualReshardLease, revision: number, override?: Override): Promise<RevisionRace> {
		const state = this.#state(streamName);
		const isFree = state.intent === undefined && (state.run === undefined || state.run.untilMs <= run.startedAtMs);
		if (!isFree || state.revision !== revision) return { kind: "lost-race" };
		state.run = run;
		if (override !== undefined) state.override = override;
		state.revision += 1;
		return { kind: "recorded", revision: state.revision };
	}

	async renewLease(streamName: string, run: ManualReshardLease): Promise<boolean> {
		const state = this.#state(streamName);
		if (state.run?.runId !== run.runId) return false;
		state.run = run;
		return true;
	}

	async releaseLease(streamName: string, run: ManualReshardLease, takenBack?: RevertedHold): Promise<void> {
		const state = this.#state(streamName);
		if (state.run?.runId !== run.runId) return;
		state.run = undefined;
		if (takenBack !== undefined && isSameOverride(state.override, takenBack.hold)) state.override = takenBack.before;
		state.revision += 1;
	}

	async forget(streamName: string, nowMs: number): Promise<"busy" | "forgotten"> {
		const { intent, reshards, run } = this.#state(streamName);
		if (intent !== undefined || (run !== undefined && run.untilMs > nowMs)) return "busy";
		this.#streams.delete(streamName);
		const counted = [...reshards.values()].filter(({ atMs }) => atMs + RESHARD_COUNTED_MS > nowMs);
		for (const reshard of counted) this.#state(streamName).reshards.set(reshard.atMs, reshard);
		this.decisions = this.decisions.filter(({ decision }) => decision.streamName !== streamName);
		return "forgotten";
	}

	/** What was written, as people ask for it. */
	reader(): HistoryReaderPort {
		return {
			reshards: async (query) => pageOf([...this.#state(query.streamName).reshards.values()], ({ atMs }) => atMs, query),
			decisions: async (query) => pageOf(this.#decisionsOf(query.streamName), ({ decision }) => decision.decidedAtMs, query),
			decisionAt: async (streamName, atMs) =>
				pageOf(this.#decisionsOf(streamName), ({ decision }) => decision.decidedAtMs, {
					streamName,
					fromMs: 0,
					toMs: atMs,
					limit: 1,
				}).entries[0],
		};
	}

	/** One a moment, the last one written, as in a table whose key is the moment. */
	#decisionsOf(streamName: string): RecordedDecision[] {
		const ofStream = this.decisions.filter(({ decision }) => decision.streamName === streamName);
		return [...new Map(ofStream.map((recorded) => [recorded.decision.decidedAtMs, recorded])).values()];
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
			run: undefined,
			reshards: new Map(),
			claims: new Map(),
		};
		this.#streams.set(streamName, state);
		return state;
	}
}

function pageOf<Entry>(entries: readonly Entry[], atMsOf: (entry: Entry) => number, query: HistoryQuery): HistoryPage<Entry> {
	const beforeMs = query.cursor === undefined ? Number.POSITIVE_INFINITY : Number(query.cursor);
	const found = entries
		.filter((entry) => atMsOf(entry) >= query.fromMs && atMsOf(entry) <= query.toMs && atMsOf(entry) < beforeMs)
		.sort((a, b) => atMsOf(b) - atMsOf(a));
	const page = found.slice(0, query.limit);
	const last = page.at(-1);
	return { entries: page, ...(last === undefined || found.length <= page.length ? {} : { next: String(atMsOf(last)) }) };
}
