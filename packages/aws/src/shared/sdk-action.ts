import type { HandlerExecutionContext } from "@smithy/types";

/** Services whose names differ in IAM and in the client. */
const IAM_NAMES: Readonly<Record<string, string>> = { cloudwatchlogs: "logs" };

/**
 * Calls whose permission has another name.
 * @see https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagement.html read 2026-11-27
 */
const IAM_ACTIONS: Readonly<Record<string, string>> = {
	"apigatewayv2:GetApis": "apigateway:GET",
	"lambda:Invoke": "lambda:InvokeFunction",
};

/** A call as IAM names it: `kinesis:DescribeStreamSummary`. */
export function sdkAction({ clientName = "", commandName = "" }: HandlerExecutionContext): string {
	const service = clientName.replace(/Client$/, "").toLowerCase();
	const action = `${IAM_NAMES[service] ?? service}:${commandName.replace(/Command$/, "")}`;
	return IAM_ACTIONS[action] ?? action;
}
