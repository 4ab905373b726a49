import { type BucketSeries, BucketSeriesBuilder } from "./bucket-series.ts";
import type { GapPolicy, TraceReading } from "./trace.ts";
import { FaultList } from "./trace-error.ts";

/** Sums of the stream's own metrics, by time; a metric may be absent, and each may lack times that another has. */
export interface KinesisMetricSums {
	readonly incomingRecords: ReadonlyMap<number, number>;
	readonly incomingBytes?: ReadonlyMap<number, number>;
	readonly throttledRecords?: ReadonlyMap<number, number>;
}

export interface MetricSumsOptions {
	readonly name: string;
	/** The period of the sums, which an answer does not contain. Absent: the smallest distance of two times, if that can be nothing else. */
	readonly periodSeconds?: number;
	/** The same, as the file's labels have it. */
	readonly labelledPeriodSeconds?: number;
	/** Absent: zero, since CloudWatch has no datapoint of an idle period. */
	readonly gaps?: GapPolicy;
	/** Data and partition key of the mean record; needed without IncomingBytes. */
	readonly bytesPerRecord?: number;
	/**
	 * How often producers tried a record that was throttled, at least 1: offered = incoming + throttled ÷ attempts. Absent: 1, if that changes the
	 * load by at most a tenth.
	 */
	readonly writeAttemptsPerRecord?: number;
}

/**
 * The shortest period of a stream's metrics. Two times that are so far apart can have no other period.
 * @see https://docs.aws.amazon.com/streams/latest/dev/monitoring-with-cloudwatch.html read 2026-11-27
 */
export const SHORTEST_PERIOD_SECONDS = 60;
/** What changes the load by more is asked for. */
const ASSUMED_AT_MOST = 0.1;

/**
 * The offered load of a stream from its own metrics: incoming + throttled ÷ attempts, and the mean size of the incoming records. A time
 * with throttles only is a bucket without incoming records. A time with IncomingRecords only is a bucket without throttles, since that
 * metric has no datapoint without refusals. A time without any metric is a gap.
 *
 * @throws TraceError with every fault, up to twenty
 */
export function traceOfMetricSums(sums: KinesisMetricSums, options: MetricSumsOptions): TraceReading {
	const faults = new FaultList(options.name);
	const { gaps = "zero" } = options;
	const throttledRecords = sums.throttledRecords ?? new Map<number, number>();
	const times = [...new Set([...sums.incomingRecords.keys(), ...throttledRecords.keys()])].sort((a, b) => a - b);
	const period = periodOf(times, options, faults);
	const attempts = writeAttempts(sums, options, faults);
	const size = recordSizes(sums, options, faults);
	faults.throwIfAny();
	const seriesOf = (valueAt: (atMs: number) => number, filledBy: GapPolicy): BucketSeries => {
		const builder = new BucketSeriesBuilder({ bucketSeconds: period.seconds, gaps: filledBy }, faults);
		for (const atMs of times) builder.add(atMs, valueAt(atMs), new Date(atMs).toISOString());
		const series = builder.finish();
		faults.throwIfAny();
		if (series === undefined) throw new Error("A series that cannot be built has a fault.");
		return series;
	};
	const offered = seriesOf((atMs) => (sums.incomingRecords.get(atMs) ?? 0) + (throttledRecords.get(atMs) ?? 0) / attempts.count, gaps);
	const { bucketSeconds, filledCount, values } = offered;
	return {
		trace: {
			name: options.name,
			startMs: offered.startMs,
			bucketSeconds,
			recordsPerSecond: values.map((sum) => sum / bucketSeconds),
			// A gap has no records. Their size does not matter, but must be valid.
			bytesPerRecord: typeof size.of === "number" ? size.of : seriesOf(size.of, gaps === "refuse" ? "refuse" : "hold").values,
		},
		assumptions: [period.says, size.says, ...gapsSay(filledCount, values.length, gaps), attempts.says],
	};
}

/** The stated way in which gaps were filled. */
export function gapsSay(filledCount: number, bucketCount: number, gaps: GapPolicy): readonly string[] {
	if (filledCount === 0) return [];
	const of = `${filledCount.toLocaleString("en-US")} of ${bucketCount.toLocaleString("en-US")} periods have no value`;
	switch (gaps) {
		case "zero":
			return [`Gaps: ${of}. They count as no load, as CloudWatch has no datapoint of an idle period (--gaps zero).`];
		case "hold":
			return [`Gaps: ${of}. Each has the last value before it (--gaps hold).`];
		default:
			return [`Gaps: ${of}. They are a straight line between their neighbours (--gaps ${gaps}).`];
	}
}

