import type { ReshardIntent } from "@headroom/controller";
import type { ReshardRecord } from "@headroom/engine";
import type { InvariantDefinition } from "../invariant.ts";
import type { JournalEntry } from "../journal.ts";
import { CALL_WITHIN_MS, DAY_MS, MINUTE_MS, OUTAGE_MS } from "../times.ts";

/** Entries are written again once they are settled: the last one counts. */
class Ledgers {
	readonly #byStream = new Map<string, Map<number, ReshardRecord>>();

	write(streamName: string, reshard: ReshardRecord): void {
		const entries = this.#byStream.get(streamName) ?? new Map<number, ReshardRecord>();
		this.#byStream.set(streamName, entries.set(reshard.atMs, reshard));
	}

	of(streamName: string): readonly ReshardRecord[] {
		return [...(this.#byStream.get(streamName)?.values() ?? [])];
	}

	get streamNames(): readonly string[] {
		return [...this.#byStream.keys()];
	}
}

type Called = Extract<JournalEntry, { kind: "reshard-called" }>;

/** What was accepted, and where somebody else was in between: then no ledger can tell whose reshard a changed count is. */
class AcceptedCalls {
	readonly own: Called[] = [];
	readonly #othersAtMs = new Map<string, number[]>();

	happened(entry: JournalEntry): void {
		const isOthers = entry.kind === "recreated" || (entry.kind === "reshard-called" && entry.by === "others");
		if (isOthers) this.#othersAtMs.set(entry.streamName, [...(this.#othersAtMs.get(entry.streamName) ?? []), entry.atMs]);
		else if (entry.kind === "reshard-called" && entry.refusal === undefined) this.own.push(entry);
	}

	isMixedUp(streamName: string, atMs: number): boolean {
		return (this.#othersAtMs.get(streamName) ?? []).some((each) => each > atMs - OUTAGE_MS && each < atMs + OUTAGE_MS);
	}
}

function isEntryOf(reshard: ReshardRecord, call: Called): boolean {
	const startedBy = call.by === "headroom" ? "headroom" : "person";
	const isThen = Math.abs(reshard.atMs - call.atMs) <= CALL_WITHIN_MS;
	return (
		isThen &&
		reshard.startedBy === startedBy &&
		reshard.fromShardCount === call.fromShardCount &&
		reshard.toShardCount === call.toShardCount
	);
}

export const LEDGER_ONCE: InvariantDefinition = {
	name: "ledger-once",
	holds: "Every accepted call of Headroom is in the ledger once, and the ledger has no other.",
	over: (_, violated) => {
		const calls = new AcceptedCalls();
		const ledgers = new Ledgers();
		return {
			happened: (entry) => {
				calls.happened(entry);
				if (entry.kind === "ledger-written") ledgers.write(entry.streamName, entry.reshard);
			},
			end: () => {
				for (const call of calls.own) {
					if (calls.isMixedUp(call.streamName, call.atMs)) continue;
					const entries = ledgers.of(call.streamName).filter((reshard) => isEntryOf(reshard, call));
					if (entries.length !== 1)
						violated(
							call.streamName,
							`${call.fromShardCount} → ${call.toShardCount} of ${timeOf(call.atMs)} is in the ledger ${entries.length} times.`,
						);
				}
				for (const streamName of ledgers.streamNames) {
					for (const reshard of ledgers.of(streamName)) {
						if (calls.isMixedUp(streamName, reshard.atMs)) continue;
						const isReal = calls.own.some((call) => call.streamName === streamName && isEntryOf(reshard, call));
						if (!isReal)
							violated(
								streamName,
								`The ledger has ${reshard.fromShardCount} → ${reshard.toShardCount} of ${timeOf(reshard.atMs)} (${reshard.startedBy}), which nobody was granted.`,
							);
					}
				}
			},
		};
	},
};

/** One that began in the last minutes may go on. */
function isOld(atMs: number, nowMs: number): boolean {
	return atMs > nowMs - DAY_MS && atMs < nowMs - 10 * MINUTE_MS;
}

export const ALL_SETTLED: InvariantDefinition = {
	name: "all-settled",
	holds: "After the quiet hours every reshard of the ledger is settled.",
	over: (world, violated) => ({
		end: async () => {
			for (const { streamName } of world.streams) {
				const { history } = await world.history.load(streamName, world.time.nowMs());
				const open = history.reshards.filter(({ atMs, settledAtMs }) => settledAtMs === undefined && isOld(atMs, world.time.nowMs()));
				for (const { atMs, fromShardCount, toShardCount } of open)
					violated(streamName, `${fromShardCount} → ${toShardCount} of ${timeOf(atMs)} is not settled.`);
			}
		},
	}),
};

/** An intent without an answer shows in the stream's state within two minutes; the rest is for clocks. */
const INTENT_LASTS_MS = 5 * MINUTE_MS;
const UNDISTURBED = 2;

export const INTENTS_END: InvariantDefinition = {
	name: "intents-end",
	holds: "An intent is gone after five minutes, as soon as two evaluations that nothing disturbed have come to their end.",
	over: (world, violated) => {
		const standing = new Map<string, { readonly intent: ReshardIntent; readonly sinceMs: number; undisturbed: number }>();
		return {
			happened: (entry) => {
				const { atMs, streamName } = entry;
				if (entry.kind === "intent-written") standing.set(streamName, { intent: entry.intent, sinceMs: atMs, undisturbed: 0 });
				if (entry.kind === "intent-gone" && standing.get(streamName)?.intent.intentId === entry.intent.intentId)
					standing.delete(streamName);
				const known = standing.get(streamName);
				if (entry.kind !== "evaluated-undisturbed" || known === undefined || atMs - known.sinceMs < INTENT_LASTS_MS) return;
				known.undisturbed += 1;
				if (known.undisturbed === UNDISTURBED)
					violated(streamName, `The intent of ${timeOf(known.sinceMs)} stands ${seconds(atMs - known.sinceMs)} later.`);
			},
			end: async () => {
				for (const { streamName } of world.streams) {
					const { intent } = await world.history.load(streamName, world.time.nowMs());
					if (intent !== undefined && isOld(intent.atMs, world.time.nowMs()))
						violated(streamName, `The intent of ${timeOf(intent.atMs)} stands after the quiet hours.`);
				}
			},
		};
	},
};

const LEASE_MS = MINUTE_MS;

export const LEASES_END: InvariantDefinition = {
	name: "leases-end",
	holds: "A lease ends within a minute of the last renewal.",
	over: (world, violated) => ({
		happened: (entry) => {
			if (entry.kind === "lease-written" && entry.untilMs > entry.atMs + LEASE_MS)
				violated(entry.streamName, `A lease was written that ends ${seconds(entry.untilMs - entry.atMs)} later.`);
		},
		end: async () => {
			for (const { streamName } of world.streams) {
				const { lease } = await world.history.load(streamName, world.time.nowMs());
				if (lease !== undefined && lease.untilMs > world.time.nowMs())
					violated(streamName, `The lease of ${lease.by} is in force after the quiet hours.`);
			}
		},
	}),
};

export function timeOf(atMs: number): string {
	return new Date(atMs).toISOString();
}

function seconds(milliseconds: number): string {
	return `${Math.round(milliseconds / 1000)} s`;
}
