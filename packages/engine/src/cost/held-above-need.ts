import type { History } from "../history.ts";
import { RESHARD_WINDOW_MS } from "../kinesis-limits.ts";
import { burstShardCount } from "../ledger/burst-history.ts";
import { recordedShardCount } from "../ledger/last-reshard.ts";
import { fullShardsOf } from "../measure/need.ts";
import { newestMinutes } from "../measure/newest-minutes.ts";
import type { Observation } from "../observation.ts";
import type { Policy } from "../policy.ts";
import { shardsForTarget } from "../recommend/capacity.ts";
import { SCALE_IN_SAVES_AT_LEAST } from "../stabilize/stabilize.ts";

const HOUR_MS = 3_600_000;
/** Headroom has looked after the stream for a day, but for what is late and for a deployment. */
const SEEN_FOR_MS = RESHARD_WINDOW_MS - HOUR_MS;

/** Shards that a stream has had for a day and did not need. */
export interface HeldAboveNeed {
	/** The fewest that it had. */
	readonly heldShardCount: number;
	/** The most that its load, its bursts or the policy's floors asked for. */
	readonly neededShardCount: number;
}

/**
 * Whether the stream had more shards than it needed for a whole day, by a quarter at least: as much as a scale in has to save.
 *
 * @param observation whose datapoints and Headroom's own reach back a day. A minute without a datapoint had no known load
 * @returns `undefined` if it needed them, or Headroom has looked after it for less than a day
 */
export function heldAboveNeed({ load, observedAtMs, stream }: Observation, policy: Policy, history: History): HeldAboveNeed | undefined {
	const sinceMs = observedAtMs - RESHARD_WINDOW_MS;
	const isSeenForADay = load.headroomMinutes?.some((startMs) => startMs >= sinceMs && startMs <= observedAtMs - SEEN_FOR_MS) ?? false;
	if (!isSeenForADay) return undefined;
	let heldShardCount = stream.openShardCount;
	for (const { atMs, fromShardCount, settledAtMs = observedAtMs, toShardCount } of history.reshards) {
		if (settledAtMs < sinceMs || atMs > observedAtMs) continue;
		heldShardCount = Math.min(heldShardCount, recordedShardCount(fromShardCount), recordedShardCount(toShardCount));
	}
	const { minutes } = newestMinutes(load.minutes, observedAtMs, RESHARD_WINDOW_MS / 1_000);
	const highest = minutes.reduce(
		(most, minute) => Math.max(most, fullShardsOf(minute, minute.throttledRecords / policy.writeAttemptsPerRecord)),
		0,
	);
	const neededShardCount = Math.max(
		shardsForTarget(highest, policy.targetUtilization),
		policy.minShardCount,
		...policy.scheduledFloors.map(({ minShardCount }) => minShardCount),
		burstShardCount(history.reshards, observedAtMs, policy),
	);
	return neededShardCount <= heldShardCount * (1 - SCALE_IN_SAVES_AT_LEAST) ? { heldShardCount, neededShardCount } : undefined;
}
