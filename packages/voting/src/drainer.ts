import { type Drained, type DrainPorts, drainOverflow, type OverflowMessage } from "./drain-overflow.ts";
import { DrainPace } from "./drain-pace.ts";
import { shardCountCache } from "./shard-count-cache.ts";
import { errorText } from "./vote-log.ts";

/**
 * A drainer that remembers its pace from batch to batch. `openShardCount` may be slow or fail; it is called every ten seconds at most.
 *
 * A Lambda environment runs one batch at a time, so it has one pace. A host that runs several batches at once in one process (the local
 * cloud) gets a pace for each, like several environments.
 */
export function createDrainer(ports: DrainPorts): (messages: readonly OverflowMessage[], deadlineMs: number) => Promise<Drained> {
	const openShardCount = shardCountCache(ports.openShardCount, ports.nowMs, (error) =>
		ports.log("warn", "overflow.shard-count-unknown", { error: errorText(error) }),
	);
	const idlePaces: DrainPace[] = [];
	return async (messages, deadlineMs) => {
		const pace = idlePaces.pop() ?? new DrainPace(ports.nowMs());
		try {
			const drained = await drainOverflow({ ...ports, openShardCount }, pace, messages, deadlineMs);
			const { drainedRequestIds, failedMessageIds, putBackRequestIds, setAside, throttledAttempts } = drained;
			ports.log(throttledAttempts > 0 || putBackRequestIds.length > 0 ? "warn" : "info", "overflow.drained", {
				drained: drainedRequestIds.length,
				set_aside: setAside,
				put_back: putBackRequestIds.length,
				failed: failedMessageIds.length,
				throttled_attempts: throttledAttempts,
				rate_per_second: Math.round(pace.ratePerSecond),
				...(drainedRequestIds.length > 0 && { drained_request_ids: drainedRequestIds }),
				...(putBackRequestIds.length > 0 && { put_back_request_ids: putBackRequestIds }),
			});
			return drained;
		} finally {
			idlePaces.push(pace);
		}
	};
}
