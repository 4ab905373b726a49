/**
 * What is deployed, as plain data: functions, routes, triggers and the names of their environment. The one source for
 * `stacks/` and for the local cloud, so that the two cannot drift.
 */

/** Environment variable names, by what they hold. */
export const ENVIRONMENT = {
	historyTableName: "HEADROOM_HISTORY_TABLE_NAME",
	notificationsTopicArn: "HEADROOM_NOTIFICATIONS_TOPIC_ARN",
	overflowDeadLetterQueueUrl: "HEADROOM_OVERFLOW_DEAD_LETTER_QUEUE_URL",
	overflowQueueUrl: "HEADROOM_OVERFLOW_QUEUE_URL",
	recheckQueueUrl: "HEADROOM_RECHECK_QUEUE_URL",
	/** JSON: `{ "<stream name>": <policy as a person writes it> }`. */
	streams: "HEADROOM_STREAMS",
	tallyTableName: "HEADROOM_TALLY_TABLE_NAME",
	votesStreamName: "HEADROOM_VOTES_STREAM_NAME",
} as const;

export type EnvironmentKey = keyof typeof ENVIRONMENT;

/** Variables that a function is given only where a setting of the deployment asks for it. */
export const OPTIONAL_ENVIRONMENT = {
	/** `iam` or `jwt`: what API Gateway checks before it invokes place-vote. */
	votingAuth: "HEADROOM_VOTING_AUTH",
	/** How long the tally remembers a voter. */
	voterTtlSeconds: "HEADROOM_VOTER_TTL_SECONDS",
} as const;

export type OptionalEnvironmentKey = keyof typeof OPTIONAL_ENVIRONMENT;

export interface FunctionDefinition {
	/** Path of the module from the repository's root, without extension, and the export: as SST and Lambda name handlers. */
	readonly handler: string;
	readonly description: string;
	readonly memoryMb: number;
	readonly timeoutSeconds: number;
	readonly environment: readonly EnvironmentKey[];
	readonly optionalEnvironment?: readonly OptionalEnvironmentKey[];
	/**
	 * How often Lambda tries an asynchronous invocation again whose function failed, 0 to 2. Absent if nothing invokes it asynchronously.
	 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-configuring.html read 2026-11-23
	 */
	readonly maximumRetryAttempts?: number;
	/**
	 * How long an asynchronous event may wait before Lambda gives it up, 60 to 21,600; same page. Absent if nothing invokes it
	 * asynchronously.
	 */
	readonly maximumEventAgeSeconds?: number;
	/**
	 * Executions set aside for it, which are also its limit. Absent if a limit would turn votes away.
	 * @see https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html read 2026-11-24
	 */
	readonly reservedConcurrency?: number;
}

/**
 * AWS supports it until 30 April 2028, the version before it until 30 April 2027.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html read 2026-11-24
 */
export const FUNCTION_RUNTIME = "nodejs24.x";
/** A fifth cheaper for each GB-second than x86_64. @see https://aws.amazon.com/lambda/pricing/ read 2026-11-24 */
export const FUNCTION_ARCHITECTURE = "arm64";
/** Of every function's log group: long enough to look into last month's night. */
export const LOG_RETENTION_DAYS = 30;

