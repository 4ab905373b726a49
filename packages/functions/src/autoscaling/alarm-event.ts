import { type AlarmProbe, parseAlarmName, probeIdOf, STREAM_NAME_DIMENSION, type Wakeup } from "@headroom/controller";
import * as z from "zod/mini";

export type AlarmWakeup = Extract<Wakeup, { kind: "alarm" }>;

/** One alarm's change of state, and the stream that it is about. */
export type AlarmReading =
	| { readonly kind: "alarm"; readonly streamName: string; readonly wakeup: AlarmWakeup }
	/** Somebody set the alarm's state to see whether it arrives: nothing is to be done. */
	| { readonly kind: "probe"; readonly streamName: string; readonly probe: AlarmProbe }
	/** No retry helps: the sender must correct it. */
	| { readonly kind: "malformed"; readonly reason: string };

/**
 * Read the event of a CloudWatch alarm in any of the three ways it can come: as the alarm's own Lambda action, over SNS, or over
 * EventBridge. Total: anything else is `malformed`, with the reason. An SNS event may hold several alarms.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html read 2026-11-23
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html read 2026-11-23
 */
export function readAlarmEvent(event: unknown): readonly AlarmReading[] {
	if (!isObject(event)) return [malformed("the event must be a JSON object")];
	if ("alarmData" in event) return [readAs(lambdaAction, event, ({ alarmData }) => alarmReading(alarmData))];
	if ("detail-type" in event) return [readAs(eventBridgeEvent, event, ({ detail }) => alarmReading(detail))];
	if ("Records" in event) {
		const parsed = snsEvent.safeParse(event);
		if (!parsed.success) return [malformed(issuesOf(parsed.error))];
		return parsed.data.Records.map((record) => readSnsMessage(record.Sns.Message));
	}
	return [malformed("the event must have alarmData (Lambda action), detail-type (EventBridge) or Records (SNS)")];
}

const STATES = ["ALARM", "INSUFFICIENT_DATA", "OK"] as const;

const text = z.string({ error: "must be text" }).check(z.minLength(1, "must not be empty"));
const state = z.enum(STATES, `must be one of ${STATES.join(", ")}`);
const list = "must be a list";
const object = "must be an object";

const dimensions = z.record(z.string(), z.string({ error: "must be text" }), { error: object });
const metricStat = z.object({ metric: z.object({ dimensions: z.optional(dimensions) }, { error: object }) }, { error: object });
const metrics = z.array(z.object({ metricStat: z.optional(metricStat) }, { error: object }), { error: list });

/** What the Lambda action and EventBridge have in common. Composite alarms have no metrics of their own. */
const alarmData = z.object(
	{
		alarmName: text,
		state: z.object({ value: state, timestamp: text, reason: z.optional(z.unknown()) }, { error: object }),
		configuration: z.optional(z.object({ metrics: z.optional(metrics) }, { error: object })),
	},
	{ error: object },
);

const lambdaAction = z.object({ alarmData });

const ALARM_STATE_CHANGE = "CloudWatch Alarm State Change";
const eventBridgeEvent = z.object({
	"detail-type": z.literal(ALARM_STATE_CHANGE, `must be "${ALARM_STATE_CHANGE}"`),
	detail: alarmData,
});

const snsEvent = z.object({
	Records: z
		.array(z.object({ Sns: z.object({ Message: text }, { error: object }) }, { error: object }), { error: list })
		.check(z.minLength(1, "must not be empty")),
});

const snsDimensions = z.optional(z.nullable(z.array(z.object({ name: text, value: text }, { error: object }), { error: list })));
const snsMetricStat = z.object({ Metric: z.object({ Dimensions: snsDimensions }, { error: object }) }, { error: object });
const snsMetrics = z.array(z.object({ MetricStat: z.optional(snsMetricStat) }, { error: object }), { error: list });

const snsMessage = z.object(
	{
		AlarmName: text,
		NewStateValue: state,
		NewStateReason: z.optional(z.unknown()),
		StateChangeTime: text,
		Trigger: z.optional(z.object({ Dimensions: snsDimensions, Metrics: z.optional(snsMetrics) }, { error: object })),
	},
	{ error: object },
);

function readSnsMessage(message: string): AlarmReading {
	let parsed: unknown;
	try {
		parsed = JSON.parse(message);
	} catch {
		return malformed("Records[].Sns.Message must be JSON");
	}
	return readAs(snsMessage, parsed, ({ AlarmName, NewStateReason, NewStateValue, StateChangeTime, Trigger }) => {
		const dimensions = [Trigger?.Dimensions, ...(Trigger?.Metrics ?? []).map(({ MetricStat }) => MetricStat?.Metric.Dimensions)];
		const streamNames = dimensions.flatMap((each) => each ?? []).filter(({ name }) => name === STREAM_NAME_DIMENSION);
		return reading(
			AlarmName,
			{ value: NewStateValue, timestamp: StateChangeTime, reason: NewStateReason },
			streamNames.map(({ value }) => value),
		);
	});
}

function alarmReading({ alarmName, state, configuration }: z.infer<typeof alarmData>): AlarmReading {
	const streamNames = (configuration?.metrics ?? []).flatMap(
		({ metricStat }) => metricStat?.metric.dimensions?.[STREAM_NAME_DIMENSION] ?? [],
	);
	return reading(alarmName, state, streamNames);
}

interface AlarmState {
	readonly value: AlarmWakeup["state"];
	readonly timestamp: string;
	/** Anything: an alarm whose reason is odd is an alarm all the same. */
	readonly reason?: unknown;
}

/** The metrics name the stream. The name of the alarm counts only if they do not, because an alarm can have any name. */
function reading(alarmName: string, { reason, timestamp, value: state }: AlarmState, streamNames: readonly string[]): AlarmReading {
	const [streamName = parseAlarmName(alarmName)?.streamName, ...others] = new Set(streamNames);
	if (streamName === undefined)
		return malformed(`alarm ${alarmName} names no stream: no metric of it has the dimension ${STREAM_NAME_DIMENSION}`);
	if (others.length > 0) return malformed(`alarm ${alarmName} is about several streams: ${[streamName, ...others].join(", ")}`);
	const probeId = probeIdOf(reason);
	if (probeId !== undefined) return { kind: "probe", streamName, probe: { probeId, alarmName, state } };
	const atMs = Date.parse(timestamp.replace(OFFSET_WITHOUT_COLON, "$1:$2"));
	if (Number.isNaN(atMs)) return malformed(`the time of the state change must be ISO 8601, is ${JSON.stringify(timestamp)}`);
	return { kind: "alarm", streamName, wakeup: { kind: "alarm", alarmName, state, atMs } };
}

/** CloudWatch writes "2023-08-04T12:36:15.490+0000", which is not ISO 8601's extended form, so Date.parse cannot read it. */
const OFFSET_WITHOUT_COLON = /([+-]\d{2})(\d{2})$/;

function readAs<Schema extends z.ZodMiniType>(schema: Schema, value: unknown, read: (data: z.infer<Schema>) => AlarmReading): AlarmReading {
	const parsed = schema.safeParse(value);
	return parsed.success ? read(parsed.data) : malformed(issuesOf(parsed.error));
}

function issuesOf({ issues }: z.core.$ZodError): string {
	return issues.map(({ path, message }) => `${path.length === 0 ? "the message" : path.map(String).join(".")} ${message}`).join("; ");
}

function malformed(reason: string): AlarmReading {
	return { kind: "malformed", reason };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
