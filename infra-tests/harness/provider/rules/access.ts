import {
	arn,
	characters,
	demand,
	entries,
	type Inputs,
	json,
	matching,
	type ProviderRule,
	parsed,
	rulesOf,
	uniqueAmong,
	wholeNumber,
} from "../rule.ts";
import { aws, provider } from "./sources.ts";

const IAM_QUOTAS = aws("IAM/latest/UserGuide/reference_iam-quotas.html");
const KMS_KEY = provider("kms/key.go");

export function accessRules(): ProviderRule[] {
	return [
		...rulesOf("aws:iam/role:Role", [
			["name", aws("IAM/latest/APIReference/API_CreateRole.html"), matching(/^[\w+=,.@-]+$/, "a b")],
			["name", provider("iam/role.go"), characters(1, 64)],
			["name", aws("IAM/latest/APIReference/API_CreateRole.html"), uniqueAmong("name")],
			["assumeRolePolicy", provider("iam/role.go"), json()],
			["assumeRolePolicy", IAM_QUOTAS, characters(1, 2048)],
			["inlinePolicies[].name", aws("IAM/latest/APIReference/API_PutRolePolicy.html"), matching(/^[\w+=,.@-]{1,128}$/, "a b")],
			["inlinePolicies[].policy", provider("iam/role.go"), json()],
			[
				"inlinePolicies[].policy",
				aws("IAM/latest/UserGuide/reference_policies_grammar.html"),
				demand(
					"must have actions and resources in every statement, and no Sid but of letters and digits",
					(policy) => statements(policy).every(isWhole),
					{
						value: JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: [], Resource: ["*"] }] }),
					},
				),
			],
			[
				"inlinePolicies",
				IAM_QUOTAS,
				demand("must be 10240 characters together at most", (policies) => lengthOf(policies) <= 10_240, {
					value: [{ name: "inline", policy: JSON.stringify({ Version: "2012-10-17", Statement: [], Filler: "x".repeat(10_240) }) }],
				}),
			],
			["managedPolicyArns", IAM_QUOTAS, entries(0, 10)],
		]),
		...rulesOf("aws:kms/alias:Alias", [
			["name", provider("kms/validate.go"), matching(/^alias\/[a-zA-Z0-9:/_-]+$/, "alias/a.b")],
			[
				"name",
				provider("kms/validate.go"),
				demand("must not begin with alias/aws", (name) => !String(name).startsWith("alias/aws"), { value: "alias/aws/own" }),
			],
			["name", aws("kms/latest/APIReference/API_CreateAlias.html"), characters(1, 256)],
		]),
		...rulesOf("aws:kms/key:Key", [
			["description", KMS_KEY, characters(0, 8192)],
			["deletionWindowInDays", KMS_KEY, wholeNumber(7, 30)],
			["policy", KMS_KEY, json(32_768)],
			[
				"policy",
				aws("kms/latest/APIReference/API_CreateKey.html"),
				demand(
					"must let somebody change the policy again",
					(policy) =>
						statements(policy).some((statement) =>
							[statement["Action"]].flat().some((action) => action === "kms:PutKeyPolicy" || action === "kms:*"),
						),
					{ value: JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: ["kms:Decrypt"], Resource: "*" }] }) },
				),
			],
		]),
		...rulesOf("aws:scheduler/schedule:Schedule", [
			["name", provider("scheduler/schedule.go"), matching(/^[0-9A-Za-z_.-]{1,64}$/, "a b")],
			[
				"scheduleExpression",
				aws("scheduler/latest/UserGuide/schedule-types.html"),
				matching(/^(rate\((1 (minute|hour|day)|([2-9]|\d{2,}) (minutes|hours|days))\)|cron\(.+\)|at\(.+\))$/, "rate(1 minutes)"),
			],
			["scheduleExpression", provider("scheduler/schedule.go"), characters(1, 256)],
			["state", aws("scheduler/latest/APIReference/API_CreateSchedule.html"), demandOneOf(["ENABLED", "DISABLED"])],
			["flexibleTimeWindow.mode", aws("scheduler/latest/APIReference/API_FlexibleTimeWindow.html"), demandOneOf(["OFF", "FLEXIBLE"])],
			["target.arn", provider("scheduler/schedule.go"), arn()],
			["target.roleArn", provider("scheduler/schedule.go"), arn()],
			["target.deadLetterConfig.arn", provider("scheduler/schedule.go"), arn()],
			["target.retryPolicy.maximumRetryAttempts", provider("scheduler/schedule.go"), wholeNumber(0, 185)],
		]),
	];
}

function demandOneOf(values: readonly string[]) {
	return demand(`must be one of ${values.join(", ")}`, (value) => values.includes(String(value)), { value: "SOMETHING_ELSE" });
}

function statements(policy: unknown): readonly Inputs[] {
	return [((parsed(policy) ?? {}) as { readonly Statement?: readonly Inputs[] | Inputs }).Statement ?? []].flat();
}

function isWhole({ Action, Resource, Sid }: Inputs): boolean {
	const isThere = (value: unknown) => [value ?? []].flat().length > 0;
	return isThere(Action) && isThere(Resource) && /^[A-Za-z0-9]*$/.test(String(Sid ?? ""));
}

/** As IAM counts: without white space. */
function lengthOf(policies: unknown): number {
	return (policies as readonly { readonly policy?: string }[]).reduce(
		(sum, { policy = "" }) => sum + policy.replaceAll(/\s/g, "").length,
		0,
	);
}
