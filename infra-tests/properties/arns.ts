import { type FunctionName, type PermissionResource, votesStreamName } from "@headroom/config";
import { ACCOUNT_ID, PARTITION, REGION } from "../harness/account.ts";
import { statementsOfRole } from "../harness/iam-statements.ts";
import { all, byArn, functionNamed, namesOf } from "../harness/look-up.ts";
import type { RecordedApp } from "../harness/recorded-app.ts";
import { managedStreamsOf } from "./managed-streams.ts";

export function arn(service: string, resource: string): string {
	return `arn:${PARTITION}:${service}:${REGION}:${ACCOUNT_ID}:${resource}`;
}

/** The ARNs that a function's permission is on, made from names and not from what was recorded. */
export function permissionArns(app: RecordedApp, resource: PermissionResource, functionName: FunctionName): string[] {
	const names = namesOf(app);
	switch (resource) {
		case "*":
			return ["*"];
		case "failedEventsQueue":
			return [arn("sqs", names.failedEventsQueue)];
		case "historyTable":
			return [arn("dynamodb", `table/${names.historyTable}`)];
		case "managedStreams":
			return managedStreamsOf(app).map(({ streamName }) => arn("kinesis", `stream/${streamName}`));
		case "notificationsKey":
			return notificationsKeyArns(app);
		case "notificationsTopic":
			return [arn("sns", names.notificationsTopic)];
		case "overflowDeadLetterQueue":
			return [arn("sqs", names.overflowDeadLetterQueue)];
		case "overflowQueue":
			return [arn("sqs", names.overflowQueue)];
		case "ownLogStreams":
			return [arn("logs", `log-group:/aws/lambda/${names.functions[functionName]}:log-stream:*`)];
		case "recheckQueue":
			return [arn("sqs", names.recheckQueue)];
		case "reshardableStreams":
			return mayReshardAll(app, functionName) ? ["*"] : permissionArns(app, "managedStreams", functionName);
		case "tallyTable":
			return [arn("dynamodb", `table/${names.tallyTable}`)];
		case "votesStream":
			return [arn("kinesis", `stream/${votesStreamName(app.stage)}`)];
		default:
			return resource satisfies never;
	}
}

/**
 * Which of the two was set is nowhere in what is created but here: test/access-of-functions.test.ts and test/several-streams.test.ts hold
 * each setting to its own.
 */
function mayReshardAll(app: RecordedApp, functionName: FunctionName): boolean {
	const role = byArn(app, "role", functionNamed(app, functionName)?.inputs.role);
	const statements = role === undefined ? [] : statementsOfRole(role);
	return statements.some(({ actions, resources }) => actions.includes("kinesis:UpdateShardCount") && resources.includes("*"));
}

/** AWS makes up a key's id: it is found by the key's alias. */
function notificationsKeyArns(app: RecordedApp): string[] {
	const alias = all(app, "keyAlias").find(({ inputs }) => inputs.name === `alias/${namesOf(app).notificationsTopic}`);
	return alias?.inputs.targetKeyId === undefined ? [] : [arn("kms", `key/${alias.inputs.targetKeyId}`)];
}
