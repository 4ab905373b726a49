import { readCloudWatchJson } from "./cloudwatch-json.ts";
import { type CsvContent, type CsvTraceOptions, readCsv } from "./csv-trace.ts";
import { chooseMetrics } from "./metric-series.ts";
import { type MetricSumsOptions, traceOfMetricSums } from "./metric-sums.ts";
import { shortened } from "./time-text.ts";
import type { TraceReading } from "./trace.ts";
import { FaultList } from "./trace-error.ts";
import { type TraceChunks, traceText } from "./trace-text.ts";

/** How to read a file, where it leaves something open. */
export interface TraceOptions extends CsvTraceOptions, MetricSumsOptions {}

/** The options that only CSV has, as the command line calls them. */
const CSV_OPTIONS = { delimiter: "--delimiter", meaning: "--as", timeColumn: "--time-column", valueColumn: "--column" } as const;

/**
 * Reads a trace: CSV of any tool, the CloudWatch console's CSV, or the JSON of `aws cloudwatch get-metric-data` and
 * `get-metric-statistics`, by its content.
 *
 * @param chunks a file's stream, the standard input, a few strings
 * @throws TraceError with every fault, up to twenty
 * @throws RangeError if an option is out of its range
 */
export async function readTrace(chunks: TraceChunks, options: TraceOptions): Promise<TraceReading> {
	checkOptions(options);
	const faults = new FaultList(options.name);
	const content = await contentOf(chunks, options, faults);
	faults.throwIfAny();
	return content.kind === "trace" ? content.reading : readingOfSeries(content, options, faults);
}

async function contentOf(chunks: TraceChunks, options: TraceOptions, faults: FaultList): Promise<CsvContent> {
	const read = await traceText(chunks).catch((error: unknown) => notText(error, faults));
	if (read.form === "csv") return readCsv(read.text, options, faults);
	for (const [key, option] of Object.entries(CSV_OPTIONS)) {
		if (options[key as keyof typeof CSV_OPTIONS] !== undefined) faults.add(option, "is for CSV; this is JSON");
	}
	let json = "";
	try {
		for await (const text of read.text) json += text;
	} catch (error) {
		notText(error, faults);
	}
	return { kind: "metrics", series: readCloudWatchJson(json, faults), assumptions: [] };
}

function notText(error: unknown, faults: FaultList): never {
	if (error instanceof TypeError && "code" in error) {
		faults.add("line 1 or after", "is not text in UTF-8");
		faults.throwIfAny();
	}
	throw error;
}

function readingOfSeries(
	content: Extract<CsvContent, { readonly kind: "metrics" }>,
	options: TraceOptions,
	faults: FaultList,
): TraceReading {
	const { passedOver, periodSeconds, sums } = chooseMetrics(content.series, options.metricsById ?? {}, faults);
	if (periodSeconds !== undefined && options.periodSeconds !== undefined && periodSeconds !== options.periodSeconds) {
		faults.add(`--period ${options.periodSeconds}`, `differs from the labels, which have ${periodSeconds} s`);
	}
	faults.throwIfAny();
	const { trace, assumptions } = traceOfMetricSums(sums, {
		...options,
		...(periodSeconds !== undefined && { labelledPeriodSeconds: periodSeconds }),
	});
	const others = passedOver.map((id) => `"${shortened(id)}"`).join(", ");
	const passed = passedOver.length === 0 ? [] : [`Passed over, since the trace does not need them: ${others}.`];
	return { trace, assumptions: [...assumptions, ...content.assumptions, ...passed] };
}

function checkOptions({ bytesPerRecord, delimiter, periodSeconds }: TraceOptions): void {
	if (bytesPerRecord !== undefined && !(bytesPerRecord >= 1 && Number.isFinite(bytesPerRecord))) {
		throw new RangeError(`bytesPerRecord must be a number of at least 1, is ${bytesPerRecord}.`);
	}
	if (delimiter !== undefined && delimiter.length !== 1) throw new RangeError(`delimiter must be one character, is "${delimiter}".`);
	if (periodSeconds !== undefined && !(Number.isInteger(periodSeconds) && periodSeconds >= 1)) {
		throw new RangeError(`periodSeconds must be a whole number of at least 1, is ${periodSeconds}.`);
	}
}
