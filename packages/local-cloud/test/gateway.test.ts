import { request } from "node:http";
import { connect } from "node:net";
import type { APIGatewayProxyEventV2 } from "aws-lambda";
import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { AnsweredRequest } from "../src/services/api-gateway/access-log.ts";
import { type Gateway, startGateway } from "../src/services/api-gateway/gateway-server.ts";
import type { InvocationOutcome } from "../src/services/lambda/runtime/function-host.ts";

interface Invocation {
	readonly functionName: string;
	readonly event: APIGatewayProxyEventV2;
}

const invocations: Invocation[] = [];
const answers: AnsweredRequest[] = [];
const OK: InvocationOutcome = { kind: "success", requestId: "r", payload: JSON.stringify({ statusCode: 200, body: "fine" }) };
let outcome: InvocationOutcome | (() => Promise<InvocationOutcome>) = OK;
let gateway: Gateway;

beforeAll(async () => {
	gateway = await startGateway({
		port: 0,
		routes: [
			{ routeKey: "$default", functionName: "fallback" },
			{ routeKey: "POST /votes/{vote_id}/{token}/{vote_choice}", functionName: "place-vote" },
			{ routeKey: "POST /votes", functionName: "place-vote" },
			{ routeKey: "GET /votes/{vote_id}", functionName: "results" },
			{ routeKey: "GET /votes/all", functionName: "all" },
		],
		identity: { accountId: "000000000000", apiId: "local", domainName: "local.execute-api.us-east-1.amazonaws.com" },
		throttling: { rateLimitPerSecond: 100_000, burstLimit: 100_000 },
		concurrency: { least: 1000, initial: 1000, most: 1000, targetDelayMs: 1000 },
		onAnswered: (answered) => answers.push(answered),
		invoke: async (functionName, eventJson) => {
			invocations.push({ functionName, event: JSON.parse(eventJson) });
			return typeof outcome === "function" ? outcome() : outcome;
		},
	});
});
afterAll(() => gateway.close(0));
beforeEach(() => {
	invocations.length = 0;
	answers.length = 0;
	outcome = OK;
});

const lastEvent = (): APIGatewayProxyEventV2 => invocations.at(-1)?.event ?? expect.unreachable("no invocation");

interface Answer {
	readonly statusCode: number;
	readonly headers: Record<string, string | string[] | undefined>;
	readonly body: string;
}

/** Exact control over headers, which fetch does not give. */
function send(method: string, path: string, headers: Record<string, string | string[]> = {}, body?: Buffer | string): Promise<Answer> {
	return new Promise((resolve, reject) => {
		const sent = request({ host: "127.0.0.1", port: gateway.port, method, path, headers, agent: false }, (response) => {
			const chunks: Buffer[] = [];
			response.on("data", (chunk: Buffer) => chunks.push(chunk));
			response.on("end", () =>
				resolve({ statusCode: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks).toString("utf8") }),
			);
		});
		sent.on("error", reject);
		sent.end(body);
	});
}

/** Bytes as they are: what no well-behaved client would send. */
function sendRaw(bytes: Buffer | string): Promise<string> {
	return new Promise((resolve, reject) => {
		const socket = connect(gateway.port, "127.0.0.1", () => socket.write(bytes));
		const chunks: Buffer[] = [];
		socket.on("data", (chunk) => {
			chunks.push(chunk);
			socket.end();
		});
		socket.on("close", () => resolve(Buffer.concat(chunks).toString("utf8")));
		socket.on("error", (error: NodeJS.ErrnoException) => (chunks.length > 0 ? undefined : reject(error)));
	});
}

