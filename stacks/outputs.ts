import { region } from "./account.ts";
import { dashboard } from "./dashboard.ts";
import { managedStreams } from "./managed-streams.ts";
import { notificationsTopic } from "./notifications.ts";
import { votingApi } from "./voting-api.ts";

/** What `sst deploy` prints in the end. */
export const outputs = {
	votingApi: votingApi.url,
	managedStreams: managedStreams.map(({ streamName }) => streamName).join(", "),
	notificationsTopic: notificationsTopic.arn,
	dashboard: $interpolate`https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards:name=${dashboard.dashboardName}`,
};
