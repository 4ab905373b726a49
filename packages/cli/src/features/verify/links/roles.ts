import { SimulatePrincipalPolicyCommand } from "@aws-sdk/client-iam";
import { type FunctionName, PERMISSIONS, type Permission, type PermissionResource } from "@headroom/config";
import { broken, type LinkFinding, ok } from "../finding.ts";
import { topicAttributes } from "../topic-attributes.ts";
import type { VerifyContext } from "../verify-context.ts";

/** What Lambda, SQS or KMS does with a function's role: nothing that a self-check could try without an effect. */
const DONE_FOR_THE_FUNCTION = new Set<PermissionResource>(["failedEventsQueue", "notificationsKey"]);

/** IAM's own simulation of each role, of what no self-check can try. Nothing is called. */
export async function checkRoles(context: VerifyContext): Promise<readonly LinkFinding[]> {
	await context.foundFunctions();
	const { expected, readings } = await context.functions();
	const resources = await readResources(context);
	const simulated = await Promise.all(
		expected.flatMap((name) => {
			const reading = readings.get(name);
			const role = reading?.kind === "found" ? reading.configuration.Role : undefined;
			if (role === undefined) return [];
			return (PERMISSIONS[name] as readonly Permission[]).flatMap(({ actions, resource }) => {
				const arn = DONE_FOR_THE_FUNCTION.has(resource) ? resources[resource] : undefined;
				return arn === undefined ? [] : [simulate(context, name, role, actions, arn)];
			});
		}),
	);
	const findings = simulated.flat();
	if (findings.length > 0) return findings;
	return [ok("roles", "The roles permit what Lambda and SNS do with them: keeping failed events, using the topic's key.")];
}

async function readResources(context: VerifyContext): Promise<Partial<Record<PermissionResource, string | undefined>>> {
	const { session } = context;
	const { accountId } = await session.caller();
	const attributes = await topicAttributes(context);
	return {
		failedEventsQueue: session.queueArn(session.names.failedEventsQueue, accountId),
		notificationsKey: attributes?.["KmsMasterKeyId"] || undefined,
	};
}

async function simulate(
	{ deployCommand, session }: VerifyContext,
	name: FunctionName,
	role: string,
	actions: readonly string[],
	resourceArn: string,
): Promise<readonly LinkFinding[]> {
	// An alias is no resource of a policy; the key behind it is, and only its owner's `*` can stand for it here.
	const ResourceArns = resourceArn.startsWith("arn:") ? [resourceArn] : undefined;
	const { EvaluationResults = [] } = await session
		.iam()
		.send(new SimulatePrincipalPolicyCommand({ PolicySourceArn: role, ActionNames: [...actions], ResourceArns }));
	const where = session.names.functions[name];
	return EvaluationResults.filter(({ EvalDecision }) => EvalDecision !== "allowed").map(({ EvalActionName = "", EvalDecision }) =>
		broken("role.denied", where, `IAM says of the role of ${where}: ${EvalActionName} on ${resourceArn}: ${EvalDecision}.`, deployCommand),
	);
}