describe("the event", () => {
	it("has payload format 2.0, exactly", async () => {
		const before = Date.now();
		await send(
			"POST",
			"/votes/lunch/you%20two/pizza?b=2&a=1&a=3&c=%C3%A9",
			{
				"Content-Type": "application/json; charset=utf-8",
				Cookie: "session=1; theme=dark",
				"X-Twice": ["one", "two"],
				"User-Agent": "curl/8",
				Host: "api.example",
			},
			'{"ä":1}',
		);
		const event = lastEvent();
		const { requestContext, ...rest } = event;
		expect(rest).toEqual({
			version: "2.0",
			routeKey: "POST /votes/{vote_id}/{token}/{vote_choice}",
			rawPath: "/votes/lunch/you two/pizza",
			rawQueryString: "b=2&a=1&a=3&c=%C3%A9",
			cookies: ["session=1", "theme=dark"],
			headers: {
				"content-type": "application/json; charset=utf-8",
				"x-twice": "one,two",
				"user-agent": "curl/8",
				host: "api.example",
				connection: "close",
				"content-length": "8",
			},
			queryStringParameters: { b: "2", a: "1,3", c: "é" },
			pathParameters: { vote_id: "lunch", token: "you two", vote_choice: "pizza" },
			body: '{"ä":1}',
			isBase64Encoded: false,
		});
		expect(requestContext).toEqual({
			accountId: "000000000000",
			apiId: "local",
			domainName: "local.execute-api.us-east-1.amazonaws.com",
			domainPrefix: "local",
			http: { method: "POST", path: "/votes/lunch/you two/pizza", protocol: "HTTP/1.1", sourceIp: "127.0.0.1", userAgent: "curl/8" },
			requestId: expect.stringMatching(/^[A-Za-z0-9_-]{15}=$/),
			routeKey: "POST /votes/{vote_id}/{token}/{vote_choice}",
			stage: "$default",
			time: expect.stringMatching(/^\d\d\/[A-Z][a-z]{2}\/\d{4}:\d\d:\d\d:\d\d \+0000$/),
			timeEpoch: expect.any(Number),
		});
		expect(requestContext.timeEpoch).toBeGreaterThanOrEqual(before);
	});

	it.each([
		{ title: "JSON as text", type: "application/json", isBase64Encoded: false },
		{ title: "XML as text", type: "application/xml", isBase64Encoded: false },
		{ title: "plain text as text", type: "text/plain; charset=utf-8", isBase64Encoded: false },
		{ title: "a form as base64, as HTTP APIs do", type: "application/x-www-form-urlencoded", isBase64Encoded: true },
		{ title: "bytes as base64", type: "application/octet-stream", isBase64Encoded: true },
		{ title: "a body without a type as base64", type: undefined, isBase64Encoded: true },
	])("carries $title", async ({ isBase64Encoded, type }) => {
		await send("POST", "/votes", type === undefined ? {} : { "content-type": type }, "a=1");
		expect(lastEvent()).toMatchObject({ isBase64Encoded, body: isBase64Encoded ? "YT0x" : "a=1" });
	});

	it("has no body, cookies, parameters or query where there are none", async () => {
		await send("GET", "/");
		const { isBase64Encoded, ...event } = lastEvent();
		expect(isBase64Encoded).toBe(false);
		for (const absent of ["body", "cookies", "pathParameters", "queryStringParameters"]) expect(event).not.toHaveProperty(absent);
	});
});

describe("routing", () => {
	it.each([
		{ title: "the article's form", method: "POST", path: "/votes/a/b/c", functionName: "place-vote" },
		{ title: "the JSON form", method: "POST", path: "/votes", functionName: "place-vote" },
		{ title: "a poll's results", method: "GET", path: "/votes/a", functionName: "results" },
		{ title: "a literal before a parameter", method: "GET", path: "/votes/all", functionName: "all" },
		{ title: "another method to $default", method: "DELETE", path: "/votes/a", functionName: "fallback" },
		{ title: "another path to $default", method: "GET", path: "/elsewhere", functionName: "fallback" },
		{ title: "an empty segment to $default", method: "POST", path: "/votes//b/c", functionName: "fallback" },
		{ title: "a trailing slash to $default", method: "GET", path: "/votes/a/", functionName: "fallback" },
		{ title: "an encoded slash as part of its segment", method: "GET", path: "/votes/a%2Fb", functionName: "results" },
		{ title: "a target in absolute form", method: "GET", path: "http://api.example/votes/a", functionName: "results" },
		{ title: "the asterisk form to $default", method: "OPTIONS", path: "*", functionName: "fallback" },
		{ title: "prototype names as plain parameters", method: "GET", path: "/votes/__proto__", functionName: "results" },
	])("takes $title", async ({ functionName, method, path }) => {
		await send(method, path);
		expect(invocations.map((invocation) => invocation.functionName)).toEqual([functionName]);
	});
});

