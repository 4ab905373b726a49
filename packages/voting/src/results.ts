import { type HttpEvent, type HttpResponse, jsonResponse, refusalResponse, requestIdOf } from "./http.ts";
import type { TallyPort } from "./ports.ts";
import { readRoute } from "./route.ts";
import { fieldFault } from "./vote-fields.ts";
import { errorText } from "./vote-log.ts";

export interface ResultsPorts {
	readonly tally: Pick<TallyPort, "readResults">;
	newRequestId(): string;
	log(level: "error", event: string, fields: Readonly<Record<string, unknown>>): void;
}

/**
 * The counts of one poll.
 *
 * A poll without votes answers 200 with a total of 0. A poll exists from its first vote on, so no list can distinguish a new one from a
 * misspelt one. A page that polls for results then needs no special case before the first vote.
 */
export async function answerResults(ports: ResultsPorts, event: HttpEvent): Promise<HttpResponse> {
	const requestId = requestIdOf(event, ports.newRequestId);
	const route = readRoute(event);
	if (route.kind === "refused") return refusalResponse(route.refusal, requestId);
	if (route.kind !== "results") {
		return refusalResponse(
			{ statusCode: 405, code: "method-not-allowed", message: "This path takes POST only.", allow: "POST" },
			requestId,
		);
	}
	const fault = fieldFault("vote_id", route.vote_id);
	if (fault !== undefined) {
		const message = `The request is not valid: ${fault.field} ${fault.problem}.`;
		return refusalResponse({ statusCode: 400, code: "request.invalid", message, details: [fault] }, requestId);
	}
	try {
		const { voteId, choices, total } = await ports.tally.readResults(route.vote_id);
		return jsonResponse(200, { vote_id: voteId, choices, total }, requestId);
	} catch (error) {
		ports.log("error", "results.unavailable", { request_id: requestId, vote_id: route.vote_id, error: errorText(error) });
		const message = "The service cannot read the results right now. Try again.";
		return refusalResponse({ statusCode: 503, code: "service.unavailable", message, retryAfterSeconds: 1 }, requestId);
	}
}
