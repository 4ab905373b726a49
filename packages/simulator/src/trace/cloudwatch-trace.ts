import { type BucketSeries, BucketSeriesBuilder } from "./bucket-series.ts";
import { parseTime } from "./time-text.ts";
import type { GapPolicy, Trace } from "./trace.ts";
import { FaultList } from "./trace-error.ts";

/** Sums of the stream's own metrics, by time; a metric may be absent, and each may lack times that another has. */
export interface KinesisMetricSums {
	readonly incomingRecords: ReadonlyMap<number, number>;
	readonly incomingBytes?: ReadonlyMap<number, number>;
	readonly throttledRecords?: ReadonlyMap<number, number>;
}

export interface CloudWatchTraceOptions {
	readonly name: string;
	/** The period of the sums, which the answer does not contain. Absent: the smallest distance of two times. */
	readonly periodSeconds?: number;
	/** Absent: refuse. */
	readonly gaps?: GapPolicy;
	/** Data and partition key of the mean record; needed without IncomingBytes. */
	readonly bytesPerRecord?: number;
	/** How often producers tried a record that was throttled, at least 1: offered = incoming + throttled ÷ attempts. Absent: 1. */
	readonly writeAttemptsPerRecord?: number;
	/** The metric of each `Id`, if neither `Id` nor `Label` is the metric's name. */
	readonly metricsById?: Readonly<Record<string, KinesisMetricName>>;
}

export const KINESIS_METRIC_NAMES = ["IncomingRecords", "IncomingBytes", "WriteProvisionedThroughputExceeded"] as const;
export type KinesisMetricName = (typeof KINESIS_METRIC_NAMES)[number];

type Sums = Map<KinesisMetricName, Map<number, number>>;

/**
 * Reads the output of `aws cloudwatch get-metric-data` with the statistic `Sum`: any order, several metrics, a metric in several parts.
 * Also the output of `get-metric-statistics`, for IncomingRecords alone.
 *
 * @throws TraceError with every fault, up to twenty
 */
export function readCloudWatchTrace(json: string, options: CloudWatchTraceOptions): Trace {
	const faults = new FaultList(options.name);
	const answer = parseJson(json.startsWith("\uFEFF") ? json.slice(1) : json, faults);
	const sums: Sums = new Map();
	if (Array.isArray(answer["Datapoints"])) readStatistics(answer, sums, faults);
	else readMetricData(answer, sums, options, faults);
	faults.throwIfAny();
	return traceOfMetricSums(sumsOf(sums, faults), options);
}

/**
 * The offered load of a stream from its own metrics: incoming + throttled ÷ attempts, and the mean size of the incoming records. A time
 * with throttles only is a bucket without incoming records. A time with IncomingRecords only is a bucket without throttles, since that
 * metric has no datapoint without refusals. A time without any metric is a gap.
 *
 * @throws TraceError with every fault, up to twenty
 */
export function traceOfMetricSums(sums: KinesisMetricSums, options: CloudWatchTraceOptions): Trace {
	const faults = new FaultList(options.name);
	const { writeAttemptsPerRecord = 1, gaps = "refuse" } = options;
	if (!(writeAttemptsPerRecord >= 1)) throw new RangeError(`writeAttemptsPerRecord must be at least 1, is ${writeAttemptsPerRecord}.`);
	const throttledRecords = sums.throttledRecords ?? new Map<number, number>();
	const times = [...new Set([...sums.incomingRecords.keys(), ...throttledRecords.keys()])].sort((a, b) => a - b);
	const bucketSeconds = options.periodSeconds ?? smallestDistanceSeconds(times);
	const isWholePeriod = bucketSeconds === undefined || (Number.isInteger(bucketSeconds) && bucketSeconds >= 1);
	if (!isWholePeriod) faults.add("the times", `are ${bucketSeconds} s apart at their closest: a period is a whole number of seconds`);
	const sizeOf = recordSizes(sums, options, faults);
	faults.throwIfAny();
	const seriesOf = (valueAt: (atMs: number) => number, filledBy: GapPolicy): BucketSeries => {
		const builder = new BucketSeriesBuilder({ bucketSeconds, gaps: filledBy }, faults);
		for (const atMs of times) builder.add(atMs, valueAt(atMs), new Date(atMs).toISOString());
		const series = builder.finish();
		faults.throwIfAny();
		if (series === undefined) throw new Error("A series that cannot be built has a fault.");
		return series;
	};
	const offered = seriesOf(
		(atMs) => (sums.incomingRecords.get(atMs) ?? 0) + (throttledRecords.get(atMs) ?? 0) / writeAttemptsPerRecord,
		gaps,
	);
	return {
		name: options.name,
		startMs: offered.startMs,
		bucketSeconds: offered.bucketSeconds,
		recordsPerSecond: offered.values.map((sum) => sum / offered.bucketSeconds),
		// A gap has no records. Their size does not matter, but must be valid.
		bytesPerRecord: typeof sizeOf === "number" ? sizeOf : seriesOf(sizeOf, gaps === "refuse" ? "refuse" : "hold").values,
	};
}

