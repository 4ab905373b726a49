import {
	type ClockPort,
	type HistoryPorts,
	type LoadPort,
	type NotifierPort,
	type Ports,
	ReshardError,
	type StreamPort,
} from "@headroom/controller";
import type { LoadDatapoint } from "@headroom/engine";
import type { OverflowPort, TallyPort, VoteStreamPort } from "@headroom/voting";

type Table = HistoryPorts;

/** A bug that somebody could write, put into one port of every process of Headroom. The invariants must find it. */
export interface SeededBug {
	/** One sentence. */
	readonly is: string;
	readonly table?: (table: Table, clock: ClockPort) => Partial<Table>;
	readonly stream?: (stream: StreamPort, clock: ClockPort) => Partial<StreamPort>;
	readonly load?: (load: LoadPort, clock: ClockPort) => Partial<LoadPort>;
	readonly notifier?: (notifier: NotifierPort, clock: ClockPort) => Partial<NotifierPort>;
	readonly tally?: (tally: TallyPort) => Partial<TallyPort>;
	readonly overflow?: (overflow: OverflowPort) => Partial<OverflowPort>;
	readonly votes?: (stream: VoteStreamPort) => Partial<VoteStreamPort>;
}

const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

export const SEEDED_BUGS = {
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
	"lost-answer-is-no": {
		is: "a call without an answer is taken for refused",
		stream: (stream) => ({
			updateShardCount: (...args) =>
				stream.updateShardCount(...args).catch((error: unknown) => {
					if (!(error instanceof ReshardError)) throw error;
					return { kind: "refused", refusal: "other", message: error.message };
				}),
		}),
	},
	"act-sent-again": {
		is: "a call without an answer is sent again, and the second answer counts",
		stream: (stream) => ({ updateShardCount: (...args) => stream.updateShardCount(...args).catch(() => stream.updateShardCount(...args)) }),
	},
	"target-doubled": {
		is: "the call asks for one shard more than was decided",
		stream: (stream) => ({ updateShardCount: (streamName, target) => stream.updateShardCount(streamName, target + 1) }),
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
	"failure-swallowed": {
		is: "a message that could not be sent is taken for sent",
		notifier: (notifier) => ({ publish: (notification) => notifier.publish(notification).catch(() => {}) }),
	},
	"wrong-stream-told": {
		is: "messages name another stream",
		notifier: (notifier) => ({
			publish: (notification) => notifier.publish({ ...notification, streamName: `${notification.streamName}-copy` }),
		}),
	},
	"refusals-hidden": {
		is: "refusals, blocks and failures are not told",
		notifier: (notifier) => ({
			publish: async (notification) =>
				["refused", "blocked", "failed"].includes(notification.kind) ? undefined : notifier.publish(notification),
		}),
	},
	"sent-ten-times": {
		is: "every message is sent ten times",
		notifier: (notifier) => ({
			publish: async (notification) => {
				for (let times = 0; times < 10; times += 1) await notifier.publish(notification);
			},
		}),
	},
	"description-stale": {
		is: "the description of a stream is remembered for ten minutes",
		stream: (stream, clock) => ({
			describe: async (streamName) => {
				const known = STALE.get(stream)?.get(streamName);
				if (known !== undefined && clock.nowMs() - known.atMs < 10 * MINUTE_MS) return known.described;
				const described = await stream.describe(streamName);
				STALE.set(stream, (STALE.get(stream) ?? new Map()).set(streamName, { atMs: clock.nowMs(), described }));
				return described;
			},
		}),
	},
	"always-updating": {
		is: "a stream that was resharded is seen as UPDATING for ever",
		stream: (stream) => ({
			describe: async (streamName) => {
				const described = await stream.describe(streamName);
				return described.openShardCount > 4 ? { ...described, streamStatus: "UPDATING" } : described;
			},
		}),
	},
	"never-out": {
		is: "scaling out is never asked for",
		stream: (stream) => ({
			updateShardCount: async (streamName, target) => {
				const { openShardCount } = await stream.describe(streamName);
				if (target < openShardCount) return stream.updateShardCount(streamName, target);
				return { kind: "refused", refusal: "other", message: "It was not asked for." };
			},
		}),
	},
	"silence-is-calm": {
		is: "metrics that cannot be read are taken for an hour of zeros",
		load: (load) => ({
			read: (...args) => load.read(...args).catch(() => calm(args[2])),
		}),
	},
	"records-for-thousands": {
		is: "the load is read as a tenth of what it is",
		load: (load) => ({
			read: async (...args) => {
				const read = await load.read(...args);
				return {
					...read,
					fastWindow: { kind: "no-data" },
					minutes: read.minutes.map((minute) => ({
						...minute,
						incomingRecords: minute.incomingRecords / 10,
						incomingBytes: minute.incomingBytes / 10,
						throttledRecords: 0,
					})),
				};
			},
		}),
	},
	"voters-unwritten": { is: "the tally remembers no voters", tally: () => ({ writeVoters: async () => {} }) },
	"own-claim-forgotten": {
		is: "a voter whom a broken delivery has claimed is taken for one who was counted",
		tally: (tally) => ({
			readVoters: async (...args) => new Map([...(await tally.readVoters(...args))].map(([token]) => [token, "another"])),
		}),
	},
	"checkpoint-unread": {
		is: "the tally reads no checkpoint, and writes over whatever is there",
		tally: (tally) => ({
			readCheckpoint: async () => undefined,
			addCounts: async (update) =>
				tally.addCounts({ ...update, fromCheckpoint: await tally.readCheckpoint(update.voteId, update.shardId) }),
		}),
	},
	"counts-lost": {
		is: "the checkpoint moves before the counts are added, and a failure in between loses them",
		tally: (tally) => ({ addCounts: (update) => tally.addCounts(update).catch(() => "added") }),
	},
	"queue-swallows": {
		is: "a vote that the overflow queue did not take is answered with 202",
		overflow: (overflow) => ({ send: (...args) => overflow.send(...args).catch(() => {}) }),
	},
	"lost-put-is-stored": {
		is: "a put without an answer is taken for stored",
		votes: (stream) => ({
			putVote: (vote) => stream.putVote(vote).catch(() => ({ kind: "stored", shardId: "shardId-000000000000", sequenceNumber: "1" })),
		}),
	},
	"throttled-is-stored": {
		is: "of several votes put at once, throttled ones are taken for stored",
		votes: (stream) => ({
			putVotes: async (votes) =>
				(await stream.putVotes(votes)).map(() => ({ kind: "stored", shardId: "shardId-000000000000", sequenceNumber: "1" })),
		}),
	},
} as const satisfies Readonly<Record<string, SeededBug>>;

export type SeededBugName = keyof typeof SEEDED_BUGS;

export const SEEDED_BUG_NAMES = Object.keys(SEEDED_BUGS) as SeededBugName[];

export function isSeededBug(name: string): name is SeededBugName {
	return Object.hasOwn(SEEDED_BUGS, name);
}

/** What the stale description remembers, by process. */
const STALE = new WeakMap<
	StreamPort,
	Map<string, { readonly atMs: number; readonly described: Awaited<ReturnType<StreamPort["describe"]>> }>
>();

function calm(nowMs: number): Awaited<ReturnType<LoadPort["read"]>> {
	const newestStartMs = Math.floor(nowMs / MINUTE_MS) * MINUTE_MS - MINUTE_MS;
	const minutes = Array.from({ length: 65 }, (_, ago): LoadDatapoint => {
		return {
			startMs: newestStartMs - (64 - ago) * MINUTE_MS,
			periodSeconds: 60,
			incomingRecords: 0,
			incomingBytes: 0,
			throttledRecords: 0,
		};
	});
	return { minutes, fastWindow: { kind: "no-data" }, iteratorAge: { kind: "known", maxMs: 0 }, shardThrottles: { kind: "no-data" } };
}

/** The ports with the bug in them. */
export function withBug<P extends Ports>(ports: P, name: SeededBugName | undefined, clock: ClockPort): P {
	if (name === undefined) return ports;
	const bug: SeededBug = SEEDED_BUGS[name];
	return {
		...ports,
		history: replaced(ports.history, bug.table?.(ports.history as HistoryPorts, clock)),
		stream: replaced(ports.stream, bug.stream?.(ports.stream, clock)),
		load: replaced(ports.load, bug.load?.(ports.load, clock)),
		notifier: replaced(ports.notifier, bug.notifier?.(ports.notifier, clock)),
	};
}

/** The voting system's ports with the bug in them. */
export function votingWithBug<P extends VotingPorts>(ports: P, name: SeededBugName | undefined): P {
	if (name === undefined) return ports;
	const bug: SeededBug = SEEDED_BUGS[name];
	return {
		...ports,
		tally: replaced(ports.tally, bug.tally?.(ports.tally)),
		overflow: replaced(ports.overflow, bug.overflow?.(ports.overflow)),
		stream: replaced(ports.stream, bug.votes?.(ports.stream)),
	};
}

export interface VotingPorts {
	readonly tally: TallyPort;
	readonly overflow: OverflowPort;
	readonly stream: VoteStreamPort;
}

function replaced<Port extends object>(port: Port, changes: Partial<Port> | undefined): Port {
	if (changes === undefined) return port;
	return new Proxy(port, { get: (target, key) => Reflect.get(Object.hasOwn(changes, key) ? changes : target, key) });
}
