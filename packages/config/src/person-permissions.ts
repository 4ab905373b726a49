import type { Permission, PermissionResource } from "./permissions.ts";

/** What people's permissions are on, beside what functions' are. */
export type PersonPermissionResource =
	| Exclude<PermissionResource, "ownLogStreams" | "reshardableStreams">
	| "alarmsOfStreams"
	| "anythingInRegion"
	| "anyStream"
	| "autoscalerFunction"
	| "bothTables"
	| "evaluatingFunctions"
	| "evaluatingRoles"
	| "everyFunction"
	| "everyFunctionLogGroup"
	| "everyFunctionRole"
	| "everyQueue"
	| "httpApis"
	| "queuesOfFailures"
	| "streamsToAttach"
	| "sweepFunction"
	| "sweepSchedule"
	| "testStreams"
	| "voteLogGroups";

export interface PersonPermission extends Omit<Permission, "resource"> {
	readonly resource: PersonPermissionResource;
}

/** What a person must be allowed for some of the commands. */
export interface PersonRole {
	/** `headroom <command>`, without the first word. */
	readonly commands: readonly string[];
	readonly says: string;
	readonly permissions: readonly PersonPermission[];
}

const READ = [
	{
		actions: ["dynamodb:GetItem", "dynamodb:Query"],
		resource: "historyTable",
		why: "Reads decisions, the ledger, overrides, stored policies and who did what",
	},
	{
		actions: ["kinesis:DescribeStreamSummary", "kinesis:ListShards", "kinesis:ListStreamConsumers"],
		resource: "managedStreams",
		why: "Observes the stream, and who reads it",
	},
	{
		actions: ["lambda:ListEventSourceMappings"],
		resource: "*",
		why: "Sees which functions read a stream or a queue. AWS cannot confine it to one",
	},
	{
		actions: ["kinesis:DescribeLimits", "kinesis:ListStreams"],
		resource: "*",
		why: "Reads the account's shard quota; finds the stream that was meant. Both are about the account",
	},
	{
		actions: ["cloudwatch:DescribeAlarms", "cloudwatch:GetMetricData"],
		resource: "*",
		why: "Reads alarms and load. CloudWatch has no resources for metrics, and confines no listing of alarms by prefix",
	},
	{
		actions: ["lambda:GetFunctionConfiguration"],
		resource: "sweepFunction",
		why: "Finds the deployed streams, until the first sweep has written them down",
	},
] as const satisfies readonly PersonPermission[];