describe("the answer", () => {
	const success = (result: unknown): InvocationOutcome => ({ kind: "success", requestId: "r", payload: JSON.stringify(result) });
	it.each([
		{
			title: "is what the function says",
			result: {
				statusCode: 202,
				headers: { "X-Request-Id": "q", "content-type": "application/json" },
				cookies: ["a=1", "b=2"],
				body: '{"status":"queued"}',
			},
			expected: { statusCode: 202, body: '{"status":"queued"}', headers: { "x-request-id": "q", "set-cookie": ["a=1", "b=2"] } },
		},
		{
			title: "is decoded from base64",
			result: { statusCode: 200, isBase64Encoded: true, body: "w6k=" },
			expected: { statusCode: 200, body: "é" },
		},
		{
			title: "is 200 and JSON for a bare object",
			result: { a: 1 },
			expected: { statusCode: 200, body: '{"a":1}', headers: { "content-type": "application/json" } },
		},
		{ title: "is 200 and JSON for a bare string", result: "text", expected: { statusCode: 200, body: '"text"' } },
		{ title: "is 200 and null for nothing", result: null, expected: { statusCode: 200, body: "null" } },
		{ title: "has an empty body where none is given", result: { statusCode: 204 }, expected: { statusCode: 204, body: "" } },
		{
			title: "keeps the framing to itself",
			result: { statusCode: 200, headers: { "content-length": "999" }, body: "ok" },
			expected: { statusCode: 200, body: "ok" },
		},
	])("$title", async ({ expected, result }) => {
		outcome = success(result);
		expect(await send("GET", "/")).toMatchObject(expected);
	});

	it.each([
		{ title: "a status code that is none", result: { statusCode: "many" } },
		{ title: "a status code out of range", result: { statusCode: 99 } },
		{ title: "a body that is an object", result: { statusCode: 200, body: { a: 1 } } },
		{ title: "headers that are a list", result: { statusCode: 200, headers: ["a"] } },
		{ title: "a header value that breaks the line", result: { statusCode: 200, headers: { a: "b\r\nset-cookie: c=d" } } },
		{ title: "cookies that are no list", result: { statusCode: 200, cookies: "a=1" } },
	])("is 500 for $title", async ({ result }) => {
		outcome = success(result);
		const answer = await send("GET", "/");
		expect(answer.statusCode).toBe(500);
		expect(JSON.parse(answer.body)).toMatchObject({ message: "Internal Server Error", error: { code: "function.failed" } });
		expect(answer.headers).not.toHaveProperty("set-cookie");
	});

	it("is 500 without a trace of the function's error", async () => {
		outcome = {
			kind: "function-error",
			requestId: "r",
			error: { errorType: "Error", errorMessage: "secret detail", trace: ["at line 1"] },
		};
		const answer = await send("POST", "/votes/a/b/c");
		expect(answer.statusCode).toBe(500);
		expect(answer.body).not.toMatch(/secret|at line/);
	});

	it("is 503 when the account's concurrency is used up", async () => {
		outcome = { kind: "throttled", requestId: "r" };
		expect(await send("GET", "/")).toMatchObject({ statusCode: 503, body: expect.stringContaining('"message":"Service Unavailable"') });
	});
});

describe("what the gateway refuses by itself", () => {
	const rows: readonly { title: string; bytes: string; status: number; code: string }[] = [
		{ title: "a request line that is none", bytes: "hello\r\n\r\n", status: 400, code: "http.malformed" },
		{ title: "an unknown method", bytes: "VOTE / HTTP/1.1\r\nhost: x\r\n\r\n", status: 400, code: "http.malformed" },
		{ title: "TLS where there is none", bytes: "\u0016\u0003\u0001\u0002\u0000\u0001", status: 400, code: "http.malformed" },
		{
			title: "two content lengths that differ",
			bytes: "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\na",
			status: 400,
			code: "http.malformed",
		},
		{
			title: "a length beside chunks",
			bytes: "POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
			status: 400,
			code: "http.malformed",
		},
		{
			title: "a chunk size that is none",
			bytes: "POST / HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n",
			status: 400,
			code: "http.malformed",
		},
		{ title: "a missing host", bytes: "GET / HTTP/1.1\r\n\r\n", status: 400, code: "http.missing-host" },
		{ title: "two hosts", bytes: "GET / HTTP/1.1\r\nhost: a\r\nhost: b\r\n\r\n", status: 400, code: "http.missing-host" },
		{
			title: "headers that are too large",
			bytes: `GET / HTTP/1.1\r\nhost: x\r\nx: ${"y".repeat(20_000)}\r\n\r\n`,
			status: 431,
			code: "http.headers-too-large",
		},
		{
			title: "a path that is too long",
			bytes: `GET /${"y".repeat(20_000)} HTTP/1.1\r\nhost: x\r\n\r\n`,
			status: 431,
			code: "http.headers-too-large",
		},
		{
			title: "an expectation nobody knows",
			bytes: "POST / HTTP/1.1\r\nhost: x\r\nexpect: the-best\r\ncontent-length: 0\r\n\r\n",
			status: 417,
			code: "http.expectation-failed",
		},
		{ title: "CONNECT", bytes: "CONNECT example.com:443 HTTP/1.1\r\nhost: x\r\n\r\n", status: 405, code: "http.method-not-allowed" },
		{ title: "a broken percent-encoding", bytes: "GET /votes/%ZZ HTTP/1.1\r\nhost: x\r\n\r\n", status: 400, code: "http.malformed-path" },
		{
			title: "a percent-encoding that is not UTF-8",
			bytes: "GET /votes/%FF HTTP/1.1\r\nhost: x\r\n\r\n",
			status: 400,
			code: "http.malformed-path",
		},
		{
			title: "a chunked body over 10 MB",
			bytes: `POST / HTTP/1.1\r\nhost: x\r\ncontent-length: ${10 * 1024 * 1024 + 1}\r\n\r\n${"x".repeat(10 * 1024 * 1024 + 1)}`,
			status: 413,
			code: "http.body-too-large",
		},
	];
	it.each(rows)("is $title, in JSON", async ({ bytes, code, status }) => {
		const answer = await sendRaw(bytes);
		const [head = "", body = ""] = answer.split("\r\n\r\n");
		expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
		expect(head.toLowerCase()).toContain("content-type: application/json");
		expect(JSON.parse(body)).toEqual({ message: expect.any(String), error: { code, message: expect.any(String) } });
		expect(invocations).toEqual([]);
	});

	it("is an event that Lambda would not take, though the gateway takes its body", async () => {
		const answer = await send("POST", "/votes", { "content-type": "application/octet-stream" }, Buffer.alloc(6 * 1024 * 1024));
		expect(answer.statusCode).toBe(413);
		expect(invocations).toEqual([]);
	});

	it("is nothing that a client may send: every answer is JSON or the function's own, and the next request is served", async () => {
		await fc.assert(
			fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 200 }), async (bytes) => {
				const answer = await sendRaw(Buffer.concat([bytes, Buffer.from("\r\n\r\n")]));
				const [head = "", body = ""] = answer.split("\r\n\r\n");
				expect(head).toMatch(/^HTTP\/1\.1 [24]\d\d /);
				if (!head.startsWith("HTTP/1.1 200")) expect(JSON.parse(body)).toHaveProperty("error.code");
			}),
			{ seed: 20_261_123, numRuns: 200 },
		);
		expect((await send("GET", "/")).statusCode).toBe(200);
	});
});

