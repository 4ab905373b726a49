import { API_ACCESS_LOG, API_THROTTLING, type FunctionName, LOG_RETENTION_DAYS, ROUTES } from "@headroom/config";
import { votes } from "../managed-streams.ts";
import { deployment } from "../shared/deployment.ts";
import { lambdaFunction } from "../shared/lambda-function.ts";
import { votesStream } from "../shared/owned-streams.ts";
import { overflowDeadLetterQueue, overflowQueue } from "./overflow.ts";
import { tallyTable } from "./tally.ts";

const placeVote = lambdaFunction("place-vote", {
	resources: { votesStream: votesStream.arn, overflowQueue: overflowQueue.arn },
	environment: {
		votesStreamName: votes.name,
		overflowQueueUrl: overflowQueue.url,
		overflowDeadLetterQueueUrl: overflowDeadLetterQueue.url,
	},
});

const results = lambdaFunction("results", {
	resources: { tallyTable: tallyTable.arn },
	environment: { tallyTableName: tallyTable.name },
});

export const votingApi = new sst.aws.ApiGatewayV2("VotingApi", {
	cors: false,
	transform: {
		api: (args) => {
			args.name = `${deployment}-voting`;
		},
		logGroup: (args) => {
			args.retentionInDays = LOG_RETENTION_DAYS;
		},
		stage: (args) => {
			args.defaultRouteSettings = {
				throttlingRateLimit: API_THROTTLING.rateLimitPerSecond,
				throttlingBurstLimit: API_THROTTLING.burstLimit,
				detailedMetricsEnabled: true,
			};
			args.accessLogSettings = $util.output(args.accessLogSettings).apply((settings) => ({
				// Never absent: SST always makes the log group.
				destinationArn: settings?.destinationArn ?? "",
				format: API_ACCESS_LOG,
			}));
		},
	},
});

const handlers: Partial<Record<FunctionName, sst.aws.Function>> = { "place-vote": placeVote, results };

for (const { route, functionName } of ROUTES) {
	const handler = handlers[functionName];
	if (handler === undefined) throw new Error(`No function for the route ${route}: ${functionName} is not one of the voting API's.`);
	votingApi.route(route, handler.arn);
}
