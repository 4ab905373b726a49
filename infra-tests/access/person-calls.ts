import { PARTITION, REGION } from "../harness/account.ts";
import { namesOf } from "../harness/look-up.ts";
import { arn, permissionArns } from "../properties/arns.ts";
import { type Call, RESHARD } from "./evaluator.ts";
import { calls, functionIdentity } from "./function-calls.ts";
import { type PeopleOf, queueNames } from "./person-policy.ts";

/**
 * What each command calls, on which ARN, in words of its own: not made of the permissions, which are judged by it. The actions are held
 * against the command line's bundle; packages/cli/test/e2e/careful.suite.ts holds docs/permissions.md against the calls of each running
 * command. `sts:GetCallerIdentity`, which needs no permission, is left out.
 */
export function commandCalls({ app, managed, unmanaged }: PeopleOf): Readonly<Record<string, readonly Call[]>> {
	const names = namesOf(app);
	const history = arn("dynamodb", `table/${names.historyTable}`);
	const streams = (streamNames: readonly string[]) => streamNames.map((name) => arn("kinesis", `stream/${name}`));
	const alarms = (streamNames: readonly string[]) =>
		streamNames.flatMap((name) => ["fast", "utilization-low"].map((kind) => arn("cloudwatch", `alarm:headroom-${name}-${kind}`)));
	const functionArn = (name: keyof typeof names.functions) => arn("lambda", `function:${names.functions[name]}`);
	const on = (resources: readonly string[], ...actions: string[]) => resources.flatMap((resource) => calls(actions, resource));

	/** Which streams are managed, and by which policy. */
	const find = [
		...on([history], "dynamodb:GetItem", "dynamodb:Query"),
		...on([functionArn("sweep")], "lambda:GetFunctionConfiguration"),
		...on(["*"], "kinesis:ListStreams"),
	];
	const describe = on(streams(managed), "kinesis:DescribeStreamSummary");
	const readAccount = on(["*"], "kinesis:DescribeLimits");
	const readLoad = [...on(["*"], "cloudwatch:GetMetricData"), ...on(streams(managed), "kinesis:ListShards")];
	const readAlarms = on(["*"], "cloudwatch:DescribeAlarms");
	const writeHistory = on([history], "dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem");
	const askToLook = on([arn("sqs", names.recheckQueue)], "sqs:GetQueueUrl", "sqs:SendMessage");
	const notify = [
		...on([arn("sns", names.notificationsTopic)], "sns:Publish"),
		// SNS encrypts with the caller's permission.
		...on(permissionArns(app, "notificationsKey", "sweep"), "kms:Decrypt", "kms:GenerateDataKey"),
	];
	const readInvokePermission = on([functionArn("autoscaler")], "lambda:GetPolicy");
	const readConsumers = [...on(streams(managed), "kinesis:ListStreamConsumers"), ...on(["*"], "lambda:ListEventSourceMappings")];
	const preview = [...find, ...describe, ...readAccount, ...readLoad, ...readConsumers];
	const override = [...find, ...writeHistory, ...askToLook, ...notify];
	const attach = [
		...find,
		...readAlarms,
		...readInvokePermission,
		...on([functionArn("autoscaler")], "lambda:AddPermission"),
		...on(alarms([...managed, ...unmanaged]), "cloudwatch:DeleteAlarms", "cloudwatch:PutMetricAlarm"),
		...writeHistory,
		...askToLook,
		...notify,
	];
	const evaluating = ["autoscaler", "recheck", "sweep"] as const;
	const deadLetters = [names.overflowDeadLetterQueue, names.recheckDeadLetterQueue, names.failedEventsQueue].map((name) =>
		arn("sqs", name),
	);
	const voteLogGroups = [
		...(["place-vote", "drain-overflow", "tally"] as const).map((name) => `/aws/lambda/${names.functions[name]}`),
		`/aws/vendedlogs/apis/headroom-${app.stage}-votingapi-bdcsnhxw`,
	].map((name) => arn("logs", `log-group:${name}`));

	const functionNames = Object.keys(names.functions) as (keyof typeof names.functions)[];
	const queues = queueNames(app).map((name) => arn("sqs", name));
	const testStream = arn("kinesis", `stream/headroom-verify-headroom-${app.stage}-20261127t120000`);

	return {
		status: [...preview, ...readAlarms],
		explain: preview,
		history: find,
		limits: [...find, ...describe, ...readAccount],
		"policy get": find,
		// Of a throttled stream that is not managed, ListShards is denied: the replay needs no shards, and goes on without.
		simulate: [...find, ...readLoad],
		advise: [...find, ...readLoad],
		scale: [
			...find,
			...on(streams([...managed, ...unmanaged]), "kinesis:DescribeStreamSummary", RESHARD),
			...readAccount,
			...writeHistory,
			...askToLook,
			...notify,
		],
		split: [
			...find,
			...on(streams([...managed, ...unmanaged]), "kinesis:DescribeStreamSummary", "kinesis:ListShards", "kinesis:SplitShard"),
			...readAccount,
			...writeHistory,
			...askToLook,
			...notify,
		],
		pause: override,
		resume: override,
		hold: override,
		release: override,
		attach: [...attach, ...on(streams(unmanaged), "kinesis:DescribeStreamSummary")],
		detach: [
			...find,
			...readAlarms,
			...readInvokePermission,
			...on([functionArn("autoscaler")], "lambda:RemovePermission"),
			...on(alarms(managed), "cloudwatch:DeleteAlarms"),
			...writeHistory,
			...notify,
		],
		"policy set": attach,
		"policy edit": attach,
		"policy reset": attach,
		doctor: [
			...preview,
			...readAlarms,
			...readInvokePermission,
			...on(evaluating.map(functionArn), "lambda:GetFunctionConfiguration"),
			...on(
				evaluating.map((name) => functionIdentity(app, name).arn),
				"iam:SimulatePrincipalPolicy",
			),
			...on(["*"], "cloudwatch:GetMetricStatistics"),
			...on(deadLetters, "sqs:GetQueueAttributes", "sqs:GetQueueUrl"),
			...on([arn("sns", names.notificationsTopic)], "sns:ListSubscriptionsByTopic"),
		],
		verify: [
			...preview,
			...readAlarms,
			...readInvokePermission,
			...on(
				functionNames.map(functionArn),
				"lambda:GetFunctionConcurrency",
				"lambda:GetFunctionConfiguration",
				"lambda:GetFunctionEventInvokeConfig",
				"lambda:InvokeFunction",
			),
			...on(["*"], "lambda:ListEventSourceMappings"),
			...on(
				functionNames.map((name) => functionIdentity(app, name).arn),
				"iam:SimulatePrincipalPolicy",
			),
			...on(
				functionNames.map((name) => arn("logs", `log-group:/aws/lambda/${names.functions[name]}:*`)),
				"logs:FilterLogEvents",
			),
			...on([arn("scheduler", `schedule/default/${names.functions.sweep}`)], "scheduler:GetSchedule"),
			...on([`arn:${PARTITION}:apigateway:${REGION}::/apis`], "apigateway:GET"),
			...on(alarms(managed), "cloudwatch:SetAlarmState"),
			...on([history, arn("dynamodb", `table/${names.tallyTable}`)], "dynamodb:DescribeTable", "dynamodb:DescribeTimeToLive"),
			...on([arn("dynamodb", `table/${names.tallyTable}`)], "dynamodb:DeleteItem", "dynamodb:Query"),
			...on(queues, "sqs:GetQueueAttributes", "sqs:GetQueueUrl"),
			...on([arn("sqs", names.recheckQueue)], "sqs:SendMessage"),
			...on([arn("sns", names.notificationsTopic)], "sns:GetTopicAttributes", "sns:ListSubscriptionsByTopic"),
		],
		"verify --with-test-stream": [
			...on(
				[testStream],
				"kinesis:AddTagsToStream",
				"kinesis:CreateStream",
				"kinesis:DeleteStream",
				"kinesis:DescribeStreamSummary",
				"kinesis:ListShards",
				"kinesis:MergeShards",
				"kinesis:SplitShard",
			),
			...on(["*"], RESHARD),
			...on(["*"], "sts:AssumeRole", "sts:GetFederationToken"),
			...on([history], "dynamodb:PutItem"),
		],
		trace: [...on(["*"], "logs:DescribeLogGroups"), ...on(voteLogGroups, "logs:FilterLogEvents")],
	};
}
