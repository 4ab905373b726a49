import { composeAutoscaler } from "./autoscaling/compose.ts";
import type { InvocationContext } from "./autoscaling/invocation-time.ts";
import { onSweep } from "./autoscaling/on-sweep.ts";

const autoscaler = composeAutoscaler("sweep", process.env);

/** Every managed stream, whether or not an alarm arrived. */
export const handler = (_event?: unknown, context?: InvocationContext): Promise<void> => onSweep(autoscaler, context);
