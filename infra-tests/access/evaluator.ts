import { runSimulation, runUnsafeSimulation, type Simulation } from "@cloud-copilot/iam-simulate";
import { ACCOUNT_ID, REGION } from "../harness/account.ts";

/** The reference has it on `*` alone, AWS's own sample on a stream's ARN: docs/decisions/0026-the-one-act-may-be-denied.md. */
export const RESHARD = "kinesis:UpdateShardCount";

/** One call, as IAM sees it. */
export interface Call {
	/** `kinesis:PutRecord` */
	readonly action: string;
	/** An ARN, or `*` for an action that takes no resource. */
	readonly resource: string;
	/** Where the call is sent: the ARN's Region where absent, and the deployment's for what has none. */
	readonly region?: string;
}

/** Who calls, and what it is allowed. */
export interface Identity {
	readonly arn: string;
	/** IAM policy documents. */
	readonly policies: readonly unknown[];
	/** Policies of the account's resources, by ARN: keys have one, and without it IAM allows nobody anything. */
	readonly resourcePolicies: ReadonlyMap<string, unknown>;
}

export type Verdict = "allowed" | "denied" | { readonly notJudgedSince: string };

/**
 * What IAM would say, by an evaluator that knows the Service Authorization Reference: which actions there are, which resources and
 * condition keys each takes. It answers for an identity's policies and a resource's own; organizations and boundaries are not asked.
 */
export async function judge(identity: Identity, call: Call): Promise<Verdict> {
	const account = accountOf(call);
	const resourcePolicy = account === ACCOUNT_ID ? identity.resourcePolicies.get(call.resource) : letsIn(identity.arn, call.action);
	const outcome = await runSimulation(simulationOf(identity, call, resourcePolicy), {});
	if (outcome.resultType === "error") return { notJudgedSince: outcome.errors.message };
	return outcome.overallResult === "Allowed" ? "allowed" : "denied";
}

/** As if the action took the ARN that the call names, whatever the reference says of it. Nobody's resource has a policy. */
export function judgeOnArn(identity: Identity, call: Call): Verdict {
	return runUnsafeSimulation(simulationOf(identity, call), {}) === "Allowed" ? "allowed" : "denied";
}

function simulationOf({ arn, policies }: Identity, call: Call, resourcePolicy?: unknown): Simulation {
	return {
		request: {
			principal: arn,
			action: call.action,
			resource: { resource: call.resource, accountId: accountOf(call) },
			contextVariables: { "aws:RequestedRegion": call.region ?? (call.resource.split(":")[3] || REGION) },
		},
		identityPolicies: policies.map((policy, index) => ({ name: `policy-${index}`, policy })),
		serviceControlPolicies: [],
		resourceControlPolicies: [],
		...(resourcePolicy === undefined ? {} : { resourcePolicy }),
	};
}

function accountOf({ resource }: Call): string {
	return resource.split(":")[4] || ACCOUNT_ID;
}

/** Another account lets the caller in, so that its own policies alone decide. */
function letsIn(principal: string, action: string): unknown {
	return { Version: "2012-10-17", Statement: [{ Effect: "Allow", Principal: { AWS: principal }, Action: action, Resource: "*" }] };
}
