import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readAlarmEvent } from "../../src/autoscaling/alarm-event.ts";
import { event, eventWith } from "./support/event.ts";

const CHANGED_AT_MS = Date.parse("2026-11-23T10:00:22.490Z");

/** An SNS event around a message of our own. */
function snsEvent(...messages: readonly unknown[]): unknown {
	return { Records: messages.map((message) => ({ Sns: { Message: typeof message === "string" ? message : JSON.stringify(message) } })) };
}

/** An SQS event around messages of our own. */
function sqsEvent(...messages: readonly unknown[]): unknown {
	const text = (message: unknown) => (typeof message === "string" ? message : JSON.stringify(message));
	return { Records: messages.map((message) => ({ eventSource: "aws:sqs", body: text(message) })) };
}

const NO_ALARM_IN_SQS =
	"this is an SQS event whose message holds no alarm: Records[].body must be what SNS delivers (with Message), " +
	"an alarm's own message (with AlarmName) or an event of EventBridge (with detail-type)";

const SNS_MESSAGE = { AlarmName: "headroom-votes-fast", NewStateValue: "ALARM", StateChangeTime: "2026-11-23T10:00:22.490+0000" };

describe("an alarm's event", () => {
	const rows: readonly { title: string; given: unknown; alarmName: string; state: string; atMs: number }[] = [
		{
			title: "as the alarm's own Lambda action",
			given: event("alarm-lambda-action"),
			alarmName: "headroom-votes-fast",
			state: "ALARM",
			atMs: CHANGED_AT_MS,
		},
		{
			title: "as the Lambda action of an alarm on metric math",
			given: event("alarm-lambda-action-math"),
			alarmName: "headroom-votes-utilization-high",
			state: "ALARM",
			atMs: Date.parse("2026-11-23T10:02:00Z"),
		},
		{
			title: "as the Lambda action of a composite alarm, whose name says the stream",
			given: event("alarm-lambda-action-composite"),
			alarmName: "headroom-votes-fast",
			state: "OK",
			atMs: Date.parse("2026-11-23T10:02:00Z"),
		},
		{
			title: "over EventBridge",
			given: event("alarm-event-bridge"),
			alarmName: "headroom-votes-fast",
			state: "ALARM",
			atMs: CHANGED_AT_MS,
		},
		{ title: "over SNS", given: event("alarm-sns"), alarmName: "headroom-votes-any-producer", state: "ALARM", atMs: CHANGED_AT_MS },
		{
			title: "over SNS, on metric math, whatever the alarm's name",
			given: event("alarm-sns-math"),
			alarmName: "busy",
			state: "ALARM",
			atMs: CHANGED_AT_MS,
		},
		{
			title: "over SNS, without a trigger",
			given: snsEvent(SNS_MESSAGE),
			alarmName: "headroom-votes-fast",
			state: "ALARM",
			atMs: CHANGED_AT_MS,
		},
		{
			title: "with a time in another offset",
			given: eventWith("alarm-lambda-action", ["alarmData", "state", "timestamp"], "2026-11-23T11:30:22.490+0130"),
			alarmName: "headroom-votes-fast",
			state: "ALARM",
			atMs: CHANGED_AT_MS,
		},
		{
			title: "with a time that ends in Z",
			given: eventWith("alarm-lambda-action", ["alarmData", "state", "timestamp"], "2026-11-23T10:00:22.490Z"),
			alarmName: "headroom-votes-fast",
			state: "ALARM",
			atMs: CHANGED_AT_MS,
		},
	];
	it.each(rows)("is read $title", ({ given, alarmName, state, atMs }) => {
		expect(readAlarmEvent(given)).toEqual([{ kind: "alarm", streamName: "votes", wakeup: { kind: "alarm", alarmName, state, atMs } }]);
	});

	it("believes the metrics' stream before the name's", () => {
		const given = eventWith("alarm-lambda-action", ["alarmData", "alarmName"], "headroom-orders-fast");
		expect(readAlarmEvent(given)).toMatchObject([{ kind: "alarm", streamName: "votes" }]);
	});

	it("may be several, each read by itself", () => {
		const given = snsEvent(SNS_MESSAGE, "no JSON", { ...SNS_MESSAGE, AlarmName: "headroom-orders-fast" });
		expect(readAlarmEvent(given)).toMatchObject([
			{ kind: "alarm", streamName: "votes" },
			{ kind: "malformed" },
			{ kind: "alarm", streamName: "orders" },
		]);
	});
});