/** Mean bytes of a bucket's records; for an empty bucket the mean of all. A number if all buckets have the same size. */
function recordSizes(sums: KinesisMetricSums, options: CloudWatchTraceOptions, faults: FaultList): number | ((atMs: number) => number) {
	const { incomingBytes } = sums;
	if (incomingBytes === undefined) {
		if (!((options.bytesPerRecord ?? 0) >= 1))
			faults.add("IncomingBytes", "is not there: ask for it too, or give bytesPerRecord (at least 1)");
		return options.bytesPerRecord ?? 1;
	}
	let totalRecords = 0;
	let totalBytes = 0;
	for (const [atMs, records] of sums.incomingRecords) {
		const bytes = incomingBytes.get(atMs);
		if (bytes === undefined && records > 0) faults.add(new Date(atMs).toISOString(), "has IncomingRecords but no IncomingBytes");
		totalRecords += records;
		totalBytes += bytes ?? 0;
	}
	const overall = totalRecords === 0 ? (options.bytesPerRecord ?? 1) : totalBytes / totalRecords;
	return (atMs) => {
		const records = sums.incomingRecords.get(atMs) ?? 0;
		return Math.max(1, records === 0 ? overall : (incomingBytes.get(atMs) ?? 0) / records);
	};
}

function smallestDistanceSeconds(times: readonly number[]): number | undefined {
	const distances = times.slice(1).map((atMs, index) => atMs - (times[index] ?? 0));
	return distances.length === 0 ? undefined : distances.reduce((a, b) => Math.min(a, b)) / 1000;
}

function parseJson(json: string, faults: FaultList): Record<string, unknown> {
	try {
		const answer: unknown = JSON.parse(json);
		if (isObject(answer)) return answer;
	} catch (error) {
		faults.add("the whole", `is not JSON: ${(error as Error).message}`);
		faults.throwIfAny();
	}
	faults.add("the whole", "is not the answer of get-metric-data: expected an object with MetricDataResults");
	faults.throwIfAny();
	return {};
}

function readMetricData(answer: Record<string, unknown>, sums: Sums, options: CloudWatchTraceOptions, faults: FaultList): void {
	const results = answer["MetricDataResults"];
	if (!Array.isArray(results)) {
		faults.add("MetricDataResults", "is not there: expected what aws cloudwatch get-metric-data prints");
		return;
	}
	if (typeof answer["NextToken"] === "string")
		faults.add("NextToken", "says that this is not all: read every page (without --no-paginate and --max-items)");
	results.forEach((result: unknown, index) => {
		const where = `MetricDataResults[${index}]`;
		if (!isObject(result)) {
			faults.add(where, "is not an object");
			return;
		}
		const metric = metricOf(result, options);
		if (metric === undefined) {
			faults.add(where, unknownMetric(result));
			return;
		}
		const status = result["StatusCode"];
		const isLast = !results.slice(index + 1).some((later: unknown) => isObject(later) && later["Id"] === result["Id"]);
		if (status !== undefined && status !== "Complete" && (status !== "PartialData" || isLast)) {
			faults.add(where, `has StatusCode ${String(status)}: ask again until it is Complete`);
			return;
		}
		readColumns(result, metric, sums, where, faults);
	});
}

