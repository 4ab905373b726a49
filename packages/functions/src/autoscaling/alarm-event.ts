import { type AlarmProbe, probeIdOf, STREAM_NAME_DIMENSION, type Wakeup } from "@headroom/controller";
import * as z from "zod/mini";
import { type AlarmOwner, type AlarmScope, streamsOfAlarm } from "./alarm-streams.ts";

export type AlarmWakeup = Extract<Wakeup, { kind: "alarm" }>;

/** One alarm's change of state, for one stream that it is about. */
export type AlarmReading =
	| { readonly kind: "alarm"; readonly streamName: string; readonly wakeup: AlarmWakeup }
	/** Somebody set the alarm's state to see whether it arrives: nothing is to be done. */
	| { readonly kind: "probe"; readonly streamName: string; readonly probe: AlarmProbe }
	/** No retry helps: the sender must correct it. */
	| { readonly kind: "malformed"; readonly reason: string };

/**
 * Read the event of a CloudWatch alarm in any of the ways it can come: as the alarm's own Lambda action, over EventBridge, over SNS, or any of
 * these inside a message of SQS. Total: anything else is `malformed`, with the reason. SNS and SQS events may hold several alarms, and an alarm
 * may be about several streams: each has a reading.
 *
 * @param owner of the alarms that count; others' are `malformed`
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-actions-Lambda.html read 2026-11-23
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/cloudwatch-and-eventbridge.html read 2026-11-23
 */
export function readAlarmEvent(event: unknown, owner: AlarmOwner = {}): readonly AlarmReading[] {
	if (!isObject(event)) return [malformed("the event must be a JSON object")];
	if ("alarmData" in event) {
		return readAs(lambdaAction, event, ({ accountId, alarmArn, alarmData, region }) =>
			readings(alarmData, { alarmArn, accountId, region }, owner),
		);
	}
	if ("detail-type" in event) {
		return readAs(eventBridgeEvent, event, ({ account, detail, region, resources }) =>
			readings(detail, { alarmArn: resources?.[0], accountId: account, region }, owner),
		);
	}
	if ("Records" in event) return isSqsEvent(event) ? readSqsEvent(event, owner) : readSnsEvent(event, owner);
	return [malformed("the event must have alarmData (Lambda action), detail-type (EventBridge) or Records (SNS or SQS)")];
}

const STATES = ["ALARM", "INSUFFICIENT_DATA", "OK"] as const;

const text = z.string({ error: "must be text" }).check(z.minLength(1, "must not be empty"));
const state = z.enum(STATES, `must be one of ${STATES.join(", ")}`);
const list = "must be a list";
const object = "must be an object";
const optionalText = z.optional(z.string({ error: "must be text" }));
const textMap = z.record(z.string(), z.string({ error: "must be text" }), { error: object });

const metricStat = z.object(
	{ metric: z.object({ namespace: optionalText, dimensions: z.optional(textMap) }, { error: object }) },
	{ error: object },
);
const metric = z.object({ metricStat: z.optional(metricStat), expression: optionalText, accountId: optionalText }, { error: object });

/** What the Lambda action and EventBridge have in common. Composite alarms have a rule and no metrics of their own. */
const alarmData = z.object(
	{
		alarmName: text,
		state: z.object(
			{ value: state, timestamp: text, reason: z.optional(z.unknown()), reasonData: z.optional(z.unknown()) },
			{ error: object },
		),
		configuration: z.optional(
			z.object({ metrics: z.optional(z.array(metric, { error: list })), alarmRule: optionalText }, { error: object }),
		),
		alarmContributor: z.optional(z.object({ attributes: z.optional(textMap) }, { error: object })),
	},
	{ error: object },
);

const lambdaAction = z.object({ alarmArn: optionalText, accountId: optionalText, region: optionalText, alarmData });

/** The second is of one time series of a Metrics Insights alarm. */
const STATE_CHANGES = ["CloudWatch Alarm State Change", "CloudWatch Alarm Contributor State Change"] as const;
const eventBridgeEvent = z.object({
	"detail-type": z.enum(STATE_CHANGES, `must be "${STATE_CHANGES.join('" or "')}"`),
	account: optionalText,
	region: optionalText,
	resources: z.optional(z.array(z.string({ error: "must be text" }), { error: list })),
	detail: alarmData,
});

