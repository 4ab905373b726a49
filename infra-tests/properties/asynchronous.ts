import { FUNCTIONS, type FunctionDefinition } from "@headroom/config";
import { all, byArn, functionNamed, isOfFunction, named, namesOf, type ResourceOf } from "../harness/look-up.ts";
import type { RecordedApp } from "../harness/recorded-app.ts";
import { FUNCTION_NAMES } from "./functions.ts";
import { absent, differences, fault, type Property } from "./property.ts";

/** Who invokes without waiting for an answer. API Gateway waits; event source mappings have settings of their own. */
const ASYNCHRONOUS_PRINCIPALS = ["events.amazonaws.com", "lambda.alarms.cloudwatch.amazonaws.com", "s3.amazonaws.com", "sns.amazonaws.com"];

export const asynchronousFailuresAreKept: Property = {
	sentence: "every function that is invoked asynchronously has an on-failure destination of the app",
	faults: (app) =>
		asynchronous(app).flatMap((each) => {
			const destination = invokeConfigOf(app, each)?.inputs.destinationConfig?.onFailure?.destination;
			if (destination === undefined) return [fault(each, "onFailure destination", "is absent")];
			return byArn(app, "queue", destination) === undefined
				? [fault(each, "onFailure destination", `is no queue of the app: ${destination}`)]
				: [];
		}),
};

export const asynchronousRetriesAreChosen: Property = {
	sentence: "every function that is invoked asynchronously has its definition's retries and event age",
	faults: (app) =>
		FUNCTION_NAMES.flatMap((name) => {
			const definition: FunctionDefinition = FUNCTIONS[name];
			const lambdaFunction = functionNamed(app, name);
			if (lambdaFunction === undefined) return [absent(`function ${name}`)];
			const config = invokeConfigOf(app, lambdaFunction);
			const isAsynchronous = asynchronous(app).includes(lambdaFunction);
			if (isAsynchronous !== (definition.maximumRetryAttempts !== undefined)) {
				return [
					fault(
						lambdaFunction,
						"retries",
						isAsynchronous ? "are not in its definition" : "are defined, but nothing invokes it asynchronously",
					),
				];
			}
			if (!isAsynchronous) return [];
			if (config === undefined) return [absent(`event invoke configuration of ${name}`)];
			return differences(config, {
				maximumRetryAttempts: definition.maximumRetryAttempts,
				maximumEventAgeInSeconds: definition.maximumEventAgeSeconds,
			});
		}),
};

export const sweepIsScheduled: Property = {
	sentence: "the sweep runs every minute, and what the schedule cannot deliver is kept",
	faults: (app) => {
		const sweep = functionNamed(app, "sweep");
		const schedules = all(app, "schedule").filter(({ inputs }) => sweep !== undefined && isOfFunction(inputs.target?.arn, sweep));
		const [schedule] = schedules;
		if (schedule === undefined || schedules.length > 1)
			return [{ path: "schedules of sweep", message: `must be one, are ${schedules.length}` }];
		const { target } = schedule.inputs;
		const failedEvents = named(app, "queue", namesOf(app).failedEventsQueue);
		return [
			...differences(schedule, { scheduleExpression: "rate(1 minute)", state: "ENABLED", flexibleTimeWindow: { mode: "OFF" } }),
			...(target?.retryPolicy?.maximumRetryAttempts === 0
				? []
				: [fault(schedule, "target.retryPolicy", "must retry no time: the next sweep comes")]),
			...(target?.deadLetterConfig?.arn !== undefined && target.deadLetterConfig.arn === failedEvents?.arn
				? []
				: [fault(schedule, "target.deadLetterConfig", "must be the queue of failed events")]),
			...(byArn(app, "role", target?.roleArn) === undefined ? [fault(schedule, "target.roleArn", "is no role of the app")] : []),
		];
	},
};

function asynchronous(app: RecordedApp): ResourceOf<"function">[] {
	return all(app, "function").filter(
		(each) =>
			all(app, "permission").some(
				({ inputs }) => isOfFunction(inputs.function, each) && ASYNCHRONOUS_PRINCIPALS.includes(inputs.principal ?? ""),
			) || all(app, "schedule").some(({ inputs }) => isOfFunction(inputs.target?.arn, each)),
	);
}

function invokeConfigOf(app: RecordedApp, lambdaFunction: ResourceOf<"function">): ResourceOf<"eventInvokeConfig"> | undefined {
	return all(app, "eventInvokeConfig").find(({ inputs }) => isOfFunction(inputs.functionName, lambdaFunction));
}
