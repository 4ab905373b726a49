import type { HandlerExecutionContext } from "@smithy/types";

/** What IAM calls a service differently than its client. */
const IAM_NAMES: Readonly<Record<string, string>> = { cloudwatchlogs: "logs" };

/** A call as IAM names it: `kinesis:DescribeStreamSummary`. */
export function sdkAction({ clientName = "", commandName = "" }: HandlerExecutionContext): string {
	const service = clientName.replace(/Client$/, "").toLowerCase();
	return `${IAM_NAMES[service] ?? service}:${commandName.replace(/Command$/, "")}`;
}
