import { evaluation } from "./evaluation";
import { failedEventsQueue } from "./failed-events-queue";
import { lambdaFunction } from "./lambda-function";

/** Woken by alarms. */
export const autoscaler = lambdaFunction("autoscaler", {
	...evaluation,
	resources: { ...evaluation.resources, failedEventsQueue: failedEventsQueue.arn },
});
