import type { MetricAlarmDefinition } from "./alarm-definitions.ts";

/** The parts of a deployment, by the names in their metrics. */
export interface HealthAlarmsInput {
	/** `headroom-production`: what the alarms' names begin with. */
	readonly deployment: string;
	readonly functionNames: readonly string[];
	readonly sweepFunctionName: string;
	/** Queues that should be empty. */
	readonly deadLetterQueueNames: readonly string[];
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html read 2026-11-25 */
const LAMBDA_NAMESPACE = "AWS/Lambda";
/** @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html read 2026-11-25 */
const SQS_NAMESPACE = "AWS/SQS";
/** @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-metrics.html read 2026-11-25 */
const HTTP_API_NAMESPACE = "AWS/ApiGateway";

const MINUTE_SECONDS = 60;
/** SQS publishes every minute, but only for queues in recent use; five minutes bridge the gaps. */
const QUEUE_PERIOD_SECONDS = 300;
/** The sweep runs every minute, and Lambda's metrics arrive within two. */
const MINUTES_WITHOUT_SWEEP = 5;

/** The alarms on Headroom itself: errors, messages in dead-letter queues, a sweep that stopped. All go to people. */
export function healthAlarmDefinitions(input: HealthAlarmsInput): MetricAlarmDefinition[] {
	const { deployment, functionNames, sweepFunctionName, deadLetterQueueNames } = input;
	return [
		...functionNames.map((name) => functionErrors(name)),
		...deadLetterQueueNames.map((name) => messagesGivenUp(name)),
		sweepStopped(deployment, sweepFunctionName),
	];
}

/** The voting API answers 5xx: votes that were neither stored nor kept for later. */
export function apiErrorsAlarmDefinition(deployment: string, apiId: string): MetricAlarmDefinition {
	return {
		...forPeople(
			`${deployment}-api-5xx`,
			"The voting API answered 5xx within the last 3 minutes: votes were refused. Search place-vote's log for vote.refused.",
		),
		treatMissingData: "notBreaching",
		measures: metric(HTTP_API_NAMESPACE, "5xx", { ApiId: apiId }, "Sum", MINUTE_SECONDS),
	};
}

function functionErrors(functionName: string): MetricAlarmDefinition {
	return {
		...forPeople(
			`${functionName}-errors`,
			`The function ${functionName} failed within the last 3 minutes. Its log says why; docs/operations.md says what to do.`,
		),
		treatMissingData: "notBreaching",
		measures: metric(LAMBDA_NAMESPACE, "Errors", { FunctionName: functionName }, "Sum", MINUTE_SECONDS),
	};
}

function messagesGivenUp(queueName: string): MetricAlarmDefinition {
	return {
		...forPeople(`${queueName}-messages`, `Something lies in ${queueName}: it was given up and waits for a person, 14 days at most.`),
		evaluationPeriods: 1,
		datapointsToAlarm: 1,
		// A queue without use for hours has no datapoints, but keeps its messages.
		treatMissingData: "ignore",
		measures: metric(SQS_NAMESPACE, "ApproximateNumberOfMessagesVisible", { QueueName: queueName }, "Maximum", QUEUE_PERIOD_SECONDS),
	};
}

function sweepStopped(deployment: string, sweepFunctionName: string): MetricAlarmDefinition {
	return {
		...forPeople(
			`${deployment}-sweep-stopped`,
			`The sweep has not run for ${MINUTES_WITHOUT_SWEEP} minutes: streams are looked at only when an alarm rings. Look at the schedule, then at the function.`,
		),
		comparisonOperator: "LessThanThreshold",
		threshold: 1,
		evaluationPeriods: MINUTES_WITHOUT_SWEEP,
		datapointsToAlarm: MINUTES_WITHOUT_SWEEP,
		// A function without invocations has no datapoints at all.
		treatMissingData: "breaching",
		measures: metric(LAMBDA_NAMESPACE, "Invocations", { FunctionName: sweepFunctionName }, "Sum", MINUTE_SECONDS),
	};
}

/** One is enough. One of three minutes, since the newest may still be incomplete. */
function forPeople(alarmName: string, alarmDescription: string) {
	return {
		alarmName,
		alarmDescription,
		wakes: "people",
		comparisonOperator: "GreaterThanThreshold",
		threshold: 0,
		evaluationPeriods: 3,
		datapointsToAlarm: 1,
	} as const;
}

function metric(
	namespace: string,
	metricName: string,
	dimensions: Readonly<Record<string, string>>,
	statistic: "Maximum" | "Sum",
	periodSeconds: number,
): MetricAlarmDefinition["measures"] {
	return { kind: "metric", metric: { namespace, metricName, dimensions, statistic, periodSeconds } };
}
