import { type ConfigProblem, deploymentNames, deploymentOfStage, ENVIRONMENT } from "@headroom/config";
import { type Place, regionalArn } from "../place.ts";

/** Of all variables of a function together. @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html read 2026-11-25 */
const MAX_ENVIRONMENT_BYTES = 4096;

/**
 * Lambda measures the variables as one JSON text, in which each quotation mark of a policy is two bytes: so its refusal prints them.
 * @see https://github.com/github-aws-runners/terraform-aws-github-runner/issues/3594 read 2026-11-27
 *
 * @param streamsJson as the functions get it
 */
export function environmentProblems(stage: string, place: Place, streamsJson: string, streamCount: number): ConfigProblem[] {
	const names = deploymentNames(deploymentOfStage(stage));
	const bytes = Buffer.byteLength(
		JSON.stringify({
			[ENVIRONMENT.historyTableName]: names.historyTable,
			// The domain of most partitions is shorter.
			[ENVIRONMENT.recheckQueueUrl]: `https://sqs.${place.region}.amazonaws.com.cn/${place.accountId}/${names.recheckQueue}`,
			[ENVIRONMENT.notificationsTopicArn]: regionalArn(place, "sns", names.notificationsTopic),
			[ENVIRONMENT.streams]: streamsJson,
		}),
	);
	if (bytes <= MAX_ENVIRONMENT_BYTES) return [];
	const message =
		`take with their policies ${bytes} bytes of a function's environment, counted as Lambda counts, and it has room for ` +
		`${MAX_ENVIRONMENT_BYTES}: leave defaults out, or use headroom attach for some`;
	return [{ path: `${streamCount} streams`, message }];
}
