import type { Inputs, ProviderAccount } from "./rule.ts";

/** A permission's `function` may be a name or an ARN. */
export function functionArnOf(reference: unknown, { partition, region, accountId }: ProviderAccount): string {
	const text = String(reference);
	return text.startsWith("arn:") ? text : `arn:${partition}:lambda:${region}:${accountId}:function:${text}`;
}

export function isSameFunction(one: unknown, other: unknown, account: ProviderAccount): boolean {
	return functionArnOf(one, account) === functionArnOf(other, account);
}

/**
 * What Lambda makes of permissions: one document, whose length it limits.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/access-control-resource-based.html read 2026-11-27
 */
export function functionPolicyText(functionArn: string, permissions: readonly Inputs[]): string {
	const statements = permissions.map(({ action, principal, sourceAccount, sourceArn, statementId }) => {
		const conditions = {
			...(sourceAccount === undefined ? {} : { StringEquals: { "AWS:SourceAccount": sourceAccount } }),
			...(sourceArn === undefined ? {} : { ArnLike: { "AWS:SourceArn": sourceArn } }),
		};
		return {
			Sid: statementId,
			Effect: "Allow",
			Principal: { Service: principal },
			Action: action,
			Resource: functionArn,
			Condition: conditions,
		};
	});
	return JSON.stringify({ Version: "2012-10-17", Id: "default", Statement: statements });
}
