interface Statement {
	readonly sid?: string;
	readonly effect?: string;
	readonly actions?: readonly string[];
	readonly notActions?: readonly string[];
	readonly resources?: readonly string[];
	readonly notResources?: readonly string[];
	readonly principals?: readonly { readonly type: string; readonly identifiers: readonly string[] }[];
	readonly conditions?: readonly { readonly test: string; readonly variable: string; readonly values: readonly string[] }[];
}

/** The IAM document of `aws.iam.getPolicyDocument`'s statements, as the AWS provider renders it, but never shortening a list of one. */
export function policyDocumentJson(inputs: { readonly statements?: readonly Statement[] }): string {
	return JSON.stringify({
		Version: "2012-10-17",
		Statement: (inputs.statements ?? []).map((statement) => ({
			...(statement.sid === undefined ? {} : { Sid: statement.sid }),
			Effect: statement.effect ?? "Allow",
			Action: statement.actions,
			NotAction: statement.notActions,
			Resource: statement.resources,
			NotResource: statement.notResources,
			Principal: statement.principals && Object.fromEntries(statement.principals.map(({ type, identifiers }) => [type, identifiers])),
			Condition: statement.conditions && conditions(statement.conditions),
		})),
	});
}

function conditions(written: NonNullable<Statement["conditions"]>): Record<string, Record<string, readonly string[]>> {
	const rendered: Record<string, Record<string, readonly string[]>> = {};
	for (const { test, variable, values } of written) rendered[test] = { ...rendered[test], [variable]: values };
	return rendered;
}
