import { type ClockPort, type HistoryPorts, ObservationError, type Ports, ReshardError, reshardRefusalOf } from "@headroom/controller";
import type { Caller } from "../check/journal.ts";
import type { World } from "../world/world.ts";

/** Headroom's ports over the world, without any fault, with everything that takes effect in the journal. */
export function headroomPorts(world: World, clock: ClockPort, by: Exclude<Caller, "others">): Ports {
	const { kinesis } = world;
	return {
		clock,
		history: journaled(world),
		load: {
			read: async (streamName, sinceMs, nowMs) => streamOf(world, streamName).metrics.read(sinceMs, Math.min(nowMs, world.time.nowMs())),
		},
		consumers: {
			read: async (_, nowMs) => ({ kind: "known", retentionHours: 24, registered: [], eventSourceMappings: [], sharedReadAtMs: nowMs }),
		},
		notifier: { publish: async (notification) => world.told(notification) },
		recheck: { schedule: async (recheck) => world.onRecheck(recheck) },
		stream: {
			describe: async (streamName) => {
				const described = kinesis.describe(streamName);
				if (described !== undefined) return described;
				throw new ObservationError(`Stream ${streamName} does not exist.`, {
					code: "observation.stream-not-found",
					retryable: false,
					streamName,
				});
			},
			describeAccount: async () => ({ kind: "known", shardLimit: kinesis.shardLimit, openShardCount: kinesis.openShardCount() }),
			lineageSince: async (streamName, sinceMs) =>
				kinesis.lineageSince(streamName, sinceMs) ?? { kind: "no-data", reason: "ListShards refused" },
			updateShardCount: async (streamName, targetShardCount) => {
				const currentShardCount = kinesis.describe(streamName)?.openShardCount;
				if (currentShardCount === undefined)
					throw new ReshardError(`Stream ${streamName} does not exist.`, {
						code: "reshard.stream-not-found",
						retryable: false,
						streamName,
					});
				const refusal = kinesis.updateShardCount(streamName, targetShardCount, by);
				if (refusal === undefined) return { kind: "accepted", currentShardCount, targetShardCount };
				const { code, message } = refusal;
				return { kind: "refused", refusal: reshardRefusalOf(code, message), message: `${code}: ${message}` };
			},
		},
		telemetry: { observed: ({ streamName }) => streamOf(world, streamName).metrics.observed(clock.nowMs()), log: () => {} },
	};
}

function streamOf({ streams }: World, streamName: string) {
	const stream = streams.find((each) => each.streamName === streamName);
	if (stream === undefined) throw new Error(`There is no stream ${streamName} in this world.`);
	return stream;
}

/** The table, and what is really written into it. */
function journaled({ history, journal, time }: World): HistoryPorts {
	const standing = async (streamName: string) => {
		const { history: known, lease } = await history.load(streamName, time.nowMs());
		return { standing: known.override, leaseUntilMs: lease?.untilMs };
	};
	return {
		load: (streamName, nowMs) => history.load(streamName, nowMs),
		claim: (...args) => history.claim(...args),
		confirmClaim: (...args) => history.confirmClaim(...args),
		releaseClaim: (...args) => history.releaseClaim(...args),
		forget: (...args) => history.forget(...args),
		recordRefusal: (...args) => history.recordRefusal(...args),
		recordObservedShardCount: (...args) => history.recordObservedShardCount(...args),
		// Kept for people; no decision reads it.
		recordDecision: async () => {},
		recordAct: async () => {},
		recordIntent: async (intent, revision) => {
			const race = await history.recordIntent(intent, revision);
			if (race.kind === "recorded")
				journal.write(intent.streamName, { kind: "intent-written", intent, ...(await standing(intent.streamName)) });
			return race;
		},
		withdrawIntent: async (intent) => {
			await history.withdrawIntent(intent);
			journal.write(intent.streamName, { kind: "intent-gone", intent });
		},
		settleIntent: async (intent, reshard) => {
			await history.settleIntent(intent, reshard);
			journal.write(intent.streamName, { kind: "ledger-written", reshard });
			journal.write(intent.streamName, { kind: "intent-gone", intent });
		},
		recordReshard: async (streamName, reshard) => {
			await history.recordReshard(streamName, reshard);
			journal.write(streamName, { kind: "ledger-written", reshard });
		},
		recordTold: (...args) => history.recordTold(...args),
		putOverride: async (streamName, override, revision) => {
			const race = await history.putOverride(streamName, override, revision);
			if (race.kind === "recorded") journal.write(streamName, { kind: "override-written", override });
			return race;
		},
		acquireLease: async (streamName, lease, revision) => {
			const race = await history.acquireLease(streamName, lease, revision);
			if (race.kind === "recorded") journal.write(streamName, { kind: "lease-written", untilMs: lease.untilMs });
			return race;
		},
		renewLease: async (streamName, lease) => {
			const isRenewed = await history.renewLease(streamName, lease);
			if (isRenewed) journal.write(streamName, { kind: "lease-written", untilMs: lease.untilMs });
			return isRenewed;
		},
		releaseLease: (...args) => history.releaseLease(...args),
	};
}
