import { HEADROOM_METRICS, HEADROOM_NAMESPACE } from "@headroom/controller";
import type { EmulatorClock, MetricSink } from "@headroom/emulators";
import { voteLogLine } from "@headroom/voting";
import { putEmbeddedMetrics } from "../../../src/services/cloudwatch/log-metrics.ts";

export interface ThrottleLogOptions {
	readonly clock: EmulatorClock;
	readonly metrics: MetricSink;
	readonly streamName: string;
}

const METRIC_NAMES = {
	namespace: HEADROOM_NAMESPACE,
	overflowedVotes: HEADROOM_METRICS.overflowedVotes,
};

const VOTE = { time_id: "1", vote_id: "best-editor", token: "voter", vote_choice: "ed", request_id: "request" };

/**
 * A producer that says what was throttled, in the log line of place-vote, which the local cloud makes metrics of.
 *
 * @param throttledAttempts of one shard, since the last line about it
 */
export function logThrottles({ clock, metrics, streamName }: ThrottleLogOptions, shardId: string, throttledAttempts: number): void {
	const nowMs = clock.nowMs();
	const line = voteLogLine({ kind: "accepted", throttledAttempts, shardId }, VOTE, { streamName, metricNames: METRIC_NAMES, nowMs });
	const fault = putEmbeddedMetrics(metrics, line ?? "", nowMs);
	if (fault !== undefined) throw new Error(`place-vote's log line makes no metric: ${fault}`);
}
