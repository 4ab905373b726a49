import { GetMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { HEADROOM_METRICS, HEADROOM_NAMESPACE, KINESIS_METRICS, KINESIS_NAMESPACE, STREAM_NAME_DIMENSION } from "@headroom/controller";
import { span } from "../../../shared/format/time.ts";
import { broken, type LinkFinding, ok } from "../finding.ts";
import type { VerifyContext } from "../verify-context.ts";
import { waitFor } from "../wait-for.ts";

/** What the policy and the alarms rest on. */
const METRICS = {
	openShardCount: { namespace: HEADROOM_NAMESPACE, name: HEADROOM_METRICS.openShardCount },
	writeThrottles: { namespace: HEADROOM_NAMESPACE, name: HEADROOM_METRICS.writeThrottles },
	incomingRecords: { namespace: KINESIS_NAMESPACE, name: KINESIS_METRICS.incomingRecords },
	incomingBytes: { namespace: KINESIS_NAMESPACE, name: KINESIS_METRICS.incomingBytes },
	throttled: { namespace: KINESIS_NAMESPACE, name: KINESIS_METRICS.writeProvisionedThroughputExceeded },
	iteratorAge: { namespace: KINESIS_NAMESPACE, name: KINESIS_METRICS.iteratorAgeMilliseconds },
} as const;

type MetricKey = keyof typeof METRICS;
/** Of the newest datapoint, in milliseconds; undefined where there is none in the last three hours. */
type Ages = ReadonlyMap<MetricKey, number | undefined>;

const LOOK_BACK_MS = 3 * 3_600_000;
/** Every evaluation publishes it; the sweep comes every minute, and a metric of a log line some seconds later. */
const OPEN_SHARD_COUNT_WITHIN_MS = 5 * 60_000;

/**
 * Each metric that the policy rests on, with the age of its newest datapoint. An idle stream has none of the service's: that is no fault.
 */
export async function checkMetrics(context: VerifyContext): Promise<readonly LinkFinding[]> {
	const streams = await context.triedStreams();
	return Promise.all(streams.map(({ streamName }) => checkStream(context, streamName)));
}

async function checkStream(context: VerifyContext, streamName: string): Promise<LinkFinding> {
	const isFresh = (ages: Ages): boolean => (ages.get("openShardCount") ?? Number.POSITIVE_INFINITY) <= OPEN_SHARD_COUNT_WITHIN_MS;
	let ages: Ages = new Map();
	await waitFor(context, async () => {
		ages = await readAges(context, streamName);
		return isFresh(ages) ? true : undefined;
	});
	const list = (Object.keys(METRICS) as MetricKey[]).map((key) => `${METRICS[key].name} ${formatAge(ages.get(key))}`).join(", ");
	if (!isFresh(ages)) {
		const says = `Nothing publishes OpenShardCount of ${streamName}: its utilization alarms are blind. Ages: ${list}.`;
		return broken(
			"metrics.no-shard-count",
			streamName,
			says,
			`aws logs tail /aws/lambda/${context.session.names.functions.sweep} --since 10m`,
		);
	}
	// Both are of the same puts: one without the other is a metric that does not arrive.
	if ((ages.get("incomingRecords") === undefined) !== (ages.get("incomingBytes") === undefined)) {
		return broken("metrics.half", streamName, `Of IncomingRecords and IncomingBytes of ${streamName} only one arrives. Ages: ${list}.`);
	}
	return ok(streamName, `Metrics of ${streamName}, age of the newest datapoint: ${list}.`);
}

async function readAges({ session }: VerifyContext, streamName: string): Promise<Ages> {
	const nowMs = Date.now();
	const keys = Object.keys(METRICS) as MetricKey[];
	const { MetricDataResults = [] } = await session.cloudWatch().send(
		new GetMetricDataCommand({
			StartTime: new Date(nowMs - LOOK_BACK_MS),
			EndTime: new Date(nowMs + 60_000),
			ScanBy: "TimestampDescending",
			MetricDataQueries: keys.map((key) => ({
				Id: key,
				MetricStat: {
					Metric: {
						Namespace: METRICS[key].namespace,
						MetricName: METRICS[key].name,
						Dimensions: [{ Name: STREAM_NAME_DIMENSION, Value: streamName }],
					},
					Period: 60,
					Stat: "Maximum",
				},
			})),
		}),
	);
	return new Map(
		keys.map((key) => {
			const newest = MetricDataResults.find(({ Id }) => Id === key)?.Timestamps?.[0]?.getTime();
			return [key, newest === undefined ? undefined : Math.max(0, nowMs - newest)];
		}),
	);
}

function formatAge(ageMs: number | undefined): string {
	return ageMs === undefined ? "none in 3 h" : span(ageMs);
}
