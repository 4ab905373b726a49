import { managedStreams } from "../managed-streams.ts";
import { deadLetterQueueNames, functionNames } from "../shared/deployed.ts";
import { deployment, names, place, region } from "../shared/deployment.ts";
import type { Place } from "../shared/place.ts";
import { votingApi } from "../voting/voting-api.ts";
import { type DashboardInput, dashboardBody } from "./dashboard-body.ts";

const { autoscaler, recheck, sweep } = names.functions;

function body(voting: DashboardInput["voting"]): string {
	const input: DashboardInput = {
		region,
		voting,
		streamNames: managedStreams.map(({ streamName }) => streamName),
		functionNames,
		evaluatingFunctionNames: [autoscaler, recheck, sweep],
		deadLetterQueueNames,
	};
	return JSON.stringify(dashboardBody(input));
}

/**
 * Everything on one page.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutDashboard.html read 2026-11-25
 */
const dashboard = new aws.cloudwatch.Dashboard("Dashboard", {
	// The Region is in the name, since dashboards belong to the whole account and another Region may have a stage of the same name.
	dashboardName: `${deployment}-${region}`,
	// The API's id is not known before it is created.
	dashboardBody:
		votingApi === undefined
			? body(undefined)
			: votingApi.nodes.api.id.apply((apiId) => body({ apiId, overflowQueueName: names.overflowQueue })),
});

export const dashboardUrl = $interpolate`https://${consoleHost(place)}/cloudwatch/home?region=${region}#dashboards:name=${dashboard.dashboardName}`;

/**
 * @see https://docs.aws.amazon.com/govcloud-us/latest/UserGuide/using-govcloud-endpoints.html and
 * https://docs.amazonaws.cn/en_us/aws/latest/userguide/endpoints-Beijing.html read 2026-11-27
 */
function consoleHost({ partition, region }: Place): string {
	if (partition === "aws-us-gov") return "console.amazonaws-us-gov.com";
	return partition === "aws-cn" ? `${region}.console.amazonaws.cn` : `${region}.console.aws.amazon.com`;
}
