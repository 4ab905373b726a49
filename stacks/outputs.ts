import { region } from "./account";
import { dashboard } from "./dashboard";
import { managedStreams } from "./managed-streams";
import { notificationsTopic } from "./notifications";
import { votingApi } from "./voting-api";

/** What `sst deploy` prints in the end. */
export const outputs = {
	votingApi: votingApi.url,
	managedStreams: managedStreams.map(({ streamName }) => streamName).join(", "),
	notificationsTopic: notificationsTopic.arn,
	dashboard: $interpolate`https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards:name=${dashboard.dashboardName}`,
};
