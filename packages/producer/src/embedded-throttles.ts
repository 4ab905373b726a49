import type { ThrottlePublisher } from "./throttle-publisher.ts";
import { WRITE_THROTTLES_METRIC } from "./write-throttles.ts";

const { name, namespace, shardDimension, storageResolutionSeconds, streamDimension, unit } = WRITE_THROTTLES_METRIC;

/**
 * The directive of a log line that has `WriteThrottles`, `StreamName` and, where the shard is known, `ShardId` among its fields.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html read 2026-11-23
 */
export function writeThrottlesDirective(shardId: string | undefined) {
	return {
		Namespace: namespace,
		Dimensions: shardId === undefined ? [[streamDimension]] : [[streamDimension], [streamDimension, shardDimension]],
		Metrics: [{ Name: name, Unit: unit, StorageResolution: storageResolutionSeconds }],
	};
}

/**
 * Publishes in the embedded metric format: a line for each shard of each throttled answer, at once, since Lambda freezes a function when it has
 * answered. No call, and no line while nothing is throttled.
 *
 * @param writeLine to standard output as it is: `console.log` of Lambda puts text before the JSON
 */
export function embeddedThrottles(writeLine = (line: string): unknown => process.stdout.write(`${line}\n`)): ThrottlePublisher {
	return {
		count(streamName, throttles, atMs) {
			for (const [shardId, count] of throttles) {
				writeLine(
					JSON.stringify({
						_aws: { Timestamp: atMs, CloudWatchMetrics: [writeThrottlesDirective(shardId)] },
						[streamDimension]: streamName,
						...(shardId === undefined ? {} : { [shardDimension]: shardId }),
						[name]: count,
					}),
				);
			}
		},
		close: () => Promise.resolve(),
	};
}
