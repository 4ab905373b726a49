import { HISTORY_LOOK_BACK_MS, type Override, RESHARD_COUNTED_MS, type ReshardRecord, writtenDecision } from "@headroom/engine";
import type { PersonAct } from "../ports/acts-port.ts";
import type { ClaimsPort } from "../ports/claims-port.ts";
import type { HistoryPorts } from "../ports/history-ports.ts";
import type { HistoryPage, HistoryQuery, HistoryReaderPort } from "../ports/history-reader-port.ts";
import type { DecisionEntry, RecordedDecision, RecordedRefusal, ReshardIntent, StreamHistory } from "../ports/ledger-port.ts";
import type { ManualReshardLease } from "../ports/overrides-port.ts";
import type { RevisionRace } from "../ports/revision-race.ts";

interface StreamState {
	revision: number;
	intent: ReshardIntent | undefined;
	lastObservedShardCount: { readonly openShardCount: number; readonly atMs: number } | undefined;
	lastRefusal: RecordedRefusal | undefined;
	override: Override;
	lease: ManualReshardLease | undefined;
	readonly reshards: Map<number, ReshardRecord>;
	readonly claims: Map<string, { readonly claimedAtMs: number; readonly untilMs: number; readonly isLease: boolean }>;
}

/** The history in memory, with the same conditions on writes as the table: one item, one condition. */
export class InMemoryHistory implements HistoryPorts {
	/** The recorded decisions, for tests and reports; oldest first. */
	decisions: readonly DecisionEntry[] = [];
	/** What people did, for tests; oldest first. A stream that is forgotten keeps them. */
	acts: readonly PersonAct[] = [];
	readonly #streams = new Map<string, StreamState>();

	async load(streamName: string, nowMs: number): Promise<StreamHistory> {
		const state = this.#state(streamName);
		const { revision, intent, lastObservedShardCount, lastRefusal, override, lease } = state;
		return {
			revision,
			history: {
				reshards: [...state.reshards.values()].filter(({ atMs }) => atMs + HISTORY_LOOK_BACK_MS > nowMs),
				override,
			},
			...(intent === undefined ? {} : { intent }),
			...(lastObservedShardCount === undefined ? {} : { lastObservedShardCount }),
			...(lastRefusal === undefined ? {} : { lastRefusal }),
			...(lease === undefined ? {} : { lease }),
		};
	}

	async recordIntent(intent: ReshardIntent, revision: number): Promise<RevisionRace> {
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

	async recordTold(streamName: string, reshardAtMs: number, toldAtMs: number): Promise<void> {
		const { reshards } = this.#state(streamName);
		const reshard = reshards.get(reshardAtMs);
		if (reshard !== undefined) reshards.set(reshardAtMs, { ...reshard, toldAtMs });
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

	async recordAct(act: PersonAct): Promise<void> {
		this.acts = [...this.acts, act];
	}

	async recordDecision(entry: DecisionEntry): Promise<void> {
		this.decisions = [...this.decisions, entry];
	}

	async claim(
		streamName: string,
		dedupeKey: string,
		nowMs: number,
		dedupeForMs: number,
		confirmWithinMs?: number,
	): ReturnType<ClaimsPort["claim"]> {
		const { claims } = this.#state(streamName);
		const claim = claims.get(dedupeKey);
		if (claim !== undefined && nowMs - claim.claimedAtMs < dedupeForMs && nowMs < claim.untilMs)
			return claim.isLease ? "being-sent" : "already-sent";
		claims.set(dedupeKey, {
			claimedAtMs: nowMs,
			untilMs: nowMs + (confirmWithinMs ?? dedupeForMs),
			isLease: confirmWithinMs !== undefined,
		});
		return "claimed";
	}

	async confirmClaim(streamName: string, dedupeKey: string, claimedAtMs: number, dedupeForMs: number): Promise<void> {
		this.#state(streamName).claims.set(dedupeKey, { claimedAtMs, untilMs: claimedAtMs + dedupeForMs, isLease: false });
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

	async acquireLease(streamName: string, lease: ManualReshardLease, revision: number): Promise<RevisionRace> {
		const state = this.#state(streamName);
		const isFree = state.intent === undefined && (state.lease === undefined || state.lease.untilMs <= lease.startedAtMs);
		if (!isFree || state.revision !== revision) return { kind: "lost-race" };
		state.lease = lease;
		state.revision += 1;
		return { kind: "recorded", revision: state.revision };
	}

	async renewLease(streamName: string, lease: ManualReshardLease): Promise<boolean> {
		const state = this.#state(streamName);
		if (state.lease?.leaseId !== lease.leaseId) return false;
		state.lease = lease;
		return true;
	}

	async releaseLease(streamName: string, lease: ManualReshardLease): Promise<void> {
		const state = this.#state(streamName);
		if (state.lease?.leaseId !== lease.leaseId) return;
		state.lease = undefined;
		state.revision += 1;
	}

	async forget(streamName: string, nowMs: number): Promise<"busy" | "forgotten"> {
		const { intent, lease, reshards } = this.#state(streamName);
		if (intent !== undefined || (lease !== undefined && lease.untilMs > nowMs)) return "busy";
		this.#streams.delete(streamName);
		const counted = [...reshards.values()].filter(({ atMs }) => atMs + RESHARD_COUNTED_MS > nowMs);
		for (const reshard of counted) this.#state(streamName).reshards.set(reshard.atMs, reshard);
		this.decisions = this.decisions.filter(({ decision }) => decision.streamName !== streamName);
		return "forgotten";
	}

	/** Reads what was written, as people do. */
	reader(): HistoryReaderPort {
		return {
			reshards: async (query) => pageOf([...this.#state(query.streamName).reshards.values()], ({ atMs }) => atMs, query),
			decisions: async (query) => pageOf(this.#decisionsOf(query.streamName), ({ decision }) => decision.decidedAtMs, query),
			acts: async (query) => pageOf(this.acts, ({ atMs }) => atMs, query),
			decisionAt: async (streamName, atMs) => {
				const query = { streamName, fromMs: 0, toMs: atMs, limit: 1 };
				const { entries } = pageOf(this.#decisionsOf(streamName), ({ decision }) => decision.decidedAtMs, query);
				return { decision: entries[0] };
			},
		};
	}

	/** One for each moment, the last one written, as in a table whose key is the moment. */
	#decisionsOf(streamName: string): RecordedDecision[] {
		const ofStream = this.decisions.filter(({ decision }) => decision.streamName === streamName);
		const written = ofStream.map((entry): RecordedDecision => ({ ...entry, decision: writtenDecision(entry.decision) }));
		return [...new Map(written.map((entry) => [entry.decision.decidedAtMs, entry])).values()];
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
			lease: undefined,
			reshards: new Map(),
			claims: new Map(),
		};
		this.#streams.set(streamName, state);
		return state;
	}
}

function pageOf<Entry>(
	entries: readonly Entry[],
	atMsOf: (entry: Entry) => number,
	query: Omit<HistoryQuery, "streamName">,
): HistoryPage<Entry> {
	const beforeMs = query.cursor === undefined ? Number.POSITIVE_INFINITY : Number(query.cursor);
	const found = entries
		.filter((entry) => atMsOf(entry) >= query.fromMs && atMsOf(entry) <= query.toMs && atMsOf(entry) < beforeMs)
		.sort((a, b) => atMsOf(b) - atMsOf(a));
	const page = found.slice(0, query.limit);
	const last = page.at(-1);
	return { entries: page, ...(last === undefined || found.length <= page.length ? {} : { next: String(atMsOf(last)) }) };
}
