import {
	FUNCTIONS,
	type FunctionName,
	type PersonPermission,
	type PersonPermissionResource,
	type PersonRole,
	voteLogGroups,
} from "@headroom/config";
import { ACCOUNT_ID, PARTITION, REGION } from "../harness/account.ts";
import { namesOf } from "../harness/look-up.ts";
import type { RecordedApp } from "../harness/recorded-app.ts";
import { arn, permissionArns } from "../properties/arns.ts";
import type { Identity } from "./evaluator.ts";
import { functionIdentity, resourcePoliciesOf } from "./function-calls.ts";

/** The account that people's policies are written for. */
export interface PeopleOf {
	readonly app: RecordedApp;
	readonly managed: readonly string[];
	/** Managed by nobody yet. */
	readonly unmanaged: readonly string[];
}

/** A person whose role is what docs/permissions.md names, and nothing else. */
export function personIdentity(people: PeopleOf, role: PersonRole, besides: readonly object[] = []): Identity {
	const statements = role.permissions.map(({ actions, resource }: PersonPermission) => ({
		Effect: "Allow",
		Action: actions,
		Resource: arnsOf(people, resource),
		...(resource === "anythingInRegion" ? { Condition: { StringEquals: { "aws:RequestedRegion": REGION } } } : {}),
	}));
	return {
		arn: `arn:${PARTITION}:iam::${ACCOUNT_ID}:role/person`,
		policies: [{ Version: "2012-10-17", Statement: [...statements, ...besides] }],
		resourcePolicies: resourcePoliciesOf(people.app),
	};
}

const FUNCTION_NAMES = Object.keys(FUNCTIONS) as FunctionName[];
const EVALUATING = ["autoscaler", "recheck", "sweep"] as const;

function arnsOf({ app, managed, unmanaged }: PeopleOf, resource: PersonPermissionResource): string[] {
	const names = namesOf(app);
	const streams = (streamNames: readonly string[]) => streamNames.map((streamName) => arn("kinesis", `stream/${streamName}`));
	switch (resource) {
		case "alarmsOfStreams":
			return [...managed, ...unmanaged].map((streamName) => arn("cloudwatch", `alarm:headroom-${streamName}-*`));
		case "anyStream":
			return streams([...managed, ...unmanaged]);
		case "autoscalerFunction":
			return [arn("lambda", `function:${names.functions.autoscaler}`)];
		case "anythingInRegion":
			return ["*"];
		case "bothTables":
			return [names.historyTable, names.tallyTable].map((name) => arn("dynamodb", `table/${name}`));
		case "everyFunction":
			return Object.values(names.functions).map((name) => arn("lambda", `function:${name}`));
		case "everyFunctionLogGroup":
			return Object.values(names.functions).map((name) => arn("logs", `log-group:/aws/lambda/${name}:*`));
		case "everyFunctionRole":
			return FUNCTION_NAMES.map((name) => functionIdentity(app, name).arn);
		case "everyQueue":
			return queueNames(app).map((name) => arn("sqs", name));
		case "httpApis":
			return [`arn:${PARTITION}:apigateway:${REGION}::/apis`];
		case "sweepSchedule":
			return [arn("scheduler", `schedule/default/${names.functions.sweep}`)];
		case "testStreams":
			return [arn("kinesis", `stream/headroom-verify-headroom-${app.stage}-*`)];
		case "evaluatingFunctions":
			return EVALUATING.map((name) => arn("lambda", `function:${names.functions[name]}`));
		case "evaluatingRoles":
			return EVALUATING.map((name) => functionIdentity(app, name).arn);
		case "managedStreams":
			return streams(managed);
		case "queuesOfFailures":
			return [names.overflowDeadLetterQueue, names.recheckDeadLetterQueue, names.failedEventsQueue].map((name) => arn("sqs", name));
		case "streamsToAttach":
			return streams(unmanaged);
		case "sweepFunction":
			return [arn("lambda", `function:${names.functions.sweep}`)];
		case "voteLogGroups": {
			const { logGroupNamePrefix, logGroupNames } = voteLogGroups(`headroom-${app.stage}`);
			return [...logGroupNames, `${logGroupNamePrefix}*`].flatMap((name) => [
				arn("logs", `log-group:${name}`),
				arn("logs", `log-group:${name}:*`),
			]);
		}
		default:
			// Functions and people name these alike.
			return permissionArns(app, resource, "sweep");
	}
}

export function queueNames(app: RecordedApp): string[] {
	const { failedEventsQueue, overflowDeadLetterQueue, overflowQueue, recheckDeadLetterQueue, recheckQueue } = namesOf(app);
	return [overflowQueue, overflowDeadLetterQueue, recheckQueue, recheckDeadLetterQueue, failedEventsQueue];
}
