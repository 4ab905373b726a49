import { createHash } from "node:crypto";
import { cloudWatchError } from "./errors.ts";
import { nonEmpty, type Structure } from "./structure.ts";

export interface Page<T> {
	readonly items: readonly T[];
	/** The answer's `NextToken`, if there is more. */
	readonly next: { readonly NextToken?: string };
}

/**
 * One page of a list, from the position in the request's `NextToken`. The token has the position and the request, so that a token of
 * another request, or a forged one, is refused.
 *
 * @param question the request without the token: any JSON value
 * @throws ServiceError InvalidNextToken
 */
export function page<T>(all: readonly T[], size: number, question: unknown, request: Structure): Page<T> {
	const token = request.optional("NextToken", nonEmpty());
	const start = token === undefined ? 0 : offsetOf(token, question);
	const end = start + size;
	const items = all.slice(start, end);
	return { items, next: end < all.length ? { NextToken: tokenOf(end, question) } : {} };
}

export function tokenOf(offset: number, question: unknown): string {
	return Buffer.from(`${offset}:${fingerprint(question)}`).toString("base64url");
}

/** @throws ServiceError InvalidNextToken */
export function offsetOf(token: string, question: unknown): number {
	const [offset = "", print] = Buffer.from(token, "base64url").toString().split(":");
	if (!/^\d{1,15}$/.test(offset) || print !== fingerprint(question)) {
		throw cloudWatchError("InvalidNextToken", "The next token is invalid: it is not one that was returned for this request.");
	}
	return Number(offset);
}

function fingerprint(question: unknown): string {
	return createHash("sha256")
		.update(JSON.stringify(question) ?? "")
		.digest("hex")
		.slice(0, 16);
}
