import { managedStreams } from "../managed-streams.ts";
import { deadLetterQueueNames, deployment, names, region } from "../shared/deployment.ts";
import { votingApi } from "../voting/api.ts";
import { dashboardBody } from "./dashboard-body.ts";

const { autoscaler, recheck, sweep } = names.functions;

/**
 * Everything on one page.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html read 2026-11-25
 */
const dashboard = new aws.cloudwatch.Dashboard("Dashboard", {
	// The Region is in the name, since dashboards belong to the whole account and another Region may have a stage of the same name.
	dashboardName: `${deployment}-${region}`,
	dashboardBody: votingApi.nodes.api.id.apply((apiId) =>
		JSON.stringify(
			dashboardBody({
				region,
				apiId,
				streamNames: managedStreams.map(({ streamName }) => streamName),
				functionNames: Object.values(names.functions),
				evaluatingFunctionNames: [autoscaler, recheck, sweep],
				overflowQueueName: names.overflowQueue,
				deadLetterQueueNames,
			}),
		),
	),
});

export const dashboardUrl = $interpolate`https://${region}.console.aws.amazon.com/cloudwatch/home?region=${region}#dashboards:name=${dashboard.dashboardName}`;
