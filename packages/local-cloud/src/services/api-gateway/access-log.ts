import { API_ACCESS_LOG } from "@headroom/config";
import { commonLogTime } from "./request-event.ts";

/** One answer in the access log. */
export interface AnsweredRequest {
	readonly requestId: string;
	readonly routeKey: string | undefined;
	readonly status: number;
	readonly latencyMs: number;
	/** The message of the gateway's own refusal. */
	readonly error: string | undefined;
	/** Lambda's id of the invocation, if there was one. */
	readonly integrationRequestId: string | undefined;
	/** Lambda's answer to the gateway, which is 200 even if the function failed. */
	readonly integrationStatus: number | undefined;
	readonly integrationLatencyMs: number | undefined;
	readonly sourceIp: string;
}

/**
 * A dash stands for a missing value.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html read 2026-11-25
 */
const NONE = "-";

const FORMAT = JSON.parse(API_ACCESS_LOG) as Readonly<Record<string, string>>;

/** The line in the deployment's format. */
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
