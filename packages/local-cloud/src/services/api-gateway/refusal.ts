/**
 * A refusal of the gateway itself, before any function runs. `message` is that of AWS's gateway. `error` has the shape of the API's own
 * answers, so that a client needs only one parser.
 */
export interface Refusal {
	readonly statusCode: number;
	readonly message: string;
	readonly code: string;
	readonly detail: string;
	/** When to try again, if that helps. */
	readonly retryAfterSeconds?: number;
}

export const REFUSALS = {
	badRequest: {
		statusCode: 400,
		message: "Bad Request",
		code: "http.malformed",
		detail: "The request is not well-formed HTTP/1.1; check the request line, the headers and the body's framing.",
	},
	malformedPath: {
		statusCode: 400,
		message: "Bad Request",
		code: "http.malformed-path",
		detail: "The path has a broken percent-encoding; encode it as UTF-8, for example %C3%A9.",
	},
	missingHost: {
		statusCode: 400,
		message: "Bad Request",
		code: "http.missing-host",
		detail: "HTTP/1.1 requests need exactly one Host header.",
	},
	methodNotAllowed: {
		statusCode: 405,
		message: "Method Not Allowed",
		code: "http.method-not-allowed",
		detail: "The gateway does not serve CONNECT; send the request to this address directly.",
	},
	notFound: { statusCode: 404, message: "Not Found", code: "http.not-found", detail: "No route matches this method and path." },
	timeout: {
		statusCode: 408,
		message: "Request Timeout",
		code: "http.timeout",
		detail: "The request did not arrive completely in time.",
	},
	tooLarge: {
		statusCode: 413,
		message: "Request Entity Too Large",
		code: "http.body-too-large",
		detail: "The body is larger than the gateway accepts: 10 MB, or 6 MB as an event.",
	},
	expectationFailed: {
		statusCode: 417,
		message: "Expectation Failed",
		code: "http.expectation-failed",
		detail: "The gateway serves only the expectation 100-continue.",
	},
	throttled: {
		statusCode: 429,
		message: "Too Many Requests",
		code: "api.throttled",
		detail: "The API accepts no more requests this second and did nothing with this one. Try again.",
		retryAfterSeconds: 1,
	},
	overloaded: {
		statusCode: 429,
		message: "Too Many Requests",
		code: "local-cloud.overloaded",
		detail: "The machine of the local cloud serves no more requests at once and did nothing with this one. Try again.",
		retryAfterSeconds: 1,
	},
	headersTooLarge: {
		statusCode: 431,
		message: "Request Header Fields Too Large",
		code: "http.headers-too-large",
		detail: "Request line and headers together may have at most 10,240 bytes.",
	},
	internal: {
		statusCode: 500,
		message: "Internal Server Error",
		code: "function.failed",
		detail: "The function failed, timed out or returned an invalid answer; its log says why.",
	},
	unavailable: {
		statusCode: 503,
		message: "Service Unavailable",
		code: "function.throttled",
		detail: "The account's concurrency is used up, or the function took too long. Try again.",
		retryAfterSeconds: 1,
	},
} as const satisfies Record<string, Refusal>;

/** The answer's body: AWS's shape, and ours beside it. */
export function refusalBody(refusal: Refusal): string {
	return JSON.stringify({ message: refusal.message, error: { code: refusal.code, message: refusal.detail } });
}

/** The whole answer as bytes, for a connection whose request could not be parsed. */
export function refusalResponseText(refusal: Refusal, requestId: string): string {
	const body = refusalBody(refusal);
	return (
		`HTTP/1.1 ${refusal.statusCode} ${refusal.message}\r\ncontent-type: application/json\r\n` +
		`content-length: ${Buffer.byteLength(body)}\r\napigw-requestid: ${requestId}\r\nconnection: close\r\n\r\n${body}`
	);
}