function periodOf(
	times: readonly number[],
	{ labelledPeriodSeconds, periodSeconds }: MetricSumsOptions,
	faults: FaultList,
): { readonly seconds: number | undefined; readonly says: string } {
	if (periodSeconds !== undefined) return { seconds: periodSeconds, says: `Period: ${periodSeconds} s, as given.` };
	if (labelledPeriodSeconds !== undefined) {
		return { seconds: labelledPeriodSeconds, says: `Period: ${labelledPeriodSeconds} s, that of the metrics.` };
	}
	const seconds = smallestDistanceSeconds(times);
	const says = `Period: ${seconds} s, the smallest distance of two times.`;
	if (seconds !== undefined && !(Number.isInteger(seconds) && seconds >= 1)) {
		faults.add("the times", `are ${seconds} s apart at their closest: a period is a whole number of seconds`);
	} else if (seconds !== undefined && seconds > SHORTEST_PERIOD_SECONDS) {
		faults.add(
			"the times",
			`are at least ${seconds} s apart. Either the period is ${seconds} s, or the stream is busy once in ${seconds} s; the load differs ${seconds / SHORTEST_PERIOD_SECONDS} times. Say --period ${seconds} or say --period ${SHORTEST_PERIOD_SECONDS}`,
		);
	}
	return { seconds, says };
}

function writeAttempts(
	{ incomingRecords, throttledRecords }: KinesisMetricSums,
	{ writeAttemptsPerRecord }: MetricSumsOptions,
	faults: FaultList,
): { readonly count: number; readonly says: string } {
	if (writeAttemptsPerRecord !== undefined) {
		if (!(writeAttemptsPerRecord >= 1)) throw new RangeError(`writeAttemptsPerRecord must be at least 1, is ${writeAttemptsPerRecord}.`);
		return { count: writeAttemptsPerRecord, says: `Throttled records: each was tried ${writeAttemptsPerRecord} times, as given.` };
	}
	if (throttledRecords === undefined) {
		return {
			count: 1,
			says: "Throttled records: none, since WriteProvisionedThroughputExceeded is not given. The load is what the stream took.",
		};
	}
	const share = mostAdded(incomingRecords, throttledRecords);
	if (share > ASSUMED_AT_MOST) {
		faults.add(
			"WriteProvisionedThroughputExceeded",
			`counts every refused attempt. If producers tried a record several times, the load is up to ${Math.round(share * 100)} % smaller than with one attempt each. Say --write-attempts <count>, 1 if they do not try again`,
		);
	}
	const changes = share === 0 ? "" : ` More attempts would make the load at most ${(share * 100).toFixed(1)} % smaller.`;
	return { count: 1, says: `Throttled records: each was tried once.${changes}` };
}

/** The share of throttled records in the whole load and in its largest period, whichever is more. */
function mostAdded(incoming: ReadonlyMap<number, number>, throttled: ReadonlyMap<number, number>): number {
	let [allIncoming, allOffered, mostIncoming, mostOffered] = [0, 0, 0, 0];
	for (const atMs of new Set([...incoming.keys(), ...throttled.keys()])) {
		const taken = incoming.get(atMs) ?? 0;
		const offered = taken + (throttled.get(atMs) ?? 0);
		allIncoming += taken;
		allOffered += offered;
		mostIncoming = Math.max(mostIncoming, taken);
		mostOffered = Math.max(mostOffered, offered);
	}
	return allOffered === 0 ? 0 : Math.max(1 - allIncoming / allOffered, 1 - mostIncoming / mostOffered);
}

interface RecordSizes {
	/** A number if all buckets have the same size. */
	readonly of: number | ((atMs: number) => number);
	readonly says: string;
}

/** Mean bytes of a bucket's records; for an empty bucket the mean of all. */
function recordSizes(sums: KinesisMetricSums, { bytesPerRecord }: MetricSumsOptions, faults: FaultList): RecordSizes {
	const { incomingBytes } = sums;
	if (incomingBytes === undefined) {
		if (bytesPerRecord === undefined) {
			faults.add(
				"IncomingBytes",
				"is not given, and a number of records does not show how large they are: export it too, or say --bytes-per-record <count>",
			);
		}
		return { of: bytesPerRecord ?? 1, says: recordSizeSays(bytesPerRecord) };
	}
	let totalRecords = 0;
	let totalBytes = 0;
	for (const [atMs, records] of sums.incomingRecords) {
		const bytes = incomingBytes.get(atMs);
		if (bytes === undefined && records > 0) faults.add(new Date(atMs).toISOString(), "has IncomingRecords but no IncomingBytes");
		totalRecords += records;
		totalBytes += bytes ?? 0;
	}
	const overall = totalRecords === 0 ? (bytesPerRecord ?? 1) : totalBytes / totalRecords;
	const unused = bytesPerRecord === undefined ? "" : ` The ${bytesPerRecord} B of --bytes-per-record are not used.`;
	return {
		of: (atMs) => {
			const records = sums.incomingRecords.get(atMs) ?? 0;
			return Math.max(1, records === 0 ? overall : (incomingBytes.get(atMs) ?? 0) / records);
		},
		says: `Record size: IncomingBytes ÷ IncomingRecords of each period, ${Math.round(overall).toLocaleString("en-US")} B on average.${unused}`,
	};
}

export function recordSizeSays(bytesPerRecord: number | undefined): string {
	return `Record size: ${bytesPerRecord?.toLocaleString("en-US")} B, as given.`;
}

function smallestDistanceSeconds(times: readonly number[]): number | undefined {
	const distances = times.slice(1).map((atMs, index) => atMs - (times[index] ?? 0));
	return distances.length === 0 ? undefined : distances.reduce((a, b) => Math.min(a, b)) / 1000;
}
