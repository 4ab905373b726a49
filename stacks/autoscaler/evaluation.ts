import { QUEUES, RECHECK_EVENT_SOURCE, TABLES } from "@headroom/config";
import { managedStreams, settings } from "../managed-streams.ts";
import { notificationsKey, notificationsTopic } from "../observability/notifications.ts";
import { streamsJson } from "../shared/check-deployment.ts";
import { names, streamArn } from "../shared/deployment.ts";
import { failedEventsQueue, lambdaFunction } from "../shared/lambda-function.ts";
import { deadLetterQueue, queueWithDeadLetters, subscribeToQueue } from "../shared/queue.ts";
import { table } from "../shared/table.ts";

/** Decisions, reshards, overrides and policies. Its ledger of reshards keeps the limit of ten a day. */
const historyTable = table("HistoryTable", names.historyTable, TABLES.history);

const recheckDeadLetterQueue = deadLetterQueue("RecheckDeadLetterQueue", names.recheckDeadLetterQueue);

/** The autoscaler's messages to itself: which stream to evaluate again, and when. */
const recheckQueue = queueWithDeadLetters("RecheckQueue", names.recheckQueue, QUEUES.recheck, recheckDeadLetterQueue);

const streamArns = [...managedStreams.map(({ streamName }) => streamName), ...settings.attachableStreams].map(streamArn);

/** What a function needs to evaluate streams: the same for an alarm, a re-check and the sweep. */
const evaluation = {
	resources: {
		managedStreams: streamArns,
		reshardableStreams: settings.reshardOn === "all" ? "*" : streamArns,
		historyTable: historyTable.arn,
		recheckQueue: recheckQueue.arn,
		notificationsTopic: notificationsTopic.arn,
		notificationsKey: notificationsKey.arn,
	},
	environment: {
		historyTableName: historyTable.name,
		recheckQueueUrl: recheckQueue.url,
		notificationsTopicArn: notificationsTopic.arn,
		streams: streamsJson(managedStreams),
	},
};

/** The same for a function that Lambda invokes asynchronously: it may also write to the queue of failed events. */
export const asynchronousEvaluation = {
	...evaluation,
	resources: { ...evaluation.resources, failedEventsQueue: failedEventsQueue.arn },
};

/** Alarms wake it: alarms.ts. */
export const autoscaler = lambdaFunction("autoscaler", asynchronousEvaluation);

subscribeToQueue(recheckQueue, lambdaFunction("recheck", evaluation), RECHECK_EVENT_SOURCE);
