import type { CloudWatchAlarmEvent } from "aws-lambda";
import { describe, expect, it } from "vitest";
import { ACCOUNT_ID, datum, FUNCTION_ARN, fastAlarm, REGION, START_MS, TOPIC_ARN, world } from "./build.ts";

const ALARM_ARN = `arn:aws:cloudwatch:${REGION}:${ACCOUNT_ID}:alarm:headroom-votes-fast`;
const PREVIOUS_STATE = {
	value: "INSUFFICIENT_DATA",
	reason: "Unchecked: Initial alarm creation",
	timestamp: "2026-11-23T10:00:00.000+0000",
};
const STATE = {
	value: "ALARM",
	reason:
		"Threshold Crossed: 1 out of the last 1 datapoints [42.0 (23/11/26 10:00:00)] was greater than the threshold (0.0) (minimum 1 datapoint for OK -> ALARM transition).",
	reasonData:
		'{"version":"1.0","queryDate":"2026-11-23T10:00:07.125+0000","startDate":"2026-11-23T10:00:00.000+0000","statistic":"Sum","period":10,' +
		'"recentDatapoints":[42.0],"threshold":0.0,"evaluatedDatapoints":[{"timestamp":"2026-11-23T10:00:00.000+0000","sampleCount":1.0,"value":42.0}]}',
	timestamp: "2026-11-23T10:00:07.125+0000",
};

/** The fast alarm, in ALARM at 10:00:07.125 after 42 throttles. */
function fired(overrides: object = {}) {
	const w = world({ evaluationPhaseMs: () => 7_125 });
	w.call("PutMetricAlarm", fastAlarm({ AlarmDescription: "Writes are throttled.", AlarmActions: [FUNCTION_ARN, TOPIC_ARN], ...overrides }));
	w.cloudWatch.putMetric(datum({ value: 42 }));
	w.clock.advanceBy(10_000);
	const [action] = w.actions;
	if (action === undefined) throw new Error("the alarm did not fire");
	return { ...w, action };
}

/** An alarm on metric math: the example of AWS's documentation, with this project's metrics. */
const MATH = {
	Namespace: undefined,
	MetricName: undefined,
	Dimensions: undefined,
	Statistic: undefined,
	Period: undefined,
	Metrics: [
		{ Id: "e1", Expression: "SUM(METRICS())", Label: "All throttles", ReturnData: true },
		{
			Id: "m1",
			ReturnData: false,
			MetricStat: {
				Metric: { Namespace: "Headroom", MetricName: "WriteThrottles", Dimensions: [{ Name: "StreamName", Value: "votes" }] },
				Period: 10,
				Stat: "Sum",
			},
		},
	],
};

describe("what a Lambda function receives", () => {
	it("is the documented event of a metric alarm", () => {
		const event: CloudWatchAlarmEvent = fired().action.lambdaEvent;
		expect(event).toEqual({
			source: "aws.cloudwatch",
			alarmArn: ALARM_ARN,
			accountId: ACCOUNT_ID,
			time: "2026-11-23T10:00:07.125+0000",
			region: "us-east-1",
			alarmData: {
				alarmName: "headroom-votes-fast",
				state: STATE,
				previousState: PREVIOUS_STATE,
				configuration: {
					description: "Writes are throttled.",
					metrics: [
						{
							id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
							metricStat: {
								metric: { namespace: "Headroom", name: "WriteThrottles", dimensions: { StreamName: "votes" } },
								period: 10,
								stat: "Sum",
							},
							returnData: true,
						},
					],
				},
			},
		});
	});

	it("is the documented event of a metric math alarm", () => {
		const { alarmData } = fired(MATH).action.lambdaEvent;
		expect(alarmData.configuration.metrics).toEqual([
			{ id: "e1", expression: "SUM(METRICS())", label: "All throttles", returnData: true },
			{
				id: "m1",
				metricStat: {
					metric: { namespace: "Headroom", name: "WriteThrottles", dimensions: { StreamName: "votes" } },
					period: 10,
					stat: "Sum",
				},
				returnData: false,
			},
		]);
		// Neither a statistic nor a number of samples belongs to an expression.
		expect(alarmData.state.reasonData).toBe(
			'{"version":"1.0","queryDate":"2026-11-23T10:00:07.125+0000","startDate":"2026-11-23T10:00:00.000+0000","period":10,' +
				'"recentDatapoints":[42.0],"threshold":0.0,"evaluatedDatapoints":[{"timestamp":"2026-11-23T10:00:00.000+0000","value":42.0}]}',
		);
	});

	it("survives JSON, as it must to be delivered", () => {
		const { lambdaEvent } = fired().action;
		expect(JSON.parse(JSON.stringify(lambdaEvent))).toEqual(lambdaEvent);
	});
});