describe("connections", () => {
	it("are kept alive and pipelined", async () => {
		const twice = "GET /a HTTP/1.1\r\nhost: x\r\n\r\nGET /b HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n";
		const answer = await new Promise<string>((resolve, reject) => {
			const socket = connect(gateway.port, "127.0.0.1", () => socket.write(twice));
			let text = "";
			socket.on("data", (chunk) => {
				text += chunk.toString();
			});
			socket.on("close", () => resolve(text));
			socket.on("error", reject);
		});
		expect(answer.match(/HTTP\/1\.1 200/g)).toHaveLength(2);
		expect(invocations.map(({ event }) => event.rawPath)).toEqual(["/a", "/b"]);
	});

	it("that break off in the middle of a body cost nothing", async () => {
		await new Promise<void>((resolve) => {
			const socket = connect(gateway.port, "127.0.0.1", () => {
				socket.write("POST /votes HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf", () => socket.destroy());
			});
			socket.on("close", () => resolve());
		});
		expect((await send("GET", "/")).statusCode).toBe(200);
		expect(invocations).toHaveLength(1);
	});
});

describe("a request's id", () => {
	it.each([
		{ title: "a function's answer", path: "/votes/a", outcome: OK, status: 200 },
		{
			title: "a failed function",
			path: "/votes/a",
			outcome: { kind: "function-error", requestId: "r", error: { errorType: "Boom", errorMessage: "no" } } satisfies InvocationOutcome,
			status: 500,
		},
		{
			title: "a function without an environment to run in",
			path: "/votes/a",
			outcome: { kind: "throttled", requestId: "r" } as const,
			status: 503,
		},
	])("is on $title and in what the access log is told, with Lambda's own beside it", async ({ outcome: given, path, status }) => {
		outcome = given;
		const { headers, statusCode } = await send("GET", path);
		expect(statusCode).toBe(status);
		expect(lastEvent().requestContext.requestId).toBe(headers["apigw-requestid"]);
		expect(answers).toMatchObject([
			{ requestId: headers["apigw-requestid"], status, integrationRequestId: "r", routeKey: "GET /votes/{vote_id}" },
		]);
	});

	it("is on a refusal that no function saw, and is never the same twice", async () => {
		const ids = [];
		for (const path of ["/votes/%ZZ", "/votes/%ZZ"]) ids.push((await send("GET", path)).headers["apigw-requestid"]);
		expect(ids).toEqual([expect.stringMatching(/^[A-Za-z0-9_-]{15}=$/), expect.stringMatching(/^[A-Za-z0-9_-]{15}=$/)]);
		expect(new Set(ids).size).toBe(2);
		expect(answers).toMatchObject([{ status: 400, integrationRequestId: undefined }, { status: 400 }]);
		expect(await sendRaw("hello\r\n\r\n")).toMatch(/^apigw-requestid: [A-Za-z0-9_-]{15}=\r$/m);
	});
});
