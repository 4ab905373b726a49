import { FUNCTIONS, type FunctionName } from "./deployment.ts";

/** Names of the resources of one deployment beside the votes stream. */
export interface DeploymentNames {
	readonly historyTable: string;
	readonly tallyTable: string;
	readonly overflowQueue: string;
	readonly overflowDeadLetterQueue: string;
	readonly recheckQueue: string;
	readonly recheckDeadLetterQueue: string;
	/** Lambda keeps the events and batches here that it could not process. */
	readonly failedEventsQueue: string;
	readonly notificationsTopic: string;
	readonly functions: Readonly<Record<FunctionName, string>>;
}

/** The deployment of every local cloud, so that the examples in the docs work without changes. */
export const LOCAL_DEPLOYMENT = "headroom";

/** The deployment of a stage in an AWS account. Several can exist in one Region. */
export function deploymentOfStage(stage: string): string {
	return `headroom-${stage}`;
}

/** The votes stream of a stage; the local cloud's is `votes`. */
export function votesStreamName(stage: string): string {
	return `votes-${stage}`;
}

/**
 * The deployment's name fixes all others, without a random suffix. So the command line finds every resource.
 *
 * @param deployment `deploymentOfStage("production")`, or `LOCAL_DEPLOYMENT`
 */
export function deploymentNames(deployment: string): DeploymentNames {
	const functions = Object.fromEntries(Object.keys(FUNCTIONS).map((name) => [name, `${deployment}-${name}`]));
	return {
		historyTable: `${deployment}-history`,
		tallyTable: `${deployment}-tally`,
		overflowQueue: `${deployment}-overflow`,
		overflowDeadLetterQueue: `${deployment}-overflow-dead-letter`,
		recheckQueue: `${deployment}-recheck`,
		recheckDeadLetterQueue: `${deployment}-recheck-dead-letter`,
		failedEventsQueue: `${deployment}-failed-events`,
		notificationsTopic: `${deployment}-notifications`,
		functions: functions as Record<FunctionName, string>,
	};
}

/**
 * The log group of a function.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html read 2026-11-25
 */
export function functionLogGroup(functionName: string): string {
	return `/aws/lambda/${functionName}`;
}

/** The log groups of all parts that a vote passes through. */
export interface VoteLogGroups {
	readonly logGroupNames: readonly string[];
	/**
	 * The first part of the name of the HTTP API's access log; the rest is random.
	 * @see https://github.com/anomalyco/sst/blob/dev/platform/src/components/aws/apigatewayv2.ts read 2026-11-25
	 */
	readonly logGroupNamePrefix: string;
}

/** @param deployment as for `deploymentNames` */
export function voteLogGroups(deployment: string): VoteLogGroups {
	const { functions } = deploymentNames(deployment);
	return {
		logGroupNames: [functions["place-vote"], functions["drain-overflow"], functions.tally].map(functionLogGroup),
		logGroupNamePrefix: `/aws/vendedlogs/apis/${deployment}-`,
	};
}