const WRITE_HISTORY = {
	actions: ["dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
	resource: "historyTable",
	why: "Writes the intent before the act, the ledger, overrides, stored policies and who did what",
} as const satisfies PersonPermission;

const ASK_TO_LOOK = {
	actions: ["sqs:GetQueueUrl", "sqs:SendMessage"],
	resource: "recheckQueue",
	why: "Asks the autoscaler to look again",
} as const satisfies PersonPermission;

const TELL_PEOPLE = [
	{ actions: ["sns:Publish"], resource: "notificationsTopic", why: "Tells people" },
	{
		actions: ["kms:Decrypt", "kms:GenerateDataKey"],
		resource: "notificationsKey",
		why: "The topic is encrypted: SNS takes a message only from who may use its key",
	},
] as const satisfies readonly PersonPermission[];

const READ_INVOKE_PERMISSION = {
	actions: ["lambda:GetPolicy"],
	resource: "autoscalerFunction",
	why: "Reads which alarms may wake the autoscaler",
} as const satisfies PersonPermission;

/**
 * Everything that each command of `headroom` does in an account: exact actions, for the people's own roles. `sts:GetCallerIdentity` needs
 * none.
 */
export const PERSON_ROLES = {
	reading: {
		commands: ["status", "explain", "history", "limits", "policy get", "simulate", "advise"],
		says: "Looks, and changes nothing",
		permissions: READ,
	},
	acting: {
		commands: ["scale", "split", "pause", "resume", "hold", "release"],
		says: "Reshards, and keeps the autoscaler from it for a while",
		permissions: [
			...READ,
			{
				actions: ["kinesis:DescribeStreamSummary", "kinesis:ListShards", "kinesis:SplitShard", "kinesis:UpdateShardCount"],
				resource: "anyStream",
				why: "Observes and reshards: `scale` and `split` alone, a stream that is not managed as well",
			},
			WRITE_HISTORY,
			ASK_TO_LOOK,
			...TELL_PEOPLE,
		],
	},
	attaching: {
		commands: ["attach", "detach", "policy set", "policy edit", "policy reset"],
		says: "Changes what is managed, and how",
		permissions: [
			...READ,
			{
				actions: ["kinesis:DescribeStreamSummary"],
				resource: "streamsToAttach",
				why: "Sees that the stream can be resharded: `attach` alone",
			},
			WRITE_HISTORY,
			ASK_TO_LOOK,
			...TELL_PEOPLE,
			{
				actions: ["cloudwatch:DeleteAlarms", "cloudwatch:PutMetricAlarm"],
				resource: "alarmsOfStreams",
				why: "Puts, mends and removes the alarms",
			},
			READ_INVOKE_PERMISSION,
			{
				actions: ["lambda:AddPermission", "lambda:RemovePermission"],
				resource: "autoscalerFunction",
				why: "Lets the stream's alarms wake the autoscaler, and takes that back",
			},
		],
	},
	examining: {
		commands: ["doctor"],
		says: "Looks at everything, and changes nothing. What it may not look at it says, and looks at the rest",
		permissions: [
			...READ,
			READ_INVOKE_PERMISSION,
			{ actions: ["lambda:GetFunctionConfiguration"], resource: "evaluatingFunctions", why: "Finds the functions, and their roles" },
			{ actions: ["iam:SimulatePrincipalPolicy"], resource: "evaluatingRoles", why: "Asks what the functions' roles allow" },
			{
				actions: ["cloudwatch:GetMetricStatistics"],
				resource: "*",
				why: "Sees that every stream is evaluated. CloudWatch has no resources for metrics",
			},
			{ actions: ["sqs:GetQueueAttributes", "sqs:GetQueueUrl"], resource: "queuesOfFailures", why: "Counts what could not be worked off" },
			{ actions: ["sns:ListSubscriptionsByTopic"], resource: "notificationsTopic", why: "Sees who is told" },
		],
	},
	verifying: {
		commands: ["verify"],
		says: "Tries every link and reshards nothing. What it may not look at it says, and tries the rest",
		permissions: [
			...READ,
			READ_INVOKE_PERMISSION,
			{
				actions: [
					"lambda:GetFunctionConcurrency",
					"lambda:GetFunctionConfiguration",
					"lambda:GetFunctionEventInvokeConfig",
					"lambda:InvokeFunction",
				],
				resource: "everyFunction",
				why: "Sees that each is as deployed, and asks each what its role permits",
			},
			{ actions: ["iam:SimulatePrincipalPolicy"], resource: "everyFunctionRole", why: "Asks what no function can try without an effect" },
			{ actions: ["logs:FilterLogEvents"], resource: "everyFunctionLogGroup", why: "Finds the lines that its own tries leave" },
			{ actions: ["scheduler:GetSchedule"], resource: "sweepSchedule", why: "Sees that the sweep is started" },
			{ actions: ["apigateway:GET"], resource: "httpApis", why: "Finds the voting API by its name" },
			{ actions: ["cloudwatch:SetAlarmState"], resource: "alarmsOfStreams", why: "Rings an alarm under a mark on which nobody acts" },
			{
				actions: ["dynamodb:DescribeTable", "dynamodb:DescribeTimeToLive"],
				resource: "bothTables",
				why: "Sees that they are there, and what expires",
			},
			{ actions: ["dynamodb:DeleteItem", "dynamodb:Query"], resource: "tallyTable", why: "Deletes the poll of its own vote" },
			{
				actions: ["sqs:GetQueueAttributes", "sqs:GetQueueUrl"],
				resource: "everyQueue",
				why: "Sees what lies in them, where they give up to, and that they are encrypted",
			},
			{ actions: ["sqs:SendMessage"], resource: "recheckQueue", why: "Has a stream looked at whose alarm did not return" },
			{
				actions: ["sns:GetTopicAttributes", "sns:ListSubscriptionsByTopic"],
				resource: "notificationsTopic",
				why: "Sees that the topic is there and encrypted, and who is told",
			},
		],
	},
	measuring: {
		commands: ["verify --with-test-stream"],
		says: "Beside what `verify` needs: creates a stream, reshards it, deletes it, and records what AWS answered",
		permissions: [
			{
				actions: [
					"kinesis:AddTagsToStream",
					"kinesis:CreateStream",
					"kinesis:DeleteStream",
					"kinesis:DescribeStreamSummary",
					"kinesis:ListShards",
					"kinesis:MergeShards",
					"kinesis:SplitShard",
				],
				resource: "testStreams",
				why: "Creates, reshards and deletes one",
			},
			{
				actions: ["kinesis:UpdateShardCount"],
				resource: "anythingInRegion",
				why: "Reshards it. Whether a stream's ARN would do is what it measures",
			},
			{
				actions: ["sts:AssumeRole", "sts:GetFederationToken"],
				resource: "*",
				why: "Makes credentials that may less, to see what AWS refuses them",
			},
			{ actions: ["dynamodb:PutItem"], resource: "historyTable", why: "Records what was measured" },
		],
	},
	tracing: {
		commands: ["trace"],
		says: "Reads the log lines of one vote",
		permissions: [
			{ actions: ["logs:DescribeLogGroups"], resource: "*", why: "Finds the access log of the API, whose name ends with chance" },
			{ actions: ["logs:FilterLogEvents"], resource: "voteLogGroups", why: "Searches them" },
		],
	},
} as const satisfies Readonly<Record<string, PersonRole>>;
