import { BatchProcessor, EventType, processPartialResponse } from "@aws-lambda-powertools/batch";
import type { SQSHandler, SQSRecord } from "aws-lambda";
import { composeAutoscaler } from "./autoscaling/compose.ts";
import { waitUntilMs } from "./autoscaling/invocation-time.ts";
import { onRecheck } from "./autoscaling/on-recheck.ts";

const autoscaler = composeAutoscaler("recheck", process.env);
const processor = new BatchProcessor(EventType.SQS);

/** One after the other: two messages about one stream would only race for the same intent. */
export const handler: SQSHandler = (event, context) => {
	autoscaler.limiter.waitUntil(waitUntilMs(context, Date.now()));
	return processPartialResponse(event, ({ body }: SQSRecord) => onRecheck(autoscaler, body), processor, {
		context,
		processInParallel: false,
		throwOnFullBatchFailure: false,
	});
};
