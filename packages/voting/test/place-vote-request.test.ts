import { describe, expect, it } from "vitest";
import { type HttpEvent, MAX_BODY_BYTES, readPlaceVoteRequest } from "../src/index.ts";
import { httpEvent, jsonEvent } from "./build.ts";

const fields = { vote_id: "lunch", token: "voter-1", vote_choice: "pizza" };

const accepted: readonly { readonly title: string; readonly event: HttpEvent; readonly fields?: object }[] = [
	{ title: "takes the article's path form", event: httpEvent() },
	{
		title: "takes path parameters as API Gateway decoded them",
		event: httpEvent({ path: "/votes/lunch/a%40b/pizza", pathParameters: { ...fields, token: "a@b" } }),
		fields: { ...fields, token: "a@b" },
	},
	{
		title: "decodes the path itself where nobody did (a function URL)",
		event: httpEvent({ path: "/votes/lunch/a%40b/pizza" }),
		fields: { ...fields, token: "a@b" },
	},
	{ title: "looks behind the stage's name", event: httpEvent({ path: "/prod/votes/lunch/voter-1/pizza", stage: "prod" }) },
	{ title: "does not mind a body on the path form", event: httpEvent({ body: "x".repeat(10), headers: { "content-type": "text/plain" } }) },
	{ title: "takes a JSON body", event: jsonEvent(JSON.stringify(fields)) },
	{
		title: "takes a JSON body with a charset",
		event: jsonEvent(JSON.stringify(fields), { "content-type": "Application/JSON; charset=UTF-8" }),
	},
	{
		title: "takes a JSON body in base64",
		event: { ...jsonEvent(Buffer.from(JSON.stringify(fields)).toString("base64")), isBase64Encoded: true },
	},
	{ title: "takes escapes in a JSON body", event: jsonEvent('{"vote_id":"l\\u0075nch","token":"voter-1","vote_choice":"pizza"}') },
	{
		title: "takes values of the greatest length",
		event: jsonEvent(JSON.stringify({ vote_id: "a".repeat(64), token: "b".repeat(128), vote_choice: "c".repeat(64) })),
		fields: { vote_id: "a".repeat(64), token: "b".repeat(128), vote_choice: "c".repeat(64) },
	},
	{
		title: "takes names that every object has",
		event: httpEvent({ path: "/votes/constructor/__proto__/toString" }),
		fields: { vote_id: "constructor", token: "__proto__", vote_choice: "toString" },
	},
];

interface RefusedRow {
	readonly title: string;
	readonly event: HttpEvent;
	readonly statusCode: number;
	readonly code: string;
	/** Found in the message. */
	readonly says: string;
	readonly allow?: string;
}

const notAString = "must be a string, is";

