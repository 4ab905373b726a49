import { createHash } from "node:crypto";
import { type HttpEvent, jwtSubjectOf, type Refusal, signerOf } from "./http.ts";
import { VOTE_FIELD_RULES } from "./vote-fields.ts";

/**
 * What API Gateway has checked before a vote is placed: nothing, that the caller's AWS credentials may invoke the API, or the caller's
 * token.
 */
export type VotingAuth = "iam" | "jwt" | "none";

export type Voter =
	/** The client says who votes. */
	| { readonly kind: "named-by-client" }
	/** The token says who votes, whatever the client says. */
	| { readonly kind: "subject"; readonly token: string }
	| { readonly kind: "refused"; readonly refusal: Refusal };

/**
 * Who votes. What the gateway has checked is read only where the deployment has put it before the routes: without that, an event may hold
 * claims that nobody has checked. A request that came past the check, by a route that has none, is refused.
 */
export function voterOf(event: HttpEvent, auth: VotingAuth): Voter {
	switch (auth) {
		case "none":
			return { kind: "named-by-client" };
		case "iam":
			return signerOf(event) === undefined ? refused(UNSIGNED) : { kind: "named-by-client" };
		case "jwt": {
			const subject = jwtSubjectOf(event);
			return subject === undefined ? refused(WITHOUT_TOKEN) : { kind: "subject", token: voterToken(subject) };
		}
	}
}

const DIGEST_PREFIX = "sha256:";

/**
 * The subject where it can be a voter's token as it is (a UUID, a number, an address), else its digest: an issuer may put any character
 * into a subject, and no two subjects may be one voter.
 */
export function voterToken(subject: string): string {
	const { maxLength, pattern } = VOTE_FIELD_RULES.token;
	if (subject.length <= maxLength && pattern.test(subject) && !subject.startsWith(DIGEST_PREFIX)) return subject;
	return `${DIGEST_PREFIX}${createHash("sha256").update(subject).digest("hex")}`;
}

const UNSIGNED: Refusal = {
	statusCode: 403,
	code: "auth.required",
	message: "Sign the request with AWS credentials that may invoke this API.",
};

const WITHOUT_TOKEN: Refusal = {
	statusCode: 401,
	code: "auth.required",
	message: "Send a token of this API's issuer: authorization: Bearer <token>.",
	authenticate: "Bearer",
};

function refused(refusal: Refusal): Voter {
	return { kind: "refused", refusal };
}
