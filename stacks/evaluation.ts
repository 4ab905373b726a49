import { streamArn } from "./arns";
import { streamsJson } from "./check-deployment";
import { historyTable } from "./history-table";
import { managedStreams, settings } from "./managed-streams";
import { notificationsKey, notificationsTopic } from "./notifications";
import { recheckQueue } from "./recheck-queue";

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
