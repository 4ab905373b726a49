import type { KinesisClient } from "@aws-sdk/client-kinesis";
import {
	HEADROOM_METRICS,
	HEADROOM_NAMESPACE,
	KINESIS_METRICS,
	KINESIS_NAMESPACE,
	ObservationError,
	SHARD_ID_DIMENSION,
	STREAM_NAME_DIMENSION,
} from "@headroom/controller";
import type { ShardThrottleEvidence } from "@headroom/engine";
import { faultMessage, sdkFault } from "../../shared/sdk-errors.ts";
import { openShardPages } from "../open-shards.ts";
import type { ReadMetricSeries } from "./metric-data.ts";

/** How far back throttles are attributed to shards. Long enough for the service's own metrics, which arrive minutes late. */
export const EVIDENCE_WINDOW_SECONDS = 300;

const PERIOD_SECONDS = 60;

/**
 * For more shards the evidence costs more than it is worth: a CloudWatch call for every 500 shards, twice. Such a stream has no problem
 * with a single hot key.
 */
const MAX_SHARDS = 2_500;

export interface ShardEvidenceReading {
	readonly readSeries: ReadMetricSeries;
	readonly kinesis: KinesisClient;
	readonly streamName: string;
	readonly nowMs: number;
}

/**
 * Which open shards were throttled: by what producers publish per shard and, if none does, by the service's own shard-level metric, which
 * exists only when enhanced monitoring is on.
 *
 * Skips closed shards: their throttles say nothing about the open ones. If neither source has a datapoint, the answer is `no-data`, not "no
 * shard was throttled". Unreadable evidence is `no-data`, too: it only refines a decision about a throttled stream, and must not stop it.
 *
 * @see https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html read 2026-11-23
 */
export async function readShardEvidence(reading: ShardEvidenceReading): Promise<ShardThrottleEvidence> {
	try {
		const shardIds = await openShardIds(reading);
		if (shardIds === undefined) return { kind: "no-data", reason: `more than ${MAX_SHARDS} open shards` };
		const fromProducers = await throttlesOf(reading, shardIds, HEADROOM_NAMESPACE, HEADROOM_METRICS.writeThrottles);
		if (fromProducers.kind === "measured") return fromProducers;
		return await throttlesOf(reading, shardIds, KINESIS_NAMESPACE, KINESIS_METRICS.writeProvisionedThroughputExceeded);
	} catch (error) {
		if (error instanceof ObservationError) return { kind: "no-data", reason: error.message };
		throw error;
	}
}

async function throttlesOf(
	{ readSeries, streamName, nowMs }: ShardEvidenceReading,
	shardIds: readonly string[],
	namespace: string,
	metricName: string,
): Promise<ShardThrottleEvidence> {
	const periodMs = PERIOD_SECONDS * 1000;
	const startMs = Math.floor((nowMs - EVIDENCE_WINDOW_SECONDS * 1000) / periodMs) * periodMs;
	const series = await readSeries(
		{ streamName, startMs, endMs: nowMs },
		shardIds.map((shardId) => ({
			namespace,
			metricName,
			dimensions: { [STREAM_NAME_DIMENSION]: streamName, [SHARD_ID_DIMENSION]: shardId },
			statistic: "Sum",
			periodSeconds: PERIOD_SECONDS,
		})),
	);
	if (series.every((values) => values.size === 0)) return { kind: "no-data" };
	const shards = shardIds
		.map((shardId, index) => ({ shardId, throttledRecords: sumOf(series[index]?.values() ?? []) }))
		.filter(({ throttledRecords }) => throttledRecords > 0);
	return { kind: "measured", windowSeconds: Math.round((nowMs - startMs) / 1000), shards };
}

/** Ids of the open shards; undefined if there are too many for reading evidence. */
async function openShardIds({ kinesis, streamName }: ShardEvidenceReading): Promise<readonly string[] | undefined> {
	const shardIds: string[] = [];
	try {
		for await (const page of openShardPages(kinesis, streamName)) {
			shardIds.push(...page);
			if (shardIds.length > MAX_SHARDS) return undefined;
		}
		return shardIds;
	} catch (error) {
		const fault = sdkFault(error);
		throw new ObservationError(faultMessage(fault, "kinesis:ListShards", `stream ${streamName}`), {
			code: "observation.metrics-unavailable",
			retryable: fault.retryable,
			streamName,
			cause: error,
		});
	}
}

function sumOf(values: Iterable<number>): number {
	let sum = 0;
	for (const value of values) sum += value;
	return sum;
}