function metricOf(result: Record<string, unknown>, { metricsById }: CloudWatchTraceOptions): KinesisMetricName | undefined {
	const id = String(result["Id"]);
	if (metricsById !== undefined && Object.hasOwn(metricsById, id)) return metricsById[id];
	return (
		KINESIS_METRIC_NAMES.find((name) => name === result["Label"]) ??
		KINESIS_METRIC_NAMES.find((name) => name.toLowerCase() === id.toLowerCase())
	);
}

function unknownMetric(result: Record<string, unknown>): string {
	return `Id "${String(result["Id"])}" with Label "${String(result["Label"])}" is none of ${KINESIS_METRIC_NAMES.join(", ")}: leave it out, or say which metric it is`;
}

function readColumns(result: Record<string, unknown>, metric: KinesisMetricName, sums: Sums, where: string, faults: FaultList): void {
	const { Timestamps: timestamps, Values: values } = result;
	if (!Array.isArray(timestamps) || !Array.isArray(values)) {
		faults.add(where, "has no Timestamps and Values");
		return;
	}
	if (timestamps.length !== values.length) {
		faults.add(where, `has ${timestamps.length} Timestamps and ${values.length} Values`);
		return;
	}
	if (!sums.has(metric)) sums.set(metric, new Map());
	timestamps.forEach((timestamp: unknown, index) => {
		addSum(
			sums,
			metric,
			{ timestamp, value: values[index] as unknown },
			{ time: `${where}.Timestamps[${index}]`, value: `${where}.Values[${index}]` },
			faults,
		);
	});
}

function readStatistics(answer: Record<string, unknown>, sums: Sums, faults: FaultList): void {
	const metric = KINESIS_METRIC_NAMES.find((name) => name === answer["Label"]);
	if (metric === undefined) {
		faults.add("Label", `is "${String(answer["Label"])}", none of ${KINESIS_METRIC_NAMES.join(", ")}`);
		return;
	}
	(answer["Datapoints"] as unknown[]).forEach((datapoint, index) => {
		const where = `Datapoints[${index}]`;
		if (!isObject(datapoint)) {
			faults.add(where, "is not an object");
			return;
		}
		addSum(
			sums,
			metric,
			{ timestamp: datapoint["Timestamp"], value: datapoint["Sum"] },
			{ time: `${where}.Timestamp`, value: `${where}.Sum` },
			faults,
		);
	});
}

function addSum(
	sums: Sums,
	metric: KinesisMetricName,
	{ timestamp, value }: { timestamp: unknown; value: unknown },
	where: { time: string; value: string },
	faults: FaultList,
): void {
	const time = parseTime(typeof timestamp === "number" ? String(timestamp) : typeof timestamp === "string" ? timestamp : "");
	if ("reason" in time) {
		faults.add(where.time, time.reason);
		return;
	}
	if (typeof value !== "number") {
		faults.add(where.value, `is ${JSON.stringify(value) ?? "absent"}, not a number`);
		return;
	}
	if (value < 0) {
		faults.add(where.value, `${value} is negative`);
		return;
	}
	const byTime = sums.get(metric) ?? new Map<number, number>();
	sums.set(metric, byTime);
	if (byTime.has(time.atMs)) {
		faults.add(where.time, `${metric} has two values at ${new Date(time.atMs).toISOString()}`);
		return;
	}
	byTime.set(time.atMs, value);
}

function sumsOf(sums: Sums, faults: FaultList): KinesisMetricSums {
	const incomingRecords = sums.get("IncomingRecords");
	const incomingBytes = sums.get("IncomingBytes");
	const throttledRecords = sums.get("WriteProvisionedThroughputExceeded");
	if (incomingRecords === undefined) faults.add("IncomingRecords", "is not there");
	faults.throwIfAny();
	return {
		incomingRecords: incomingRecords ?? new Map(),
		...(incomingBytes === undefined ? {} : { incomingBytes }),
		...(throttledRecords === undefined ? {} : { throttledRecords }),
	};
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
