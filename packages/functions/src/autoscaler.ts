import { composeAutoscaler } from "./autoscaling/compose.ts";
import { type InvocationContext, ownerOf, waitUntilMs } from "./autoscaling/invocation-context.ts";
import { onAlarm } from "./autoscaling/on-alarm.ts";
import { tryEvaluation } from "./self-check/try-evaluation.ts";
import { withSelfCheck } from "./self-check/with-self-check.ts";

const autoscaler = composeAutoscaler("autoscaler", process.env);

/** A CloudWatch alarm, as its Lambda action, over SNS, SQS or EventBridge. */
export const handler = withSelfCheck(
	"autoscaler",
	(request) => tryEvaluation("autoscaler", autoscaler, process.env, request),
	(event: unknown, context: InvocationContext | undefined) => {
		autoscaler.limiter.waitUntil(waitUntilMs(context, Date.now()));
		return onAlarm(autoscaler, event, ownerOf(context));
	},
);
