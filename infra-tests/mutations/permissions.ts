import { PERMISSIONS, type Permission } from "@headroom/config";
import { FUNCTION_NAMES } from "../properties/functions.ts";
import * as properties from "../properties/permissions.ts";
import {
	add,
	first,
	type Mutation,
	remove,
	rewriteInlinePolicy,
	rewriteJson,
	rewriteRole,
	roleOf,
	theFunction,
	type WrittenPolicy,
	type WrittenStatement,
} from "./mutation.ts";

const ACCOUNT_ROOT = "arn:aws:iam::123456789012:root";

export const PERMISSION_MUTATIONS: readonly Mutation[] = [
	...FUNCTION_NAMES.flatMap((name) =>
		PERMISSIONS[name].map(
			({ actions, resource }: Permission, index): Mutation => ({
				title: `${name} loses ${actions.join(", ")} on ${resource}`,
				breaks: properties.functionsMayDoWhatTheyMust,
				mutate: (app) => rewriteRole(app, name, ({ Statement }) => void Statement.splice(index, 1)),
			}),
		),
	),
	{
		title: "an action becomes kinesis:*",
		breaks: properties.noActionIsAWildcard,
		mutate: (app) => rewriteRole(app, "autoscaler", ({ Statement: [first] }) => widen(first, "kinesis:*")),
	},
	{
		title: "a prefix of actions is allowed",
		breaks: properties.noActionIsAWildcard,
		mutate: (app) => rewriteRole(app, "results", ({ Statement: [first] }) => widen(first, "dynamodb:Get*")),
	},
	{
		title: "the key's policy allows everything",
		breaks: properties.noActionIsAWildcard,
		mutate: (app) => rewriteJson<WrittenPolicy>(first(app, "key"), "policy", ({ Statement: [first] }) => widen(first, "kms:*")),
	},
	{
		title: "everything but one action is allowed",
		breaks: properties.noActionIsAWildcard,
		mutate: (app) => rewriteRole(app, "sweep", ({ Statement: [first] }) => Object.assign(first ?? {}, { NotAction: ["iam:CreateUser"] })),
	},
	{
		title: "everybody may use the topic's key",
		breaks: properties.noActionIsAWildcard,
		mutate: (app) =>
			rewriteJson<WrittenPolicy>(first(app, "key"), "policy", ({ Statement: [first] }) =>
				Object.assign(first ?? {}, { Principal: { AWS: "*" } }),
			),
	},
	{
		title: "a function may also delete the stream",
		breaks: properties.functionsMayDoWhatTheyMust,
		mutate: (app) => rewriteRole(app, "autoscaler", ({ Statement: [first] }) => widen(first, "kinesis:DeleteStream")),
	},
	{
		title: "every stream may be observed",
		breaks: properties.functionsMayDoWhatTheyMust,
		mutate: (app) =>
			rewriteRole(app, "sweep", ({ Statement: [first] }) => {
				if (first !== undefined) first.Resource = ["*"];
			}),
	},
	{
		title: "every Region's streams may be resharded",
		breaks: properties.functionsMayDoWhatTheyMust,
		mutate: (app) => rewriteRole(app, "sweep", ({ Statement }) => delete resharding(Statement).Condition),
	},
	{
		title: "another act rides on the wildcard of resharding",
		breaks: properties.functionsMayDoWhatTheyMust,
		mutate: (app) => rewriteRole(app, "sweep", ({ Statement }) => widen(resharding(Statement), "kinesis:UpdateStreamMode")),
	},
	{
		title: "one more stream beside the managed ones may be resharded",
		breaks: properties.functionsMayDoWhatTheyMust,
		mutate: (app) =>
			rewriteRole(app, "sweep", ({ Statement }) => {
				resharding(Statement).Resource = ["votes-production", "orders"].map(
					(streamName) => `arn:aws:kinesis:us-east-1:123456789012:stream/${streamName}`,
				);
			}),
	},
	{
		title: "a table's indexes are allowed too",
		breaks: properties.functionsMayDoWhatTheyMust,
		mutate: (app) => rewriteRole(app, "results", ({ Statement: [first] }) => first?.Resource.push(`${first.Resource[0]}/index/*`)),
	},
	{
		title: "a function writes to every log group",
		breaks: properties.functionsMayDoWhatTheyMust,
		mutate: (app) =>
			rewriteRole(app, "tally", ({ Statement }) => {
				const last = Statement.at(-1);
				if (last !== undefined) last.Resource = ["arn:aws:logs:*:*:*"];
			}),
	},
	{
		title: "the alarms' function may not reshard",
		breaks: properties.functionsMayDoWhatTheyMust,
		mutate: (app) =>
			rewriteRole(app, "autoscaler", ({ Statement }) => {
				resharding(Statement).Action = [];
			}),
	},
	{
		title: "AWS's policy for logs is attached",
		breaks: properties.rolesHaveNoForeignPolicies,
		mutate: (app) => {
			roleOf(app, "tally").inputs["managedPolicyArns"] = ["arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole"];
		},
	},
	{
		title: "a policy is attached beside the role's own",
		breaks: properties.rolesHaveNoForeignPolicies,
		mutate: (app) =>
			app.resources.push({ ...structuredClone(roleOf(app, "tally")), type: "aws:iam/rolePolicyAttachment:RolePolicyAttachment" }),
	},
	{
		title: "the account's root is trusted again, as SST writes it",
		breaks: properties.functionRolesTrustLambdaAlone,
		mutate: (app) =>
			rewriteJson<WrittenPolicy>(roleOf(app, "autoscaler"), "assumeRolePolicy", ({ Statement: [first] }) =>
				Object.assign(first?.Principal ?? {}, { AWS: [ACCOUNT_ROOT] }),
			),
	},
	{
		title: "a second statement trusts another service",
		breaks: properties.functionRolesTrustLambdaAlone,
		mutate: (app) =>
			rewriteJson<WrittenPolicy>(roleOf(app, "results"), "assumeRolePolicy", ({ Statement }) => {
				Statement.push({ Action: ["sts:AssumeRole"], Resource: [], Principal: { Service: "ec2.amazonaws.com" } });
			}),
	},
	{
		title: "two functions share a role",
		breaks: properties.functionsShareNoRole,
		mutate: (app) => {
			theFunction(app, "results").inputs["role"] = theFunction(app, "tally").inputs["role"];
		},
	},
	{
		title: "the scheduler of any account may take the schedule's role",
		breaks: properties.scheduleMayOnlyStartTheSweep,
		mutate: (app) =>
			rewriteJson<WrittenPolicy>(first(app, "role", isOfSchedule), "assumeRolePolicy", ({ Statement: [first] }) => delete first?.Condition),
	},
	{
		title: "the schedule may start every function",
		breaks: properties.scheduleMayOnlyStartTheSweep,
		mutate: (app) =>
			rewriteInlinePolicy(first(app, "role", isOfSchedule), ({ Statement: [first] }) => {
				if (first !== undefined) first.Resource = ["*"];
			}),
	},
	{
		title: "there is a role that nothing uses",
		breaks: properties.scheduleMayOnlyStartTheSweep,
		mutate: (app) => {
			add(app, first(app, "role", isOfSchedule), { name: "headroom-production-left-over" });
			const added = app.resources.at(-1);
			if (added !== undefined) Object.assign(added, { arn: `${added.arn}-left-over` });
		},
	},
	{
		title: "a resource is linked to a function",
		breaks: properties.nothingIsLinked,
		mutate: (app) => {
			const { environment } = theFunction(app, "results").inputs as { environment: { variables: Record<string, string> } };
			environment.variables["SST_RESOURCE_TallyTable"] = '{"name":"headroom-production-tally"}';
		},
	},
	{
		title: "CloudWatch may use the topic's key for any alarm of anybody",
		breaks: properties.topicKeyServesAlarmsAlone,
		mutate: (app) => rewriteJson<WrittenPolicy>(first(app, "key"), "policy", ({ Statement }) => delete Statement.at(-1)?.Condition),
	},
	{
		title: "any API may invoke a function",
		breaks: properties.invocationsNameTheirSource,
		mutate: (app) => delete first(app, "permission", ({ principal }) => principal === "apigateway.amazonaws.com").inputs["sourceArn"],
	},
	{
		title: "another account's alarm of the same name may wake the autoscaler",
		breaks: properties.invocationsNameTheirSource,
		mutate: (app) => delete first(app, "permission", ({ sourceAccount }) => sourceAccount !== undefined).inputs["sourceAccount"],
	},
	{
		title: "everybody may invoke a function",
		breaks: properties.invocationsNameTheirSource,
		mutate: (app) => {
			first(app, "permission").inputs["principal"] = "*";
		},
	},
	{
		title: "a function loses its role",
		breaks: properties.functionRolesTrustLambdaAlone,
		mutate: (app) => remove(app, roleOf(app, "drain-overflow")),
	},
];

function isOfSchedule({ assumeRolePolicy }: Record<string, unknown>): boolean {
	return String(assumeRolePolicy).includes("scheduler.amazonaws.com");
}

/** @throws Error where no statement lets the function reshard */
function resharding(statements: readonly WrittenStatement[]): WrittenStatement {
	const found = statements.find(({ Action }) => Action.includes("kinesis:UpdateShardCount"));
	if (found === undefined) throw new Error("no statement allows kinesis:UpdateShardCount");
	return found;
}

function widen(statement: WrittenStatement | undefined, action: string): void {
	statement?.Action.push(action);
}
