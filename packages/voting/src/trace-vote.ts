import { type LineReading, readLogLine, tellsAnAnswer, type VoteOutcome } from "./log-line-reading.ts";
import type { LogLine, LogSearchPort } from "./ports.ts";

export type { VoteOutcome } from "./log-line-reading.ts";

export interface TraceStep extends LineReading {
	readonly atMs: number;
	readonly logGroup: string;
}

/** All log lines about one request, the oldest first. */
export interface VoteTrace {
	readonly requestId: string;
	readonly steps: readonly TraceStep[];
	readonly outcome: VoteOutcome;
}

/** The order in which outcomes win if lines differ: a later stage on a vote's way knows more than an earlier one. */
const BY_KNOWLEDGE: readonly VoteOutcome[] = ["counted", "counted-before", "failed", "refused", "waiting"];

/**
 * Follows one vote through the logs. First by the request's own id, which travels in the record and in the queue's message. Then by
 * Lambda's id of the invocation, which the API's access log has: an error that leaves a handler is logged under that id alone.
 *
 * @param requestId from the answer's header `x-request-id` or `apigw-requestid`
 * @throws LogSearchError
 */
export async function traceVote(logs: LogSearchPort, requestId: string): Promise<VoteTrace> {
	const own = (await logs.find(requestId)).map((line) => stepOf(line, requestId));
	const invocationIds = new Set(own.flatMap(({ invocationId }) => invocationId ?? []));
	const ofInvocations = (await Promise.all([...invocationIds].map((id) => logs.find(id)))).flat().map((line) => stepOf(line, requestId));
	const known = new Set(own.map(({ text }) => text));
	const steps = [...own, ...ofInvocations.filter(({ text }) => !known.has(text))].sort(inOrder);
	return { requestId, steps, outcome: outcomeOf(steps) };
}

function stepOf({ atMs, logGroup, text }: LogLine, requestId: string): TraceStep {
	return { atMs, logGroup, ...readLogLine(text, requestId) };
}

/** Within a millisecond the runtime's START comes first and the API's line last, since it answers after the function. */
function inOrder(left: TraceStep, right: TraceStep): number {
	return left.atMs - right.atMs || placeWithinAMillisecond(left) - placeWithinAMillisecond(right);
}

function placeWithinAMillisecond({ text }: TraceStep): number {
	if (text.startsWith("START RequestId")) return 0;
	return tellsAnAnswer(text) ? 2 : 1;
}

function outcomeOf(steps: readonly TraceStep[]): VoteOutcome {
	const said = new Set(steps.map(({ outcome }) => outcome));
	return BY_KNOWLEDGE.find((outcome) => said.has(outcome)) ?? "unknown";
}