const snsEvent = z.object({
	Records: z
		.array(z.object({ Sns: z.object({ Message: text }, { error: object }) }, { error: object }), { error: list })
		.check(z.minLength(1, "must not be empty")),
});

const sqsEvent = z.object({
	Records: z.array(z.object({ body: text }, { error: object }), { error: list }).check(z.minLength(1, "must not be empty")),
});

const snsDimensions = z.optional(z.nullable(z.array(z.object({ name: text, value: text }, { error: object }), { error: list })));
const snsMetricStat = z.object(
	{ Metric: z.object({ Namespace: optionalText, Dimensions: snsDimensions }, { error: object }) },
	{ error: object },
);
const snsMetric = z.object({ MetricStat: z.optional(snsMetricStat), Expression: optionalText, AccountId: optionalText }, { error: object });

const snsMessage = z.object(
	{
		AlarmName: text,
		AlarmArn: optionalText,
		AWSAccountId: optionalText,
		AlarmRule: optionalText,
		TriggeringChildren: z.optional(z.array(z.object({ Arn: text }, { error: object }), { error: list })),
		NewStateValue: state,
		NewStateReason: z.optional(z.unknown()),
		StateChangeTime: text,
		Trigger: z.optional(
			z.object(
				{
					Namespace: z.optional(z.nullable(z.string({ error: "must be text" }))),
					Dimensions: snsDimensions,
					Metrics: z.optional(z.array(snsMetric, { error: list })),
				},
				{ error: object },
			),
		),
	},
	{ error: object },
);

function isSqsEvent({ Records }: Readonly<Record<string, unknown>>): boolean {
	return Array.isArray(Records) && Records.some((record) => isObject(record) && (record["eventSource"] === "aws:sqs" || "body" in record));
}

/** A message holds SNS's envelope, the alarm's own message (raw delivery), or an event of EventBridge. */
function readSqsEvent(event: unknown, owner: AlarmOwner): readonly AlarmReading[] {
	return readAs(sqsEvent, event, ({ Records }) =>
		Records.flatMap(({ body }): readonly AlarmReading[] => {
			const message = parseJson(body);
			if (isObject(message) && "Message" in message) return readSnsMessage(message["Message"], owner, "Records[].body.Message");
			if (isObject(message) && "AlarmName" in message) return readSnsMessage(body, owner, "Records[].body");
			if (isObject(message) && ("detail-type" in message || "alarmData" in message)) return readAlarmEvent(message, owner);
			return [
				malformed(
					"this is an SQS event whose message holds no alarm: Records[].body must be what SNS delivers (with Message), " +
						"an alarm's own message (with AlarmName) or an event of EventBridge (with detail-type)",
				),
			];
		}),
	);
}

function readSnsEvent(event: unknown, owner: AlarmOwner): readonly AlarmReading[] {
	return readAs(snsEvent, event, ({ Records }) =>
		Records.flatMap(({ Sns }) => readSnsMessage(Sns.Message, owner, "Records[].Sns.Message")),
	);
}

/** @param at where the message stands, for the reason */
function readSnsMessage(message: unknown, owner: AlarmOwner, at: string): readonly AlarmReading[] {
	const parsed = typeof message === "string" ? parseJson(message) : undefined;
	if (parsed === undefined) return [malformed(`${at} must be JSON`)];
	return readAs(snsMessage, parsed, ({ Trigger, ...alarm }) => {
		const streamNames = (dimensions: z.infer<typeof snsDimensions>) =>
			(dimensions ?? []).filter(({ name }) => name === STREAM_NAME_DIMENSION).map(({ value }) => value);
		const metrics = Trigger?.Metrics ?? [];
		const scope: AlarmScope = {
			alarmName: alarm.AlarmName,
			alarmArn: alarm.AlarmArn,
			accountId: alarm.AWSAccountId,
			metrics: [
				{ namespace: Trigger?.Namespace ?? undefined, streamNames: streamNames(Trigger?.Dimensions) },
				...metrics.flatMap(({ AccountId, MetricStat }) =>
					MetricStat === undefined
						? []
						: [
								{
									namespace: MetricStat.Metric.Namespace,
									accountId: AccountId,
									streamNames: streamNames(MetricStat.Metric.Dimensions),
								},
							],
				),
			],
			expressions: metrics.flatMap(({ Expression }) => Expression ?? []),
			rule: alarm.AlarmRule,
			triggeringAlarmArns: (alarm.TriggeringChildren ?? []).map(({ Arn }) => Arn),
		};
		return readingsOf(scope, { value: alarm.NewStateValue, timestamp: alarm.StateChangeTime, reason: alarm.NewStateReason }, owner);
	});
}

