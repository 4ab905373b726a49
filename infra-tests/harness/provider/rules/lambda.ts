import { functionArnOf, functionPolicyText, isSameFunction } from "../function-policy.ts";
import {
	arn,
	characters,
	demand,
	entries,
	isText,
	matching,
	oneOf,
	type ProviderRule,
	rulesOf,
	uniqueAmong,
	wholeNumber,
} from "../rule.ts";
import { aws, type PinnedEnums, provider, providerPackage, sdkPackage } from "./sources.ts";

const FUNCTION_NAME_OR_ARN =
	/^(arn:[\w-]+:lambda:)?([a-z]{2,4}-(?:[a-z]+-){1,2}\d{1}:)?(\d{12}:)?(function:)?([0-9A-Za-z_-]{1,64})(:(\$LATEST|[0-9A-Za-z_-]+))?$/;
/** Kept for Lambda itself; and those that only `AWS_` begins. */
const RESERVED_VARIABLE = /^(_HANDLER|_X_AMZN_TRACE_ID|AWS_.*|LAMBDA_TASK_ROOT|LAMBDA_RUNTIME_DIR)$/;
const MAX_ENVIRONMENT_BYTES = 4096;
const MAX_FUNCTION_POLICY_BYTES = 20_480;
/** Executions that Lambda keeps for functions that reserve none. */
const UNRESERVED_AT_LEAST = 100;

const LIMITS = aws("lambda/latest/dg/gettingstarted-limits.html");
const VALIDATE = provider("lambda/validate.go");

