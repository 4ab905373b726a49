import { type EvaluationResult, paginateSimulatePrincipalPolicy } from "@aws-sdk/client-iam";
import { GetFunctionConfigurationCommand } from "@aws-sdk/client-lambda";
import { type FunctionName, PERMISSIONS, type PermissionResource } from "@headroom/config";
import type { CheckContext } from "../check.ts";
import type { Finding } from "../finding.ts";

const EVALUATING: readonly Extract<FunctionName, "autoscaler" | "recheck" | "sweep">[] = ["autoscaler", "recheck", "sweep"];

const ON_STREAMS: ReadonlySet<PermissionResource> = new Set(["managedStreams", "reshardableStreams"]);

/** The streams' actions that a role lacks, by simulation. The deployment's own policy does not cover attached streams. */
export async function checkPermissions({ session, streams }: CheckContext): Promise<readonly Finding[]> {
	if (streams.length === 0) return [];
	const { accountId } = await session.caller();
	const streamArns = streams.map(({ streamName }) => session.streamArn(streamName, accountId));
	const findings = await Promise.all(
		EVALUATING.map(async (name): Promise<readonly Finding[]> => {
			const FunctionName = session.names.functions[name];
			const { Role } = await session.lambda().send(new GetFunctionConfigurationCommand({ FunctionName }));
			const actions = PERMISSIONS[name].filter(({ resource }) => ON_STREAMS.has(resource)).flatMap(({ actions: named }) => [...named]);
			const results: EvaluationResult[] = [];
			const simulation = {
				PolicySourceArn: Role,
				ActionNames: actions,
				ResourceArns: streamArns,
				// The simulation knows no Region by itself, and the roles reshard in one alone.
				ContextEntries: [{ ContextKeyName: "aws:RequestedRegion", ContextKeyType: "string" as const, ContextKeyValues: [session.region] }],
			};
			// A page has 100 results: an action on a stream each.
			for await (const { EvaluationResults = [] } of paginateSimulatePrincipalPolicy({ client: session.iam() }, simulation)) {
				results.push(...EvaluationResults);
			}
			return results
				.filter(({ EvalDecision }) => EvalDecision !== "allowed")
				.map(({ EvalActionName = "", EvalResourceName = "" }) => denied(FunctionName, Role ?? "", EvalActionName, EvalResourceName));
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
