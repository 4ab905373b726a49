import { type FunctionName, PERMISSIONS, type Permission } from "@headroom/config";
import { ServiceError } from "@headroom/emulators";
import { type Handle, handleOf } from "../../endpoint/handle.ts";
import { listParameter, queryProtocolAnswer } from "../../endpoint/query-protocol.ts";
import { deployedName, FUNCTION_NAMES } from "../../names.ts";
import type { RolePolicies } from "./role-policies.ts";

/**
 * SimulatePrincipalPolicy, by the table that the roles are made of, actions alone; PutRolePolicy and DeleteRolePolicy, of which only what
 * they deny counts. A role is named as its function.
 */
export function iamHandle(policies: RolePolicies, onInternalError: (error: unknown) => void): Handle {
	return handleOf(
		queryProtocolAnswer((action, parameters) => operate(policies, action, parameters), onInternalError),
		onInternalError,
	);
}

function operate(policies: RolePolicies, action: string, parameters: URLSearchParams): object {
	const text = (name: string): string => parameters.get(name) ?? "";
	switch (action) {
		case "PutRolePolicy":
			functionOfRole(text("RoleName"));
			policies.put(text("RoleName"), text("PolicyName"), text("PolicyDocument"));
			return {};
		case "DeleteRolePolicy":
			policies.delete(text("RoleName"), text("PolicyName"));
			return {};
		case "SimulatePrincipalPolicy":
			return simulate(
				policies,
				text("PolicySourceArn"),
				listParameter(parameters, "ActionNames"),
				listParameter(parameters, "ResourceArns"),
			);
		default:
			throw new ServiceError(
				"InvalidAction",
				`Of IAM the local cloud serves SimulatePrincipalPolicy, PutRolePolicy and DeleteRolePolicy, not ${action}.`,
			);
	}
}

function simulate(policies: RolePolicies, roleArn: string, actions: readonly string[], resourceArns: readonly string[]): object {
	const roleName = roleArn.slice(roleArn.lastIndexOf("/") + 1);
	const permissions: readonly Permission[] = PERMISSIONS[functionOfRole(roleName)];
	const results = (resourceArns.length === 0 ? ["*"] : resourceArns).flatMap((EvalResourceName) =>
		actions.map((EvalActionName) => {
			const isGranted = permissions.some((permission) => permission.actions.includes(EvalActionName));
			const EvalDecision = policies.isDenied(roleName, EvalActionName) ? "explicitDeny" : isGranted ? "allowed" : "implicitDeny";
			return { EvalActionName, EvalResourceName, EvalDecision };
		}),
	);
	return { EvaluationResults: { member: results }, IsTruncated: false };
}

function functionOfRole(roleName: string): FunctionName {
	const name = FUNCTION_NAMES.find((candidate) => deployedName(candidate) === roleName);
	if (name === undefined) throw new ServiceError("NoSuchEntity", `The role with name ${roleName} cannot be found.`, 404);
	return name;
}
