import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { type CollectedBody, collectBody } from "../../collect-body.ts";
import { listen } from "../../listen.ts";
import type { InvocationOutcome } from "../lambda/runtime/function-host.ts";
import type { AnsweredRequest } from "./access-log.ts";
import { AdmissionControl, type ThrottlingSettings } from "./admission.ts";
import { ConcurrencyLimit, type ConcurrencyLimitSettings } from "./concurrency-limit.ts";
import { functionResponse, type GatewayResponse } from "./function-response.ts";
import { REFUSALS, type Refusal, refusalBody, refusalResponseText } from "./refusal.ts";
import { type GatewayIdentity, type GatewayRequest, newRequestId, requestEvent, splitTarget } from "./request-event.ts";
import { type Route, routeMatcher } from "./routes.ts";

/**
 * Quotas of HTTP APIs: payload 10 MB, request line and headers 10,240 bytes, integration timeout 30 s.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html read 2026-11-23
 */
export const MAXIMUM_BODY_BYTES = 10 * 1024 * 1024;
export const MAXIMUM_HEADER_BYTES = 10_240;
const INTEGRATION_TIMEOUT_MS = 30_000;

/** A synchronous invocation's event. @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html read 2026-11-23 */
const MAXIMUM_EVENT_BYTES = 6 * 1024 * 1024;

/** Slow requests are cut off, as in a public gateway. */
const REQUEST_TIMEOUT_MS = 30_000;

const ADJUST_EVERY_MS = 100;

export interface GatewayOptions {
	readonly port: number;
	readonly routes: readonly Route[];
	readonly identity: GatewayIdentity;
	readonly throttling: ThrottlingSettings;
	readonly concurrency: ConcurrencyLimitSettings;
	readonly invoke: (functionName: string, eventJson: string) => Promise<InvocationOutcome>;
	/** Called with every answer to a request that could be read. */
	readonly onAnswered: (answered: AnsweredRequest) => void;
}

export interface Gateway {
	readonly port: number;
	readonly url: string;
	/** Accepts no new request, and waits up to `patienceMs` for those under way. */
	close(patienceMs: number): Promise<void>;
}

/** An HTTP API on loopback. @throws LocalCloudError when the port is in use */
export async function startGateway(options: GatewayOptions): Promise<Gateway> {
	const matchRoute = routeMatcher(options.routes);
	const concurrency = new ConcurrencyLimit(options.concurrency);
	const admission = new AdmissionControl(options.throttling, concurrency, performance.now());
	const watching = watchOwnDelay(concurrency, admission);
	const server = createServer(
		// The gateway checks Host itself, so that a missing one gets a JSON answer, too.
		{ maxHeaderSize: MAXIMUM_HEADER_BYTES, requireHostHeader: false, requestTimeout: REQUEST_TIMEOUT_MS, keepAliveTimeout: 75_000 },
		(request, response) => void serve(request, response),
	);
	server.on("checkExpectation", (_request, response) => refuse(response, REFUSALS.expectationFailed, newRequestId()));
	server.on("connect", (_request, socket) => endWith(socket, REFUSALS.methodNotAllowed));
	server.on("clientError", (error: NodeJS.ErrnoException, socket) => endWith(socket, refusalOfClientError(error)));

	async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const requestId = newRequestId();
		const startedMs = performance.now();
		const entering = admission.enter(startedMs);
		const admitted = typeof entering === "string" ? entering : await entering;
		let answer: Answer;
		if (admitted === "admitted") {
			answer = await answerTo(request, requestId).catch((): Answer => ({ refusal: REFUSALS.internal }));
			admission.leave(performance.now());
		} else answer = { refusal: REFUSALS[admitted] };
		if (answer === "aborted") return;
		const status = "refusal" in answer ? refuse(response, answer.refusal, requestId) : send(response, answer.response, requestId);
		options.onAnswered({
			requestId,
			routeKey: answer.routeKey,
			status,
			latencyMs: performance.now() - startedMs,
			error: "refusal" in answer ? answer.refusal.message : undefined,
			integrationRequestId: answer.integration?.outcome.requestId,
			integrationStatus: answer.integration === undefined ? undefined : integrationStatus(answer.integration.outcome),
			integrationLatencyMs: answer.integration?.latencyMs,
			sourceIp: request.socket.remoteAddress ?? "127.0.0.1",
		});
	}

	async function answerTo(request: IncomingMessage, requestId: string): Promise<Answer> {
		// It may have waited, and its client may not.
		if (request.socket.destroyed) return "aborted";
		const { path } = splitTarget(request.url ?? "/");
		if (request.httpVersion === "1.1" && countHosts(request.rawHeaders) !== 1) return { refusal: REFUSALS.missingHost };
		const match = matchRoute(request.method ?? "GET", path);
		if (match === undefined) return { refusal: REFUSALS.notFound };
		const { functionName, routeKey } = match.route;
		const body = await readBody(request);
		if (body === "aborted") return "aborted";
		if (body === "too-large") return { refusal: REFUSALS.tooLarge, routeKey };
		const made = requestEvent(gatewayRequest(request, body), requestId, match, options.identity, Date.now());
		if (made.kind === "malformed-path") return { refusal: REFUSALS.malformedPath, routeKey };
		const eventJson = JSON.stringify(made.event);
		if (eventJson.length > MAXIMUM_EVENT_BYTES) return { refusal: REFUSALS.tooLarge, routeKey };
		const askedMs = performance.now();
		const outcome = await withTimeout(options.invoke(functionName, eventJson), INTEGRATION_TIMEOUT_MS);
		if (outcome === "timeout") return { refusal: REFUSALS.unavailable, routeKey };
		const integration = { outcome, latencyMs: performance.now() - askedMs };
		if (outcome.kind === "throttled") return { refusal: REFUSALS.unavailable, routeKey, integration };
		concurrency.delayed(outcome.queuedMs ?? 0);
		const answered = outcome.kind === "success" ? functionResponse(outcome.payload) : undefined;
		return answered === undefined ? { refusal: REFUSALS.internal, routeKey, integration } : { response: answered, routeKey, integration };
	}

	const port = await listen(server, options.port, "HTTP API", "--api-port");
	return {
		port,
		url: `http://127.0.0.1:${port}`,
		async close(patienceMs) {
			clearInterval(watching);
			await closeServer(server, patienceMs);
		},
	};
}

