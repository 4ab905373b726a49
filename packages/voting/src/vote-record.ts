import { MAX_REQUEST_ID_LENGTH } from "./http.ts";
import type { Vote } from "./ports.ts";
import { voteFaults } from "./vote-fields.ts";

export type VoteRecord = { readonly kind: "vote"; readonly vote: Vote } | { readonly kind: "poison"; readonly reason: string };

/**
 * Read the text of a stream record or a queue message. Others can write to the stream, so a text that is not a vote is a value here, with
 * the reason.
 *
 * `request_id` may be absent: the article's producer puts `{time_id, vote_id, token, vote_choice}`. Its `time_id` then names the request.
 * Either may be of any length and any characters, and both are written into log lines: what is no id is made one, and the vote still counts.
 */
export function readVoteRecord(text: string): VoteRecord {
	let parsed: unknown;
	try {
		parsed = JSON.parse(text);
	} catch {
		return { kind: "poison", reason: "not JSON" };
	}
	if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return { kind: "poison", reason: "not a JSON object" };
	const fields: Readonly<Record<string, unknown>> = { ...parsed };
	const { time_id, vote_id, token, vote_choice, request_id } = fields as Partial<Record<keyof Vote, unknown>>;
	const reasons = voteFaults({ vote_id, token, vote_choice }).map(({ field, problem }) => `${field} ${problem}`);
	if (typeof time_id !== "string" || time_id.length === 0) reasons.push("time_id must be a string that is not empty");
	if (request_id !== undefined && typeof request_id !== "string") reasons.push("request_id must be a string");
	if (reasons.length > 0) return { kind: "poison", reason: reasons.join("; ") };
	return {
		kind: "vote",
		vote: {
			time_id: String(time_id),
			vote_id: String(vote_id),
			token: String(token),
			vote_choice: String(vote_choice),
			request_id: safeRequestId(String(request_id ?? time_id)),
		},
	};
}

/** Printable ASCII, cut to the longest id that can be searched for. */
function safeRequestId(text: string): string {
	return text.slice(0, MAX_REQUEST_ID_LENGTH).replaceAll(/[^\x21-\x7e]/g, "?");
}

/** The text of a vote, as it is put into the stream and into the overflow queue. */
export function writeVoteRecord(vote: Vote): string {
	return JSON.stringify(vote);
}
