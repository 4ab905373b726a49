import { API_ACCESS_LOG_FORMAT } from "@headroom/config";
import { commonLogTime } from "./request-event.ts";

/** One answer, as the access log tells of it. */
export interface AnsweredRequest {
	readonly requestId: string;
	readonly method: string;
	readonly path: string;
	readonly routeKey: string | undefined;
	readonly status: number;
	readonly latencyMs: number;
	/** Where a function was asked. */
	readonly integrationRequestId: string | undefined;
	readonly integrationErrorMessage: string | undefined;
	readonly sourceIp: string;
	readonly userAgent: string | undefined;
}

/** A value that there is none of is a dash. @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html read 2026-11-25 */
const NONE = "-";

/** The line that the deployment's format makes of it. */
export function accessLogLine(answered: AnsweredRequest, nowMs: number): string {
	const context: Readonly<Record<(typeof API_ACCESS_LOG_FORMAT)[keyof typeof API_ACCESS_LOG_FORMAT], string | undefined>> = {
		"$context.requestTime": commonLogTime(nowMs),
		"$context.requestId": answered.requestId,
		"$context.httpMethod": answered.method,
		"$context.path": answered.path,
		"$context.routeKey": answered.routeKey,
		"$context.status": String(answered.status),
		"$context.responseLatency": String(Math.round(answered.latencyMs)),
		"$context.integration.requestId": answered.integrationRequestId,
		"$context.integrationErrorMessage": answered.integrationErrorMessage,
		"$context.identity.sourceIp": answered.sourceIp,
		"$context.identity.userAgent": answered.userAgent,
	};
	return JSON.stringify(
		Object.fromEntries(Object.entries(API_ACCESS_LOG_FORMAT).map(([name, variable]) => [name, context[variable] ?? NONE])),
	);
}
