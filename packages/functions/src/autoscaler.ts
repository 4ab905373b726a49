import { composeAutoscaler } from "./autoscaling/compose.ts";
import { onAlarm } from "./autoscaling/on-alarm.ts";

const autoscaler = composeAutoscaler("autoscaler", process.env);

/** A CloudWatch alarm, as its Lambda action, over SNS or over EventBridge. */
export const handler = (event: unknown): Promise<void> => onAlarm(autoscaler, event);