describe("what a topic receives", () => {
	it("is the documented message of a metric alarm", () => {
		const { action } = fired();
		expect(action.snsSubject).toBe('ALARM: "headroom-votes-fast" in US East (N. Virginia)');
		expect(action.snsMessage).toEqual({
			AlarmName: "headroom-votes-fast",
			AlarmDescription: "Writes are throttled.",
			AWSAccountId: ACCOUNT_ID,
			AlarmConfigurationUpdatedTimestamp: "2026-11-23T10:00:00.000+0000",
			NewStateValue: "ALARM",
			NewStateReason: STATE.reason,
			StateChangeTime: "2026-11-23T10:00:07.125+0000",
			Region: "US East (N. Virginia)",
			AlarmArn: ALARM_ARN,
			OldStateValue: "INSUFFICIENT_DATA",
			OKActions: [],
			AlarmActions: [FUNCTION_ARN, TOPIC_ARN],
			InsufficientDataActions: [],
			// Since alarm mute rules; recorded in AWS in February 2026.
			ActionExecutedAfterMuteWindow: false,
			Trigger: {
				MetricName: "WriteThrottles",
				Namespace: "Headroom",
				StatisticType: "Statistic",
				Statistic: "SUM",
				Unit: null,
				Dimensions: [{ value: "votes", name: "StreamName" }],
				Period: 10,
				EvaluationPeriods: 1,
				DatapointsToAlarm: 1,
				ComparisonOperator: "GreaterThanThreshold",
				Threshold: 0,
				TreatMissingData: "notBreaching",
				EvaluateLowSampleCountPercentile: "",
			},
		});
	});

	it("lists the queries of metric math in its Trigger, and no metric of its own", () => {
		expect(fired(MATH).action.snsMessage.Trigger).toEqual({
			Period: 10,
			EvaluationPeriods: 1,
			DatapointsToAlarm: 1,
			ComparisonOperator: "GreaterThanThreshold",
			Threshold: 0,
			TreatMissingData: "notBreaching",
			EvaluateLowSampleCountPercentile: "",
			Metrics: [
				{ Expression: "SUM(METRICS())", Id: "e1", Label: "All throttles", ReturnData: true },
				{
					Id: "m1",
					MetricStat: {
						Metric: { Dimensions: [{ value: "votes", name: "StreamName" }], MetricName: "WriteThrottles", Namespace: "Headroom" },
						Period: 10,
						Stat: "Sum",
					},
					ReturnData: false,
				},
			],
		});
	});

	it("names an extended statistic as one", () => {
		const { Trigger } = fired({ Statistic: undefined, ExtendedStatistic: "p99" }).action.snsMessage;
		expect(Trigger).toMatchObject({ StatisticType: "ExtendedStatistic", ExtendedStatistic: "p99" });
		expect(Trigger).not.toHaveProperty("Statistic");
	});
});

describe("what the event bus receives", () => {
	it("is the documented state change, with the same detail as the Lambda event", () => {
		const { action, events } = fired();
		expect(action.eventBridgeEvent).toEqual({
			version: "0",
			id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
			"detail-type": "CloudWatch Alarm State Change",
			source: "aws.cloudwatch",
			account: ACCOUNT_ID,
			time: "2026-11-23T10:00:07Z",
			region: "us-east-1",
			resources: [ALARM_ARN],
			detail: action.lambdaEvent.alarmData,
		});
		expect(events).toEqual([
			{
				kind: "alarm-state",
				alarmName: "headroom-votes-fast",
				alarmArn: ALARM_ARN,
				state: "ALARM",
				previousState: "INSUFFICIENT_DATA",
				reason: STATE.reason,
				atMs: START_MS + 7_125,
				eventBridgeEvent: action.eventBridgeEvent,
			},
		]);
	});

	it("has an id of its own for every change", () => {
		const { clock, events } = fired();
		clock.advanceBy(300_000);
		expect(new Set(events.map(({ eventBridgeEvent }) => eventBridgeEvent.id)).size).toBe(events.length);
		expect(events.length).toBeGreaterThan(1);
	});
});
