import type { InvariantDefinition } from "../invariant.ts";
import { DAY_MS, MINUTE_MS } from "../times.ts";

const RECORDS_PER_SECOND_PER_SHARD = 1_000;
const RESHARDS_A_DAY = 10;
/** An autoscaler keeps reshards for growing back, so that a stream that was resharded often is not scaled in. */
const FEW_RESHARDS = 3;
const FAR_TOO_MANY = 8;

export const GROWS: InvariantDefinition = {
	name: "grows",
	holds: "After the quiet hours every throttled stream that may grow has grown.",
	over: (world, violated) => ({
		end: async () => {
			for (const { load, policy, streamName } of world.streams) {
				const offered = load.recordsPerSecond(Math.floor(world.time.nowMs() / MINUTE_MS) - 1);
				const described = world.kinesis.describe(streamName);
				if (described === undefined || described.streamMode !== "PROVISIONED") continue;
				const { openShardCount } = described;
				if (offered <= openShardCount * RECORDS_PER_SECOND_PER_SHARD || openShardCount >= policy.maxShardCount) continue;
				const { counted, isOverridden } = await standingOf(world, streamName);
				if (counted >= RESHARDS_A_DAY || isOverridden) continue;
				violated(
					streamName,
					`It has ${openShardCount} shards for ${offered} records/s, may have ${policy.maxShardCount}, and ${counted} of the ten are used.`,
				);
			}
		},
	}),
};

export const SHRINKS: InvariantDefinition = {
	name: "shrinks",
	holds: "After the quiet hours no stream that was calm for a day has eight times the shards that it needs.",
	over: (world, violated) => {
		const throttledAtMs = new Map<string, number>();
		return {
			minute: () => {
				const nowMs = world.time.nowMs();
				for (const { load, streamName } of world.streams) {
					if (load.recordsPerSecond(nowMs / MINUTE_MS - 1) > world.kinesis.capacity(streamName)) throttledAtMs.set(streamName, nowMs);
				}
			},
			end: async () => {
				const nowMs = world.time.nowMs();
				for (const { load, policy, streamName } of world.streams) {
					const offered = load.recordsPerSecond(Math.floor(nowMs / MINUTE_MS) - 1);
					const described = world.kinesis.describe(streamName);
					if (described === undefined || described.streamMode !== "PROVISIONED") continue;
					const needed = Math.max(policy.minShardCount, Math.ceil(offered / RECORDS_PER_SECOND_PER_SHARD));
					const wasCalm = (throttledAtMs.get(streamName) ?? 0) < nowMs - DAY_MS;
					if (described.openShardCount < needed * FAR_TOO_MANY || !wasCalm) continue;
					const { counted, isOverridden } = await standingOf(world, streamName);
					if (counted > FEW_RESHARDS || isOverridden) continue;
					violated(streamName, `It has ${described.openShardCount} shards and needs ${needed}; ${counted} of the ten are used.`);
				}
			},
		};
	},
};

async function standingOf({ faults, history, time }: Parameters<InvariantDefinition["over"]>[0], streamName: string) {
	const { history: known } = await history.load(streamName, time.nowMs());
	const { override, reshards } = known;
	return {
		counted: reshards.filter(({ atMs }) => atMs > time.nowMs() - DAY_MS - MINUTE_MS).length,
		// One that ended in the quiet hours has left too little time.
		isOverridden: override.kind !== "none" && override.untilMs > faults.endsAtMs,
	};
}
