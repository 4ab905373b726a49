import {
	type AlarmAction,
	CloudWatchEmulator,
	type CloudWatchEvent,
	type CloudWatchSettings,
	type MetricDatum,
	VirtualClock,
} from "../../src/index.ts";

/** A Monday morning, on a whole hour. */
export const START_MS = Date.UTC(2026, 10, 23, 10, 0, 0);
export const REGION = "us-east-1";
export const ACCOUNT_ID = "123456789012";
export const FUNCTION_ARN = `arn:aws:lambda:${REGION}:${ACCOUNT_ID}:function:autoscaler`;
export const TOPIC_ARN = `arn:aws:sns:${REGION}:${ACCOUNT_ID}:headroom-notifications`;

export interface World {
	readonly clock: VirtualClock;
	readonly cloudWatch: CloudWatchEmulator;
	readonly actions: AlarmAction[];
	readonly events: CloudWatchEvent[];
	/** The members of an answer, for a test to look into. */
	call(operation: string, input?: object): Answer;
	stateOf(alarmName: string): Answer;
}

/** An answer whose members a test names; what is not there is undefined and fails the expectation. */
export interface Answer {
	readonly [member: string]: unknown;
}

/** A calm CloudWatch at {@link START_MS}; alarms are evaluated on the whole minute and ten seconds unless told otherwise. */
export function world(settings: Partial<CloudWatchSettings> = {}): World {
	const clock = new VirtualClock(START_MS);
	const actions: AlarmAction[] = [];
	const events: CloudWatchEvent[] = [];
	const cloudWatch = new CloudWatchEmulator({
		clock,
		region: REGION,
		accountId: ACCOUNT_ID,
		onAlarmAction: (action) => actions.push(action),
		onEvent: (event) => events.push(event),
		settings: { putMetricDataDelayMs: 0, evaluationPhaseMs: () => 0, ...settings },
	});
	const call = (operation: string, input: object = {}): Answer => ({ ...cloudWatch.handle(operation, input) });
	return {
		clock,
		cloudWatch,
		actions,
		events,
		call,
		stateOf: (alarmName) => {
			const [alarm] = listOf(call("DescribeAlarms", { AlarmNames: [alarmName] }), "MetricAlarms");
			if (alarm === undefined) throw new Error(`there is no alarm ${alarmName}`);
			return alarm;
		},
	};
}

/** A list member of an answer. */
export function listOf(answer: Answer, member: string): Answer[] {
	const list = answer[member];
	if (!Array.isArray(list)) throw new Error(`${member} is no list: ${JSON.stringify(answer)}`);
	return list;
}

/** `WriteThrottles` of the stream votes: one throttle, high resolution, visible at once. */
export function datum(overrides: Partial<MetricDatum> & { readonly value?: number } = {}): MetricDatum {
	const { value = 1, ...rest } = overrides;
	const timestampMs = rest.timestampMs ?? START_MS;
	return {
		namespace: "Headroom",
		metricName: "WriteThrottles",
		dimensions: { StreamName: "votes" },
		timestampMs,
		availableAtMs: timestampMs,
		storageResolutionSeconds: 1,
		statistics: { sampleCount: 1, sum: value, minimum: value, maximum: value },
		...rest,
	};
}

/** PutMetricAlarm's input of an alarm on `WriteThrottles`: Sum > 0, one of one, ten seconds. */
export function fastAlarm(overrides: object = {}): object {
	return {
		AlarmName: "headroom-votes-fast",
		Namespace: "Headroom",
		MetricName: "WriteThrottles",
		Dimensions: [{ Name: "StreamName", Value: "votes" }],
		Statistic: "Sum",
		Period: 10,
		EvaluationPeriods: 1,
		DatapointsToAlarm: 1,
		Threshold: 0,
		ComparisonOperator: "GreaterThanThreshold",
		TreatMissingData: "notBreaching",
		AlarmActions: [FUNCTION_ARN],
		...overrides,
	};
}