/** Measures the delay of this thread, and adjusts the limit each time. */
function watchOwnDelay(concurrency: ConcurrencyLimit, admission: AdmissionControl): NodeJS.Timeout {
	let dueAtMs = performance.now() + ADJUST_EVERY_MS;
	return setInterval(() => {
		const nowMs = performance.now();
		concurrency.delayed(nowMs - dueAtMs);
		admission.adjust(nowMs);
		dueAtMs = nowMs + ADJUST_EVERY_MS;
	}, ADJUST_EVERY_MS).unref();
}

/** The answer to a request, and its source. A client that broke off has none. */
type Answer =
	| "aborted"
	| (({ readonly refusal: Refusal } | { readonly response: GatewayResponse }) & {
			readonly routeKey?: string;
			readonly integration?: { readonly outcome: InvocationOutcome; readonly latencyMs: number };
	  });

/**
 * The status of Invoke: a function's own failure is in the payload.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html read 2026-11-25
 */
function integrationStatus(outcome: InvocationOutcome): number {
	return outcome.kind === "throttled" ? 429 : 200;
}

function gatewayRequest(request: IncomingMessage, body: Buffer): GatewayRequest {
	return {
		method: request.method ?? "GET",
		target: request.url ?? "/",
		httpVersion: request.httpVersion,
		rawHeaders: request.rawHeaders,
		sourceIp: request.socket.remoteAddress ?? "127.0.0.1",
		body,
	};
}

function countHosts(rawHeaders: readonly string[]): number {
	let count = 0;
	for (let index = 0; index < rawHeaders.length; index += 2) if (rawHeaders[index]?.toLowerCase() === "host") count += 1;
	return count;
}

async function readBody(request: IncomingMessage): Promise<CollectedBody> {
	return hasBody(request) ? collectBody(request, MAXIMUM_BODY_BYTES) : EMPTY_BODY;
}

const EMPTY_BODY = Buffer.alloc(0);

function hasBody(request: IncomingMessage): boolean {
	const length = request.headers["content-length"];
	return (length !== undefined && length !== "0") || request.headers["transfer-encoding"] !== undefined;
}

/** @returns the status that was sent */
function send(response: ServerResponse, answer: GatewayResponse, requestId: string): number {
	const headers: Record<string, string | string[]> = { ...answer.headers, "apigw-requestid": requestId };
	if (answer.cookies.length > 0) headers["set-cookie"] = [...answer.cookies];
	headers["content-length"] = String(Buffer.byteLength(answer.body));
	try {
		response.writeHead(answer.statusCode, headers);
	} catch {
		// A header that HTTP forbids is the function's fault: AWS answers 500, too.
		return refuse(response, REFUSALS.internal, requestId);
	}
	response.end(answer.body);
	return answer.statusCode;
}

/** @returns the status that was sent */
function refuse(response: ServerResponse, refusal: Refusal, requestId: string): number {
	const body = refusalBody(refusal);
	const closes = refusal.statusCode === 413 || refusal.statusCode === 417;
	response.writeHead(refusal.statusCode, {
		"content-type": "application/json",
		"content-length": Buffer.byteLength(body),
		"apigw-requestid": requestId,
		...(refusal.retryAfterSeconds === undefined ? {} : { "retry-after": String(refusal.retryAfterSeconds) }),
		...(closes ? { connection: "close" } : {}),
	});
	response.end(body);
	return refusal.statusCode;
}

function refusalOfClientError(error: NodeJS.ErrnoException): Refusal {
	if (error.code === "HPE_HEADER_OVERFLOW") return REFUSALS.headersTooLarge;
	if (error.code === "ERR_HTTP_REQUEST_TIMEOUT") return REFUSALS.timeout;
	return REFUSALS.badRequest;
}

function endWith(socket: Duplex, refusal: Refusal): void {
	if (!socket.writable) {
		socket.destroy();
		return;
	}
	socket.end(refusalResponseText(refusal, newRequestId()), () => socket.destroy());
}

async function withTimeout<Value>(promise: Promise<Value>, timeoutMs: number): Promise<Value | "timeout"> {
	let timer: NodeJS.Timeout | undefined;
	const timeout = new Promise<"timeout">((resolve) => {
		timer = setTimeout(resolve, timeoutMs, "timeout");
	});
	return Promise.race([promise, timeout]).finally(() => clearTimeout(timer));
}

async function closeServer(server: Server, patienceMs: number): Promise<void> {
	const timer = setTimeout(() => server.closeAllConnections(), patienceMs);
	await new Promise<void>((resolve) => {
		server.close(() => resolve());
		server.closeIdleConnections();
	});
	clearTimeout(timer);
}
