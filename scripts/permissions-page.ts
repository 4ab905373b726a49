// The text of docs/permissions.md, made of the tables that the roles are made of: `npm run docs:permissions` writes it, a test compares.
import {
	FUNCTIONS,
	type FunctionName,
	PERMISSIONS,
	PERSON_ROLES,
	type Permission,
	type PermissionResource,
	type PersonPermissionResource,
	type PersonRole,
} from "@headroom/config";

const RESOURCES: Readonly<Record<PermissionResource | PersonPermissionResource, string>> = {
	"*": "`*`",
	alarmsOfStreams: "alarms `headroom-<stream>-*`",
	anyStream: "the streams that the person may reshard",
	autoscalerFunction: "function `headroom-<stage>-autoscaler`",
	bothTables: "tables `headroom-<stage>-history`, `-tally`",
	evaluatingFunctions: "functions `headroom-<stage>-autoscaler`, `-recheck`, `-sweep`",
	evaluatingRoles: "the roles of these functions",
	everyFunction: "every function of the deployment",
	everyFunctionLogGroup: "log groups `/aws/lambda/headroom-<stage>-*`",
	everyFunctionRole: "the roles of the functions",
	everyQueue: "queues `headroom-<stage>-*`",
	failedEventsQueue: "queue `headroom-<stage>-failed-events`",
	historyTable: "table `headroom-<stage>-history`",
	httpApis: "HTTP APIs: `/apis`",
	managedStreams: "the managed streams, and the attachable ones where the stage has any",
	notificationsKey: "key `alias/headroom-<stage>-notifications`",
	notificationsTopic: "topic `headroom-<stage>-notifications`",
	overflowDeadLetterQueue: "queue `headroom-<stage>-overflow-dead-letter`",
	overflowQueue: "queue `headroom-<stage>-overflow`",
	ownLogStreams: "streams of its own log group",
	queuesOfFailures: "queues `headroom-<stage>-overflow-dead-letter`, `-recheck-dead-letter`, `-failed-events`",
	recheckQueue: "queue `headroom-<stage>-recheck`",
	sweepFunction: "function `headroom-<stage>-sweep`",
	sweepSchedule: "schedule `headroom-<stage>-sweep`",
	tallyTable: "table `headroom-<stage>-tally`",
	testStreams: "streams `headroom-verify-headroom-<stage>-*`",
	voteLogGroups: "log groups of `place-vote`, `drain-overflow` and `tally`, and `/aws/vendedlogs/apis/headroom-<stage>-*`",
	votesStream: "stream `votes-<stage>`",
};

const INTRODUCTION = `# Permissions

What each function may do, what people need for each command, and why. The roles in an account are made of the same table (\`packages/config/src/permissions.ts\`), and the local cloud refuses
what is not in it. This page is written by \`npm run docs:permissions\`.

Every role trusts \`lambda.amazonaws.com\` alone, and has no managed policy. \`*\` stands only where AWS has no resource to confine an action to.
`;

const OTHERS = `## Beside the functions

| who | may | on | why |
| --- | --- | --- | --- |
| EventBridge Scheduler | \`lambda:InvokeFunction\` | function \`headroom-<stage>-sweep\` | Starts the sweep |
| EventBridge Scheduler | \`sqs:SendMessage\` | queue \`headroom-<stage>-failed-events\` | Keeps there a start that failed |
| CloudWatch alarms | \`lambda:InvokeFunction\` | function \`headroom-<stage>-autoscaler\` | One permission for each alarm that wakes it, and one for each attachable pattern |
| CloudWatch alarms | \`kms:Decrypt\`, \`kms:GenerateDataKey\` | the notifications' key | Alarms named \`headroom-*\` of this account tell people over the encrypted topic |
| API Gateway | \`lambda:InvokeFunction\` | functions \`place-vote\`, \`results\` | Serves the voting API |
`;

const PEOPLE = `## People

What the role of a person needs for the commands of \`headroom\` ([cli.md](cli.md)), whole for each row of commands; made of \`packages/config/src/person-permissions.ts\`, and held against the calls that
every command makes. \`headroom <command> --debug\` prints the calls as they are made, and an error for want of access names the action. \`policy validate\` and \`completion\` call nothing.
`;

export function permissionsPage(): string {
	const sections = (Object.keys(PERMISSIONS) as FunctionName[]).map(
		(name) => `## ${name}\n\n${FUNCTIONS[name].description}.\n\n${table(PERMISSIONS[name])}\n`,
	);
	const people = (Object.values(PERSON_ROLES) as PersonRole[]).map(
		({ commands, permissions, says }) =>
			`### ${commands.map((command) => `\`${command}\``).join(", ")}\n\n${says}.\n\n${table(permissions)}\n`,
	);
	return [INTRODUCTION, ...sections, OTHERS, PEOPLE, ...people].join("\n");
}

function table(permissions: readonly (Omit<Permission, "resource"> & { readonly resource: keyof typeof RESOURCES })[]): string {
	const rows = permissions.map(
		({ actions, resource, why }) => `| ${actions.map((action) => `\`${action}\``).join(", ")} | ${RESOURCES[resource]} | ${why} |`,
	);
	return ["| may | on | why |", "| --- | --- | --- |", ...rows].join("\n");
}
