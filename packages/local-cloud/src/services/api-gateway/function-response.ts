/** The HTTP answer that a function's result becomes. */
export interface GatewayResponse {
	readonly statusCode: number;
	readonly headers: Readonly<Record<string, string>>;
	readonly cookies: readonly string[];
	readonly body: Buffer | string;
}

const LOWEST_STATUS_CODE = 200;
const HIGHEST_STATUS_CODE = 599;

/** The connection sets these. From a function they would break the framing. */
const FRAMING_HEADERS = new Set(["connection", "content-length", "keep-alive", "transfer-encoding", "upgrade"]);

/**
 * Reads a function's result by the rules of payload format 2.0: an object with `statusCode` is an answer, anything else is the
 * body of a 200 in JSON.
 *
 * @param payload the result, as JSON text
 * @returns undefined for an invalid result, which the gateway answers with 500
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html#http-api-develop-integrations-lambda.response
 */
export function functionResponse(payload: string): GatewayResponse | undefined {
	const result: unknown = JSON.parse(payload);
	if (!isRecord(result) || !("statusCode" in result)) {
		return { statusCode: 200, headers: { "content-type": "application/json" }, cookies: [], body: payload };
	}
	const statusCode = Number(result["statusCode"]);
	const headers = readHeaders(result["headers"]);
	const cookies = readCookies(result["cookies"]);
	const body = readBody(result["body"], result["isBase64Encoded"]);
	const isStatusCode = Number.isInteger(statusCode) && statusCode >= LOWEST_STATUS_CODE && statusCode <= HIGHEST_STATUS_CODE;
	if (!isStatusCode || headers === undefined || cookies === undefined || body === undefined) return undefined;
	return { statusCode, headers: { "content-type": "text/plain; charset=utf-8", ...headers }, cookies, body };
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readHeaders(value: unknown): Record<string, string> | undefined {
	if (value === undefined || value === null) return {};
	if (!isRecord(value)) return undefined;
	const headers: Record<string, string> = {};
	for (const [name, text] of Object.entries(value)) {
		if (typeof text !== "string" && typeof text !== "number" && typeof text !== "boolean") return undefined;
		if (!FRAMING_HEADERS.has(name.toLowerCase())) headers[name.toLowerCase()] = String(text);
	}
	return headers;
}

function readCookies(value: unknown): string[] | undefined {
	if (value === undefined || value === null) return [];
	return Array.isArray(value) && value.every((cookie) => typeof cookie === "string") ? value : undefined;
}

function readBody(value: unknown, isBase64Encoded: unknown): Buffer | string | undefined {
	if (value === undefined || value === null) return "";
	if (typeof value !== "string") return undefined;
	return isBase64Encoded === true ? Buffer.from(value, "base64") : value;
}
