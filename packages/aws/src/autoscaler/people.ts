/** What the command line needs beside the loop's ports. */
export { DOCUMENT_TRANSLATION } from "../shared/document-client.ts";
export * from "./alarms.ts";
export * from "./history/history-reader.ts";
export * from "./history/measured-facts.ts";
export { listedStreams } from "./listed-streams.ts";
export { batchedMetricSeries } from "./load/batched-metrics.ts";
export { kinesisShards } from "./shards.ts";
