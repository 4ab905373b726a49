import { hash } from "node:crypto";

/** Iterators and page tokens begin with this and are opaque to clients. */
const HEADER = Buffer.from([0, 0, 0, 0, 0, 0, 0, 1]);
const CHECKSUM_CHARACTERS = 16;

/** Puts fields into a token that a client can only return unchanged: a changed or forged token is recognised. */
export function sealToken(purpose: string, fields: readonly (number | string)[]): string {
	const content = JSON.stringify(fields);
	return Buffer.concat([HEADER, Buffer.from(checksum(purpose, content) + content, "utf8")]).toString("base64");
}

/** @returns undefined if the token is not one that `sealToken` made for this purpose */
export function openToken(purpose: string, token: string): readonly unknown[] | undefined {
	const bytes = Buffer.from(token, "base64");
	if (bytes.toString("base64") !== token || !bytes.subarray(0, HEADER.length).equals(HEADER)) return undefined;
	const text = bytes.toString("utf8", HEADER.length);
	const content = text.slice(CHECKSUM_CHARACTERS);
	if (text.slice(0, CHECKSUM_CHARACTERS) !== checksum(purpose, content)) return undefined;
	const fields: unknown = JSON.parse(content);
	return Array.isArray(fields) ? fields : undefined;
}

function checksum(purpose: string, content: string): string {
	return hash("md5", `${purpose}\n${content}`).slice(0, CHECKSUM_CHARACTERS);
}
