import { SimulatePrincipalPolicyCommand } from "@aws-sdk/client-iam";
import { GetFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { type FunctionName, PERMISSIONS, type PermissionResource } from "@headroom/config";
import type { CheckContext } from "../check.ts";
import type { Finding } from "../finding.ts";

const EVALUATING: readonly Extract<FunctionName, "autoscaler" | "recheck" | "sweep">[] = ["autoscaler", "recheck", "sweep"];

const ON_STREAMS: ReadonlySet<PermissionResource> = new Set(["managedStreams", "reshardableStreams"]);

/** What a role does with the streams themselves, simulated: nothing is called. Attached streams are not in the deployment's own policy. */
export async function checkPermissions({ session, streams }: CheckContext): Promise<readonly Finding[]> {
	if (streams.length === 0) return [];
	const { accountId } = await session.caller();
	const streamArns = streams.map(({ streamName }) => session.streamArn(streamName, accountId));
	const findings = await Promise.all(
		EVALUATING.map(async (name): Promise<readonly Finding[]> => {
			const FunctionName = session.names.functions[name];
			const { Role } = await session.lambda().send(new GetFunctionConfigurationCommand({ FunctionName }));
			const actions = PERMISSIONS[name].filter(({ resource }) => ON_STREAMS.has(resource)).flatMap(({ actions: named }) => [...named]);
			const { EvaluationResults = [] } = await session.iam().send(
				new SimulatePrincipalPolicyCommand({
					PolicySourceArn: Role,
					ActionNames: actions,
					ResourceArns: streamArns,
					// The simulation knows no Region by itself, and the roles reshard in one alone.
					ContextEntries: [{ ContextKeyName: "aws:RequestedRegion", ContextKeyType: "string", ContextKeyValues: [session.region] }],
				}),
			);
			return EvaluationResults.filter(({ EvalDecision }) => EvalDecision !== "allowed").map(
				({ EvalActionName = "", EvalResourceName = "" }) => denied(FunctionName, Role ?? "", EvalActionName, EvalResourceName),
			);
		}),
	);
	return findings.flat();
}

function denied(functionName: string, role: string, action: string, streamArn: string): Finding {
	const roleName = role.slice(role.lastIndexOf("/") + 1);
	const streamName = streamArn.slice(streamArn.lastIndexOf("/") + 1);
	const document = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: action, Resource: streamArn }] };
	const policyName = `headroom-${streamName}-${action.slice(action.indexOf(":") + 1)}`;
	return {
		severity: "problem",
		code: "permission.missing",
		where: streamName,
		says: `The role of ${functionName} may not call ${action} on ${streamName}.`,
		fix: [`aws iam put-role-policy --role-name ${roleName} --policy-name ${policyName} --policy-document '${JSON.stringify(document)}'`],
	};
}