/** Of a function in account 111122223333 and Region us-east-1, as the fixtures' alarms are. */
const OWNER = { accountId: "111122223333", region: "us-east-1" };

describe("an alarm about several streams, or one that does not say which", () => {
	const streamsOf = (given: unknown) =>
		readAlarmEvent(given).map((reading) => (reading.kind === "malformed" ? reading.reason : reading.streamName));
	const composite = (alarmRule: string) =>
		eventWith("alarm-lambda-action-composite-child", ["alarmData", "configuration", "alarmRule"], alarmRule);

	it.each([
		{ title: "over SNS inside SQS", given: event("alarm-sqs-sns"), streams: ["votes"] },
		{ title: "inside SQS by raw delivery", given: sqsEvent(SNS_MESSAGE), streams: ["votes"] },
		{ title: "over EventBridge inside SQS", given: sqsEvent(event("alarm-event-bridge")), streams: ["votes"] },
		{
			title: "in several messages of SQS",
			given: sqsEvent({ Message: JSON.stringify(SNS_MESSAGE) }, { ...SNS_MESSAGE, AlarmName: "headroom-orders-fast" }),
			streams: ["votes", "orders"],
		},
		{ title: "on metric math over two streams, over SNS", given: event("alarm-sns-two-streams"), streams: ["votes", "orders"] },
		{
			title: "on metric math over two streams, as a Lambda action",
			given: eventWith("alarm-lambda-action-math", ["alarmData", "configuration", "metrics", 2, "metricStat", "metric", "dimensions"], {
				StreamName: "orders",
			}),
			streams: ["votes", "orders"],
		},
		{ title: "of a composite alarm with a child of ours", given: event("alarm-lambda-action-composite-child"), streams: ["votes"] },
		{
			title: "of a composite alarm with children of two streams",
			given: composite('ALARM("headroom-votes-fast") AND NOT OK(headroom-orders-utilization-high)'),
			streams: ["votes", "orders"],
		},
		{
			title: "of a composite alarm whose rule names ARNs",
			given: composite(`ALARM('arn:aws:cloudwatch:us-east-1:111122223333:alarm:headroom-orders-fast')`),
			streams: ["votes", "orders"],
		},
		{
			title: "of a composite alarm over SNS",
			given: snsEvent({
				...SNS_MESSAGE,
				AlarmName: "any",
				AlarmRule: "ALARM(headroom-orders-fast)",
				TriggeringChildren: [{ Arn: "arn:aws:cloudwatch:us-east-1:111122223333:alarm:headroom-votes-fast" }],
			}),
			streams: ["votes", "orders"],
		},
		{ title: "of a contributor of a Metrics Insights alarm", given: event("alarm-event-bridge-contributor"), streams: ["votes"] },
	])("is read for every stream: $title", ({ given, streams }) => {
		expect(streamsOf(given).sort()).toEqual([...streams].sort());
	});

	it.each([
		{
			title: "another account",
			given: eventWith("alarm-lambda-action", ["accountId"], "444455556666"),
			reason: "alarm headroom-votes-fast is of account 444455556666: it is not about a stream of this deployment",
		},
		{
			title: "another Region, by its ARN over SNS inside SQS",
			given: event("alarm-sqs-sns"),
			reason: "alarm Kinesis_Auto_Scale_Up_Alarm is of Region us-east-2: it is not about a stream of this deployment",
		},
		{
			title: "another account, over EventBridge",
			given: eventWith("alarm-event-bridge", ["account"], "444455556666"),
			reason: "alarm headroom-votes-fast is of account 444455556666: it is not about a stream of this deployment",
		},
		{
			title: "a metric of another account",
			given: eventWith("alarm-lambda-action", ["alarmData", "configuration", "metrics", 0, "accountId"], "444455556666"),
			reason: "alarm headroom-votes-fast is about a stream of account 444455556666, not about a stream of this deployment",
		},
		{
			title: "another namespace that has streams",
			given: eventWith(
				"alarm-lambda-action",
				["alarmData", "configuration", "metrics", 0, "metricStat", "metric", "namespace"],
				"AWS/KinesisVideo",
			),
			reason: "alarm headroom-votes-fast is about metrics of AWS/KinesisVideo, not about a stream of this deployment",
		},
		{
			title: "another namespace, by a contributor",
			given: eventWith(
				"alarm-event-bridge-contributor",
				["detail", "configuration", "metrics", 0, "expression"],
				'SELECT MAX(PutMedia.Requests) FROM "AWS/KinesisVideo" GROUP BY StreamName',
			),
			reason: "alarm throttled-streams is about metrics of AWS/KinesisVideo, not about a stream of this deployment",
		},
	])("is not taken for ours from $title", ({ given, reason }) => {
		expect(readAlarmEvent(given, OWNER)).toEqual([{ kind: "malformed", reason }]);
	});

	it("is ours from our account and Region", () => {
		for (const name of ["alarm-lambda-action", "alarm-event-bridge", "alarm-sns", "alarm-lambda-action-composite-child"]) {
			expect(readAlarmEvent(event(name), OWNER)).toMatchObject([{ kind: "alarm", streamName: "votes" }]);
		}
	});
});

