import { SECRET_BYTES_BASE64 } from "../harness/account.ts";
import * as properties from "../properties/functions.ts";
import { add, first, type MutableApp, type Mutation, remove, the, theFunction } from "./mutation.ts";

export const FUNCTION_MUTATIONS: readonly Mutation[] = [
	{
		title: "a function is not deployed",
		breaks: properties.functionsAreThoseDefined,
		mutate: (app) => remove(app, theFunction(app, "results")),
	},
	{
		title: "a function is deployed that nobody defined",
		breaks: properties.functionsAreThoseDefined,
		mutate: (app) => add(app, theFunction(app, "results"), { name: "headroom-production-debug" }),
	},
	{
		title: "one function runs on x86_64",
		breaks: properties.functionsRunOnTheChosenRuntime,
		mutate: (app) => set(app, "architectures", ["x86_64"]),
	},
	{
		title: "one function stays on Node.js 22",
		breaks: properties.functionsRunOnTheChosenRuntime,
		mutate: (app) => set(app, "runtime", "nodejs22.x"),
	},
	{
		title: "a function gets SST's default memory",
		breaks: properties.functionsHaveTheirSettings,
		mutate: (app) => set(app, "memorySize", 1024),
	},
	{
		title: "a function gets SST's default timeout",
		breaks: properties.functionsHaveTheirSettings,
		mutate: (app) => set(app, "timeout", 20),
	},
	{
		title: "nothing is set aside for the autoscaler",
		breaks: properties.functionsHaveTheirSettings,
		mutate: (app) => unset(app, "reservedConcurrentExecutions"),
	},
	{
		title: "place-vote is held to a number of executions",
		breaks: properties.functionsHaveTheirSettings,
		mutate: (app) => {
			theFunction(app, "place-vote").inputs["reservedConcurrentExecutions"] = 5;
		},
	},
	{
		title: "an environment variable is missing",
		breaks: properties.functionsHaveTheirEnvironment,
		mutate: (app) => delete variables(app)["HEADROOM_HISTORY_TABLE_NAME"],
	},
	{
		title: "an environment variable is empty",
		breaks: properties.functionsHaveTheirEnvironment,
		mutate: (app) => {
			variables(app)["HEADROOM_RECHECK_QUEUE_URL"] = "";
		},
	},
	{
		title: "an environment variable is in no definition",
		breaks: properties.functionsHaveTheirEnvironment,
		mutate: (app) => {
			variables(app)["NODE_OPTIONS"] = "--inspect";
		},
	},
	{
		title: "SST's key comes back into the environment",
		breaks: properties.environmentsHoldNoSecret,
		mutate: (app) => {
			variables(app)["SST_KEY"] = SECRET_BYTES_BASE64;
		},
	},
	{
		title: "a token is put into the environment",
		breaks: properties.environmentsHoldNoSecret,
		mutate: (app) => {
			variables(app)["CHAT_API_KEY"] = "xoxb-1";
		},
	},
	{
		title: "two functions write into one log group",
		breaks: properties.functionsWriteToTheirOwnLogGroup,
		mutate: (app) => set(app, "loggingConfig", { logFormat: "Text", logGroup: "/aws/lambda/headroom-production-sweep" }),
	},
	{
		title: "a log group is left to Lambda, which makes it without retention",
		breaks: properties.functionsWriteToTheirOwnLogGroup,
		mutate: (app) => remove(app, the(app, "logGroup", "/aws/lambda/headroom-production-autoscaler")),
	},
	{
		title: "a function's lines are kept for ever",
		breaks: properties.logGroupsForget,
		mutate: (app) => {
			the(app, "logGroup", "/aws/lambda/headroom-production-autoscaler").inputs["retentionInDays"] = 0;
		},
	},
	{
		title: "the API's access log is kept for ever",
		breaks: properties.logGroupsForget,
		mutate: (app) => delete first(app, "logGroup", ({ name }) => String(name).includes("/apis/")).inputs["retentionInDays"],
	},
	{
		title: "a function is built from another's handler",
		breaks: properties.functionsAreBuiltFromTheirHandlers,
		mutate: (app) => {
			for (const build of app.builds) if (build.handler.includes("recheck")) build.handler = "packages/functions/src/sweep.handler";
		},
	},
	{
		title: "a function is bundled as SST does by default",
		breaks: properties.functionsAreBuiltFromTheirHandlers,
		mutate: (app) => {
			for (const build of app.builds) build.properties = { architecture: "arm64" };
		},
	},
];

function set(app: MutableApp, input: string, value: unknown): void {
	theFunction(app, "autoscaler").inputs[input] = value;
}

function unset(app: MutableApp, input: string): void {
	delete theFunction(app, "autoscaler").inputs[input];
}

function variables(app: MutableApp): Record<string, string> {
	return (theFunction(app, "autoscaler").inputs["environment"] as { variables: Record<string, string> }).variables;
}