export const FUNCTIONS = {
	"place-vote": {
		handler: "packages/functions/src/place-vote.handler",
		description: "Puts a vote into the stream; hands it to the overflow queue while the stream is too small",
		memoryMb: 512,
		// Two puts of at most 2 s and three sends to the queue of at most 2 s each, with the pauses between them. So the function itself
		// answers an outage of both with 503, before its timeout. The gateway waits up to 30 s.
		timeoutSeconds: 15,
		environment: ["votesStreamName", "overflowQueueUrl", "overflowDeadLetterQueueUrl"],
		optionalEnvironment: ["votingAuth"],
	},
	results: {
		handler: "packages/functions/src/results.handler",
		description: "Shows a poll's counts",
		memoryMb: 256,
		timeoutSeconds: 10,
		environment: ["tallyTableName"],
	},
	tally: {
		handler: "packages/functions/src/tally.handler",
		description: "Counts each voter once, exactly",
		memoryMb: 512,
		timeoutSeconds: 60,
		environment: ["tallyTableName"],
		optionalEnvironment: ["voterTtlSeconds"],
	},
	"drain-overflow": {
		handler: "packages/functions/src/drain-overflow.handler",
		description: "Moves waiting votes into the stream when there is room",
		memoryMb: 256,
		timeoutSeconds: 60,
		// As many as its event source may run at once, so that many votes in the same account cannot starve it.
		reservedConcurrency: 2,
		environment: ["votesStreamName", "overflowQueueUrl", "overflowDeadLetterQueueUrl"],
	},
	autoscaler: {
		handler: "packages/functions/src/autoscaler.handler",
		description: "Evaluates the stream that an alarm names",
		memoryMb: 512,
		timeoutSeconds: 60,
		maximumRetryAttempts: 2,
		// Sixty sweeps have already seen what an older alarm reports.
		maximumEventAgeSeconds: 3600,
		// It must run even when place-vote takes all other executions, and no storm of alarms may take more than this.
		reservedConcurrency: 5,
		environment: ["historyTableName", "recheckQueueUrl", "notificationsTopicArn", "streams"],
	},
	recheck: {
		handler: "packages/functions/src/recheck.handler",
		description: "Evaluates a stream again, when the last evaluation asked for it",
		memoryMb: 512,
		timeoutSeconds: 60,
		// As many as its event source may run at once.
		reservedConcurrency: 2,
		environment: ["historyTableName", "recheckQueueUrl", "notificationsTopicArn", "streams"],
	},
	sweep: {
		handler: "packages/functions/src/sweep.handler",
		description: "Evaluates every managed stream, whether or not an alarm arrived",
		memoryMb: 512,
		timeoutSeconds: 300,
		// The next sweep comes within a minute. Retries because of one broken stream would only treble the sweeps of all others.
		maximumRetryAttempts: 0,
		// By then two newer sweeps have run.
		maximumEventAgeSeconds: 120,
		// Two sweeps at once would only compete for the same streams.
		reservedConcurrency: 1,
		environment: ["historyTableName", "recheckQueueUrl", "notificationsTopicArn", "streams"],
	},
} as const satisfies Record<string, FunctionDefinition>;

export type FunctionName = keyof typeof FUNCTIONS;

/** What a deployment of the autoscaler alone leaves out. */
export const VOTING_FUNCTIONS = ["place-vote", "results", "tally", "drain-overflow"] as const satisfies readonly FunctionName[];

/** The bundling of a function, in the terms of SST's `nodejs`, which are a part of esbuild's. */
export interface BundleDefinition {
	readonly format: "cjs";
	readonly minify: boolean;
	readonly esbuild: { readonly external: string[]; readonly keepNames: boolean; readonly mainFields: string[] };
}

/**
 * How every function is bundled; docs/decisions/0014-bundles.md says why, with figures.
 *
 * - CommonJS: an ES module that imports one of Node's modules runs all its getters, and so loads unused modules.
 * - `mainFields`: otherwise SST takes the SDK's CommonJS builds, in which esbuild cannot drop unused code.
 * - `external`: the modules that the SDK's default credential chain loads beyond the environment. Ours never gets there. In the bundle they
 *   would add their size, and keep esbuild from joining the modules that they share with others.
 * - No `keepNames`: it runs a call for every function. Our errors set their own names.
 *
 * @see https://sst.dev/docs/component/aws/function#nodejs read 2026-11-23
 */
export const BUNDLE: BundleDefinition = {
	format: "cjs",
	minify: true,
	esbuild: {
		external: [
			"@aws-sdk/credential-provider-http",
			"@aws-sdk/credential-provider-ini",
			"@aws-sdk/credential-provider-login",
			"@aws-sdk/credential-provider-process",
			"@aws-sdk/credential-provider-sso",
			"@aws-sdk/credential-provider-web-identity",
			"@smithy/credential-provider-imds",
		],
		keepNames: false,
		mainFields: ["module", "main"],
	},
};

/** Routes of the HTTP API (payload format 2.0). `$default` takes all other requests, so that every refusal is ours. */
export const ROUTES: readonly { readonly route: string; readonly functionName: FunctionName }[] = [
	{ route: "POST /votes/{vote_id}/{token}/{vote_choice}", functionName: "place-vote" },
	{ route: "POST /votes", functionName: "place-vote" },
	{ route: "GET /votes/{vote_id}", functionName: "results" },
	{ route: "$default", functionName: "place-vote" },
];

export interface ApiThrottling {
	readonly rateLimitPerSecond: number;
	readonly burstLimit: number;
}

