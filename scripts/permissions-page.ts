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
	reshardEverywhere,
} from "@headroom/config";

const RESOURCES: Readonly<Record<PermissionResource | PersonPermissionResource, string>> = {
	"*": "`*`",
	alarmsOfStreams: "alarms `headroom-<stream>-*`",
	anythingInRegion: "`*` in the deployment's Region",
	anyStream: "the streams that the person may reshard",
	autoscalerFunction: "function `headroom-<stage>-autoscaler`",
	bothTables: "tables `headroom-<stage>-history`, `-tally`",
	evaluatingFunctions: "functions `headroom-<stage>-autoscaler`, `-recheck`, `-sweep`",
	evaluatingRoles: "the roles of these functions",
	everyFunction: "every function of the deployment",
	everyFunctionLogGroup: "log groups `/aws/lambda/headroom-<stage>-*`",
	everyFunctionRole: "the roles of the functions",
	everyQueue: "every queue of the deployment",
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
	reshardableStreams:
		"`*` in the deployment's Region ([why](#the-wildcard-of-kinesisupdateshardcount)); with `HEADROOM_RESHARD_ON=streams`, the streams that it may observe",
	streamsToAttach: "the streams that the person may attach",
	sweepFunction: "function `headroom-<stage>-sweep`",
	sweepSchedule: "schedule `headroom-<stage>-sweep`",
	tallyTable: "table `headroom-<stage>-tally`",
	testStreams: "streams `headroom-verify-headroom-<stage>-*`",
	voteLogGroups:
		"log groups of `place-vote`, `drain-overflow` and `tally`, and `/aws/vendedlogs/apis/headroom-<stage>-*`; each ARN as it is and once more with `:*` at its end",
	votesStream: "stream `votes-<stage>`",
};

const INTRODUCTION = `# Permissions

What each function may do, what people need for each command, and why. The roles in an account are made of the same table (\`packages/config/src/permissions.ts\`), and the local cloud refuses
what is not in it. This page is written by \`npm run docs:permissions\`.

Every role trusts \`lambda.amazonaws.com\` alone, and has no managed policy. \`*\` stands only where AWS has no resource to confine an action to.

\`npm test\` has an independent evaluator of IAM policies judge every role: each call that the code makes is allowed on its ARN, and its neighbours are denied: other streams, tables and queues, another account,
another Region, every other action of the service. The tables of calls are in \`infra-tests/access\`.
`;

const WILDCARD = `## The wildcard of kinesis:UpdateShardCount

AWS's [Service Authorization Reference](https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonkinesisdatastreams.html) (data of 2026-09-26) gives this action no resource type and no
condition key of its own: a policy must then say \`*\`. AWS's own sample of an autoscaler names ARNs all the same. Which of the two holds was not tried in an account. A role that names ARNs alone might be
denied the one act that Headroom is for, so the functions' roles work in both cases. The action stands alone in its statement:

\`\`\`json
${JSON.stringify(reshardEverywhere("<region>"), null, 2)}
\`\`\`

What the wildcard means:

- IAM lets \`autoscaler\`, \`recheck\` and \`sweep\` reshard every provisioned stream of the account in this one Region. It lets them do nothing else there: not read, write, delete or even describe another stream.
- The functions reshard managed streams alone. They look every stream up first, and evaluate only what is deployed or attached. An alarm or a re-check about another stream is one log line (\`alarm.unmanaged-stream\`,
  \`recheck.unmanaged-stream\`).
- Whoever can write to the history table can attach any stream there. A function then stops before the act: it must describe the stream first, and may describe only the managed and the attachable ones.
- Whoever can replace a function's code, or takes over its credentials, can reshard any stream of the Region: at most to the double or to the half at a time, ten times a day. That costs money or throttles
  producers. It loses no record.

To confine it: \`verify --with-test-stream\` measures in your account whether ARNs suffice. If they do, set \`HEADROOM_RESHARD_ON=streams\` in \`.env.<stage>\` and deploy again; the statement then names the streams that
the function may observe.

\`kinesis:SplitShard\` and \`kinesis:MergeShards\` do take a stream's ARN, and can be allowed by its tags (\`aws:ResourceTag\`). Headroom calls neither.
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
every command makes. \`headroom <command> --debug\` prints the calls as they are made, and an error for want of access names the action. \`policy schema\`, \`policy validate\` and \`completion\` call nothing.
\`sts:GetCallerIdentity\` needs no permission.

People's roles name the ARNs of streams for \`kinesis:UpdateShardCount\`: a person should not reshard what is not theirs. If AWS denies \`scale\` although the role names the stream, your account judges the action on
\`*\` ([above](#the-wildcard-of-kinesisupdateshardcount)). Then add the statement shown there to the role, with your Region; the person can then reshard every stream of that Region.
`;

export function permissionsPage(): string {
	const sections = (Object.keys(PERMISSIONS) as FunctionName[]).map(
		(name) => `## ${name}\n\n${FUNCTIONS[name].description}.\n\n${table(PERMISSIONS[name])}\n`,
	);
	const people = (Object.values(PERSON_ROLES) as PersonRole[]).map(
		({ commands, permissions, says }) =>
			`### ${commands.map((command) => `\`${command}\``).join(", ")}\n\n${says}.\n\n${table(permissions)}\n`,
	);
	return [INTRODUCTION, ...sections, WILDCARD, OTHERS, PEOPLE, ...people].join("\n");
}

function table(permissions: readonly (Omit<Permission, "resource"> & { readonly resource: keyof typeof RESOURCES })[]): string {
	const rows = permissions.map(
		({ actions, resource, why }) => `| ${actions.map((action) => `\`${action}\``).join(", ")} | ${RESOURCES[resource]} | ${why} |`,
	);
	return ["| may | on | why |", "| --- | --- | --- |", ...rows].join("\n");
}
