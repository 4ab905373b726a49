import {
	type ConfigProblem,
	type DeploymentSettings,
	deploymentNames,
	deploymentOfStage,
	type FunctionName,
	PERMISSIONS,
	type Permission,
} from "@headroom/config";
import { type Place, regionalArn } from "../place.ts";

/**
 * Of all policies inside a role together, white space not counted.
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html read 2026-11-27
 */
const MAX_ROLE_POLICY_CHARACTERS = 10_240;

type ReshardOn = DeploymentSettings["reshardOn"];

/** @param streams names and patterns of the streams that the functions may reshard */
export function rolePolicyProblems(stage: string, place: Place, streams: readonly string[], reshardOn: ReshardOn): ConfigProblem[] {
	const names = Object.keys(PERMISSIONS) as FunctionName[];
	const most = Math.max(...names.map((name) => rolePolicy(name, stage, place, streams, reshardOn).length));
	if (most <= MAX_ROLE_POLICY_CHARACTERS) return [];
	const named = reshardOn === "streams" ? "are named twice" : "are named";
	const message =
		`${named} in the role of each function that reshards them; its policy takes ${most} characters, and a role has room for ` +
		`${MAX_ROLE_POLICY_CHARACTERS}: name several by one pattern in HEADROOM_ATTACHABLE_STREAMS, and use headroom attach`;
	return [{ path: `${streams.length} streams and patterns`, message }];
}

/** As SST writes it. */
export function rolePolicy(name: FunctionName, stage: string, place: Place, streams: readonly string[], reshardOn: ReshardOn): string {
	const deployment = deploymentNames(deploymentOfStage(stage));
	const queue = (queueName: string) => [regionalArn(place, "sqs", queueName)];
	const managedStreams = streams.map((streamName) => regionalArn(place, "kinesis", `stream/${streamName}`));
	const arns: Partial<Record<Permission["resource"], readonly string[]>> = {
		failedEventsQueue: queue(deployment.failedEventsQueue),
		historyTable: [regionalArn(place, "dynamodb", `table/${deployment.historyTable}`)],
		managedStreams,
		// AWS makes up a UUID.
		notificationsKey: [regionalArn(place, "kms", `key/${"0".repeat(36)}`)],
		notificationsTopic: [regionalArn(place, "sns", deployment.notificationsTopic)],
		ownLogStreams: [regionalArn(place, "logs", `log-group:/aws/lambda/${deployment.functions[name]}:log-stream:*`)],
		recheckQueue: queue(deployment.recheckQueue),
		reshardableStreams: reshardOn === "streams" ? managedStreams : ["*"],
	};
	const statements = PERMISSIONS[name].map(({ actions, isOwnRegionOnly, resource }: Permission) => ({
		Effect: "Allow",
		Action: actions,
		Resource: arns[resource] ?? ["*"],
		...(isOwnRegionOnly ? { Condition: { StringEquals: { "aws:RequestedRegion": [place.region] } } } : {}),
	}));
	return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}
