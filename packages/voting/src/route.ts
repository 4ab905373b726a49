import { type HttpEvent, methodOf, pathOf, pathParameterOf, type Refusal } from "./http.ts";

export type Route =
	| { readonly kind: "place-vote-by-path"; readonly vote_id: string; readonly token: string; readonly vote_choice: string }
	| { readonly kind: "place-vote-by-body" }
	| { readonly kind: "results"; readonly vote_id: string }
	| { readonly kind: "refused"; readonly refusal: Refusal };

/**
 * The route of an event, by its method and path. Not by `routeKey`, so that the `$default` route and a function URL work alike. API Gateway
 * decodes the path parameters; without them this decodes the segments of the path.
 */
export function readRoute(event: HttpEvent): Route {
	const path = pathOf(event);
	const segments = path.split("/");
	if (segments[0] !== "" || segments[1] !== "votes") return unknownPath();
	const method = methodOf(event);
	switch (segments.length) {
		case 2:
			return method === "POST" ? { kind: "place-vote-by-body" } : notAllowed("POST");
		case 3: {
			if (segments[2] === "") return unknownPath();
			if (method !== "GET") return notAllowed("GET");
			const voteId = segmentOf(event, "vote_id", segments[2]);
			return voteId === undefined ? badEncoding() : { kind: "results", vote_id: voteId };
		}
		case 5: {
			if (method !== "POST") return notAllowed("POST");
			const voteId = segmentOf(event, "vote_id", segments[2]);
			const token = segmentOf(event, "token", segments[3]);
			const choice = segmentOf(event, "vote_choice", segments[4]);
			if (voteId === undefined || token === undefined || choice === undefined) return badEncoding();
			return { kind: "place-vote-by-path", vote_id: voteId, token, vote_choice: choice };
		}
		default:
			return unknownPath();
	}
}

function segmentOf(event: HttpEvent, name: string, segment: string | undefined): string | undefined {
	const parameter = pathParameterOf(event, name);
	if (parameter !== undefined) return parameter;
	try {
		return decodeURIComponent(segment ?? "");
	} catch {
		return undefined;
	}
}

const ROUTES_IN_WORDS = "POST /votes/{vote_id}/{token}/{vote_choice}, POST /votes and GET /votes/{vote_id}";

function unknownPath(): Route {
	return refused({ statusCode: 404, code: "route.unknown", message: `This path does not exist. Try ${ROUTES_IN_WORDS}.` });
}

function notAllowed(allow: string): Route {
	return refused({ statusCode: 405, code: "method-not-allowed", message: `This path takes ${allow} only.`, allow });
}

function badEncoding(): Route {
	return refused({
		statusCode: 400,
		code: "request.invalid",
		message: "The path is not valid percent-encoded UTF-8.",
		details: [{ field: "path", problem: "holds a broken percent-encoding" }],
	});
}

function refused(refusal: Refusal): Route {
	return { kind: "refused", refusal };
}
