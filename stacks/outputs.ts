import { managedStreams } from "./managed-streams.ts";
import { dashboard } from "./observability/dashboard.ts";
import { notificationsTopic } from "./observability/notifications.ts";
import { region } from "./shared/account.ts";
import { votingApi } from "./voting/api.ts";

/** What `sst deploy` prints in the end. */
export const outputs = {
	votingApi: votingApi.url,
	managedStreams: managedStreams.map(({ streamName }) => streamName).join(", "),
	notificationsTopic: notificationsTopic.arn,
	dashboard: $interpolate`https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards:name=${dashboard.dashboardName}`,
};
