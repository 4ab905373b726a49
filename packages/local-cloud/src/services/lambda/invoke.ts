import type { AwsRequest, AwsResponse } from "../../endpoint/aws-http.ts";
import type { InvocationOutcome } from "./runtime/function-host.ts";

/** Runs a function for a direct invocation. */
export type InvokeFunction = (functionName: string, eventJson: string, clientContextJson?: string) => Promise<InvocationOutcome>;

/** Invokes it asynchronously. @returns false when there is no such function */
export type InvokeFunctionAsync = (functionName: string, event: object) => boolean;

/**
 * Lambda's Invoke. A client context reaches the function of a synchronous call only, as on AWS.
 * @see https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html read 2026-11-27
 */
export async function answerInvoke(
	functionName: string,
	{ body, headers }: AwsRequest,
	invoke: InvokeFunction,
	invokeAsync: InvokeFunctionAsync,
): Promise<AwsResponse> {
	const eventJson = body.length === 0 ? "{}" : body.toString("utf8");
	if (headers["x-amz-invocation-type"] === "Event") {
		invokeAsync(functionName, JSON.parse(eventJson) as object);
		return answer(202, "");
	}
	const context = headers["x-amz-client-context"];
	const clientContextJson = typeof context === "string" ? Buffer.from(context, "base64").toString("utf8") : undefined;
	const outcome = await invoke(functionName, eventJson, clientContextJson);
	switch (outcome.kind) {
		case "success":
			return answer(200, outcome.payload);
		case "function-error":
			return answer(200, JSON.stringify(outcome.error), { "x-amz-function-error": "Unhandled" });
		case "throttled":
			return answer(429, JSON.stringify({ Reason: "ConcurrentInvocationLimitExceeded", Type: "User", message: "Rate Exceeded." }), {
				"x-amzn-errortype": "TooManyRequestsException",
			});
		default:
			return outcome satisfies never;
	}
}

function answer(statusCode: number, body: string, headers: Readonly<Record<string, string>> = {}): AwsResponse {
	return { statusCode, headers: { "content-type": "application/json", "x-amz-executed-version": "$LATEST", ...headers }, body };
}
