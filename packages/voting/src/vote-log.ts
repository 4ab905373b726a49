import { WRITE_THROTTLES_METRIC, writeThrottlesDirective } from "@headroom/producer";
import type { PlaceVoteOutcome } from "./place-vote.ts";
import type { Vote } from "./ports.ts";

/** Names of the metrics in a place-vote line. They come from outside, since the alarms on them are defined elsewhere. */
export interface VoteMetricNames {
	readonly namespace: string;
	readonly overflowedVotes: string;
}

/**
 * The one log line of a vote that was not stored at the first attempt; nothing for other votes. People search this line, and in
 * CloudWatch's embedded metric format it is the data of the fast alarm.
 *
 * Not written by Powertools Metrics, which has one store for each process with one directive and its own default dimension. This line has
 * two directives with different dimension sets, and it is on the hot path when there is least time to spare.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function voteLogLine(
	outcome: PlaceVoteOutcome,
	vote: Vote,
	context: { readonly streamName: string; readonly metricNames: VoteMetricNames; readonly nowMs: number },
): string | undefined {
	if (outcome.kind === "accepted" && outcome.throttledAttempts === 0) return undefined;
	const { streamName, metricNames, nowMs } = context;
	const directives = [
		...(outcome.throttledAttempts > 0 ? [writeThrottlesDirective(outcome.shardId)] : []),
		...(outcome.kind === "queued" ? [countDirective(metricNames.namespace, metricNames.overflowedVotes)] : []),
	];
	return JSON.stringify({
		...(directives.length > 0 ? { _aws: { Timestamp: nowMs, CloudWatchMetrics: directives } } : {}),
		level: outcome.kind === "refused" ? "ERROR" : "WARN",
		event: { accepted: "vote.throttled", queued: "vote.overflowed", refused: "vote.refused" }[outcome.kind],
		message: describe(outcome, streamName),
		timestamp: new Date(nowMs).toISOString(),
		request_id: vote.request_id,
		vote_id: vote.vote_id,
		StreamName: streamName,
		...(outcome.shardId === undefined ? {} : { ShardId: outcome.shardId }),
		...(outcome.throttledAttempts > 0 ? { [WRITE_THROTTLES_METRIC.name]: outcome.throttledAttempts } : {}),
		...(outcome.kind === "queued" ? { [metricNames.overflowedVotes]: 1 } : {}),
		...failureFields(outcome),
	});
}

function countDirective(namespace: string, name: string) {
	return { Namespace: namespace, Dimensions: [["StreamName"]], Metrics: [{ Name: name, Unit: "Count" }] };
}

function describe(outcome: PlaceVoteOutcome, streamName: string): string {
	const throttles = `${outcome.throttledAttempts} throttled ${outcome.throttledAttempts === 1 ? "write" : "writes"}`;
	switch (outcome.kind) {
		case "accepted":
			return `${streamName}: stored after ${throttles}`;
		case "queued":
			return outcome.streamFailure === undefined
				? `${streamName}: ${throttles}, the vote waits in the overflow queue`
				: `${streamName}: not reachable, the vote waits in the overflow queue`;
		case "refused":
			return `${streamName}: neither the stream nor the overflow queue took the vote; the API asked the client to try again`;
	}
}

function failureFields(outcome: PlaceVoteOutcome): object {
	const streamFailure = outcome.kind === "accepted" ? undefined : outcome.streamFailure;
	const overflowFailure = outcome.kind === "refused" ? outcome.overflowFailure : undefined;
	return {
		...(streamFailure === undefined ? {} : { stream_error: errorText(streamFailure) }),
		...(overflowFailure === undefined ? {} : { overflow_error: errorText(overflowFailure) }),
	};
}

/** `code: message` if the error has a code, so that one search finds all errors of a kind. */
export function errorText(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	const code = "code" in error && typeof error.code === "string" ? error.code : error.name;
	return `${code}: ${error.message}`;
}
