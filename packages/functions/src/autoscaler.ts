import { composeAutoscaler } from "./autoscaling/compose.ts";
import { type InvocationContext, waitUntilMs } from "./autoscaling/invocation-time.ts";
import { onAlarm } from "./autoscaling/on-alarm.ts";

const autoscaler = composeAutoscaler("autoscaler", process.env);

/** A CloudWatch alarm, as its Lambda action, over SNS or over EventBridge. */
export const handler = (event: unknown, context?: InvocationContext): Promise<void> => {
	autoscaler.limiter.waitUntil(waitUntilMs(context, Date.now()));
	return onAlarm(autoscaler, event);
};
