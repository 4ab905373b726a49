import { BatchProcessor, EventType, processPartialResponse } from "@aws-lambda-powertools/batch";
import type { Context, SQSEvent, SQSRecord } from "aws-lambda";
import { composeAutoscaler } from "./autoscaling/compose.ts";
import { waitUntilMs } from "./autoscaling/invocation-context.ts";
import { onRecheck } from "./autoscaling/on-recheck.ts";
import { tryEvaluation } from "./self-check/try-evaluation.ts";
import { withSelfCheck } from "./self-check/with-self-check.ts";

const autoscaler = composeAutoscaler("recheck", process.env);
const processor = new BatchProcessor(EventType.SQS);

/** One after the other: two messages about one stream would only compete for the same intent. */
export const handler = withSelfCheck(
	"recheck",
	(request) => tryEvaluation("recheck", autoscaler, process.env, request),
	(event: SQSEvent, context: Context) => {
		autoscaler.limiter.waitUntil(waitUntilMs(context, Date.now()));
		return processPartialResponse(event, ({ body }: SQSRecord) => onRecheck(autoscaler, body), processor, {
			context,
			processInParallel: false,
			throwOnFullBatchFailure: false,
		});
	},
);
