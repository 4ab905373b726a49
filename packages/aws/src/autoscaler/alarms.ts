import {
	CloudWatchClient,
	DeleteAlarmsCommand,
	type MetricAlarm,
	PutMetricAlarmCommand,
	paginateDescribeAlarms,
	StateValue,
} from "@aws-sdk/client-cloudwatch";
import {
	AlarmError,
	type AlarmsPort,
	ANY_ALARM_NAME_PREFIX,
	alarmNamePrefix,
	type DescribedAlarm,
	type PutMetricAlarmInput,
	parseAlarmName,
} from "@headroom/controller";
import { functionClientConfig } from "../shared/function-client-config.ts";
import { CONTROL_PLANE_TIMEOUTS } from "../shared/function-http-handler.ts";
import { faultMessage, type SdkFault, sdkFault } from "../shared/sdk-errors.ts";

export interface CloudWatchAlarmsOptions {
	readonly client?: CloudWatchClient;
}

/** @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html MaxRecords, read 2026-11-27 */
const MAX_ALARMS_PER_PAGE = 100;

/** A stream's alarms, over DescribeAlarms, PutMetricAlarm and DeleteAlarms. */
export function cloudWatchAlarms({
	client = new CloudWatchClient(functionClientConfig(CONTROL_PLANE_TIMEOUTS)),
}: CloudWatchAlarmsOptions = {}): AlarmsPort {
	return {
		describe: (streamName) =>
			attempt("cloudwatch:DescribeAlarms", `the alarms of stream ${streamName}`, streamName, async () => {
				const alarms = await readAlarms(client, alarmNamePrefix(streamName));
				// Another stream's name may begin with this one's: votes and votes-2.
				return alarms.filter(({ AlarmName }) => parseAlarmName(AlarmName)?.streamName === streamName);
			}),
		put: (alarm) =>
			attempt("cloudwatch:PutMetricAlarm", `alarm ${alarm.AlarmName}`, undefined, async () => {
				await client.send(new PutMetricAlarmCommand(alarm));
			}),
		remove: async (alarmNames) => {
			if (alarmNames.length > 0) await removeAlarms(client, alarmNames);
		},
	};
}

/**
 * The alarms of many streams, all read at once when the first are asked for: DescribeAlarms takes nine calls a second of the whole account, and a page has
 * a hundred alarms, those of twenty streams.
 */
export function listedAlarms({ client }: Required<CloudWatchAlarmsOptions>): Pick<AlarmsPort, "describe"> {
	let listing: Promise<ReadonlyMap<string | undefined, readonly DescribedAlarm[]>> | undefined;
	return {
		describe: (streamName) =>
			attempt("cloudwatch:DescribeAlarms", `the alarms of stream ${streamName}`, streamName, async () => {
				listing ??= readAlarms(client, ANY_ALARM_NAME_PREFIX).then((alarms) =>
					Map.groupBy(alarms, ({ AlarmName }) => parseAlarmName(AlarmName)?.streamName),
				);
				return (await listing).get(streamName) ?? [];
			}),
	};
}

async function readAlarms(client: CloudWatchClient, AlarmNamePrefix: string): Promise<readonly DescribedAlarm[]> {
	const alarms: DescribedAlarm[] = [];
	const pages = paginateDescribeAlarms({ client, pageSize: MAX_ALARMS_PER_PAGE }, { AlarmNamePrefix });
	for await (const { MetricAlarms = [] } of pages) alarms.push(...MetricAlarms.map(describedAlarm));
	return alarms;
}

/**
 * "If you specify any incorrect alarm names, the alarms you specify with correct names are still deleted." If none exists, the API model
 * lists ResourceNotFound.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DeleteAlarms.html read 2026-11-23
 */
function removeAlarms(client: CloudWatchClient, alarmNames: readonly string[]): Promise<void> {
	return attempt("cloudwatch:DeleteAlarms", `alarms ${alarmNames.join(", ")}`, undefined, async () => {
		try {
			await client.send(new DeleteAlarmsCommand({ AlarmNames: [...alarmNames] }));
		} catch (error) {
			if (sdkFault(error).kind !== "not-found") throw error;
		}
	});
}

