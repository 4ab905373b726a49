import type { FunctionName } from "./deployment.ts";

/** What a permission is on. `stacks/` knows the ARNs; `*` is for actions that AWS cannot confine, and says so in `why`. */
export type PermissionResource =
	| "*"
	| "failedEventsQueue"
	| "historyTable"
	| "managedStreams"
	| "notificationsKey"
	| "notificationsTopic"
	| "overflowDeadLetterQueue"
	| "overflowQueue"
	| "ownLogStreams"
	| "recheckQueue"
	| "reshardableStreams"
	| "tallyTable"
	| "votesStream";

export interface Permission {
	/** `service:Action`, exact: never a wildcard. */
	readonly actions: readonly string[];
	readonly resource: PermissionResource;
	/** In words: what the function does with it. */
	readonly why: string;
	/** Holds only for calls to the deployment's own Region, by IAM's `aws:RequestedRegion`. */
	readonly isOwnRegionOnly?: true;
}

/** Writing its own lines; not `logs:CreateLogGroup`, since the deployment creates the group, with its retention. */
const WRITE_LOGS = {
	actions: ["logs:CreateLogStream", "logs:PutLogEvents"],
	resource: "ownLogStreams",
	why: "Writes its log lines, and with them its metrics",
} as const satisfies Permission;

/**
 * What Lambda's event source mapping does to a queue, with the function's role.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html read 2026-11-24
 */
const CONSUME_QUEUE = ["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"] as const;

/** What evaluating a stream takes: the same for an alarm, a re-check and the sweep. */
const EVALUATE_STREAMS = [
	{
		actions: ["kinesis:DescribeStreamSummary", "kinesis:ListShards", "kinesis:ListStreamConsumers"],
		resource: "managedStreams",
		why: "Observes the stream, tells a hot shard from a small stream, knows who reads before it scales in",
	},
	{
		actions: ["lambda:ListEventSourceMappings"],
		resource: "*",
		why: "Knows which functions read the stream before it scales in. AWS cannot confine it to a stream",
	},
	{
		// Alone in its statement: nothing else may ride on the wildcard. docs/decisions/0026-the-one-act-may-be-denied.md
		actions: ["kinesis:UpdateShardCount"],
		resource: "reshardableStreams",
		why: "Reshards",
		isOwnRegionOnly: true,
	},
	{
		actions: ["kinesis:DescribeLimits"],
		resource: "*",
		why: "Reads the account's shard quota. It is about the account: AWS has no resource to confine it to",
	},
	{
		actions: ["cloudwatch:GetMetricData"],
		resource: "*",
		why: "Reads the load. CloudWatch has no resources for metrics: AWS cannot confine it",
	},
	{
		actions: ["dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem"],
		resource: "historyTable",
		why: "Writes the intent before the act, settles it after, keeps the ledger, claims notifications",
	},
	{ actions: ["sqs:SendMessage"], resource: "recheckQueue", why: "Asks to look again" },
	{ actions: ["sns:Publish"], resource: "notificationsTopic", why: "Tells people" },
	{
		actions: ["kms:Decrypt", "kms:GenerateDataKey"],
		resource: "notificationsKey",
		why: "The topic is encrypted: SNS takes a message only from who may use its key",
	},
] as const satisfies readonly Permission[];

const FAIL_TO_QUEUE = {
	actions: ["sqs:SendMessage"],
	resource: "failedEventsQueue",
	why: "Lambda keeps there, with the function's role, the event that it gave up",
} as const satisfies Permission;

const PUT_VOTES_ASIDE = {
	actions: ["sqs:SendMessage"],
	resource: "overflowDeadLetterQueue",
	why: "Sets aside what is not a vote, for people to look at",
} as const satisfies Permission;

/**
 * Everything that each function may do, and why: exact actions on exact resources. The one source for the roles in `stacks/`, for
 * docs/permissions.md and for what the local cloud refuses.
 */
export const PERMISSIONS = {
	"place-vote": [
		{ actions: ["kinesis:PutRecord"], resource: "votesStream", why: "Puts the vote" },
		{ actions: ["sqs:SendMessage"], resource: "overflowQueue", why: "Hands over the vote while the stream is too small" },
		WRITE_LOGS,
	],
	results: [{ actions: ["dynamodb:Query"], resource: "tallyTable", why: "Reads a poll's counts" }, WRITE_LOGS],
	tally: [
		{
			actions: ["dynamodb:BatchGetItem", "dynamodb:BatchWriteItem", "dynamodb:GetItem", "dynamodb:UpdateItem"],
			resource: "tallyTable",
			why: "Counts each voter once",
		},
		{
			// The names that Lambda asks for when the mapping is created.
			actions: [
				"kinesis:DescribeStream",
				"kinesis:DescribeStreamSummary",
				"kinesis:GetRecords",
				"kinesis:GetShardIterator",
				"kinesis:ListShards",
			],
			resource: "votesStream",
			why: "Lambda reads the stream with the function's role",
		},
		{
			actions: ["kinesis:ListStreams"],
			resource: "*",
			why: "Lambda asks for it when the mapping is created. It is about the account: AWS has no resource to confine it to",
		},
		FAIL_TO_QUEUE,
		WRITE_LOGS,
	],
	"drain-overflow": [
		{
			actions: ["kinesis:DescribeStreamSummary", "kinesis:PutRecords"],
			resource: "votesStream",
			why: "Paces itself by the shard count, puts the votes",
		},
		{
			actions: [...CONSUME_QUEUE, "sqs:SendMessage"],
			resource: "overflowQueue",
			why: "Lambda receives with the function's role; the function puts back what found no room",
		},
		PUT_VOTES_ASIDE,
		WRITE_LOGS,
	],
	autoscaler: [...EVALUATE_STREAMS, FAIL_TO_QUEUE, WRITE_LOGS],
	recheck: [
		...EVALUATE_STREAMS,
		{ actions: CONSUME_QUEUE, resource: "recheckQueue", why: "Lambda receives with the function's role" },
		WRITE_LOGS,
	],
	sweep: [...EVALUATE_STREAMS, FAIL_TO_QUEUE, WRITE_LOGS],
} as const satisfies Readonly<Record<FunctionName, readonly Permission[]>>;

/**
 * What lets somebody reshard where AWS judges `kinesis:UpdateShardCount` on `*` alone, as a statement of IAM. docs/permissions.md says
 * what it means.
 */
export function reshardEverywhere(region: string) {
	return {
		Effect: "Allow",
		Action: "kinesis:UpdateShardCount",
		Resource: "*",
		Condition: { StringEquals: { "aws:RequestedRegion": region } },
	} as const;
}

/** What the permissions of one function are on, beside what is the same for all: the ARNs that its role is made of. */
export type PermissionResourceOf<Name extends FunctionName> = Exclude<
	(typeof PERMISSIONS)[Name][number]["resource"],
	"*" | "ownLogStreams"
>;