function readings(
	{ alarmContributor, alarmName, configuration, state }: z.infer<typeof alarmData>,
	origin: Pick<AlarmScope, "accountId" | "alarmArn" | "region">,
	owner: AlarmOwner,
): readonly AlarmReading[] {
	const metrics = configuration?.metrics ?? [];
	const scope: AlarmScope = {
		...origin,
		alarmName,
		metrics: metrics.flatMap(({ accountId, metricStat }) =>
			metricStat === undefined
				? []
				: [
						{
							namespace: metricStat.metric.namespace,
							accountId,
							streamNames: [metricStat.metric.dimensions?.[STREAM_NAME_DIMENSION] ?? []].flat(),
						},
					],
		),
		expressions: metrics.flatMap(({ expression }) => expression ?? []),
		rule: configuration?.alarmRule,
		triggeringAlarmArns: triggeringAlarms(state.reasonData),
		contributor: alarmContributor?.attributes,
	};
	return readingsOf(scope, state, owner);
}

const reasonData = z.object({ triggeringAlarms: z.array(z.object({ arn: z.string() })) });

/** JSON inside the event; what is none says nothing. */
function triggeringAlarms(json: unknown): readonly string[] {
	const parsed = reasonData.safeParse(typeof json === "string" ? parseJson(json) : undefined);
	return parsed.success ? parsed.data.triggeringAlarms.map(({ arn }) => arn) : [];
}

interface AlarmState {
	readonly value: AlarmWakeup["state"];
	readonly timestamp: string;
	/** Anything: an alarm whose reason is odd is an alarm all the same. */
	readonly reason?: unknown;
}

function readingsOf(scope: AlarmScope, { reason, timestamp, value: state }: AlarmState, owner: AlarmOwner): readonly AlarmReading[] {
	const { alarmName } = scope;
	const found = streamsOfAlarm(scope, owner);
	if (found.kind === "none") return [malformed(found.reason)];
	const probeId = probeIdOf(reason);
	if (probeId !== undefined) {
		return found.streamNames.map((streamName) => ({ kind: "probe", streamName, probe: { probeId, alarmName, state } }));
	}
	const atMs = Date.parse(timestamp.replace(OFFSET_WITHOUT_COLON, "$1:$2"));
	if (Number.isNaN(atMs)) return [malformed(`the time of the state change must be ISO 8601, is ${JSON.stringify(timestamp)}`)];
	return found.streamNames.map((streamName) => ({ kind: "alarm", streamName, wakeup: { kind: "alarm", alarmName, state, atMs } }));
}

/** CloudWatch writes "2023-08-04T12:36:15.490+0000", which is not ISO 8601's extended form, so Date.parse cannot read it. */
const OFFSET_WITHOUT_COLON = /([+-]\d{2})(\d{2})$/;

function readAs<Schema extends z.ZodMiniType>(
	schema: Schema,
	value: unknown,
	read: (data: z.infer<Schema>) => readonly AlarmReading[],
): readonly AlarmReading[] {
	const parsed = schema.safeParse(value);
	return parsed.success ? read(parsed.data) : [malformed(issuesOf(parsed.error))];
}

/** @returns undefined for what is no JSON */
function parseJson(json: string): unknown {
	try {
		return JSON.parse(json);
	} catch {
		return undefined;
	}
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
