import { type ConfigProblem, deploymentNames, deploymentOfStage } from "@headroom/config";
import { functionPolicy, MAX_FUNCTION_POLICY_BYTES } from "../function-policy.ts";
import { type Place, regionalArn } from "../place.ts";
import { wakeupPermission } from "../wakeup-permissions.ts";

/** @param alarms names and patterns: `wakeupAlarms` */
export function wakeupPolicyProblems(stage: string, place: Place, alarms: readonly string[]): ConfigProblem[] {
	const { functions } = deploymentNames(deploymentOfStage(stage));
	const statements = alarms.map((alarmName) => ({
		statementId: wakeupPermission(alarmName).deployedStatementId,
		sourceArn: regionalArn(place, "cloudwatch", `alarm:${alarmName}`),
	}));
	const bytes = Buffer.byteLength(
		functionPolicy(regionalArn(place, "lambda", `function:${functions.autoscaler}`), place.accountId, statements),
	);
	if (bytes <= MAX_FUNCTION_POLICY_BYTES) return [];
	const message =
		`wake the autoscaler, attachable patterns counted as one each; their permissions take ${bytes} bytes, and a function's policy has ` +
		`room for ${MAX_FUNCTION_POLICY_BYTES}: put some under Headroom with headroom attach, by one pattern in HEADROOM_ATTACHABLE_STREAMS`;
	return [{ path: `${alarms.length} alarms`, message }];
}
