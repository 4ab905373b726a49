export {
	type CloudWatchTraceOptions,
	KINESIS_METRIC_NAMES,
	type KinesisMetricName,
	type KinesisMetricSums,
	readCloudWatchTrace,
	traceOfMetricSums,
} from "./cloudwatch-trace.ts";
export { type CsvTraceOptions, readCsvTrace, type ValueMeaning } from "./csv-trace.ts";
export { fullShardsAtPercentile, scaleTrace, type TraceScale } from "./scale-trace.ts";
export type { GapPolicy, Trace } from "./trace.ts";
export { TraceError, type TraceFault } from "./trace-error.ts";
export { type BetweenBuckets, traceLoad } from "./trace-load.ts";
