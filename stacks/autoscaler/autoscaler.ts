import { failedEventsQueue } from "../shared/failed-events-queue.ts";
import { lambdaFunction } from "../shared/lambda-function.ts";
import { evaluation } from "./evaluation.ts";

/** Woken by alarms. */
export const autoscaler = lambdaFunction("autoscaler", {
	...evaluation,
	resources: { ...evaluation.resources, failedEventsQueue: failedEventsQueue.arn },
});
