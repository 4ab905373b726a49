import type { SourceEdit } from "../harness/evaluation-request.ts";
import { alarmsWakeTheAutoscaler } from "../properties/alarms.ts";
import { asynchronousFailuresAreKept, sweepIsScheduled } from "../properties/asynchronous.ts";
import {
	queuesAreEncrypted,
	shardCountIsTheAutoscalers,
	streamIsProvisioned,
	streamsAreEncrypted,
	topicsAreEncrypted,
} from "../properties/data.ts";
import { queuesAreConsumed, tallyReadsTheStream } from "../properties/event-sources.ts";
import { environmentsHoldNoSecret } from "../properties/functions.ts";
import { functionRolesTrustLambdaAlone, rolesHaveNoForeignPolicies, scheduleMayOnlyStartTheSweep } from "../properties/permissions.ts";
import type { Property } from "../properties/property.ts";
import { queuesHaveDeadLetterQueues } from "../properties/queues.ts";
import { dataOutlivesOnlyProduction } from "../properties/removal.ts";
import { apiIsThrottled } from "../properties/voting-api.ts";

/** A line of `stacks/` that is gone, and the property that must notice what SST then does by itself. */
export interface SourceMutation {
	readonly title: string;
	readonly breaks: Property;
	readonly edit: SourceEdit;
}

export const SOURCE_MUTATIONS: readonly SourceMutation[] = [
	without(
		"the roles' trust",
		functionRolesTrustLambdaAlone,
		"stacks/shared/lambda-function.ts",
		"args.assumeRolePolicy = trustedByLambdaAlone();",
	),
	without(
		"the roles' managed policies, emptied",
		rolesHaveNoForeignPolicies,
		"stacks/shared/lambda-function.ts",
		"args.managedPolicyArns = [];",
	),
	without(
		"the environment without SST's key",
		environmentsHoldNoSecret,
		"stacks/shared/lambda-function.ts",
		"if (!$dev) args.environment = { variables };",
	),
	without(
		"the on-failure destination",
		asynchronousFailuresAreKept,
		"stacks/shared/lambda-function.ts",
		"args.destinationConfig = { onFailure: { destination: failedEventsQueue.arn } };",
	),
	without("ignoreChanges", shardCountIsTheAutoscalers, "stacks/shared/owned-stream.ts", 'opts.ignoreChanges = ["shardCount"];'),
	without(
		"the stream's mode",
		streamIsProvisioned,
		"stacks/shared/owned-stream.ts",
		'args.streamModeDetails = { streamMode: "PROVISIONED" };',
	),
	without("the stream's encryption", streamsAreEncrypted, "stacks/shared/owned-stream.ts", 'args.encryptionType = "KMS";'),
	without("the stream's retainOnDelete", dataOutlivesOnlyProduction, "stacks/shared/owned-stream.ts", "opts.retainOnDelete = keepsData;"),
	without("the topic's key", topicsAreEncrypted, "stacks/observability/notifications.ts", "args.kmsMasterKeyId = notificationsKey.arn;"),
	without(
		"the queues' dead-letter queues",
		queuesHaveDeadLetterQueues,
		"stacks/shared/queue.ts",
		"dlq: { queue: deadLetterQueue.arn, retry: definition.maxReceiveCount },",
	),
	without(
		"a queue's encryption",
		queuesAreEncrypted,
		"stacks/shared/queue.ts",
		"args.messageRetentionSeconds = DEAD_LETTER_RETENTION_SECONDS;\n\t\t\t\targs.sqsManagedSseEnabled = true;",
	),
	without(
		"the tally's starting position",
		tallyReadsTheStream,
		"stacks/voting/tally.ts",
		"args.startingPosition = TALLY_EVENT_SOURCE.startingPosition;",
	),
	without(
		"the consumers' concurrency",
		queuesAreConsumed,
		"stacks/shared/queue.ts",
		"args.scalingConfig = { maximumConcurrency: source.maximumConcurrency };",
	),
	without(
		"the permission of the managed streams' alarms",
		alarmsWakeTheAutoscaler,
		"stacks/shared/wakeup-alarms.ts",
		"...ofManaged.map(({ alarmName }) => alarmName),",
	),
	without("the schedule's dead-letter queue", sweepIsScheduled, "stacks/autoscaler/sweep.ts", "dlq: failedEventsQueue.arn,"),
	without(
		"the schedule's account",
		scheduleMayOnlyStartTheSweep,
		"stacks/autoscaler/sweep.ts",
		'Condition: { StringEquals: { "aws:SourceAccount": accountId } },',
	),
	without("the API's throttle", apiIsThrottled, "stacks/voting/api.ts", "throttlingRateLimit: throttling.rateLimitPerSecond,"),
];

function without(what: string, breaks: Property, file: string, text: string): SourceMutation {
	return { title: `${file} without ${what}`, breaks, edit: { file, from: text, to: "" } };
}
