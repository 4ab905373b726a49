import { composeAutoscaler } from "./autoscaling/compose.ts";
import type { InvocationContext } from "./autoscaling/invocation-context.ts";
import { onSweep } from "./autoscaling/on-sweep.ts";
import { tryEvaluation } from "./self-check/try-evaluation.ts";
import { withSelfCheck } from "./self-check/with-self-check.ts";

const autoscaler = composeAutoscaler("sweep", process.env);

/** Every managed stream, whether or not an alarm arrived. */
export const handler = withSelfCheck(
	"sweep",
	(request) => tryEvaluation("sweep", autoscaler, process.env, request),
	(_event: unknown, context: InvocationContext | undefined) => onSweep(autoscaler, context),
);
