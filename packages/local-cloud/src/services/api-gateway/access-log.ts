import { API_ACCESS_LOG } from "@headroom/config";
import { commonLogTime } from "./request-event.ts";

/** One answer, as the access log tells of it. */
export interface AnsweredRequest {
	readonly requestId: string;
	readonly routeKey: string | undefined;
	readonly status: number;
	readonly latencyMs: number;
	/** Of the gateway's own refusal. */
	readonly error: string | undefined;
	/** Lambda's id of the invocation, where a function was asked. */
	readonly integrationRequestId: string | undefined;
	/** What Lambda answered the gateway, which is 200 also when the function failed. */
	readonly integrationStatus: number | undefined;
	readonly integrationLatencyMs: number | undefined;
	readonly sourceIp: string;
}

/**
 * A value that there is none of is a dash.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html read 2026-11-25
 */
const NONE = "-";

const FORMAT = JSON.parse(API_ACCESS_LOG) as Readonly<Record<string, string>>;

/** The line that the deployment's format makes of it. */
export function accessLogLine(answered: AnsweredRequest, nowMs: number): string {
	const variables: Readonly<Record<string, string | undefined>> = {
		"$context.requestTime": commonLogTime(nowMs),
		"$context.requestId": answered.requestId,
		"$context.routeKey": answered.routeKey,
		"$context.status": String(answered.status),
		"$context.responseLatency": wholeMilliseconds(answered.latencyMs),
		"$context.integration.latency": wholeMilliseconds(answered.integrationLatencyMs),
		"$context.integration.integrationStatus": answered.integrationStatus?.toString(),
		"$context.integration.requestId": answered.integrationRequestId,
		"$context.error.message": answered.error,
		"$context.identity.sourceIp": answered.sourceIp,
	};
	return JSON.stringify(Object.fromEntries(Object.entries(FORMAT).map(([name, variable]) => [name, variables[variable] ?? NONE])));
}

function wholeMilliseconds(latencyMs: number | undefined): string | undefined {
	return latencyMs === undefined ? undefined : String(Math.round(latencyMs));
}