/**
 * For each route of the HTTP API. Beyond it the gateway answers 429 and invokes nothing, free of charge. All APIs of an account in a Region
 * also share a limit: 10,000 a second and bursts of 5,000 by default. This takes half of the rate, and may take all of a burst.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-throttling.html read 2026-11-27
 */
export const API_THROTTLING: ApiThrottling = { rateLimitPerSecond: 5000, burstLimit: 5000 };

/** The same shares of 2,500 and 1,250, which is all that an account has by default in these Regions. */
const SMALL_REGION_API_THROTTLING: ApiThrottling = { rateLimitPerSecond: 1250, burstLimit: 1250 };

/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/limits.html read 2026-11-27 */
const SMALL_REGIONS: readonly string[] = [
	"af-south-1", // Cape Town
	"ap-south-2", // Hyderabad
	"ap-southeast-3", // Jakarta
	"ap-southeast-4", // Melbourne
	"ap-southeast-5", // Malaysia
	"ap-southeast-7", // Thailand
	"ca-west-1", // Calgary
	"eu-central-2", // Zurich
	"eu-south-1", // Milan
	"eu-south-2", // Spain
	"il-central-1", // Tel Aviv
	"me-central-1", // UAE
	"mx-central-1", // Mexico
];

export function apiThrottling(region: string): ApiThrottling {
	return SMALL_REGIONS.includes(region) ? SMALL_REGION_API_THROTTLING : API_THROTTLING;
}

/**
 * One line for each request, as JSON. Without the path, which contains the voter's token: the route is enough, and `requestId` leads to the
 * function's own lines.
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html read 2026-11-25
 */
export const API_ACCESS_LOG = JSON.stringify({
	requestTime: "$context.requestTime",
	requestId: "$context.requestId",
	routeKey: "$context.routeKey",
	status: "$context.status",
	responseLatency: "$context.responseLatency",
	integrationLatency: "$context.integration.latency",
	integrationStatus: "$context.integration.integrationStatus",
	integrationRequestId: "$context.integration.requestId",
	error: "$context.error.message",
	ip: "$context.identity.sourceIp",
});

/** The consumer of the votes stream. @see https://docs.aws.amazon.com/lambda/latest/dg/services-kinesis-parameters.html */
export const TALLY_EVENT_SOURCE = {
	functionName: "tally",
	startingPosition: "TRIM_HORIZON",
	batchSize: 500,
	maximumBatchingWindowInSeconds: 0,
	parallelizationFactor: 1,
	bisectBatchOnFunctionError: true,
	reportBatchItemFailures: true,
	maximumRetryAttempts: -1,
	maximumRecordAgeInSeconds: -1,
} as const;

/** @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-parameters.html */
export const DRAIN_EVENT_SOURCE = {
	functionName: "drain-overflow",
	batchSize: 100,
	maximumBatchingWindowInSeconds: 1,
	maximumConcurrency: 2,
	reportBatchItemFailures: true,
} as const;

export const RECHECK_EVENT_SOURCE = {
	functionName: "recheck",
	batchSize: 10,
	maximumBatchingWindowInSeconds: 0,
	maximumConcurrency: 2,
	reportBatchItemFailures: true,
} as const;

/** A queue's visibility timeout is at least six times its function's timeout, as AWS advises. */
export const QUEUES = {
	overflow: { visibilityTimeoutSeconds: 360, messageRetentionSeconds: 1_209_600, maxReceiveCount: 1000 },
	recheck: { visibilityTimeoutSeconds: 360, messageRetentionSeconds: 86_400, maxReceiveCount: 5 },
} as const;

/** Messages in a dead-letter queue wait for a person: fourteen days, the longest possible time. */
export const DEAD_LETTER_RETENTION_SECONDS = 1_209_600;

/** How often the sweep evaluates every managed stream. */
export const SWEEP_RATE_MINUTES = 1;

/** What DynamoDB deletes an item by: seconds since the epoch. */
export const TIME_TO_LIVE_ATTRIBUTE = "expiresAt";

/**
 * The history table: `streamName` (S) and `sortKey` (S). The tally table: `pk` (S) and `sk` (S), and a time to live where a setting gives
 * voters one.
 */
export const TABLES = {
	history: { partitionKey: "streamName", sortKey: "sortKey", timeToLive: TIME_TO_LIVE_ATTRIBUTE },
	tally: { partitionKey: "pk", sortKey: "sk" },
} as const;
