import {
	BUNDLE,
	ENVIRONMENT,
	type EnvironmentKey,
	FUNCTION_ARCHITECTURE,
	FUNCTION_RUNTIME,
	FUNCTIONS,
	type FunctionDefinition,
	type FunctionName,
	LOG_RETENTION_DAYS,
	OPTIONAL_ENVIRONMENT,
	type OptionalEnvironmentKey,
	PERMISSIONS,
	type Permission,
	type PermissionResourceOf,
} from "@headroom/config";
import { functionDefinitions } from "./deployed.ts";
import { logStreamsArn, names, region } from "./deployment.ts";
import { deadLetterQueue } from "./queue.ts";
import { reservations } from "./reservations.ts";

type Input<T> = $util.Input<T>;

interface Wiring<Name extends FunctionName> {
	/** The ARNs that its permissions name. */
	readonly resources: Readonly<Record<PermissionResourceOf<Name>, Input<string> | readonly Input<string>[]>>;
	readonly environment: Readonly<Record<(typeof FUNCTIONS)[Name]["environment"][number], Input<string>>>;
	/** Of what a setting may leave out, that which it does not. */
	readonly optionalEnvironment?: Readonly<Partial<Record<OptionalEnvironmentKey, string>>>;
}

/**
 * Concurrent executions of the account in this Region.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html read 2026-11-25
 */
const CONCURRENT_EXECUTIONS_QUOTA = { serviceCode: "lambda", quotaCode: "L-B99A9384" };

const { value: concurrentExecutions } = await aws.servicequotas.getServiceQuota(CONCURRENT_EXECUTIONS_QUOTA);

/** Whether this account lets functions reserve executions. */
const { isReserved, warning } = reservations(
	concurrentExecutions,
	functionDefinitions.map(({ reservedConcurrency = 0 }) => reservedConcurrency),
);

if (warning !== undefined) console.warn(warning);

/** Alarms, sweeps and batches of records that Lambda gave up, with the error of the last try. */
export const failedEventsQueue = deadLetterQueue("FailedEventsQueue", names.failedEventsQueue);

/** A function as its definition says: settings, bundle, exact permissions, and the queue for events that Lambda could not process. */
export function lambdaFunction<const Name extends FunctionName>(
	name: Name,
	{ resources, environment, optionalEnvironment = {} }: Wiring<Name>,
): sst.aws.Function {
	const definition: FunctionDefinition = FUNCTIONS[name];
	const variables = Object.fromEntries([
		...definition.environment.map((key: EnvironmentKey) => [ENVIRONMENT[key], (environment as Record<string, Input<string>>)[key]]),
		...(definition.optionalEnvironment ?? [])
			.filter((key) => optionalEnvironment[key] !== undefined)
			.map((key) => [OPTIONAL_ENVIRONMENT[key], optionalEnvironment[key]]),
	]);
	return new sst.aws.Function(logicalName(name), {
		name: names.functions[name],
		handler: definition.handler,
		description: definition.description,
		runtime: FUNCTION_RUNTIME,
		architecture: FUNCTION_ARCHITECTURE,
		memory: `${definition.memoryMb} MB`,
		timeout: `${definition.timeoutSeconds} seconds`,
		nodejs: { ...BUNDLE },
		environment: variables,
		permissions: statements(name, { ...resources, ownLogStreams: logStreamsArn(names.functions[name]) }),
		concurrency: { reserved: isReserved ? definition.reservedConcurrency : undefined },
		retries: definition.maximumRetryAttempts,
		transform: {
			function: (args) => {
				// SST's own variables hold a key to linked resources, and we link none. Only `sst dev` needs them.
				if (!$dev) args.environment = { variables };
			},
			role: (args) => {
				args.assumeRolePolicy = trustedByLambdaAlone();
				// AWSLambdaBasicExecutionRole writes to every log group of the account.
				args.managedPolicyArns = [];
			},
			logGroup: (args) => {
				args.retentionInDays = LOG_RETENTION_DAYS;
			},
			// SST makes it only for functions with `retries`: those that Lambda invokes asynchronously.
			eventInvokeConfig: (args) => {
				args.maximumEventAgeInSeconds = definition.maximumEventAgeSeconds;
				args.destinationConfig = { onFailure: { destination: failedEventsQueue.arn } };
			},
		},
	});
}

/** SST's own trust policy also lets the account's root take the role of every function. */
function trustedByLambdaAlone(): string {
	const principal = { Service: "lambda.amazonaws.com" };
	return JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: principal }] });
}

function statements(name: FunctionName, resources: Readonly<Record<string, Input<string> | readonly Input<string>[]>>) {
	return PERMISSIONS[name].map(({ actions, resource, isOwnRegionOnly }: Permission) => ({
		actions: [...actions],
		resources: resource === "*" ? ["*"] : [resources[resource]].flat(),
		...(isOwnRegionOnly ? { conditions: [{ test: "StringEquals", variable: "aws:RequestedRegion", values: [region] }] } : {}),
	}));
}

/** `place-vote` is `PlaceVote` among the resources of the stage. */
function logicalName(name: FunctionName): string {
	return name.replace(/(^|-)([a-z])/g, (_, _dash, letter: string) => letter.toUpperCase());
}
