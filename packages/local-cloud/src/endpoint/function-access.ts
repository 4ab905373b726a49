import type { IncomingHttpHeaders } from "node:http";
import { type FunctionName, PERMISSIONS, type Permission } from "@headroom/config";
import { ACCOUNT_ID, deployedName, FUNCTION_NAMES, functionAccessKey } from "../names.ts";
import { type AwsResponse, plainJson } from "./aws-http.ts";
import { type ServiceName, targetOf } from "./service-of-request.ts";

const ACCESS_KEY = /Credential=([^/,\s]+)\/\d{8}\//;

/** IAM calls a service by its signing name, but for this one. */
const IAM_NAMES: Partial<Record<ServiceName, string>> = { monitoring: "cloudwatch" };

/**
 * Batches of SQS have no action of their own.
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-api-permissions-reference.html read 2026-11-25
 */
const SQS_BATCH = /^(sqs:\w+)Batch$/;

function permits(functionName: FunctionName, action: string): boolean {
	return PERMISSIONS[functionName].some(({ actions }: Permission) => actions.includes(action));
}

/**
 * The refusal of a call that the function's role does not permit, by the same table as the roles; undefined if the call is permitted.
 * Checks actions, not resources, and not SNS, whose action is in the body.
 */
export function refuseFunction(headers: IncomingHttpHeaders): AwsResponse | undefined {
	const accessKey = ACCESS_KEY.exec(headers.authorization ?? "")?.[1];
	const functionName = FUNCTION_NAMES.find((name) => functionAccessKey(name) === accessKey);
	const action = actionOf(headers);
	if (functionName === undefined || action === undefined || permits(functionName, action)) return undefined;
	const role = `arn:aws:sts::${ACCOUNT_ID}:assumed-role/${deployedName(functionName)}`;
	const message = `User: ${role} is not authorized to perform: ${action} because no identity-based policy allows the ${action} action`;
	return plainJson(400, { __type: "AccessDeniedException", message });
}

function actionOf(headers: IncomingHttpHeaders): string | undefined {
	const target = targetOf(headers);
	return target === undefined ? undefined : `${IAM_NAMES[target.service] ?? target.service}:${target.operation}`.replace(SQS_BATCH, "$1");
}
