import type { FunctionName } from "@headroom/config";
import { all, byArn, functionNamed, namesOf, type ResourceOf } from "../harness/look-up.ts";
import type { RecordedApp } from "../harness/recorded-app.ts";
import { arn, permissionArns } from "../properties/arns.ts";
import { type Call, type Identity, RESHARD } from "./evaluator.ts";

/** Calls that are made with a function's role. */
export interface FunctionCalls {
	/** By the function's code. */
	readonly code: readonly Call[];
	/** By AWS: Lambda that polls, keeps what failed and writes log lines; SNS that encrypts. */
	readonly aws: readonly Call[];
}

/**
 * What each function calls, on which ARN, in words of its own: not made of the permissions, which are judged by it. The actions of `code`
 * are held against the functions' bundles.
 *
 * @param streamNames the managed streams
 */
export function functionCalls(app: RecordedApp, streamNames: readonly string[]): Readonly<Record<FunctionName, FunctionCalls>> {
	const names = namesOf(app);
	const queue = (name: string) => arn("sqs", name);
	const votes = arn("kinesis", `stream/votes-${app.stage}`);
	const tally = arn("dynamodb", `table/${names.tallyTable}`);
	const logs = (name: FunctionName) =>
		calls(
			["logs:CreateLogStream", "logs:PutLogEvents"],
			arn("logs", `log-group:/aws/lambda/${names.functions[name]}:log-stream:2026/11/27/[$LATEST]0d1f`),
		);
	const poll = (name: string) => calls(["sqs:DeleteMessage", "sqs:GetQueueAttributes", "sqs:ReceiveMessage"], queue(name));
	const giveUp = calls(["sqs:SendMessage"], queue(names.failedEventsQueue));

	const evaluate: readonly Call[] = [
		...streamNames.flatMap((name) =>
			calls(
				["kinesis:DescribeStreamSummary", "kinesis:ListShards", "kinesis:ListStreamConsumers", RESHARD],
				arn("kinesis", `stream/${name}`),
			),
		),
		...calls([RESHARD, "kinesis:DescribeLimits", "cloudwatch:GetMetricData", "lambda:ListEventSourceMappings"], "*"),
		...calls(
			["dynamodb:DeleteItem", "dynamodb:GetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem"],
			arn("dynamodb", `table/${names.historyTable}`),
		),
		...calls(["sqs:SendMessage"], queue(names.recheckQueue)),
		...calls(["sns:Publish"], arn("sns", names.notificationsTopic)),
	];
	const encrypt = permissionArns(app, "notificationsKey", "sweep").flatMap((key) => calls(["kms:Decrypt", "kms:GenerateDataKey"], key));

	return {
		"place-vote": {
			code: [...calls(["kinesis:PutRecord"], votes), ...calls(["sqs:SendMessage"], queue(names.overflowQueue))],
			aws: logs("place-vote"),
		},
		results: { code: calls(["dynamodb:Query"], tally), aws: logs("results") },
		tally: {
			code: calls(["dynamodb:BatchGetItem", "dynamodb:BatchWriteItem", "dynamodb:GetItem", "dynamodb:UpdateItem"], tally),
			aws: [
				...calls(
					[
						"kinesis:DescribeStream",
						"kinesis:DescribeStreamSummary",
						"kinesis:GetRecords",
						"kinesis:GetShardIterator",
						"kinesis:ListShards",
					],
					votes,
				),
				...calls(["kinesis:ListStreams"], "*"),
				...giveUp,
				...logs("tally"),
			],
		},
		"drain-overflow": {
			code: [
				...calls(["kinesis:DescribeStreamSummary", "kinesis:PutRecords"], votes),
				...[names.overflowQueue, names.overflowDeadLetterQueue].flatMap((name) => calls(["sqs:SendMessage"], queue(name))),
			],
			aws: [...poll(names.overflowQueue), ...logs("drain-overflow")],
		},
		autoscaler: { code: evaluate, aws: [...encrypt, ...giveUp, ...logs("autoscaler")] },
		recheck: { code: evaluate, aws: [...encrypt, ...poll(names.recheckQueue), ...logs("recheck")] },
		sweep: { code: evaluate, aws: [...encrypt, ...giveUp, ...logs("sweep")] },
	};
}

export function calls(actions: readonly string[], resource: string): Call[] {
	return actions.map((action) => ({ action, resource }));
}

/** @throws Error where the function has no role */
export function functionIdentity(app: RecordedApp, name: FunctionName): Identity {
	const role = byArn(app, "role", functionNamed(app, name)?.inputs.role);
	if (role?.arn === undefined) throw new Error(`function ${name} has no role`);
	return { arn: role.arn, policies: documentsOf(role), resourcePolicies: resourcePoliciesOf(app) };
}

function documentsOf({ inputs }: ResourceOf<"role">): unknown[] {
	return (inputs.inlinePolicies ?? []).map(({ policy = "{}" }) => JSON.parse(policy) as unknown);
}

/** Of all resources in use, keys alone have a policy that says more than who may invoke what. */
export function resourcePoliciesOf(app: RecordedApp): ReadonlyMap<string, unknown> {
	return new Map(all(app, "key").map((key) => [key.arn ?? "", JSON.parse(key.inputs.policy ?? "{}") as unknown]));
}

/** What else there is in the account that a call could be on by mistake. */
export function siblingsIn(app: RecordedApp): string[] {
	const kinds = ["function", "queue", "stream", "table", "topic"] as const;
	return kinds.flatMap((kind) => all(app, kind)).flatMap((each) => each.arn ?? []);
}
