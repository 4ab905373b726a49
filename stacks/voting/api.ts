import { API_ACCESS_LOG, apiThrottling, type FunctionName, LOG_RETENTION_DAYS, ROUTES, type VotingAuth } from "@headroom/config";
import { settings, votes } from "../managed-streams.ts";
import { deployment, region } from "../shared/deployment.ts";
import { lambdaFunction } from "../shared/lambda-function.ts";
import { overflowDeadLetterQueue, overflowQueue } from "./overflow.ts";
import { tallyTable } from "./tally.ts";
import { votesStream } from "./votes-stream.ts";

const { votingAuth } = settings;
const throttling = apiThrottling(region);

const placeVote = lambdaFunction("place-vote", {
	resources: { votesStream: votesStream.arn, overflowQueue: overflowQueue.arn },
	environment: {
		votesStreamName: votes.name,
		overflowQueueUrl: overflowQueue.url,
		overflowDeadLetterQueueUrl: overflowDeadLetterQueue.url,
	},
	optionalEnvironment: votingAuth.kind === "none" ? {} : { votingAuth: votingAuth.kind },
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
				throttlingRateLimit: throttling.rateLimitPerSecond,
				throttlingBurstLimit: throttling.burstLimit,
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

/** What API Gateway checks before a vote is placed. Results and the refusal of what is no route are everybody's. */
const beforeVotes: RouteArgs = votingAuth.kind === "none" ? {} : { auth: votingAuth.kind === "iam" ? { iam: true } : jwt(votingAuth) };

type RouteArgs = NonNullable<Parameters<sst.aws.ApiGatewayV2["route"]>[2]>;

function jwt({ issuer, audiences }: Extract<VotingAuth, { readonly kind: "jwt" }>) {
	return { jwt: { authorizer: votingApi.addAuthorizer({ name: "Voters", jwt: { issuer, audiences: [...audiences] } }).id } };
}

const handlers: Partial<Record<FunctionName, sst.aws.Function>> = { "place-vote": placeVote, results };

for (const { route, functionName } of ROUTES) {
	const handler = handlers[functionName];
	if (handler === undefined) throw new Error(`No function for the route ${route}: ${functionName} is not one of the voting API's.`);
	votingApi.route(route, handler.arn, route.startsWith("POST ") ? beforeVotes : {});
}