describe("a malformed event", () => {
	const rows: readonly { title: string; given: unknown; reason: string }[] = [
		{ title: "nothing", given: undefined, reason: "the event must be a JSON object" },
		{ title: "null", given: null, reason: "the event must be a JSON object" },
		{ title: "a text", given: "alarm", reason: "the event must be a JSON object" },
		{ title: "a list", given: [event("alarm-lambda-action")], reason: "the event must be a JSON object" },
		{
			title: "an empty object",
			given: {},
			reason: "the event must have alarmData (Lambda action), detail-type (EventBridge) or Records (SNS or SQS)",
		},
		{ title: "alarm data that is no object", given: { alarmData: 7 }, reason: "alarmData must be an object" },
		{
			title: "no name",
			given: eventWith("alarm-lambda-action", ["alarmData", "alarmName"], undefined),
			reason: "alarmData.alarmName must be text",
		},
		{
			title: "an empty name",
			given: eventWith("alarm-lambda-action", ["alarmData", "alarmName"], ""),
			reason: "alarmData.alarmName must not be empty",
		},
		{
			title: "an unknown state",
			given: eventWith("alarm-lambda-action", ["alarmData", "state", "value"], "PANIC"),
			reason: "alarmData.state.value must be one of ALARM, INSUFFICIENT_DATA, OK",
		},
		{
			title: "no state and no name, both said",
			given: { alarmData: {} },
			reason: "alarmData.alarmName must be text; alarmData.state must be an object",
		},
		{
			title: "metrics that are no list",
			given: eventWith("alarm-lambda-action", ["alarmData", "configuration", "metrics"], "all"),
			reason: "alarmData.configuration.metrics must be a list",
		},
		{
			title: "a metric that is no object",
			given: eventWith("alarm-lambda-action", ["alarmData", "configuration", "metrics"], [7]),
			reason: "alarmData.configuration.metrics.0 must be an object",
		},
		{
			title: "a dimension that is no text",
			given: eventWith("alarm-lambda-action", ["alarmData", "configuration", "metrics", 0, "metricStat", "metric", "dimensions"], {
				StreamName: 1,
			}),
			reason: "alarmData.configuration.metrics.0.metricStat.metric.dimensions.StreamName must be text",
		},
		{
			title: "a time that is none",
			given: eventWith("alarm-lambda-action", ["alarmData", "state", "timestamp"], "soon"),
			reason: 'the time of the state change must be ISO 8601, is "soon"',
		},
		{
			title: "an alarm of somebody else's",
			given: {
				alarmData: {
					alarmName: "cpu-high",
					state: { value: "ALARM", timestamp: "2026-11-23T10:00:22.490+0000" },
					configuration: { metrics: [] },
				},
			},
			reason: "alarm cpu-high names no stream: no metric of it has the dimension StreamName",
		},
		{
			title: "another EventBridge event",
			given: eventWith("alarm-event-bridge", ["detail-type"], "CloudWatch Alarm Configuration Change"),
			reason: 'detail-type must be "CloudWatch Alarm State Change" or "CloudWatch Alarm Contributor State Change"',
		},
		{
			title: "an EventBridge event without detail",
			given: eventWith("alarm-event-bridge", ["detail"], undefined),
			reason: "detail must be an object",
		},
		{ title: "an SNS event without records", given: { Records: [] }, reason: "Records must not be empty" },
		{ title: "records that are no list", given: { Records: "two" }, reason: "Records must be a list" },
		{ title: "an SQS event of something else", given: event("recheck"), reason: NO_ALARM_IN_SQS },
		{ title: "an SQS message that is no JSON", given: sqsEvent("ALARM!"), reason: NO_ALARM_IN_SQS },
		{ title: "an SQS message that is a list", given: sqsEvent([SNS_MESSAGE]), reason: NO_ALARM_IN_SQS },
		{ title: "an SQS message without a body", given: { Records: [{ eventSource: "aws:sqs" }] }, reason: "Records.0.body must be text" },
		{
			title: "an SQS message whose SNS message is no JSON",
			given: sqsEvent({ Type: "Notification", Message: "ALARM!" }),
			reason: "Records[].body.Message must be JSON",
		},
		{
			title: "a composite alarm of somebody else's alarms",
			given: {
				alarmData: {
					alarmName: "orders-hot",
					state: { value: "ALARM", timestamp: "2026-11-23T10:00:22.490+0000", reasonData: "no JSON" },
					configuration: { alarmRule: 'ALARM("cpu") OR OK(disk)' },
				},
			},
			reason: "alarm orders-hot names no stream: it is composite, and none of its children (cpu, disk) has a name that Headroom gives",
		},
		{ title: "a message that is no JSON", given: snsEvent("ALARM!"), reason: "Records[].Sns.Message must be JSON" },
		{
			title: "a message without state",
			given: snsEvent({ ...SNS_MESSAGE, NewStateValue: undefined }),
			reason: "NewStateValue must be one of ALARM, INSUFFICIENT_DATA, OK",
		},
	];
	it.each(rows)("says what is wrong with $title", ({ given, reason }) => {
		expect(readAlarmEvent(given)).toEqual([{ kind: "malformed", reason }]);
	});

	it("is read without a throw, whatever it is", () => {
		const anything = fc.oneof(
			fc.anything(),
			fc.record({ alarmData: fc.anything() }),
			fc.record({ "detail-type": fc.anything(), detail: fc.anything() }),
			fc.record({ Records: fc.array(fc.record({ Sns: fc.record({ Message: fc.oneof(fc.json(), fc.string()) }) })) }),
			fc.record({ Records: fc.array(fc.record({ body: fc.oneof(fc.json(), fc.string()) })) }),
		);
		fc.assert(
			fc.property(anything, (given) => {
				for (const reading of readAlarmEvent(given)) {
					expect(reading.kind).toBe("malformed");
					if (reading.kind === "malformed")
						expect(reading.reason).toMatch(/ must be | must not be |^the event must have |^this is an SQS event /);
				}
			}),
			{ seed: 20261123, numRuns: 500 },
		);
	});
});
