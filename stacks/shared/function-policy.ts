import { ALARMS_PRINCIPAL } from "@headroom/controller";

/**
 * Of all permissions to invoke one function together.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html read 2026-11-27
 */
export const MAX_FUNCTION_POLICY_BYTES = 20_480;

/** A permission as a statement of the function's policy. */
export interface InvokeStatement {
	readonly statementId: string;
	readonly sourceArn: string;
}

/**
 * A function's policy as Lambda writes it and measures it, of alarms' permissions alone: AddPermission's answer and GetPolicy's have this
 * form.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html read 2026-11-27
 */
export function functionPolicy(functionArn: string, accountId: string, statements: readonly InvokeStatement[]): string {
	return JSON.stringify({
		Version: "2012-10-17",
		Id: "default",
		Statement: statements.map(({ statementId, sourceArn }) => ({
			Sid: statementId,
			Effect: "Allow",
			Principal: { Service: ALARMS_PRINCIPAL },
			Action: "lambda:InvokeFunction",
			Resource: functionArn,
			Condition: { StringEquals: { "AWS:SourceAccount": accountId }, ArnLike: { "AWS:SourceArn": sourceArn } },
		})),
	});
}
