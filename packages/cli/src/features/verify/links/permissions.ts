import { DONE, type TrialResult } from "@headroom/aws/self-check";
import { FUNCTIONS, type FunctionName, PERMISSIONS, type Permission } from "@headroom/config";
import type { MeasuredFacts } from "@headroom/controller";
import { explainError } from "../../../shared/errors/explain-error.ts";
import { broken, type LinkFinding, ok, unchecked } from "../finding.ts";
import type { SelfCheck } from "../self-checks.ts";
import type { VerifyContext } from "../verify-context.ts";

/** Every function tries what its role should permit, by calls that change nothing. */
export async function checkPermissions(context: VerifyContext): Promise<readonly LinkFinding[]> {
	await context.foundFunctions();
	const { expected } = await context.functions();
	const checks = await context.selfChecks();
	const facts = await context.facts();
	return expected.flatMap((name) => {
		const where = context.session.names.functions[name];
		const check = checks.get(name);
		return check === undefined
			? [unchecked("self-check.no-function", where, `what the role of ${where} permits: there is no such function.`)]
			: findingsOf(context, name, check, facts);
	});
}

function findingsOf(
	context: VerifyContext,
	name: FunctionName,
	check: SelfCheck,
	facts: MeasuredFacts | undefined,
): readonly LinkFinding[] {
	const { deployCommand, session } = context;
	const where = session.names.functions[name];
	switch (check.kind) {
		case "not-understood": {
			const says = `${where} does not answer self-checks: an older version of Headroom is deployed.`;
			return [broken("self-check.not-understood", where, says, deployCommand)];
		}
		case "failed":
			return [
				broken("self-check.failed", where, `${where} ended in an error: ${check.reason}`, `aws logs tail /aws/lambda/${where} --since 10m`),
			];
		case "not-invoked": {
			const { exit, hints, message } = explainError(check.error, session.options);
			const says = `what the role of ${where} permits: ${message}`;
			return [{ ...unchecked("self-check.not-invoked", where, says, ...hints), isNoAccess: exit === "no-access" }];
		}
		case "answered":
			return findingsOfTrials(
				context,
				name,
				check.answer.trials.map((trial) => asMeasured(trial, facts)),
			);
		default:
			return check satisfies never;
	}
}

/** Where it was measured that a service looks at the values of a call first, its refusal says nothing of the permission. */
function asMeasured(trial: TrialResult, facts: MeasuredFacts | undefined): TrialResult {
	const isRefused = trial.outcome === "allowed" && trial.answered !== DONE;
	if (!isRefused || facts?.permissionComesFirst[trial.action] !== false) return trial;
	return {
		...trial,
		outcome: "unknown",
		answered: `${trial.answered} (The service answers that to callers without permission, too: measured.)`,
	};
}

function findingsOfTrials(
	{ deployCommand, session }: VerifyContext,
	name: FunctionName,
	trials: readonly TrialResult[],
): readonly LinkFinding[] {
	const where = session.names.functions[name];
	const findings = trials.flatMap(({ action, answered, on, outcome }): LinkFinding[] => {
		if (outcome === "allowed") return [];
		const what = `${action} on ${on}`;
		if (outcome === "denied") {
			return [
				broken(
					"permission.denied",
					where,
					`The role of ${where} does not permit ${what}. ${whyOf(name, action)} ${answered}`,
					deployCommand,
				),
			];
		}
		return [unchecked("permission.unknown", where, `whether ${where} may call ${what}: ${answered}`)];
	});
	if (findings.length > 0) return findings;
	return [ok(where, `${where} may do what it is for: ${trials.length} calls tried. ${FUNCTIONS[name].description}.`)];
}

/** What the function needs it for, from the table that the roles are made of. */
function whyOf(name: FunctionName, action: string): string {
	const why = (PERMISSIONS[name] as readonly Permission[]).find(({ actions }) => actions.includes(action))?.why;
	return why === undefined ? "" : `It is for: ${why}.`;
}
