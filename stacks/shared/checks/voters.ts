import { type ConfigProblem, DEPLOYMENT_VARIABLES, type DeploymentSettings, QUEUES, writeDuration } from "@headroom/config";

const HOUR_SECONDS = 3600;

/**
 * A voter who is forgotten while a second copy of the vote still waits is counted twice: the copy may lie in the overflow queue, and then
 * in the stream.
 *
 * @param retentionHours of the votes stream
 */
export function voterProblems({ voterTtlSeconds }: DeploymentSettings, retentionHours: number): ConfigProblem[] {
	const least = QUEUES.overflow.messageRetentionSeconds + retentionHours * HOUR_SECONDS;
	if (voterTtlSeconds === undefined || voterTtlSeconds >= least) return [];
	const message =
		`must be at least ${writeDuration(least * 1000)}, since a vote may wait ${writeDuration(QUEUES.overflow.messageRetentionSeconds * 1000)} in the overflow queue and ` +
		`${retentionHours} h in the stream, and would then be counted a second time; is ${writeDuration(voterTtlSeconds * 1000)}`;
	return [{ path: DEPLOYMENT_VARIABLES.voterTtl, message }];
}
