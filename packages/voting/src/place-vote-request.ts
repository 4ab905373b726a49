import { type HttpEvent, headerOf, type Refusal } from "./http.ts";
import { readRoute } from "./route.ts";
import { type FieldFault, VOTE_FIELDS, type VoteField, voteFaults } from "./vote-fields.ts";
import { type VotingAuth, voterOf } from "./voter.ts";

/** The values of a vote's fields, checked. */
export type VoteFieldValues = Readonly<Record<VoteField, string>>;

export type PlaceVoteRequest =
	| { readonly kind: "vote"; readonly fields: VoteFieldValues }
	| { readonly kind: "refused"; readonly refusal: Refusal };

/** Three fields of at most 256 characters in all, with room for white space and escapes. */
export const MAX_BODY_BYTES = 4096;

/**
 * The vote that an event asks to place, or every fault of the event. Total: every event is one of the two.
 *
 * @param auth what API Gateway has checked; with `jwt` the voter is the token's subject, and the voter in path and body is ignored
 */
export function readPlaceVoteRequest(event: HttpEvent, auth: VotingAuth = "none"): PlaceVoteRequest {
	const route = readRoute(event);
	switch (route.kind) {
		case "refused":
			return route;
		case "results":
			return refused({ statusCode: 405, code: "method-not-allowed", message: "This path takes GET only.", allow: "GET" });
		case "place-vote-by-path":
		case "place-vote-by-body": {
			const voter = voterOf(event, auth);
			if (voter.kind === "refused") return voter;
			const subject = voter.kind === "subject" ? { token: voter.token } : {};
			return route.kind === "place-vote-by-path" ? checked({ ...route, ...subject }, []) : readBody(event, subject);
		}
	}
}

function readBody(event: HttpEvent, subject: { readonly token?: string }): PlaceVoteRequest {
	const mediaTypeRefusal = checkMediaType(event);
	if (mediaTypeRefusal !== undefined) return refused(mediaTypeRefusal);
	const { body } = event;
	if (typeof body !== "string" || body === "") return refused(invalidJson("The body is empty."));
	// Before decoding: base64 is a third longer than its contents.
	if (body.length > 2 * MAX_BODY_BYTES) return refused(tooLarge());
	const bytes = Buffer.from(body, event.isBase64Encoded === true ? "base64" : "utf8");
	if (bytes.length > MAX_BODY_BYTES) return refused(tooLarge());
	const text = decodeUtf8(bytes, body);
	if (text === undefined) return refused(invalidJson("The body is not valid UTF-8."));
	let parsed: unknown;
	try {
		parsed = JSON.parse(text);
	} catch {
		return refused(invalidJson("The body is not valid JSON."));
	}
	if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) {
		return refused(invalidJson('The body must be a JSON object: {"vote_id": …, "token": …, "vote_choice": …}.'));
	}
	const fields = new Map<string, unknown>(Object.entries(parsed));
	const faults = unknownFields(fields);
	if (faults.length === 0 && hasDuplicateKey(text, fields)) faults.push({ field: "body", problem: "names a field more than once" });
	const written = { vote_id: fields.get("vote_id"), token: fields.get("token"), vote_choice: fields.get("vote_choice") };
	return checked({ ...written, ...subject }, faults);
}

function checkMediaType(event: HttpEvent): Refusal | undefined {
	const encoding = headerOf(event, "content-encoding")?.trim().toLowerCase();
	if (encoding !== undefined && encoding !== "" && encoding !== "identity") return unsupportedMediaType("The body must not be compressed.");
	const [mediaType, ...parameters] = (headerOf(event, "content-type") ?? "").toLowerCase().split(";");
	if (mediaType?.trim() !== "application/json") return unsupportedMediaType("Send content-type: application/json.");
	const charset = parameters.map((parameter) => parameter.trim()).find((parameter) => parameter.startsWith("charset="));
	if (charset !== undefined && !/^charset="?utf-?8"?$/.test(charset)) return unsupportedMediaType("Send JSON as UTF-8.");
	return undefined;
}

/** Strict: a broken byte is refused and does not become U+FFFD. A text body with a lone surrogate was not UTF-8. */
function decodeUtf8(bytes: Buffer, body: string): string | undefined {
	if (!body.isWellFormed()) return undefined;
	try {
		return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
	} catch {
		return undefined;
	}
}

function unknownFields(fields: ReadonlyMap<string, unknown>): FieldFault[] {
	const known: ReadonlySet<string> = new Set(VOTE_FIELDS);
	return [...fields.keys()]
		.filter((field) => !known.has(field))
		.map((field) => ({ field: field.length > 64 ? `${field.slice(0, 64)}…` : field, problem: "is not a field of a vote" }));
}

/**
 * JSON.parse silently keeps the last of two equal keys, so a vote could be read in two ways. A flat object of n string members
 * has exactly 2n string literals. More literals mean that a key came twice. Objects with other values are faulty already.
 */
function hasDuplicateKey(text: string, fields: ReadonlyMap<string, unknown>): boolean {
	if (![...fields.values()].every((value) => typeof value === "string")) return false;
	return (text.match(/"(?:[^"\\]|\\.)*"/g) ?? []).length !== 2 * fields.size;
}

function checked(fields: Readonly<Record<VoteField, unknown>>, otherFaults: readonly FieldFault[]): PlaceVoteRequest {
	const faults = [...voteFaults(fields), ...otherFaults];
	if (faults.length === 0) {
		const { vote_id, token, vote_choice } = fields as VoteFieldValues;
		return { kind: "vote", fields: { vote_id, token, vote_choice } };
	}
	const message = `The vote is not valid: ${faults.map(({ field, problem }) => `${field} ${problem}`).join("; ")}.`;
	return refused({ statusCode: 400, code: "request.invalid", message, details: faults });
}

function invalidJson(message: string): Refusal {
	return { statusCode: 400, code: "request.invalid-json", message };
}

function tooLarge(): Refusal {
	return { statusCode: 413, code: "request.too-large", message: `The body must be at most ${MAX_BODY_BYTES} bytes.` };
}

function unsupportedMediaType(message: string): Refusal {
	return { statusCode: 415, code: "request.unsupported-media-type", message };
}

function refused(refusal: Refusal): PlaceVoteRequest {
	return { kind: "refused", refusal };
}
