import { randomUUID } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";

/** Requests and answers of the endpoint, HTTP/1.1 and HTTP/2 alike: `node:http2`'s compatibility classes have the same members. */
export type WireRequest = Http2ServerRequest | IncomingMessage;
export type WireResponse = Http2ServerResponse | ServerResponse;

/** A request read in full. */
export interface AwsRequest {
	readonly method: string;
	readonly path: string;
	/** What follows the `?`, as sent; empty where there is none. */
	readonly queryString: string;
	readonly headers: IncomingHttpHeaders;
	readonly body: Buffer;
}

export interface AwsResponse {
	readonly statusCode: number;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: Buffer | string;
}

/** More than any request that the local cloud serves: PutRecords takes 10 MiB of data, a third more as base64. */
export const MAXIMUM_REQUEST_BYTES = 16 * 1024 * 1024;

/** The message to a client after a fault of the local cloud itself. */
export const INTERNAL_FAILURE = "The local cloud failed; its own log says why.";

/** Whether a request speaks the query protocol: form parameters in, XML out. */
export function isForm(headers: IncomingHttpHeaders): boolean {
	return headers["content-type"]?.includes("x-www-form-urlencoded") === true;
}

export function send(response: WireResponse, answer: AwsResponse): void {
	if (response.headersSent || response.destroyed) return;
	const headers = { ...answer.headers, "content-length": String(Buffer.byteLength(answer.body)) };
	// The two classes' writeHead have no overload in common.
	(response as ServerResponse).writeHead(answer.statusCode, headers);
	(response as ServerResponse).end(answer.body);
}

/** An answer in JSON outside any service's protocol: `/_local-cloud/…` and refusals before a service is known. */
export function plainJson(statusCode: number, value: unknown): AwsResponse {
	return {
		statusCode,
		headers: { "content-type": "application/json", "x-amzn-requestid": randomUUID() },
		body: JSON.stringify(value),
	};
}