export function lambdaRules({ sdk, provider: ofProvider }: PinnedEnums): ProviderRule[] {
	return [
		...rulesOf("aws:lambda/function:Function", [
			["name", VALIDATE, matching(/^[0-9A-Za-z_-]+$/, "a.b")],
			["name", VALIDATE, characters(1, 64)],
			["name", aws("lambda/latest/api/API_CreateFunction.html"), uniqueAmong("name")],
			["role", provider("lambda/function.go"), arn()],
			["handler", provider("lambda/function.go"), characters(1, 128)],
			["description", aws("lambda/latest/api/API_CreateFunction.html"), characters(0, 256)],
			["memorySize", provider("lambda/function.go"), wholeNumber(128, 10_240)],
			["timeout", provider("lambda/function.go"), wholeNumber(1, 900)],
			["runtime", providerPackage, oneOf(ofProvider("lambda", "Runtime"))],
			["architectures", provider("lambda/function.go"), entries(1, 1)],
			["architectures[]", sdkPackage("lambda"), oneOf(sdk("lambda", "Architecture"))],
			["packageType", sdkPackage("lambda"), oneOf(sdk("lambda", "PackageType"))],
			["ephemeralStorage.size", provider("lambda/function.go"), wholeNumber(512, 10_240)],
			["loggingConfig.logFormat", sdkPackage("lambda"), oneOf(sdk("lambda", "LogFormat"))],
			["loggingConfig.logGroup", VALIDATE, matching(/^[0-9A-Za-z_./#-]{1,512}$/, "/aws/lambda/a b")],
			["s3Key", aws("lambda/latest/api/API_FunctionCode.html"), characters(1, 1024)],
			["environment.variables{keys}", aws("lambda/latest/api/API_Environment.html"), matching(/^[a-zA-Z][a-zA-Z0-9_]+$/, "1ST")],
			[
				"environment.variables{keys}",
				aws("lambda/latest/dg/configuration-envvars.html"),
				demand("must be none of Lambda's own", (name) => !RESERVED_VARIABLE.test(String(name)), { value: "AWS_REGION" }),
			],
			[
				"environment.variables",
				`${LIMITS}; measured as JSON: https://github.com/github-aws-runners/terraform-aws-github-runner/issues/3594 read 2026-11-27`,
				demand(
					`must be at most ${MAX_ENVIRONMENT_BYTES} bytes as JSON`,
					(variables) => Buffer.byteLength(JSON.stringify(variables)) <= MAX_ENVIRONMENT_BYTES,
					// 4,088 bytes by itself; its quotation marks are two bytes each in JSON.
					{ value: { POLICIES: '"'.repeat(2044) + "x".repeat(2044) } },
				),
			],
			["reservedConcurrentExecutions", provider("lambda/function.go"), wholeNumber(-1, Number.MAX_SAFE_INTEGER)],
			[
				"reservedConcurrentExecutions",
				aws("lambda/latest/dg/configuration-concurrency.html"),
				demand(
					`must leave ${UNRESERVED_AT_LEAST} executions of the account to all other functions`,
					(value, { inputs, others, account }) => {
						const reserved = others
							.filter(({ type, inputs: other }) => type === "aws:lambda/function:Function" && other !== inputs)
							.reduce(
								(sum, { inputs: other }) => sum + Math.max(0, Number(other["reservedConcurrentExecutions"] ?? 0)),
								Math.max(0, Number(value)),
							);
						return reserved === 0 || account.concurrentExecutions - reserved >= UNRESERVED_AT_LEAST;
					},
					{ value: 1000 },
				),
			],
		]),
		...rulesOf("aws:lambda/permission:Permission", [
			["statementId", VALIDATE, matching(/^[0-9A-Za-z_-]+$/, "WokenByheadroom-orders-*-*-0123456")],
			["statementId", VALIDATE, characters(1, 100)],
			["action", VALIDATE, matching(/^(lambda:[*]|lambda:[A-Za-z]+|[*])$/, "InvokeFunction")],
			["function", VALIDATE, matching(FUNCTION_NAME_OR_ARN, "arn:aws:lambda:us-east-1:12345:function:autoscaler")],
			["function", VALIDATE, characters(1, 140)],
			["principal", aws("lambda/latest/api/API_AddPermission.html"), matching(/^[^\s]{1,256}$/, "some service")],
			["sourceAccount", provider("lambda/permission.go"), matching(/^\d{12}$/, "1234")],
			["sourceArn", provider("lambda/permission.go"), arn()],
			[
				"statementId",
				aws("lambda/latest/api/API_AddPermission.html"),
				demand(
					"must be no other statement's of the function",
					(id, { inputs, others, account }) => !statementsOf(inputs, others, account).some((other) => other["statementId"] === id),
					{ write: (inputs, { type, others }) => others.push({ type, logicalName: "Another", inputs: { ...inputs } }) },
				),
			],
			[
				"",
				LIMITS,
				demand(
					`must leave the function's policy at ${MAX_FUNCTION_POLICY_BYTES} bytes at most`,
					(_, { inputs, others, account }) =>
						Buffer.byteLength(
							functionPolicyText(functionArnOf(inputs["function"], account), [...statementsOf(inputs, others, account), inputs]),
						) <= MAX_FUNCTION_POLICY_BYTES,
					{
						write: (inputs) => {
							inputs["sourceArn"] = `${inputs["sourceArn"]}${"x".repeat(MAX_FUNCTION_POLICY_BYTES)}`;
						},
					},
				),
			],
		]),
		...rulesOf("aws:lambda/eventSourceMapping:EventSourceMapping", [
			["functionName", aws("lambda/latest/api/API_CreateEventSourceMapping.html"), matching(FUNCTION_NAME_OR_ARN, "no function")],
			["batchSize", aws("lambda/latest/api/API_CreateEventSourceMapping.html"), wholeNumber(1, 10_000)],
			["maximumBatchingWindowInSeconds", aws("lambda/latest/api/API_CreateEventSourceMapping.html"), wholeNumber(0, 300)],
			["parallelizationFactor", provider("lambda/event_source_mapping.go"), wholeNumber(1, 10)],
			["maximumRetryAttempts", provider("lambda/event_source_mapping.go"), wholeNumber(-1, 10_000)],
			[
				"maximumRecordAgeInSeconds",
				provider("lambda/event_source_mapping.go"),
				demand("must be -1, or 60 to 604800", (age) => age === -1 || (Number(age) >= 60 && Number(age) <= 604_800), { value: 30 }),
			],
			["startingPosition", sdkPackage("lambda"), oneOf(sdk("lambda", "EventSourcePosition"))],
			["functionResponseTypes[]", sdkPackage("lambda"), oneOf(sdk("lambda", "FunctionResponseType"))],
			["functionResponseTypes", aws("lambda/latest/api/API_CreateEventSourceMapping.html"), entries(0, 1)],
			["scalingConfig.maximumConcurrency", aws("lambda/latest/api/API_ScalingConfig.html"), wholeNumber(2, 1000)],
			["destinationConfig.onFailure.destinationArn", provider("lambda/event_source_mapping.go"), arn()],
			["eventSourceArn", provider("lambda/event_source_mapping.go"), arn()],
			[
				"",
				aws("lambda/latest/dg/services-sqs-parameters.html"),
				demand(
					"must have a batching window where a batch of a queue is over 10",
					(_, { inputs }) =>
						!isOfQueue(inputs) || Number(inputs["batchSize"]) <= 10 || Number(inputs["maximumBatchingWindowInSeconds"]) >= 1,
					{ write: (inputs) => Object.assign(inputs, { eventSourceArn: QUEUE_ARN, batchSize: 11, maximumBatchingWindowInSeconds: 0 }) },
				),
			],
			[
				"",
				aws("lambda/latest/dg/services-sqs-parameters.html"),
				demand(
					"must have nothing that only a stream's mapping takes, where it is of a queue",
					(_, { inputs }) => !isOfQueue(inputs) || !OF_STREAMS.some((name) => inputs[name] !== undefined),
					{ write: (inputs) => Object.assign(inputs, { eventSourceArn: QUEUE_ARN, parallelizationFactor: 1 }) },
				),
			],
			[
				"",
				aws("lambda/latest/api/API_CreateEventSourceMapping.html"),
				demand(
					"must say where it starts where it is of a stream",
					(_, { inputs }) => isOfQueue(inputs) || inputs["startingPosition"] !== undefined,
					{ write: (inputs) => Object.assign(inputs, { eventSourceArn: STREAM_ARN, startingPosition: undefined }) },
				),
			],
			[
				"",
				aws("lambda/latest/dg/services-sqs-configure.html"),
				demand(
					"must be of a queue that hides messages at least as long as the function may run",
					(_, { inputs, others, account }) => {
						const queue = others.find(
							({ type, inputs: other }) => type === "aws:sqs/queue:Queue" && String(inputs["eventSourceArn"]).endsWith(`:${other["name"]}`),
						);
						const reader = others.find(
							({ type, inputs: other }) =>
								type === "aws:lambda/function:Function" && isSameFunction(inputs["functionName"], other["name"], account),
						);
						if (queue === undefined || reader === undefined) return true;
						return Number(queue.inputs["visibilityTimeoutSeconds"] ?? 30) >= Number(reader.inputs["timeout"] ?? 3);
					},
					{
						write: (inputs, { others }) => {
							const short = others.find(
								({ type, inputs: other }) => type === "aws:sqs/queue:Queue" && Number(other["visibilityTimeoutSeconds"]) < 60,
							);
							inputs["eventSourceArn"] = `${QUEUE_ARN.slice(0, QUEUE_ARN.lastIndexOf(":"))}:${short?.inputs["name"]}`;
						},
					},
				),
			],
		]),
		...rulesOf("aws:lambda/functionEventInvokeConfig:FunctionEventInvokeConfig", [
			["functionName", aws("lambda/latest/api/API_PutFunctionEventInvokeConfig.html"), matching(FUNCTION_NAME_OR_ARN, "no function")],
			["maximumRetryAttempts", aws("lambda/latest/api/API_PutFunctionEventInvokeConfig.html"), wholeNumber(0, 2)],
			["maximumEventAgeInSeconds", aws("lambda/latest/api/API_PutFunctionEventInvokeConfig.html"), wholeNumber(60, 21_600)],
			["destinationConfig.onFailure.destination", aws("lambda/latest/api/API_OnFailure.html"), arn()],
		]),
	];
}

const QUEUE_ARN = "arn:aws:sqs:us-east-1:123456789012:queue";
const STREAM_ARN = "arn:aws:kinesis:us-east-1:123456789012:stream/votes";
const OF_STREAMS = [
	"parallelizationFactor",
	"startingPosition",
	"bisectBatchOnFunctionError",
	"maximumRetryAttempts",
	"maximumRecordAgeInSeconds",
];

function isOfQueue(inputs: Readonly<Record<string, unknown>>): boolean {
	return isText(inputs["eventSourceArn"]) && inputs["eventSourceArn"].split(":")[2] === "sqs";
}

/** The other permissions to invoke the same function. */
function statementsOf(inputs: Readonly<Record<string, unknown>>, others: ProviderRuleOthers, account: ProviderRuleAccount) {
	return others
		.filter((other) => other.type === "aws:lambda/permission:Permission" && other.inputs !== inputs)
		.map((other) => other.inputs)
		.filter((other) => isSameFunction(other["function"], inputs["function"], account));
}

type ProviderRuleOthers = Parameters<ProviderRule["isKept"]>[1]["others"];
type ProviderRuleAccount = Parameters<ProviderRule["isKept"]>[1]["account"];
