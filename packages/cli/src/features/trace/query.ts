import { cloudWatchLogSearch } from "@headroom/aws/log-search";
import { voteLogGroups } from "@headroom/config";
import { traceVote, type VoteTrace } from "@headroom/voting";
import { CliError } from "../../shared/errors/cli-error.ts";
import { iso } from "../../shared/format/time.ts";
import type { AwsSession } from "../../shared/session/aws-session.ts";

/** The deployment's log lines about one request. @throws CliError if none has its id */
export async function readTrace(session: AwsSession, requestId: string, fromMs: number): Promise<VoteTrace> {
	const { deployment } = session;
	const logs = cloudWatchLogSearch({ client: session.logs(), fromMs, ...voteLogGroups(deployment) });
	const trace = await traceVote(logs, requestId);
	if (trace.steps.length > 0) return trace;
	throw new CliError("not-found", `No log line of ${deployment} since ${iso(fromMs)} has the request id ${requestId}.`, {
		hints: ["Lines may take some seconds to arrive. Search further back with --since, or another deployment with --deployment."],
	});
}