async function attempt<Result>(
	action: string,
	subject: string,
	streamName: string | undefined,
	call: () => Promise<Result>,
): Promise<Result> {
	try {
		return await call();
	} catch (error) {
		const fault = sdkFault(error);
		const codes: Partial<Record<SdkFault["kind"], string>> = {
			"access-denied": "alarms.access-denied",
			rejected: "alarms.rejected",
			throttled: "alarms.rate-exceeded",
		};
		throw new AlarmError(faultMessage(fault, action, subject), {
			code: codes[fault.kind] ?? "alarms.unavailable",
			retryable: fault.retryable,
			...(streamName === undefined ? {} : { streamName }),
			cause: error,
		});
	}
}

/**
 * In the shape of PutMetricAlarm's input, so that the two can be compared. Absent attributes stay absent. An unknown word of a newer
 * CloudWatch shows as a difference.
 */
function describedAlarm(alarm: MetricAlarm): DescribedAlarm {
	const isMath = (alarm.Metrics ?? []).length > 0;
	return {
		AlarmName: alarm.AlarmName ?? "",
		AlarmDescription: alarm.AlarmDescription ?? "",
		ActionsEnabled: alarm.ActionsEnabled ?? true,
		AlarmActions: alarm.AlarmActions ?? [],
		ComparisonOperator: alarm.ComparisonOperator as PutMetricAlarmInput["ComparisonOperator"],
		Threshold: alarm.Threshold ?? Number.NaN,
		EvaluationPeriods: alarm.EvaluationPeriods ?? Number.NaN,
		DatapointsToAlarm: alarm.DatapointsToAlarm ?? alarm.EvaluationPeriods ?? Number.NaN,
		TreatMissingData: (alarm.TreatMissingData ?? "missing") as PutMetricAlarmInput["TreatMissingData"],
		...(isMath ? { Metrics: (alarm.Metrics ?? []).map(describedQuery) } : describedMetric(alarm)),
		StateValue: alarm.StateValue ?? StateValue.INSUFFICIENT_DATA,
		...(alarm.StateReason === undefined ? {} : { StateReason: alarm.StateReason }),
		...(alarm.StateUpdatedTimestamp === undefined ? {} : { StateUpdatedAtMs: alarm.StateUpdatedTimestamp.getTime() }),
	};
}

function describedMetric({ Dimensions = [], MetricName, Namespace, Period, Statistic }: MetricAlarm): Partial<PutMetricAlarmInput> {
	return {
		...(Namespace === undefined ? {} : { Namespace }),
		...(MetricName === undefined ? {} : { MetricName }),
		Dimensions: namedValues(Dimensions),
		...(Statistic === undefined ? {} : { Statistic: Statistic as NonNullable<PutMetricAlarmInput["Statistic"]> }),
		...(Period === undefined ? {} : { Period }),
	};
}

type MetricQuery = NonNullable<PutMetricAlarmInput["Metrics"]>[number];

function describedQuery({ Expression, Id, Label, MetricStat, ReturnData }: NonNullable<MetricAlarm["Metrics"]>[number]): MetricQuery {
	return {
		Id: Id ?? "",
		ReturnData: ReturnData ?? true,
		...(Expression === undefined ? {} : { Expression }),
		...(Label === undefined ? {} : { Label }),
		...(MetricStat === undefined
			? {}
			: {
					MetricStat: {
						Metric: {
							Namespace: MetricStat.Metric?.Namespace ?? "",
							MetricName: MetricStat.Metric?.MetricName ?? "",
							Dimensions: namedValues(MetricStat.Metric?.Dimensions ?? []),
						},
						Period: MetricStat.Period ?? Number.NaN,
						Stat: MetricStat.Stat ?? "",
					},
				}),
	};
}

function namedValues(dimensions: readonly { Name?: string | undefined; Value?: string | undefined }[]): { Name: string; Value: string }[] {
	return dimensions.map(({ Name = "", Value = "" }) => ({ Name, Value }));
}