const refused: readonly RefusedRow[] = [
	{ title: "an unknown path", event: httpEvent({ path: "/" }), statusCode: 404, code: "route.unknown", says: "POST /votes" },
	{ title: "no path at all", event: {}, statusCode: 404, code: "route.unknown", says: "This path does not exist" },
	{
		title: "a path that only begins alike",
		event: httpEvent({ path: "/votesx/a/b/c" }),
		statusCode: 404,
		code: "route.unknown",
		says: "does not exist",
	},
	{
		title: "a path of four segments",
		event: httpEvent({ path: "/votes/a/b" }),
		statusCode: 404,
		code: "route.unknown",
		says: "does not exist",
	},
	{
		title: "a path of six segments",
		event: httpEvent({ path: "/votes/a/b/c/d" }),
		statusCode: 404,
		code: "route.unknown",
		says: "does not exist",
	},
	{ title: "a slash at the end", event: httpEvent({ path: "/votes/" }), statusCode: 404, code: "route.unknown", says: "does not exist" },
	{
		title: "GET on the path form",
		event: httpEvent({ method: "GET" }),
		statusCode: 405,
		code: "method-not-allowed",
		says: "POST",
		allow: "POST",
	},
	{
		title: "DELETE on /votes",
		event: httpEvent({ method: "DELETE", path: "/votes" }),
		statusCode: 405,
		code: "method-not-allowed",
		says: "POST",
		allow: "POST",
	},
	{
		title: "POST on the results",
		event: httpEvent({ path: "/votes/lunch" }),
		statusCode: 405,
		code: "method-not-allowed",
		says: "GET",
		allow: "GET",
	},
	{
		title: "a method in lower case",
		event: httpEvent({ method: "post" }),
		statusCode: 405,
		code: "method-not-allowed",
		says: "POST",
		allow: "POST",
	},
	{
		title: "GET of results sent to place-vote",
		event: httpEvent({ method: "GET", path: "/votes/lunch" }),
		statusCode: 405,
		code: "method-not-allowed",
		says: "",
		allow: "GET",
	},
	{
		title: "a broken percent-encoding",
		event: httpEvent({ path: "/votes/a/%E0%A4%A/c" }),
		statusCode: 400,
		code: "request.invalid",
		says: "percent-encoded",
	},
	{
		title: "an empty segment",
		event: httpEvent({ path: "/votes/lunch//pizza" }),
		statusCode: 400,
		code: "request.invalid",
		says: "token must not be empty",
	},
	{
		title: "a # in vote_id",
		event: httpEvent({ path: "/votes/a%23b/t/c" }),
		statusCode: 400,
		code: "request.invalid",
		says: "vote_id may hold only",
	},
	{
		title: "an encoded slash",
		event: httpEvent({ path: "/votes/a%2Fb/t/c" }),
		statusCode: 400,
		code: "request.invalid",
		says: "vote_id may hold only",
	},
	{
		title: "a twice encoded value",
		event: httpEvent({ path: "/votes/a%2541/t/c" }),
		statusCode: 400,
		code: "request.invalid",
		says: "vote_id may hold only",
	},
	{
		title: "a newline in token",
		event: httpEvent({ path: "/votes/a/t%0A/c" }),
		statusCode: 400,
		code: "request.invalid",
		says: "token may hold only",
	},
	{
		title: "a NUL in vote_choice",
		event: httpEvent({ path: "/votes/a/t/c%00" }),
		statusCode: 400,
		code: "request.invalid",
		says: "vote_choice may hold only",
	},
	{
		title: "a choice that begins like __proto__",
		event: httpEvent({ path: "/votes/a/t/__proto__" }),
		statusCode: 400,
		code: "request.invalid",
		says: "beginning with a letter",
	},
	{
		title: "letters outside ASCII",
		event: httpEvent({ path: "/votes/caf%C3%A9/t/c" }),
		statusCode: 400,
		code: "request.invalid",
		says: "vote_id may hold only",
	},
	{
		title: "a vote_id that is too long",
		event: httpEvent({ path: `/votes/${"a".repeat(65)}/t/c` }),
		statusCode: 400,
		code: "request.invalid",
		says: "at most 64 characters, is 65",
	},
	{
		title: "a token that is too long",
		event: httpEvent({ path: `/votes/a/${"t".repeat(129)}/c` }),
		statusCode: 400,
		code: "request.invalid",
		says: "at most 128 characters, is 129",
	},
	{
		title: "several faults, all of them",
		event: httpEvent({ path: "/votes/a%20b//c" }),
		statusCode: 400,
		code: "request.invalid",
		says: "vote_id may hold only letters, digits and . _ ~ : @ + = -, beginning with a letter or digit; token must not be empty",
	},
	{
		title: "no content type",
		event: httpEvent({ path: "/votes", body: "{}" }),
		statusCode: 415,
		code: "request.unsupported-media-type",
		says: "application/json",
	},
	{
		title: "a form",
		event: jsonEvent("vote_id=a", { "content-type": "application/x-www-form-urlencoded" }),
		statusCode: 415,
		code: "request.unsupported-media-type",
		says: "application/json",
	},
	{
		title: "two content types",
		event: jsonEvent("{}", { "content-type": "application/json,application/json" }),
		statusCode: 415,
		code: "request.unsupported-media-type",
		says: "application/json",
	},
	{
		title: "another charset",
		event: jsonEvent("{}", { "content-type": "application/json; charset=latin1" }),
		statusCode: 415,
		code: "request.unsupported-media-type",
		says: "UTF-8",
	},
	{
		title: "a compressed body",
		event: jsonEvent("{}", { "content-encoding": "gzip" }),
		statusCode: 415,
		code: "request.unsupported-media-type",
		says: "compressed",
	},
	{
		title: "a body that is too large",
		event: jsonEvent(`"${"x".repeat(MAX_BODY_BYTES)}"`),
		statusCode: 413,
		code: "request.too-large",
		says: "4096 bytes",
	},
	{
		title: "a body that is far too large",
		event: jsonEvent("x".repeat(1_000_000)),
		statusCode: 413,
		code: "request.too-large",
		says: "4096 bytes",
	},
	{
		title: "few characters of many bytes",
		event: jsonEvent(`"${"€".repeat(2000)}"`),
		statusCode: 413,
		code: "request.too-large",
		says: "4096 bytes",
	},
	{
		title: "a base64 body that is too large",
		event: { ...jsonEvent(Buffer.alloc(5000, "x").toString("base64")), isBase64Encoded: true },
		statusCode: 413,
		code: "request.too-large",
		says: "4096",
	},
	{ title: "no body", event: jsonEvent(""), statusCode: 400, code: "request.invalid-json", says: "empty" },
	{
		title: "a body that is no string",
		event: { ...jsonEvent(""), body: { vote_id: "a" } },
		statusCode: 400,
		code: "request.invalid-json",
		says: "empty",
	},
	{ title: "broken JSON", event: jsonEvent('{"vote_id":'), statusCode: 400, code: "request.invalid-json", says: "not valid JSON" },
	{ title: "NaN", event: jsonEvent("NaN"), statusCode: 400, code: "request.invalid-json", says: "not valid JSON" },
	{ title: "an array", event: jsonEvent('[{"vote_id":"a"}]'), statusCode: 400, code: "request.invalid-json", says: "JSON object" },
	{ title: "null", event: jsonEvent("null"), statusCode: 400, code: "request.invalid-json", says: "JSON object" },
	{ title: "a bare string", event: jsonEvent('"vote"'), statusCode: 400, code: "request.invalid-json", says: "JSON object" },
	{
		title: "nesting a thousand deep",
		event: jsonEvent(`${"[".repeat(1000)}${"]".repeat(1000)}`),
		statusCode: 400,
		code: "request.invalid-json",
		says: "JSON object",
	},
	{
		title: "broken UTF-8",
		event: { ...jsonEvent(Buffer.from([0x7b, 0xff, 0xfe, 0x7d]).toString("base64")), isBase64Encoded: true },
		statusCode: 400,
		code: "request.invalid-json",
		says: "UTF-8",
	},
	{ title: "a lone surrogate", event: jsonEvent('{"vote_id":"\ud800"}'), statusCode: 400, code: "request.invalid-json", says: "UTF-8" },
	{
		title: "base64 that is none",
		event: { ...jsonEvent("{not base64}"), isBase64Encoded: true },
		statusCode: 400,
		code: "request.invalid-json",
		says: "not valid",
	},
	{
		title: "an empty object, naming all three fields",
		event: jsonEvent("{}"),
		statusCode: 400,
		code: "request.invalid",
		says: "vote_id is missing; token is missing; vote_choice is missing",
	},
	{
		title: "a number",
		event: jsonEvent('{"vote_id":7,"token":"t","vote_choice":"c"}'),
		statusCode: 400,
		code: "request.invalid",
		says: `vote_id ${notAString} a number`,
	},
	{
		title: "null in a field",
		event: jsonEvent('{"vote_id":null,"token":"t","vote_choice":"c"}'),
		statusCode: 400,
		code: "request.invalid",
		says: `vote_id ${notAString} null`,
	},
	{
		title: "an array in a field",
		event: jsonEvent('{"vote_id":["a"],"token":"t","vote_choice":"c"}'),
		statusCode: 400,
		code: "request.invalid",
		says: `vote_id ${notAString} an array`,
	},
	{
		title: "an object in a field",
		event: jsonEvent('{"vote_id":{},"token":"t","vote_choice":"c"}'),
		statusCode: 400,
		code: "request.invalid",
		says: `vote_id ${notAString} an object`,
	},
	{
		title: "an unknown field",
		event: jsonEvent('{"vote_id":"a","token":"t","vote_choice":"c","weight":"9"}'),
		statusCode: 400,
		code: "request.invalid",
		says: "weight is not a field of a vote",
	},
	{
		title: "__proto__ as a field",
		event: jsonEvent('{"__proto__":{"vote_id":"a"},"token":"t","vote_choice":"c"}'),
		statusCode: 400,
		code: "request.invalid",
		says: "vote_id is missing; __proto__ is not a field",
	},
	{
		title: "a field that comes twice",
		event: jsonEvent('{"vote_id":"a","token":"t","vote_choice":"c","vote_choice":"d"}'),
		statusCode: 400,
		code: "request.invalid",
		says: "more than once",
	},
	{
		title: "a field that comes twice, once escaped",
		event: jsonEvent('{"vote_id":"a","token":"t","vote_choice":"c","vote\\u005fchoice":"d"}'),
		statusCode: 400,
		code: "request.invalid",
		says: "more than once",
	},
];

