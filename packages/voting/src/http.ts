import type { FieldFault } from "./vote-fields.ts";

/**
 * The part of an API Gateway event of payload format 2.0 that this domain reads. Every member is `unknown`: the event comes from outside,
 * and a misconfigured integration must get an answer, not a TypeError.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export interface HttpEvent {
	readonly rawPath?: unknown;
	readonly pathParameters?: unknown;
	readonly headers?: unknown;
	readonly body?: unknown;
	readonly isBase64Encoded?: unknown;
	readonly requestContext?: unknown;
}

/** An answer in the form that API Gateway accepts. */
export interface HttpResponse {
	readonly statusCode: number;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: string;
}

/** Why the API refuses a request. Each code is stable and documented in docs/voting.md. */
export interface Refusal {
	readonly statusCode: 400 | 401 | 403 | 404 | 405 | 413 | 415 | 503;
	readonly code:
		| "auth.required"
		| "method-not-allowed"
		| "request.invalid"
		| "request.invalid-json"
		| "request.too-large"
		| "request.unsupported-media-type"
		| "route.unknown"
		| "service.unavailable";
	readonly message: string;
	readonly details?: readonly FieldFault[];
	/** For 405. @see https://www.rfc-editor.org/rfc/rfc9110#status.405 */
	readonly allow?: string;
	/** For 401. @see https://www.rfc-editor.org/rfc/rfc9110#status.401 */
	readonly authenticate?: string;
	/** For 503. */
	readonly retryAfterSeconds?: number;
}

export function refusalResponse(refusal: Refusal, requestId: string): HttpResponse {
	return jsonResponse(
		refusal.statusCode,
		{
			error: {
				code: refusal.code,
				message: refusal.message,
				...(refusal.details === undefined ? {} : { details: refusal.details }),
				request_id: requestId,
			},
		},
		requestId,
		{
			...(refusal.allow === undefined ? {} : { allow: refusal.allow }),
			...(refusal.authenticate === undefined ? {} : { "www-authenticate": refusal.authenticate }),
			...(refusal.retryAfterSeconds === undefined ? {} : { "retry-after": String(refusal.retryAfterSeconds) }),
		},
	);
}

export function jsonResponse(
	statusCode: number,
	body: object,
	requestId: string,
	headers: Readonly<Record<string, string>> = {},
): HttpResponse {
	return {
		statusCode,
		headers: { "content-type": "application/json", "cache-control": "no-store", "x-request-id": requestId, ...headers },
		body: JSON.stringify(body),
	};
}

/** API Gateway's own ids have 16 characters. A batch's log line names up to 500 of them. */
export const MAX_REQUEST_ID_LENGTH = 128;

/** Characters that are safe in a header, a log line and a record; API Gateway's own ids are base64 such as `JKJaXmPLvHcESHA=`. */
const REQUEST_ID_PATTERN = new RegExp(`^[A-Za-z0-9_=+/.:-]{1,${MAX_REQUEST_ID_LENGTH}}$`);

/** API Gateway's id of the request, or a new one if the event has none that fits into a header. */
export function requestIdOf(event: HttpEvent, newRequestId: () => string): string {
	const requestId = member(requestContextOf(event), "requestId");
	return typeof requestId === "string" && isRequestId(requestId) ? requestId : newRequestId();
}

/** Whether the text can be the id of a request. */
export function isRequestId(text: string): boolean {
	return REQUEST_ID_PATTERN.test(text);
}

export function methodOf(event: HttpEvent): string {
	const method = member(member(requestContextOf(event), "http"), "method");
	return typeof method === "string" ? method : "";
}

/** The path without the stage's name, which API Gateway puts before it on every stage but `$default`. */
export function pathOf(event: HttpEvent): string {
	const rawPath = member(event, "rawPath");
	if (typeof rawPath !== "string") return "";
	const stage = member(requestContextOf(event), "stage");
	const prefix = typeof stage === "string" && stage !== "$default" ? `/${stage}` : "";
	return prefix !== "" && rawPath.startsWith(`${prefix}/`) ? rawPath.slice(prefix.length) : rawPath;
}

export function headerOf(event: HttpEvent, lowerCaseName: string): string | undefined {
	const value = member(member(event, "headers"), lowerCaseName);
	return typeof value === "string" ? value : undefined;
}

export function pathParameterOf(event: HttpEvent, name: string): string | undefined {
	const value = member(member(event, "pathParameters"), name);
	return typeof value === "string" ? value : undefined;
}

/**
 * The subject of the token that API Gateway's JWT authorizer has checked; undefined where it has checked none.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html read 2026-11-27
 */
export function jwtSubjectOf(event: HttpEvent): string | undefined {
	const subject = member(member(member(authorizerOf(event), "jwt"), "claims"), "sub");
	return typeof subject === "string" && subject !== "" ? subject : undefined;
}

/**
 * The principal whose signature API Gateway has checked; undefined where it has checked none.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html read 2026-11-27
 */
export function signerOf(event: HttpEvent): string | undefined {
	const principal = member(member(authorizerOf(event), "iam"), "userArn");
	return typeof principal === "string" && principal !== "" ? principal : undefined;
}

function authorizerOf(event: HttpEvent): unknown {
	return member(requestContextOf(event), "authorizer");
}

function requestContextOf(event: HttpEvent): unknown {
	return member(event, "requestContext");
}

function member(value: unknown, name: string): unknown {
	return typeof value === "object" && value !== null && Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined;
}
