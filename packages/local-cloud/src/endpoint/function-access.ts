import type { IncomingHttpHeaders } from "node:http";
import { type FunctionName, PERMISSIONS, type Permission } from "@headroom/config";
import { ACCOUNT_ID, deployedName, FUNCTION_NAMES, functionAccessKey } from "../names.ts";
import { type AwsResponse, isForm, plainJson } from "./aws-http.ts";
import { queryRefusal } from "./query-protocol.ts";
import { type ServiceName, targetOf } from "./service-of-request.ts";

/** Whether a policy of the role, beside what it is granted, denies it an action. A role is named as its function. */
export type IsDenied = (roleName: string, action: string) => boolean;

const ACCESS_KEY = /Credential=([^/,\s]+)\/\d{8}\//;

/** IAM calls a service by its signing name, but for this one. */
const IAM_NAMES: Partial<Record<ServiceName, string>> = { monitoring: "cloudwatch" };

/**
 * Batches of SQS have no action of their own.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-api-permissions-reference.html read 2026-11-25
 */
const SQS_BATCH = /^(sqs:\w+)Batch$/;

const NOBODY_DENIES: IsDenied = () => false;

/** Looked up for every request. */
const FUNCTION_BY_ACCESS_KEY: ReadonlyMap<string, FunctionName> = new Map(FUNCTION_NAMES.map((name) => [functionAccessKey(name), name]));
const GRANTED: ReadonlyMap<FunctionName, ReadonlySet<string>> = new Map(
	FUNCTION_NAMES.map((name) => [name, new Set(PERMISSIONS[name].flatMap(({ actions }: Permission) => actions))]),
);

export function accessKeyOf(headers: IncomingHttpHeaders): string | undefined {
	return ACCESS_KEY.exec(headers.authorization ?? "")?.[1];
}

/** The function whose credentials sign a request; undefined for everybody else. */
export function signingFunction(headers: IncomingHttpHeaders): FunctionName | undefined {
	return FUNCTION_BY_ACCESS_KEY.get(accessKeyOf(headers) ?? "");
}

/**
 * The refusal of a call that the function's role does not permit, by the same table as the roles; undefined if the call is permitted.
 * Checks actions, not resources, and not SNS, whose action is in the body.
 *
 * @param action if the headers do not name it
 */
export function refuseFunction(
	headers: IncomingHttpHeaders,
	isDenied: IsDenied = NOBODY_DENIES,
	action = actionOf(headers),
): AwsResponse | undefined {
	const functionName = signingFunction(headers);
	if (functionName === undefined || action === undefined || permits(functionName, action, isDenied)) return undefined;
	return accessDenied(headers, `arn:aws:sts::${ACCOUNT_ID}:assumed-role/${deployedName(functionName)}`, action);
}

/** In JSON, or in XML for a request of the query protocol. */
export function accessDenied(headers: IncomingHttpHeaders, who: string, action: string): AwsResponse {
	const message = `User: ${who} is not authorized to perform: ${action} because no identity-based policy allows the ${action} action`;
	return isForm(headers) ? queryRefusal(403, "AuthorizationError", message) : plainJson(400, { __type: "AccessDeniedException", message });
}

/** The action that a request's headers name, as IAM spells it. */
export function actionOf(headers: IncomingHttpHeaders): string | undefined {
	const target = targetOf(headers);
	return target === undefined ? undefined : `${IAM_NAMES[target.service] ?? target.service}:${target.operation}`.replace(SQS_BATCH, "$1");
}

function permits(functionName: FunctionName, action: string, isDenied: IsDenied): boolean {
	return GRANTED.get(functionName)?.has(action) === true && !isDenied(deployedName(functionName), action);
}
