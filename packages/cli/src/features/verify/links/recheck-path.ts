import { broken, type LinkFinding, ok, unchecked } from "../finding.ts";
import type { VerifyContext } from "../verify-context.ts";

const QUEUE_PATH = "re-checks";

/** The autoscaler's self-check sends a re-check of a stream that nobody manages. It must come through queue and mapping to the function. */
export async function checkRecheckPath(context: VerifyContext): Promise<readonly LinkFinding[]> {
	const { session } = context;
	const check = (await context.selfChecks()).get("autoscaler");
	const isSent =
		check?.kind === "answered" && check.answer.trials.some(({ action, outcome }) => action === "sqs:SendMessage" && outcome === "allowed");
	if (!isSent)
		return [
			unchecked("recheck.not-sent", QUEUE_PATH, "No re-check was sent, so that none could arrive: the autoscaler's self-check says why."),
		];
	context.leave("one log line of the re-check function");
	const functionName = session.names.functions.recheck;
	const arrived = await context.logOf(functionName).find(({ fields }) => fields["event"] === "recheck.unmanaged-stream");
	if (arrived !== undefined) return [ok(QUEUE_PATH, `A re-check came through ${session.names.recheckQueue} to ${functionName}.`)];
	const says = `A re-check was sent to ${session.names.recheckQueue}, and ${functionName} has not logged it after ${Math.round(context.waitMs / 1000)} s.`;
	return [broken("recheck.not-arrived", QUEUE_PATH, says, `aws lambda list-event-source-mappings --function-name ${functionName}`)];
}
