export type { ValueMeaning } from "./csv-columns.ts";
export type { KinesisMetricName } from "./metric-label.ts";
export { type KinesisMetricSums, type MetricSumsOptions, traceOfMetricSums } from "./metric-sums.ts";
export { readTrace, type TraceOptions } from "./read-trace.ts";
export { fullShardsAtPercentile, scaleTrace, type TraceScale } from "./scale-trace.ts";
export type { GapPolicy, Trace, TraceReading } from "./trace.ts";
export { TraceError, type TraceFault } from "./trace-error.ts";
export { type BetweenBuckets, traceLoad } from "./trace-load.ts";
