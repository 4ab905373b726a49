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
import type { LoadObservation, ShardLoads, ShardThrottleEvidence } from "@headroom/engine";
import { faultMessage, sdkFault } from "../../shared/sdk-errors.ts";
import { type OpenShard, openShardPages, rangesOf } from "../open-shards.ts";
import type { MetricSeriesRequest, ReadMetricSeries } from "./metric-data.ts";

/** How far back throttles are attributed to shards. Long enough for the service's own metrics, which arrive minutes late. */
export const EVIDENCE_WINDOW_SECONDS = 300;

const PERIOD_SECONDS = 60;

/**
 * For more shards the evidence costs more than it is worth: a CloudWatch call for every 500 shards, twice. Such a stream has no problem
 * with a single hot key.
 */
const MAX_SHARDS = 2_500;

/** Two metrics each: as many as one call takes. */
const MAX_SHARDS_WITH_LOADS = 250;

export interface ShardEvidenceReading {
	readonly readSeries: ReadMetricSeries;
	readonly kinesis: KinesisClient;
	readonly streamName: string;
	readonly nowMs: number;
}

/** What the shards of a throttled stream say about the cause. */
export type ShardEvidence = Pick<LoadObservation, "shardLoads" | "shardRanges" | "shardThrottles">;

/**
 * The open shards, their hash keys, and which of them were throttled: by what producers publish per shard and, if none does, by the service's own shard-level metric, which
 * exists only when enhanced monitoring is on.
 *
 * Skips closed shards: their throttles say nothing about the open ones. If neither source has a datapoint, the answer is `no-data`, not "no
 * shard was throttled". Unreadable evidence is `no-data`, too: it only refines a decision about a throttled stream, and must not stop it.
 *
 * @see https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html read 2026-11-23
 */
export async function readShardEvidence(reading: ShardEvidenceReading): Promise<ShardEvidence> {
	try {
		const openShards = await listOpenShards(reading);
		if (openShards === undefined) return { shardThrottles: { kind: "no-data", reason: `more than ${MAX_SHARDS} open shards` } };
		const shardRanges = rangesOf(openShards);
		const ranges = shardRanges === undefined ? {} : { shardRanges };
		try {
			const [shardThrottles, shardLoads] = await Promise.all([readThrottles(reading, openShards), readLoads(reading, openShards)]);
			return { ...ranges, shardThrottles, ...(shardLoads === undefined ? {} : { shardLoads }) };
		} catch (error) {
			return { ...ranges, shardThrottles: unread(error) };
		}
	} catch (error) {
		return { shardThrottles: unread(error) };
	}
}

/** @throws what is no ObservationError */
function unread(error: unknown): ShardThrottleEvidence {
	if (error instanceof ObservationError) return { kind: "no-data", reason: error.message };
	throw error;
}

/** @returns `undefined` if enhanced monitoring does not measure them, or they are too many for one call */
async function readLoads(
	{ nowMs, readSeries, streamName }: ShardEvidenceReading,
	openShards: readonly OpenShard[],
): Promise<ShardLoads | undefined> {
	if (openShards.length > MAX_SHARDS_WITH_LOADS) return undefined;
	const range = { streamName, startMs: evidenceStartMs(nowMs), endMs: nowMs };
	const metrics = [KINESIS_METRICS.incomingRecords, KINESIS_METRICS.incomingBytes];
	const requests = metrics.flatMap((metricName) =>
		openShards.map(({ shardId }) => shardSum(streamName, shardId, KINESIS_NAMESPACE, metricName)),
	);
	const series = await readSeries(range, requests);
	if (series.every((values) => values.size === 0)) return undefined;
	const measured = new Set(series.flatMap((values) => [...values.keys()]));
	const shards = openShards.map(({ shardId }, index) => ({
		shardId,
		incomingRecords: sumOf(series[index]?.values() ?? []),
		incomingBytes: sumOf(series[index + openShards.length]?.values() ?? []),
	}));
	// The newest minutes may be missing of all of them: the window is what was measured of any.
	return { windowSeconds: measured.size * PERIOD_SECONDS, shards };
}

async function readThrottles(reading: ShardEvidenceReading, openShards: readonly OpenShard[]): Promise<ShardThrottleEvidence> {
	const shardIds = openShards.map(({ shardId }) => shardId);
	const fromProducers = await throttlesOf(reading, shardIds, HEADROOM_NAMESPACE, HEADROOM_METRICS.writeThrottles);
	if (fromProducers.kind === "measured") return fromProducers;
	return throttlesOf(reading, shardIds, KINESIS_NAMESPACE, KINESIS_METRICS.writeProvisionedThroughputExceeded);
}

async function throttlesOf(
	{ readSeries, streamName, nowMs }: ShardEvidenceReading,
	shardIds: readonly string[],
	namespace: string,
	metricName: string,
): Promise<ShardThrottleEvidence> {
	const startMs = evidenceStartMs(nowMs);
	const series = await readSeries(
		{ streamName, startMs, endMs: nowMs },
		shardIds.map((shardId) => shardSum(streamName, shardId, namespace, metricName)),
	);
	if (series.every((values) => values.size === 0)) return { kind: "no-data" };
	const shards = shardIds
		.map((shardId, index) => ({ shardId, throttledRecords: sumOf(series[index]?.values() ?? []) }))
		.filter(({ throttledRecords }) => throttledRecords > 0);
	return { kind: "measured", windowSeconds: Math.round((nowMs - startMs) / 1000), shards };
}

function evidenceStartMs(nowMs: number): number {
	const periodMs = PERIOD_SECONDS * 1000;
	return Math.floor((nowMs - EVIDENCE_WINDOW_SECONDS * 1000) / periodMs) * periodMs;
}

function shardSum(streamName: string, shardId: string, namespace: string, metricName: string): MetricSeriesRequest {
	return {
		namespace,
		metricName,
		dimensions: { [STREAM_NAME_DIMENSION]: streamName, [SHARD_ID_DIMENSION]: shardId },
		statistic: "Sum",
		periodSeconds: PERIOD_SECONDS,
	};
}

/** The open shards; undefined if there are too many for reading evidence. */
async function listOpenShards({ kinesis, streamName }: ShardEvidenceReading): Promise<readonly OpenShard[] | undefined> {
	const openShards: OpenShard[] = [];
	try {
		for await (const page of openShardPages(kinesis, streamName)) {
			openShards.push(...page);
			if (openShards.length > MAX_SHARDS) return undefined;
		}
		return openShards;
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
