import { evaluation } from "./evaluation.ts";
import { failedEventsQueue } from "./failed-events-queue.ts";
import { lambdaFunction } from "./lambda-function.ts";

/** Woken by alarms. */
export const autoscaler = lambdaFunction("autoscaler", {
	...evaluation,
	resources: { ...evaluation.resources, failedEventsQueue: failedEventsQueue.arn },
});
