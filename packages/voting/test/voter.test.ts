import { describe, expect, it } from "vitest";
import { InMemoryOverflow, InMemoryVoteStream } from "../src/in-memory-ports.ts";
import type { HttpEvent } from "../src/index.ts";
import { answerPlaceVote, RetryBudget, readPlaceVoteRequest } from "../src/index.ts";
import { type VotingAuth, voterToken } from "../src/voter.ts";
import { httpEvent, jsonEvent } from "./build.ts";

/** What API Gateway adds once it has checked a token, or a signature. */
function checked(event: HttpEvent, authorizer: unknown): HttpEvent {
	return { ...event, requestContext: { ...(event.requestContext as object), authorizer } };
}

const byToken = (event: HttpEvent, sub: unknown) =>
	checked(event, { jwt: { claims: { sub, iss: "https://id.example.com/" }, scopes: null } });
const signed = (event: HttpEvent) => checked(event, { iam: { userArn: "arn:aws:iam::123456789012:user/page", accountId: "123456789012" } });

const BY_PATH = httpEvent({ path: "/votes/lunch/voter-of-the-path/pizza" });
const BY_BODY = jsonEvent('{"vote_id":"lunch","token":"voter-of-the-body","vote_choice":"pizza"}');
const BODY_WITHOUT_VOTER = jsonEvent('{"vote_id":"lunch","vote_choice":"pizza"}');

describe("the voter", () => {
	it.each<{ title: string; auth: VotingAuth; event: HttpEvent; token: string }>([
		{ title: "is the path's where nothing is checked", auth: "none", event: BY_PATH, token: "voter-of-the-path" },
		{
			title: "is the path's where nothing is checked, whatever claims the event holds",
			auth: "none",
			event: byToken(BY_PATH, "ada"),
			token: "voter-of-the-path",
		},
		{ title: "is the path's where callers sign", auth: "iam", event: signed(BY_PATH), token: "voter-of-the-path" },
		{ title: "is the body's where callers sign", auth: "iam", event: signed(BY_BODY), token: "voter-of-the-body" },
		{ title: "is the token's subject, not the path's", auth: "jwt", event: byToken(BY_PATH, "ada"), token: "ada" },
		{ title: "is the token's subject, not the body's", auth: "jwt", event: byToken(BY_BODY, "ada"), token: "ada" },
		{ title: "is the token's subject, and the body need name none", auth: "jwt", event: byToken(BODY_WITHOUT_VOTER, "ada"), token: "ada" },
		{
			title: "is the token's subject where the path's voter could be none",
			auth: "jwt",
			event: byToken(httpEvent({ path: "/votes/lunch/no%20voter/pizza" }), "ada"),
			token: "ada",
		},
	])("$title", ({ auth, event, token }) => {
		expect(readPlaceVoteRequest(event, auth)).toEqual({ kind: "vote", fields: { vote_id: "lunch", token, vote_choice: "pizza" } });
	});

	it.each<{ title: string; auth: VotingAuth; event: HttpEvent; statusCode: number }>([
		{ title: "no token", auth: "jwt", event: BY_PATH, statusCode: 401 },
		{ title: "no token, by a body that names a voter", auth: "jwt", event: BY_BODY, statusCode: 401 },
		{ title: "a token without a subject", auth: "jwt", event: byToken(BY_PATH, undefined), statusCode: 401 },
		{ title: "a token with an empty subject", auth: "jwt", event: byToken(BY_PATH, ""), statusCode: 401 },
		{ title: "a subject that is no text", auth: "jwt", event: byToken(BY_PATH, { toString: "ada" }), statusCode: 401 },
		{ title: "a signature in place of a token", auth: "jwt", event: signed(BY_PATH), statusCode: 401 },
		{ title: "no signature", auth: "iam", event: BY_PATH, statusCode: 403 },
		{ title: "a token in place of a signature", auth: "iam", event: byToken(BY_PATH, "ada"), statusCode: 403 },
	])("is refused with $title", ({ auth, event, statusCode }) => {
		expect(readPlaceVoteRequest(event, auth)).toMatchObject({ kind: "refused", refusal: { statusCode, code: "auth.required" } });
	});

	it("is asked for only where a vote is placed: what is no route stays 404, and results 405", () => {
		expect(readPlaceVoteRequest(httpEvent({ path: "/nowhere" }), "jwt")).toMatchObject({ refusal: { statusCode: 404 } });
		expect(readPlaceVoteRequest(httpEvent({ method: "GET", path: "/votes/lunch" }), "jwt")).toMatchObject({ refusal: { statusCode: 405 } });
	});
});

describe("a subject as a voter's token", () => {
	it.each(["ada", "2f1a9c1e-5a59-4e0b-8f0e-0d3c5f0f8f7a", "108204268033311374519", "ada@example.com"])("is %s as it is", (subject) => {
		expect(voterToken(subject)).toBe(subject);
	});

	it.each(["auth0|5f7c8ec7c33c6c004bbafe82", "a#b", "ada lovelace", "x".repeat(129), `sha256:${"0".repeat(64)}`])(
		"is a digest of %s",
		(subject) => {
			expect(voterToken(subject)).toMatch(/^sha256:[0-9a-f]{64}$/);
			expect(voterToken(subject)).not.toBe(subject);
		},
	);

	it("is another for each subject", () => {
		const digest = voterToken("a|b");
		expect(new Set([digest, voterToken(digest), voterToken("a#b")]).size).toBe(3);
	});
});

describe("placing a vote where tokens are checked", () => {
	async function answer(event: HttpEvent) {
		const stream = new InMemoryVoteStream();
		const response = await answerPlaceVote(
			{
				auth: "jwt",
				streamName: "votes",
				metricNames: { namespace: "Headroom", overflowedVotes: "OverflowedVotes" },
				stream,
				overflow: new InMemoryOverflow(),
				retryBudget: new RetryBudget(),
				random: () => 0,
				nowMs: () => 0,
				newRequestId: () => "req",
				sleep: async () => undefined,
				writeLine: () => undefined,
			},
			event,
		);
		return { response, stored: stream.stored.map(({ vote }) => vote.token) };
	}

	it("stores it under the subject", async () => {
		expect(await answer(byToken(BY_PATH, "ada"))).toMatchObject({ response: { statusCode: 200 }, stored: ["ada"] });
	});

	it("stores nothing without a token, and says how to send one", async () => {
		const { response, stored } = await answer(BY_PATH);
		expect(stored).toEqual([]);
		expect(response).toMatchObject({ statusCode: 401, headers: { "www-authenticate": "Bearer", "content-type": "application/json" } });
		expect(JSON.parse(response.body)).toMatchObject({ error: { code: "auth.required" } });
	});
});
