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
import type { MetricSeries, ReadMetricSeries } from "./metric-data.ts";

/** How far back throttles are attributed to shards. Long enough for the service's own metrics, which arrive minutes late. */
export const EVIDENCE_WINDOW_SECONDS = 300;

const PERIOD_SECONDS = 60;

/**
 * For more shards the evidence costs more than it is worth: a CloudWatch call for every 500 shards, twice. Such a stream has no problem
 * with a single hot key.
 */
const MAX_SHARDS = 2_500;

/** Three metrics each: as many as one call takes. */
const MAX_SHARDS_WITH_LOADS = 166;

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
			const shardIds = openShards.map(({ shardId }) => shardId);
			return { ...ranges, ...(await readMetrics(reading, shardIds)) };
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

/** Throttles as producers publish them and, in the same call, the service's loads; its own throttles only if no producer publishes any. */
async function readMetrics(
	reading: ShardEvidenceReading,
	shardIds: readonly string[],
): Promise<Pick<ShardEvidence, "shardLoads" | "shardThrottles">> {
	const loads = shardIds.length <= MAX_SHARDS_WITH_LOADS ? LOADS : [];
	const [fromProducers = [], ...ofLoads] = await sumsOf(reading, shardIds, [THROTTLES_OF_PRODUCERS, ...loads]);
	const shardLoads = loadsOf(shardIds, ofLoads, reading.nowMs);
	const ofThrottles = isMeasured(fromProducers) ? fromProducers : ((await sumsOf(reading, shardIds, [THROTTLES_OF_SERVICE]))[0] ?? []);
	return { shardThrottles: throttlesOf(reading, shardIds, ofThrottles), ...(shardLoads === undefined ? {} : { shardLoads }) };
}

interface ShardMetric {
	readonly namespace: string;
	readonly metricName: string;
}

const THROTTLES_OF_PRODUCERS: ShardMetric = { namespace: HEADROOM_NAMESPACE, metricName: HEADROOM_METRICS.writeThrottles };
const THROTTLES_OF_SERVICE: ShardMetric = {
	namespace: KINESIS_NAMESPACE,
	metricName: KINESIS_METRICS.writeProvisionedThroughputExceeded,
};
const LOADS: readonly ShardMetric[] = [
	{ namespace: KINESIS_NAMESPACE, metricName: KINESIS_METRICS.incomingRecords },
	{ namespace: KINESIS_NAMESPACE, metricName: KINESIS_METRICS.incomingBytes },
];

/** @returns for each metric the series of each shard */
async function sumsOf(
	{ nowMs, readSeries, streamName }: ShardEvidenceReading,
	shardIds: readonly string[],
	metrics: readonly ShardMetric[],
): Promise<readonly (readonly MetricSeries[])[]> {
	const requests = metrics.flatMap((metric) =>
		shardIds.map((shardId) => ({
			...metric,
			dimensions: { [STREAM_NAME_DIMENSION]: streamName, [SHARD_ID_DIMENSION]: shardId },
			statistic: "Sum" as const,
			periodSeconds: PERIOD_SECONDS,
		})),
	);
	const series = await readSeries({ streamName, startMs: evidenceStartMs(nowMs), endMs: nowMs }, requests);
	return metrics.map((_, index) => series.slice(index * shardIds.length, (index + 1) * shardIds.length));
}

function isMeasured(series: readonly MetricSeries[]): boolean {
	return series.some((values) => values.size > 0);
}

/**
 * @returns `undefined` if enhanced monitoring does not measure them; or if some shard was measured for less long than others, as after a split: their
 *   sums say nothing of each other
 */
function loadsOf(
	shardIds: readonly string[],
	[allRecords = [], allBytes = []]: readonly (readonly MetricSeries[])[],
	nowMs: number,
): ShardLoads | undefined {
	const [records, bytes] = [allRecords, allBytes].map((series) => series.map((values) => overMinutes(values, nowMs)));
	const starts = shardIds.flatMap((_, index) => {
		const minutes = [...(records?.[index]?.keys() ?? []), ...(bytes?.[index]?.keys() ?? [])];
		return minutes.length === 0 ? [] : [Math.min(...minutes)];
	});
	const measured = new Set([...(records ?? []), ...(bytes ?? [])].flatMap((values) => [...values.keys()]));
	if (measured.size === 0 || new Set(starts).size > 1) return undefined;
	const shards = shardIds.map((shardId, index) => ({
		shardId,
		incomingRecords: sumOf(records?.[index]?.values() ?? []),
		incomingBytes: sumOf(bytes?.[index]?.values() ?? []),
	}));
	// The newest minutes may be missing of all of them: the window is what was measured of any.
	return { windowSeconds: measured.size * PERIOD_SECONDS, shards };
}

/** Without the minute that is not over. */
function overMinutes(values: MetricSeries, nowMs: number): MetricSeries {
	return new Map([...values].filter(([startMs]) => startMs + PERIOD_SECONDS * 1000 <= nowMs));
}

function throttlesOf({ nowMs }: ShardEvidenceReading, shardIds: readonly string[], series: readonly MetricSeries[]): ShardThrottleEvidence {
	if (!isMeasured(series)) return { kind: "no-data" };
	const shards = shardIds
		.map((shardId, index) => ({ shardId, throttledRecords: sumOf(series[index]?.values() ?? []) }))
		.filter(({ throttledRecords }) => throttledRecords > 0);
	return { kind: "measured", windowSeconds: Math.round((nowMs - evidenceStartMs(nowMs)) / 1000), shards };
}

function evidenceStartMs(nowMs: number): number {
	const periodMs = PERIOD_SECONDS * 1000;
	return Math.floor((nowMs - EVIDENCE_WINDOW_SECONDS * 1000) / periodMs) * periodMs;
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
