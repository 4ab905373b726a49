import type { SeededBug } from "./seeded-bug.ts";

const HOUR_MS = 3_600_000;

/** Bugs in what is written into the table, and read from it. */
export const TABLE_BUGS = {
	"act-without-intent": {
		is: "the intent is never written before the act",
		table: () => ({ recordIntent: async (_, revision) => ({ kind: "recorded", revision }) }),
	},
	"race-ignored": {
		is: "the intent is written whatever was written since the decision's inputs were read",
		table: (table, clock) => ({
			recordIntent: async (intent) => table.recordIntent(intent, (await table.load(intent.streamName, clock.nowMs())).revision),
		}),
	},
	"ledger-forgets": {
		is: "a settled intent is cleared and does not come into the ledger",
		table: (table) => ({ settleIntent: (intent) => table.withdrawIntent(intent) }),
	},
	"clock-taken-twice": {
		is: "the ledger's entry has the time of its end in place of its beginning's",
		table: (table, clock) => ({
			recordReshard: (streamName, reshard) => table.recordReshard(streamName, { ...reshard, atMs: clock.nowMs() }),
		}),
	},
	"end-forgotten": {
		is: "the end of a reshard is not written",
		table: (table) => ({
			recordReshard: async (streamName, { settledAtMs, ...reshard }) =>
				reshard.startedBy === "observed"
					? table.recordReshard(streamName, { ...reshard, ...(settledAtMs === undefined ? {} : { settledAtMs }) })
					: undefined,
		}),
	},
	"intent-stays": { is: "an intent is not taken back", table: () => ({ withdrawIntent: async () => {} }) },
	"day-too-short": {
		is: "the ledger is read back for twenty hours",
		table: (table) => ({
			load: async (streamName, nowMs) => {
				const known = await table.load(streamName, nowMs);
				const reshards = known.history.reshards.filter(({ atMs }) => atMs > nowMs - 20 * HOUR_MS);
				return { ...known, history: { ...known.history, reshards } };
			},
		}),
	},
	"ledger-capped": {
		is: "only the newest five entries of the ledger are read",
		table: (table) => ({
			load: async (streamName, nowMs) => {
				const known = await table.load(streamName, nowMs);
				const reshards = [...known.history.reshards].sort((one, other) => other.atMs - one.atMs).slice(0, 5);
				return { ...known, history: { ...known.history, reshards } };
			},
		}),
	},
	"table-out-is-empty": {
		is: "a history that cannot be read is taken for an empty one",
		table: (table) => ({
			load: (...args) => table.load(...args).catch(() => ({ revision: 0, history: { reshards: [], override: { kind: "none" } } })),
			recordIntent: (intent, revision) => table.recordIntent(intent, revision).catch(() => ({ kind: "recorded", revision })),
		}),
	},
	"override-unread": {
		is: "the override is not read",
		table: (table) => ({
			load: async (...args) => {
				const known = await table.load(...args);
				return { ...known, history: { ...known.history, override: { kind: "none" } } };
			},
		}),
	},
	"override-in-seconds": {
		is: "the end of an override is read in seconds",
		table: (table) => ({
			load: async (...args) => {
				const known = await table.load(...args);
				const { override } = known.history;
				if (override.kind === "none") return known;
				return { ...known, history: { ...known.history, override: { ...override, untilMs: override.untilMs / 1_000 } } };
			},
		}),
	},
	"lease-unread": {
		is: "a person's lease is not read",
		table: (table) => ({
			load: async (...args) => {
				const { lease: _, ...known } = await table.load(...args);
				return known;
			},
		}),
	},
	"lease-of-an-hour": {
		is: "a lease is written for an hour",
		table: (table) => ({
			acquireLease: (streamName, lease, revision) =>
				table.acquireLease(streamName, { ...lease, untilMs: lease.untilMs + HOUR_MS }, revision),
		}),
	},
	"claim-forgotten": { is: "every process claims every message", table: () => ({ claim: async () => "claimed" }) },
	"claim-for-good": {
		is: "a claim holds for its whole time before its message was sent",
		table: (table) => ({ claim: (streamName, dedupeKey, nowMs, dedupeForMs) => table.claim(streamName, dedupeKey, nowMs, dedupeForMs) }),
	},
	"claim-too-wide": {
		is: "the key of a message's claim has no moment",
		table: (table) => ({
			claim: (streamName, dedupeKey, ...rest) => table.claim(streamName, dedupeKey.split("#")[0] ?? dedupeKey, ...rest),
			confirmClaim: (streamName, dedupeKey, ...rest) => table.confirmClaim(streamName, dedupeKey.split("#")[0] ?? dedupeKey, ...rest),
		}),
	},
	"claim-of-others": {
		is: "a claim of the same second is taken for one that was sent",
		table: () => ({ claim: async (_, __, nowMs) => (nowMs % 2 === 0 ? "already-sent" : "claimed") }),
	},
} as const satisfies Readonly<Record<string, SeededBug>>;
