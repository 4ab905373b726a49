import { randomFillSync } from "node:crypto";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import type { RouteMatch } from "./routes.ts";

/** A request from the wire. */
export interface GatewayRequest {
	readonly method: string;
	/** Path and query as sent. */
	readonly target: string;
	readonly httpVersion: string;
	/** Name, value, name, value …: as sent, duplicates kept. */
	readonly rawHeaders: readonly string[];
	readonly sourceIp: string;
	readonly body: Buffer;
}

export interface GatewayIdentity {
	readonly accountId: string;
	readonly apiId: string;
	readonly domainName: string;
}

/** A path with a broken percent-encoding reaches no function. */
export type RequestEvent = { readonly kind: "event"; readonly event: APIGatewayProxyEventV2 } | { readonly kind: "malformed-path" };

/**
 * Content types whose body is passed on as text; all others, and a body without a type, as base64. Observed on AWS: the documentation
 * does not name them.
 * @see https://github.com/ministackorg/ministack/pull/766
 */
const TEXT_CONTENT_TYPE = /^(?:text\/.*|application\/(?:json|javascript|xml))$/;

/** Splits the target of a request line; the absolute form that a proxy sends is taken too. */
export function splitTarget(target: string): { readonly path: string; readonly queryString: string } {
	const origin = /^https?:\/\/[^/?#]*/i.exec(target)?.[0] ?? "";
	const local = target.slice(origin.length);
	const question = local.indexOf("?");
	const path = question === -1 ? local : local.slice(0, question);
	return { path: path.startsWith("/") ? path : `/${path}`, queryString: question === -1 ? "" : local.slice(question + 1) };
}

/**
 * The event of payload format 2.0. The path arrives decoded, in `rawPath` too, as HTTP APIs deliver it.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html
 */
export function requestEvent(
	request: GatewayRequest,
	requestId: string,
	match: RouteMatch,
	identity: GatewayIdentity,
	nowMs: number,
): RequestEvent {
	const { path, queryString } = splitTarget(request.target);
	const rawPath = decode(path);
	if (rawPath === undefined) return { kind: "malformed-path" };
	const pathParameters = match.rawPathParameters === undefined ? undefined : decodeAll(match.rawPathParameters);
	const { cookies, headers } = readHeaders(request.rawHeaders);
	const queryStringParameters = readQuery(queryString);
	const isText = TEXT_CONTENT_TYPE.test(mediaType(headers["content-type"])) && headers["content-encoding"] === undefined;
	const hasBody = request.body.length > 0;
	return {
		kind: "event",
		event: {
			version: "2.0",
			routeKey: match.route.routeKey,
			rawPath,
			rawQueryString: queryString,
			...(cookies.length > 0 ? { cookies } : {}),
			headers,
			...(queryStringParameters === undefined ? {} : { queryStringParameters }),
			...(pathParameters === undefined || Object.keys(pathParameters).length === 0 ? {} : { pathParameters }),
			requestContext: {
				accountId: identity.accountId,
				apiId: identity.apiId,
				domainName: identity.domainName,
				domainPrefix: identity.apiId,
				http: {
					method: request.method,
					path: rawPath,
					protocol: `HTTP/${request.httpVersion}`,
					sourceIp: request.sourceIp,
					userAgent: headers["user-agent"] ?? "",
				},
				requestId,
				routeKey: match.route.routeKey,
				stage: "$default",
				time: commonLogTime(nowMs),
				timeEpoch: nowMs,
			},
			...(hasBody ? { body: request.body.toString(isText ? "utf8" : "base64") } : {}),
			isBase64Encoded: hasBody && !isText,
		},
	};
}

function mediaType(contentType: string | undefined): string {
	return (contentType ?? "").split(";", 1)[0]?.trim().toLowerCase() ?? "";
}

/** Names in lower case, duplicates joined with a comma; cookies apart, as format 2.0 has them. */
function readHeaders(rawHeaders: readonly string[]): { readonly cookies: string[]; readonly headers: Record<string, string> } {
	const headers = new Map<string, string>();
	const cookies: string[] = [];
	for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
		const name = rawHeaders[index]?.toLowerCase() ?? "";
		const value = rawHeaders[index + 1] ?? "";
		if (name === "cookie") cookies.push(...value.split(/; */).filter((cookie) => cookie !== ""));
		else {
			const earlier = headers.get(name);
			headers.set(name, earlier === undefined ? value : `${earlier},${value}`);
		}
	}
	return { cookies, headers: Object.fromEntries(headers) };
}

function readQuery(queryString: string): Record<string, string> | undefined {
	if (queryString === "") return undefined;
	const parameters = new Map<string, string>();
	for (const [name, value] of new URLSearchParams(queryString)) {
		const earlier = parameters.get(name);
		parameters.set(name, earlier === undefined ? value : `${earlier},${value}`);
	}
	return Object.fromEntries(parameters);
}

function decode(text: string): string | undefined {
	if (!text.includes("%")) return text;
	try {
		return decodeURIComponent(text);
	} catch {
		return undefined;
	}
}

/** The whole path has been decoded before, so each part can be. */
function decodeAll(parameters: Readonly<Record<string, string>>): Record<string, string> {
	return Object.fromEntries(Object.entries(parameters).map(([name, value]) => [name, decode(value) ?? value]));
}

const REQUEST_ID_BYTES = 11;

/** Random bytes for many ids at once: eleven at a time cost more than the rest of the event. */
const randomPool = Buffer.alloc(REQUEST_ID_BYTES * 1024);
let randomPoolUsed = randomPool.length;

/** Sixteen characters that end in `=`, as the gateway's own ids do. */
export function newRequestId(): string {
	if (randomPoolUsed === randomPool.length) {
		randomFillSync(randomPool);
		randomPoolUsed = 0;
	}
	const bytes = randomPool.subarray(randomPoolUsed, randomPoolUsed + REQUEST_ID_BYTES);
	randomPoolUsed += REQUEST_ID_BYTES;
	return `${bytes.toString("base64url")}=`;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
let lastTime = { second: 0, text: "" };

/** `12/Mar/2020:19:03:58 +0000`. One text serves a whole second of requests. */
export function commonLogTime(nowMs: number): string {
	const second = Math.floor(nowMs / 1000);
	if (lastTime.second !== second) {
		const iso = new Date(nowMs).toISOString();
		const month = MONTHS[Number(iso.slice(5, 7)) - 1] ?? "";
		lastTime = { second, text: `${iso.slice(8, 10)}/${month}/${iso.slice(0, 4)}:${iso.slice(11, 19)} +0000` };
	}
	return lastTime.text;
}
