import { GetMetricStatisticsCommand } from "@aws-sdk/client-cloudwatch";
import { KINESIS_METRICS, KINESIS_NAMESPACE, SIGNAL_METRICS, STREAM_NAME_DIMENSION } from "@headroom/controller";
import { percent, READ_BYTES_PER_SECOND_PER_SHARD, whole } from "@headroom/engine";
import type { CheckContext } from "../check.ts";
import { checkEachStream } from "../check-each-stream.ts";
import type { Finding } from "../finding.ts";

const LOOK_BACK_SECONDS = 3_600;
/** Fuller than this, a shard may be refusing reads for their bytes. */
const FULL_OF_BYTES_FROM = 0.8;
/**
 * GetRecords calls that a shard takes in a second, by all its shared consumers together.
 * @see https://docs.aws.amazon.com/streams/latest/dev/service-sizes-and-limits.html read 2026-11-27
 */
const GET_RECORDS_CALLS_PER_SECOND_PER_SHARD = 5;

/**
 * Finds reads that the service refused although their bytes fit: more than five GetRecords calls a second a shard. No reshard helps, because each
 * consumer calls every shard as often as before.
 */
export function checkReaders(context: CheckContext): Promise<readonly Finding[]> {
	const { ports } = context;
	return checkEachStream(context, async ({ streamName }): Promise<readonly Finding[]> => {
		const refusedReads = await sumOf(context, streamName, KINESIS_METRICS.readProvisionedThroughputExceeded);
		if (refusedReads === 0) return [];
		const { openShardCount } = await ports.stream.describe(streamName);
		const bytesRead = await sumOf(context, streamName, SIGNAL_METRICS.reads);
		const filled = bytesRead / (LOOK_BACK_SECONDS * openShardCount * READ_BYTES_PER_SECOND_PER_SHARD);
		const refused = `${whole(refusedReads)} reads of ${streamName} were refused within the last hour, and what was read is ${percent(filled)} of what its shards give`;
		return [
			filled >= FULL_OF_BYTES_FROM
				? {
						severity: "warning",
						code: "reads.full",
						where: streamName,
						says: `${refused}. More shards help, and so does enhanced fan-out.`,
						fix: ['Scale by reads: headroom policy set with "optionalSignals": ["reads"]'],
					}
				: {
						severity: "warning",
						code: "reads.too-many-calls",
						where: streamName,
						says:
							`${refused}: its consumers call GetRecords more than ${GET_RECORDS_CALLS_PER_SECOND_PER_SHARD} times a second a shard, or read in bursts. ` +
							"More shards do not lower the calls per shard.",
						fix: ["Use enhanced fan-out, fewer consumers, or let each wait longer between its calls"],
					},
		];
	});
}

async function sumOf({ ports, session }: CheckContext, streamName: string, metricName: string): Promise<number> {
	const nowMs = ports.clock.nowMs();
	const { Datapoints = [] } = await session.cloudWatch().send(
		new GetMetricStatisticsCommand({
			Namespace: KINESIS_NAMESPACE,
			MetricName: metricName,
			Dimensions: [{ Name: STREAM_NAME_DIMENSION, Value: streamName }],
			StartTime: new Date(nowMs - LOOK_BACK_SECONDS * 1_000),
			EndTime: new Date(nowMs),
			Period: LOOK_BACK_SECONDS,
			Statistics: ["Sum"],
		}),
	);
	return Datapoints.reduce((sum, { Sum = 0 }) => sum + Sum, 0);
}
