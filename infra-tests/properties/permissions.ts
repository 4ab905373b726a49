import { type FunctionName, PERMISSIONS, type Permission } from "@headroom/config";
import { ACCOUNT_ID, REGION } from "../harness/account.ts";
import { type IamStatement, policiesIn, statementsOf, statementsOfRole } from "../harness/iam-statements.ts";
import { all, byArn, functionNamed, namesOf, pathOf, type ResourceOf } from "../harness/look-up.ts";
import type { RecordedApp } from "../harness/recorded-app.ts";
import { arn, permissionArns } from "./arns.ts";
import { FUNCTION_NAMES } from "./functions.ts";
import { absent, type Fault, fault, type Property } from "./property.ts";

export const functionsMayDoWhatTheyMust: Property = {
	sentence: "every function may do exactly what its permissions name, on exactly those resources, under exactly those conditions",
	faults: (app) =>
		FUNCTION_NAMES.flatMap((name) => {
			const role = roleOf(app, name);
			return role === undefined ? [absent(`role of ${name}`)] : grantFaults(role, permitted(app, name));
		}),
};

export const rolesHaveNoForeignPolicies: Property = {
	sentence: "no role has a policy that AWS or another stack can change",
	faults: (app) => [
		...all(app, "role")
			.filter(({ inputs }) => (inputs.managedPolicyArns ?? []).length > 0)
			.map((role) => fault(role, "managedPolicyArns", `are ${role.inputs.managedPolicyArns?.join(", ")}`)),
		...app.resources
			.filter(({ type }) => /^aws:iam\/(rolePolic|policy)/.test(type))
			.map((each) => ({ path: pathOf(each), message: "is a policy beside the roles' own" })),
	],
};

export const functionRolesTrustLambdaAlone: Property = {
	sentence: "no function's role trusts anything but Lambda",
	faults: (app) =>
		FUNCTION_NAMES.flatMap((name) => {
			const role = roleOf(app, name);
			return role === undefined ? [absent(`role of ${name}`)] : trustFaults(role, "Service:lambda.amazonaws.com");
		}),
};

export const functionsShareNoRole: Property = {
	sentence: "no two functions share a role",
	faults: (app) => {
		const roles = all(app, "function").map(({ inputs }) => inputs.role);
		return all(app, "function")
			.filter(({ inputs }) => roles.filter((role) => role === inputs.role).length > 1)
			.map((each) => fault(each, "role", "is another function's too"));
	},
};

export const scheduleMayOnlyStartTheSweep: Property = {
	sentence: "the schedule may start the sweep and keep what it cannot deliver, for this account alone, and there is no other role",
	faults: (app) => {
		const ofFunctions = FUNCTION_NAMES.map((name) => roleOf(app, name));
		const others = all(app, "role").filter((role) => !ofFunctions.includes(role));
		const ofSchedule = all(app, "schedule").map(({ inputs }) => byArn(app, "role", inputs.target?.roleArn));
		return others.flatMap((role) => {
			if (!ofSchedule.includes(role)) return [fault(role, "owner", "is neither a function's nor the schedule's")];
			const names = namesOf(app);
			const granted = [
				grant("lambda:InvokeFunction", arn("lambda", `function:${names.functions.sweep}`)),
				grant("sqs:SendMessage", arn("sqs", names.failedEventsQueue)),
			];
			return [
				...trustFaults(role, "Service:scheduler.amazonaws.com", { StringEquals: { "aws:SourceAccount": ACCOUNT_ID } }),
				...grantFaults(role, granted),
			];
		});
	},
};

export const noActionIsAWildcard: Property = {
	sentence: "no statement has a wildcard in an action, names what it excludes, or lets everybody in",
	faults: (app) =>
		app.resources.flatMap((resource) =>
			policiesIn(resource).flatMap(({ path, statements }) =>
				statements.flatMap(({ actions, negations, principals }) => [
					...actions.filter((action) => action.includes("*")).map((action) => fault(resource, path, `allows ${action}`)),
					...negations.map((negation) => fault(resource, path, `has ${negation}`)),
					...principals.filter((principal) => /(^|:)\*$/.test(principal)).map((principal) => fault(resource, path, `lets ${principal} in`)),
				]),
			),
		),
};

/** SST's own description of what a link would grant; nothing is linked, so none of it is granted. */
const NOT_GRANTED = "sst:sst:LinkRef";

export const nothingIsLinked: Property = {
	sentence: "nothing is linked: a link would grant every action of its service",
	faults: (app) =>
		app.resources
			.filter(({ type }) => type !== NOT_GRANTED)
			.filter(({ inputs }) => JSON.stringify(inputs).includes("SST_RESOURCE_"))
			.map((each) => fault(each, "environment", "holds a linked resource")),
};

