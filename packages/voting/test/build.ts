import type { HttpEvent, Vote } from "../src/index.ts";

/** A valid vote; every argument is honoured. */
export function vote(parts: Partial<Vote> = {}): Vote {
	return {
		time_id: "2026-11-23T12:00:00.000Z#req-1",
		vote_id: "lunch",
		token: "voter-1",
		vote_choice: "pizza",
		request_id: "req-1",
		...parts,
	};
}

/** A request as API Gateway hands it over in payload format 2.0. */
export function httpEvent(
	parts: {
		readonly method?: string;
		readonly path?: string;
		readonly headers?: Readonly<Record<string, string>>;
		readonly body?: string;
		readonly isBase64Encoded?: boolean;
		readonly pathParameters?: Readonly<Record<string, string>>;
		readonly stage?: string;
		readonly requestId?: string;
	} = {},
): HttpEvent {
	const { method = "POST", path = "/votes/lunch/voter-1/pizza", stage = "$default", requestId = "JKJaXmPLvHcESHA=" } = parts;
	return {
		rawPath: path,
		headers: parts.headers ?? {},
		isBase64Encoded: parts.isBase64Encoded ?? false,
		requestContext: { http: { method, path }, requestId, stage },
		...(parts.body === undefined ? {} : { body: parts.body }),
		...(parts.pathParameters === undefined ? {} : { pathParameters: parts.pathParameters }),
	};
}

/** A POST /votes with this JSON text. */
export function jsonEvent(body: string, headers: Readonly<Record<string, string>> = {}): HttpEvent {
	return httpEvent({ path: "/votes", body, headers: { "content-type": "application/json", ...headers } });
}

/** A sequence number as Kinesis writes them: 56 digits, growing. */
export function sequenceNumber(position: number): string {
	return `4959${String(position).padStart(52, "0")}`;
}
