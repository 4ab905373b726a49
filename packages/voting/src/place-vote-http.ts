import { type HttpEvent, type HttpResponse, jsonResponse, type Refusal, refusalResponse, requestIdOf } from "./http.ts";
import { type PlaceVotePorts, placeVote } from "./place-vote.ts";
import { readPlaceVoteRequest } from "./place-vote-request.ts";
import type { Vote } from "./ports.ts";
import { type VoteMetricNames, voteLogLine } from "./vote-log.ts";
import type { VotingAuth } from "./voter.ts";

export interface PlaceVoteHttpPorts extends PlaceVotePorts {
	readonly streamName: string;
	readonly metricNames: VoteMetricNames;
	/** What API Gateway has checked before the request came here; nothing where absent. */
	readonly auth?: VotingAuth;
	nowMs(): number;
	newRequestId(): string;
	/** One line to standard output, as CloudWatch Logs reads it. */
	writeLine(line: string): void;
}

const UNAVAILABLE: Refusal = {
	statusCode: 503,
	code: "service.unavailable",
	message: "The service could not store the vote. Send it again: it counts once, however often you send it.",
	retryAfterSeconds: 1,
};

/** One request, one answer: 200 stored, 202 in the queue, 4xx with every fault, 503 if neither stream nor queue took the vote. */
export async function answerPlaceVote(ports: PlaceVoteHttpPorts, event: HttpEvent): Promise<HttpResponse> {
	const requestId = requestIdOf(event, ports.newRequestId);
	const request = readPlaceVoteRequest(event, ports.auth);
	if (request.kind === "refused") return refusalResponse(request.refusal, requestId);
	const vote = voteOf(request.fields, requestId, ports.nowMs());
	const outcome = await placeVote(ports, vote);
	const line = voteLogLine(outcome, vote, { streamName: ports.streamName, metricNames: ports.metricNames, nowMs: ports.nowMs() });
	if (line !== undefined) ports.writeLine(line);
	const { time_id, vote_id, vote_choice } = vote;
	switch (outcome.kind) {
		case "accepted":
			return jsonResponse(200, { status: "accepted", vote_id, vote_choice, time_id, request_id: requestId }, requestId);
		case "queued":
			return jsonResponse(202, { status: "queued", vote_id, vote_choice, time_id, request_id: requestId }, requestId);
		case "refused":
			return refusalResponse(UNAVAILABLE, requestId);
	}
}

function voteOf(fields: Pick<Vote, "token" | "vote_choice" | "vote_id">, requestId: string, nowMs: number): Vote {
	return { time_id: `${new Date(nowMs).toISOString()}#${requestId}`, ...fields, request_id: requestId };
}
