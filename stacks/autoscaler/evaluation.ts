import { managedStreams, settings } from "../managed-streams.ts";
import { notificationsKey, notificationsTopic } from "../observability/notifications.ts";
import { streamArn } from "../shared/arns.ts";
import { streamsJson } from "../shared/check-deployment.ts";
import { historyTable } from "./history-table.ts";
import { recheckQueue } from "./recheck-queue.ts";

/** What evaluating a stream needs: the same for an alarm, a re-check and the sweep. */
export const evaluation = {
	resources: {
		managedStreams: [...managedStreams.map(({ streamName }) => streamName), ...settings.attachableStreams].map(streamArn),
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
