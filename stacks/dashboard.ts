import { region } from "./account.ts";
import { dashboardBody } from "./dashboard-body.ts";
import { managedStreams } from "./managed-streams.ts";
import { deadLetterQueueNames, deployment, names } from "./names.ts";
import { votingApi } from "./voting-api.ts";

const { autoscaler, recheck, sweep } = names.functions;

/** Everything on one page. */
export const dashboard = new aws.cloudwatch.Dashboard("Dashboard", {
	dashboardName: deployment,
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
