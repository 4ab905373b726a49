import { FUNCTIONS, type FunctionName } from "./deployment.ts";

/** Names of what one deployment creates beside the votes stream. */
export interface DeploymentNames {
	readonly historyTable: string;
	readonly tallyTable: string;
	readonly overflowQueue: string;
	readonly overflowDeadLetterQueue: string;
	readonly recheckQueue: string;
	readonly recheckDeadLetterQueue: string;
	/** Where Lambda keeps the events and batches that it gave up. */
	readonly failedEventsQueue: string;
	readonly notificationsTopic: string;
	readonly functions: Readonly<Record<FunctionName, string>>;
}

/** Of the local cloud: every one has the same, so that examples in the docs work as they stand. */
export const LOCAL_DEPLOYMENT = "headroom";

/** Of a stage in an AWS account: several live side by side in one Region. */
export function deploymentOfStage(stage: string): string {
	return `headroom-${stage}`;
}

/** The votes stream of a stage; the local cloud's is `votes`. */
export function votesStreamName(stage: string): string {
	return `votes-${stage}`;
}

/**
 * Fixed by the deployment's name alone, with no suffix of chance: the command line finds everything without asking.
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
 * Where Lambda writes what a function prints.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs.html read 2026-11-25
 */
export function functionLogGroup(functionName: string): string {
	return `/aws/lambda/${functionName}`;
}

/** The log groups of everything that a vote passes through. */
export interface VoteLogGroups {
	readonly logGroupNames: readonly string[];
	/**
	 * How the name of the HTTP API's access log begins; what follows is chance.
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
