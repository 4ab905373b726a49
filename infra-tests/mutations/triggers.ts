import * as asynchronous from "../properties/asynchronous.ts";
import * as eventSources from "../properties/event-sources.ts";
import * as votingApi from "../properties/voting-api.ts";
import { add, first, type MutableApp, type MutableResource, type Mutation, remove, theFunction } from "./mutation.ts";

export const TRIGGER_MUTATIONS: readonly Mutation[] = [
	{
		title: "an alarm that the autoscaler failed on is forgotten",
		breaks: asynchronous.asynchronousFailuresAreKept,
		mutate: (app) => delete invokeConfig(app, "autoscaler").inputs["destinationConfig"],
	},
	{
		title: "failures go to a queue of somebody else",
		breaks: asynchronous.asynchronousFailuresAreKept,
		mutate: (app) => {
			const destination = "arn:aws:sqs:us-east-1:123456789012:other";
			invokeConfig(app, "sweep").inputs["destinationConfig"] = { onFailure: { destination } };
		},
	},
	{
		title: "a function's retries are Lambda's default",
		breaks: asynchronous.asynchronousRetriesAreChosen,
		mutate: (app) => remove(app, invokeConfig(app, "sweep")),
	},
	{
		title: "a broken sweep is tried twice more",
		breaks: asynchronous.asynchronousRetriesAreChosen,
		mutate: (app) => {
			invokeConfig(app, "sweep").inputs["maximumRetryAttempts"] = 2;
		},
	},
	{
		title: "an event waits for six hours",
		breaks: asynchronous.asynchronousRetriesAreChosen,
		mutate: (app) => delete invokeConfig(app, "autoscaler").inputs["maximumEventAgeInSeconds"],
	},
	{
		title: "a topic invokes a function that has no retries defined",
		breaks: asynchronous.asynchronousRetriesAreChosen,
		mutate: (app) => add(app, first(app, "permission"), { function: theFunction(app, "recheck").arn, principal: "sns.amazonaws.com" }),
	},
	{
		title: "the schedule is off",
		breaks: asynchronous.sweepIsScheduled,
		mutate: (app) => Object.assign(first(app, "schedule").inputs, { state: "DISABLED" }),
	},
	{
		title: "the sweep runs every hour",
		breaks: asynchronous.sweepIsScheduled,
		mutate: (app) => Object.assign(first(app, "schedule").inputs, { scheduleExpression: "rate(1 hour)" }),
	},
	{
		title: "a sweep that was not delivered is forgotten",
		breaks: asynchronous.sweepIsScheduled,
		mutate: (app) => delete (first(app, "schedule").inputs["target"] as Record<string, unknown>)["deadLetterConfig"],
	},
	{ title: "the sweep has no schedule", breaks: asynchronous.sweepIsScheduled, mutate: (app) => remove(app, first(app, "schedule")) },

	...Object.entries({
		startingPosition: "LATEST",
		batchSize: 100,
		parallelizationFactor: 10,
		bisectBatchOnFunctionError: false,
		maximumRetryAttempts: 3,
		maximumRecordAgeInSeconds: 3600,
		functionResponseTypes: [],
	}).map(
		([setting, value]): Mutation => ({
			title: `the tally's ${setting} is ${JSON.stringify(value)}`,
			breaks: eventSources.tallyReadsTheStream,
			mutate: (app) => {
				mapping(app, "tally").inputs[setting] = value;
			},
		}),
	),
	{
		title: "votes that the tally gives up are forgotten",
		breaks: eventSources.tallyReadsTheStream,
		mutate: (app) => delete mapping(app, "tally").inputs["destinationConfig"],
	},
	{ title: "nothing counts the votes", breaks: eventSources.tallyReadsTheStream, mutate: (app) => remove(app, mapping(app, "tally")) },
	{
		title: "the drain runs as often as it likes",
		breaks: eventSources.queuesAreConsumed,
		mutate: (app) => delete mapping(app, "drain-overflow").inputs["scalingConfig"],
	},
	{
		title: "one bad message sends its whole batch back",
		breaks: eventSources.queuesAreConsumed,
		mutate: (app) => {
			mapping(app, "recheck").inputs["functionResponseTypes"] = [];
		},
	},
	{
		title: "the drain reads the re-checks",
		breaks: eventSources.queuesAreConsumed,
		mutate: (app) => {
			mapping(app, "drain-overflow").inputs["eventSourceArn"] = mapping(app, "recheck").inputs["eventSourceArn"];
		},
	},
	{
		title: "a second function reads the stream",
		breaks: eventSources.eventSourcesAreThree,
		mutate: (app) => add(app, mapping(app, "tally"), { functionName: theFunction(app, "results").arn }),
	},

	{
		title: "the API is not throttled",
		breaks: votingApi.apiIsThrottled,
		mutate: (app) => delete first(app, "apiStage").inputs["defaultRouteSettings"],
	},
	{
		title: "the API's throttle is another",
		breaks: votingApi.apiIsThrottled,
		mutate: (app) => {
			first(app, "apiStage").inputs["defaultRouteSettings"] = { throttlingRateLimit: 10_000, throttlingBurstLimit: 5000 };
		},
	},
	{
		title: "requests are not logged",
		breaks: votingApi.apiLogsEveryRequest,
		mutate: (app) => delete first(app, "apiStage").inputs["accessLogSettings"],
	},
	{
		title: "the log shows voters' tokens",
		breaks: votingApi.apiLogsEveryRequest,
		mutate: (app) => {
			const { accessLogSettings } = first(app, "apiStage").inputs as { accessLogSettings: { format: string } };
			accessLogSettings.format = accessLogSettings.format.replace("$context.routeKey", "$context.path");
		},
	},
	{ title: "a route is missing", breaks: votingApi.apiHasItsRoutes, mutate: (app) => remove(app, first(app, "apiRoute")) },
	{
		title: "a route leads to another function",
		breaks: votingApi.apiHasItsRoutes,
		mutate: (app) => {
			const { arn } = theFunction(app, "place-vote");
			first(app, "apiIntegration", ({ integrationUri }) => integrationUri !== arn).inputs["integrationUri"] = arn;
		},
	},
	{
		title: "there is a route that nobody defined",
		breaks: votingApi.apiHasItsRoutes,
		mutate: (app) => add(app, first(app, "apiRoute"), { routeKey: "DELETE /votes/{vote_id}" }),
	},
];

function invokeConfig(app: MutableApp, name: "autoscaler" | "sweep"): MutableResource {
	return first(app, "eventInvokeConfig", ({ functionName }) => functionName === theFunction(app, name).inputs["name"]);
}

function mapping(app: MutableApp, name: "drain-overflow" | "recheck" | "tally"): MutableResource {
	return first(app, "eventSourceMapping", ({ functionName }) => functionName === theFunction(app, name).arn);
}
