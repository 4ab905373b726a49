import { readSelfCheckRequest, type SelfCheckAnswer, type SelfCheckRequest, type TrialResult } from "@headroom/aws/self-check";
import type { FunctionName } from "@headroom/config/deployment";
import type { InvocationContext } from "../autoscaling/invocation-context.ts";
import { writeLine } from "../voting/standard-output.ts";

/** The `event` of the line that a self-check leaves. Stable: docs/operations.md. */
export const SELF_CHECK_EVENT = "self-check.answered";

/**
 * A handler that also answers self-checks. Only a direct invocation starts one: the client context of Lambda's Invoke call, which no
 * event source sets, and an event that holds the request and nothing else. Every other event goes to `handle` as it came.
 *
 * @param tryPermissions makes the clients that it needs, so that a start costs nothing
 */
export function withSelfCheck<Event, Context extends InvocationContext, Answer>(
	functionName: FunctionName,
	tryPermissions: (request: SelfCheckRequest) => Promise<readonly TrialResult[]>,
	handle: (event: Event, context: Context) => Promise<Answer>,
): (event?: Event, context?: Context) => Promise<Answer | SelfCheckAnswer> {
	return async (event, context) => {
		const request = readSelfCheckRequest(event, context?.clientContext);
		if (request === undefined) return handle(event as Event, context as Context);
		const { checkId } = request;
		const trials = await tryPermissions(request);
		const denied = trials.filter(({ outcome }) => outcome === "denied").map(({ action }) => action);
		const timestamp = new Date().toISOString();
		writeLine(JSON.stringify({ level: "INFO", event: SELF_CHECK_EVENT, timestamp, service: functionName, checkId, denied }));
		return { checkId, functionName, trials };
	};
}