describe("reading a request to place a vote", () => {
	it.each(accepted)("$title", ({ event, fields: expected = fields }) => {
		expect(readPlaceVoteRequest(event)).toEqual({ kind: "vote", fields: expected });
	});

	it.each(refused)("refuses $title with $statusCode", ({ event, statusCode, code, says, allow }) => {
		const request = readPlaceVoteRequest(event);
		if (request.kind !== "refused") throw new Error("was taken for a vote");
		expect(request.refusal).toMatchObject({ statusCode, code });
		expect(request.refusal.message).toContain(says);
		expect(request.refusal.allow).toBe(allow);
	});

	it("names every fault apart, for a program to read", () => {
		const request = readPlaceVoteRequest(jsonEvent('{"vote_id":"","token":7,"vote_choice":"c"}'));
		expect(request).toMatchObject({
			refusal: {
				details: [
					{ field: "vote_id", problem: "must not be empty" },
					{ field: "token", problem: "must be a string, is a number" },
				],
			},
		});
	});

	it("never repeats a value, which may be a secret or an attack", () => {
		const request = readPlaceVoteRequest(jsonEvent('{"vote_id":"<script>","token":"s e c r e t","vote_choice":"c"}'));
		expect(JSON.stringify(request)).not.toMatch(/script|s e c r e t/);
	});
});
