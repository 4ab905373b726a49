import { type LineReading, readLogLine, tellsAnAnswer, type VoteOutcome } from "./log-line-reading.ts";
import type { LogLine, LogSearchPort } from "./ports.ts";

export type { VoteOutcome } from "./log-line-reading.ts";

export interface TraceStep extends LineReading {
	readonly atMs: number;
	readonly logGroup: string;
}

/** Everything that was written about one request, the oldest first. */
export interface VoteTrace {
	readonly requestId: string;
	readonly steps: readonly TraceStep[];
	readonly outcome: VoteOutcome;
}

/** What each line's outcome weighs when lines say different things: the later place on a vote's way knows better than the earlier one. */
const BY_KNOWLEDGE: readonly VoteOutcome[] = ["counted", "counted-before", "failed", "refused", "waiting"];

/**
 * Follows one vote through the logs: first by the request's own id, which travels in the record and in the queue's message; then by the id
 * under which Lambda knows the invocation, which the API's access log has, since an error that leaves a handler is written under that one
 * alone.
 *
 * @param requestId as the answer's `x-request-id` or `apigw-requestid` header has it
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

/** Within a millisecond the runtime's START comes first, and the API's line last: it answers when the function has. */
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