export const topicKeyServesAlarmsAlone: Property = {
	sentence: "the topic's key serves the account's own policies and, of all services, CloudWatch for Headroom's alarms",
	faults: (app) =>
		all(app, "key").flatMap((key) =>
			statementsOf(key.inputs.policy).flatMap(({ principals, condition, actions }) => {
				if (principals.every((principal) => principal === `AWS:arn:aws:iam::${ACCOUNT_ID}:root`)) return [];
				const isForAlarms =
					JSON.stringify(principals) === '["Service:cloudwatch.amazonaws.com"]' &&
					JSON.stringify([...actions].sort()) === '["kms:Decrypt","kms:GenerateDataKey"]' &&
					JSON.stringify(condition) ===
						JSON.stringify({
							StringEquals: { "aws:SourceAccount": ACCOUNT_ID },
							ArnLike: { "aws:SourceArn": arn("cloudwatch", "alarm:headroom-*") },
						});
				return isForAlarms ? [] : [fault(key, "policy", `lets ${principals.join(", ")} do ${actions.join(", ")}`)];
			}),
		),
};

export const invocationsNameTheirSource: Property = {
	sentence: "every permission to invoke a function names whose event it is, in this account",
	faults: (app) =>
		all(app, "permission").flatMap((permission) => {
			const { action, principal, sourceArn, sourceAccount } = permission.inputs;
			return [
				...(action === "lambda:InvokeFunction" ? [] : [fault(permission, "action", `is ${action}`)]),
				...(sourceArn?.includes(`:${ACCOUNT_ID}:`) ? [] : [fault(permission, "sourceArn", "names nothing of this account")]),
				// An alarm's ARN alone would not do: AWS asks for the account beside it.
				...(principal === "lambda.alarms.cloudwatch.amazonaws.com" && sourceAccount !== ACCOUNT_ID
					? [fault(permission, "sourceAccount", `must be ${ACCOUNT_ID}`)]
					: []),
				...(["apigateway.amazonaws.com", "lambda.alarms.cloudwatch.amazonaws.com"].includes(principal ?? "")
					? []
					: [fault(permission, "principal", `is ${principal}`)]),
			];
		}),
};

function roleOf(app: RecordedApp, name: FunctionName): ResourceOf<"role"> | undefined {
	return byArn(app, "role", functionNamed(app, name)?.inputs.role);
}

function trustFaults(role: ResourceOf<"role">, principal: string, condition: object = {}): Fault[] {
	const statements = statementsOf(role.inputs.assumeRolePolicy);
	const isAlone =
		statements.length === 1 &&
		statements.every(
			(statement) =>
				statement.effect === "Allow" &&
				JSON.stringify(statement.actions) === '["sts:AssumeRole"]' &&
				JSON.stringify(statement.principals) === JSON.stringify([principal]) &&
				JSON.stringify(statement.condition) === JSON.stringify(condition),
		);
	const trusted = statements.flatMap(({ principals }) => principals).join(", ");
	return isAlone ? [] : [fault(role, "assumeRolePolicy", `must trust ${principal} alone, trusts ${trusted || "nothing"}`)];
}

/** One action on one resource: lists of both are compared as the pairs that they stand for. */
function grant(action: string, resource: string, condition: object = {}): string {
	const limits = Object.keys(condition).length === 0 ? "" : ` if ${JSON.stringify(condition)}`;
	return `${action} on ${resource}${limits}`;
}

const IN_OWN_REGION = { StringEquals: { "aws:RequestedRegion": [REGION] } };

function permitted(app: RecordedApp, name: FunctionName): string[] {
	return PERMISSIONS[name].flatMap(({ actions, resource, isOwnRegionOnly }: Permission) =>
		permissionArns(app, resource, name).flatMap((each) =>
			actions.map((action) => grant(action, each, isOwnRegionOnly ? IN_OWN_REGION : {})),
		),
	);
}

function grantFaults(role: ResourceOf<"role">, permittedGrants: readonly string[]): Fault[] {
	const statements = statementsOfRole(role);
	const granted = statements.flatMap(pairs);
	return [
		...permittedGrants.filter((each) => !granted.includes(each)).map((each) => fault(role, "policy", `must allow ${each}`)),
		...granted
			.filter((each) => !permittedGrants.includes(each))
			.map((each) => fault(role, "policy", `allows ${each}, which no permission names`)),
		...statements.filter(({ effect }) => effect !== "Allow").map(({ effect }) => fault(role, "policy", `has the effect ${effect}`)),
	];
}

function pairs({ actions, condition, resources }: IamStatement): string[] {
	return resources.flatMap((resource) => actions.map((action) => grant(action, resource, condition)));
}
