import { enumeration, list, required, structure } from "../request-reader.ts";
import type { KinesisAccount } from "./account.ts";
import { SHARD_METRIC_NAMES, type ShardMetricName } from "./minute-metrics.ts";
import { namedStream, parseInput } from "./request.ts";

const metricNames = [...SHARD_METRIC_NAMES, "ALL"] as const;
const monitoringInput = structure({
	...namedStream,
	ShardLevelMetrics: required(list(enumeration(metricNames), { minLength: 1, maxLength: SHARD_METRIC_NAMES.length })),
});

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_EnableEnhancedMonitoring.html */
export function enableEnhancedMonitoring(account: KinesisAccount, input: unknown): object {
	return change(account, input, (metrics, name) => metrics.add(name));
}

/** https://docs.aws.amazon.com/kinesis/latest/APIReference/API_DisableEnhancedMonitoring.html */
export function disableEnhancedMonitoring(account: KinesisAccount, input: unknown): object {
	return change(account, input, (metrics, name) => metrics.delete(name));
}

function change(account: KinesisAccount, input: unknown, apply: (metrics: Set<ShardMetricName>, name: ShardMetricName) => void): object {
	const request = parseInput(monitoringInput, input);
	const stream = account.requireStream(request);
	const before = [...stream.shardLevelMetrics];
	const named = new Set<string>(request.ShardLevelMetrics);
	for (const name of SHARD_METRIC_NAMES) if (named.has("ALL") || named.has(name)) apply(stream.shardLevelMetrics, name);
	return {
		StreamName: stream.streamName,
		StreamARN: stream.streamArn,
		CurrentShardLevelMetrics: before,
		DesiredShardLevelMetrics: [...stream.shardLevelMetrics],
	};
}
