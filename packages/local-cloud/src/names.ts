import {
	deploymentNames,
	ENVIRONMENT,
	type EnvironmentKey,
	FUNCTION_RUNTIME,
	FUNCTIONS,
	type FunctionDefinition,
	type FunctionName,
	functionLogGroup,
	LOCAL_DEPLOYMENT,
	OPTIONAL_ENVIRONMENT,
	voteLogGroups,
} from "@headroom/config";
import type { FunctionConfiguration, FunctionSettings } from "./services/lambda/lambda-control.ts";

/** The Region of the local cloud. Its account is the one that the embedded SQS and SNS put into every ARN. */
export const REGION = "us-east-1";
export const ACCOUNT_ID = "000000000000";

const DEPLOYMENT = deploymentNames(LOCAL_DEPLOYMENT);

/** Names of the local cloud's resources: those of a deployment, and an inbox that is subscribed to the topic. */
export const NAMES = { ...DEPLOYMENT, votesStream: "votes", notificationsInboxQueue: `${DEPLOYMENT.notificationsTopic}-inbox` } as const;

/** Names, URLs and ARNs, as the ready line prints them. */
export interface LocalCloudNames {
	readonly votesStream: string;
	readonly historyTable: string;
	readonly tallyTable: string;
	readonly overflowQueueUrl: string;
	readonly overflowDeadLetterQueueUrl: string;
	readonly recheckQueueUrl: string;
	readonly notificationsTopicArn: string;
	readonly notificationsInboxQueueUrl: string;
}

export const FUNCTION_NAMES = Object.keys(FUNCTIONS) as readonly FunctionName[];

/** The deployed name of a function. */
export function deployedName(functionName: FunctionName): string {
	return DEPLOYMENT.functions[functionName];
}

/**
 * How long the tally remembers a voter here. Days of load would otherwise fill the memory: 500 bytes a voter. A copy of a vote waits for seconds
 * here, for days on AWS at most.
 */
export const VOTER_TTL_SECONDS = 3600;

/** The name of the HTTP API's access log among the functions' lines. */
export const API_NAME = `${LOCAL_DEPLOYMENT}-api`;

/** The source of the lines in each log group. */
export const LOG_GROUPS: ReadonlyMap<string, string> = new Map([
	...FUNCTION_NAMES.map((name): [string, string] => [functionLogGroup(deployedName(name)), deployedName(name)]),
	[`${voteLogGroups(LOCAL_DEPLOYMENT).logGroupNamePrefix}api`, API_NAME],
]);

/** The access key by which the endpoint checks a function's permissions. Every other key may do everything. */
export function functionAccessKey(functionName: FunctionName): string {
	return `local-${functionName}`;
}

export function functionArn(name: string): string {
	return `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:${name}`;
}

export function streamArn(streamName: string): string {
	return `arn:aws:kinesis:${REGION}:${ACCOUNT_ID}:stream/${streamName}`;
}

/**
 * The environment of one function: the variables of Lambda, the local cloud's endpoint, and those of its definition. Nothing from the
 * local cloud's own environment.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html
 */
export function functionEnvironment(
	functionName: FunctionName,
	names: LocalCloudNames,
	endpoints: { readonly endpointUrl: string; readonly dynamoDbUrl: string },
	streamsJson: string,
): Readonly<Record<string, string>> {
	const values: Readonly<Record<EnvironmentKey, string>> = {
		historyTableName: names.historyTable,
		notificationsTopicArn: names.notificationsTopicArn,
		overflowDeadLetterQueueUrl: names.overflowDeadLetterQueueUrl,
		overflowQueueUrl: names.overflowQueueUrl,
		recheckQueueUrl: names.recheckQueueUrl,
		streams: streamsJson,
		tallyTableName: names.tallyTable,
		votesStreamName: names.votesStream,
	};
	const definition: FunctionDefinition = FUNCTIONS[functionName];
	return {
		AWS_ACCESS_KEY_ID: functionAccessKey(functionName),
		AWS_SECRET_ACCESS_KEY: "local",
		// A function must not see a person's own profiles, as in Lambda.
		AWS_CONFIG_FILE: "/dev/null",
		AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
		AWS_DEFAULT_REGION: REGION,
		AWS_REGION: REGION,
		AWS_ENDPOINT_URL: endpoints.endpointUrl,
		AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamoDbUrl,
		AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
		AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(definition.memoryMb),
		AWS_LAMBDA_FUNCTION_NAME: deployedName(functionName),
		AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
		AWS_LAMBDA_LOG_GROUP_NAME: functionLogGroup(deployedName(functionName)),
		AWS_LAMBDA_LOG_STREAM_NAME: "local-cloud",
		LAMBDA_TASK_ROOT: "/var/task",
		LANG: "en_US.UTF-8",
		NODE_ENV: "production",
		TZ: ":UTC",
		_HANDLER: `bundle${definition.handler.slice(definition.handler.lastIndexOf("."))}`,
		...Object.fromEntries(definition.environment.map((key) => [ENVIRONMENT[key], values[key]])),
		...(definition.optionalEnvironment?.includes("voterTtlSeconds") === true
			? { [OPTIONAL_ENVIRONMENT.voterTtlSeconds]: String(VOTER_TTL_SECONDS) }
			: {}),
	};
}

/** The function's configuration in Lambda's control plane. */
export function functionConfiguration(functionName: FunctionName, environment: Readonly<Record<string, string>>): FunctionConfiguration {
	const { description, handler, memoryMb, timeoutSeconds } = FUNCTIONS[functionName];
	const name = deployedName(functionName);
	return {
		FunctionName: name,
		FunctionArn: functionArn(name),
		Runtime: FUNCTION_RUNTIME,
		Role: `arn:aws:iam::${ACCOUNT_ID}:role/${name}`,
		Handler: handler,
		Description: description,
		Timeout: timeoutSeconds,
		MemorySize: memoryMb,
		Environment: { Variables: environment },
	};
}

/** What Lambda keeps of the function beside that. */
export function functionSettings(functionName: FunctionName, failedEventsQueueArn: string): FunctionSettings {
	const { maximumEventAgeSeconds, maximumRetryAttempts, reservedConcurrency }: FunctionDefinition = FUNCTIONS[functionName];
	if (maximumEventAgeSeconds === undefined || maximumRetryAttempts === undefined) return { reservedConcurrency };
	return {
		reservedConcurrency,
		eventInvokeConfig: {
			MaximumRetryAttempts: maximumRetryAttempts,
			MaximumEventAgeInSeconds: maximumEventAgeSeconds,
			DestinationConfig: { OnFailure: { Destination: failedEventsQueueArn } },
		},
	};
}
